"""Rules on time: slow work, jobs that run on, endpoints that end."""

from helpers.interface.rules.registry import Look, Told, rule

SLOW_SECONDS = 10.0


@rule("slow-without-202", "warning", "Zalando 253", "AIP-151", "Azure lro-returns-202")
def slow_without_202(look: Look) -> Told:
    """Connections are cut after half a minute or so, by phones, proxies and balancers.

    Who does slow work while the caller waits does it twice: the caller tries again.
    """
    for each in look.api.endpoints:
        if each.takes is not None and each.takes > SLOW_SECONDS and each.status != 202:
            yield (
                each.name,
                f"{each} works for {each.takes:g} s while the caller waits",
                ("Answer 202 at once with the job's own resource, whose state can be asked for."),
            )


@rule("no-job-to-ask", "warning", "Azure lro-status-monitor-structure", "AIP-151")
def no_job_to_ask(look: Look) -> Told:
    """202 says "later". Without something to ask, the caller never learns whether it was done."""
    for each in look.api.endpoints:
        if each.status == 202:
            job = each.returns.base if each.returns is not None else None
            if not look.having("read", job):
                yield (
                    each.name,
                    f"{each} answers 202, and nothing tells when the work is done",
                    ('Return the job, as in returns="Job", and add GET /jobs/{id} with its state.'),
                )


@rule("deprecated-without-end", "warning", "RFC 8594", "RFC 9745", "Zalando 187")
def deprecated_without_end(look: Look) -> Told:
    """Who reads "deprecated" without a date takes it for "works for ever". A date lets clients plan."""
    for each in look.api.endpoints:
        if each.deprecated and not each.sunset:
            yield (
                each.name,
                f"{each} is deprecated, and nobody is told until when it works",
                ('Name the day: sunset="2027-06-30".'),
            )
