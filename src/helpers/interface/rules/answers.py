"""Rules on answers: which the contract names, and in what form."""

from helpers.interface.endpoint import KEY_HEADER
from helpers.interface.rules.registry import Look, Told, listed, rule
from helpers.interface.rules.words import deed_of


def _named(endpoint, *statuses) -> bool:
    """Whether the contract names one of these answers; "default" stands for all that it does not name."""
    return any(each in endpoint.errors for each in statuses)


@rule("no-success-answer", "error", "Spectral operation-success-response", "Redocly operation-2xx-response")
def no_success_answer(look: Look) -> Told:
    """A caller must know what comes back when all is well; without it nothing can be written against the contract."""
    for each in look.api.endpoints:
        if each.status == 0:
            yield each.name, f"{each} names no answer for when all is well", "Say what it returns, or status=204."


@rule("no-client-error", "error", "Redocly operation-4xx-response", "OWASP define-error-validation")
def no_client_error(look: Look) -> Told:
    """Every call can be wrong somehow. Where the contract names no 4xx, clients are written as if it could not."""
    for each in look.api.endpoints:
        if not any(status == "default" or 400 <= status < 500 for status in each.errors):
            yield (
                each.name,
                f"{each} names no answer for a call that is wrong",
                f"Add those that can happen here: errors={likely_errors(look, each)}.",
            )


def likely_errors(look: Look, endpoint) -> list[int]:
    """The answers to a wrong call that follow from what an endpoint takes and promises."""
    takes = endpoint.body is not None or endpoint.query or endpoint.paginated or endpoint.idempotent
    happens = {
        400: takes,
        401: not look.public[endpoint.name],
        403: endpoint.owner_only or endpoint.scopes,
        404: endpoint.path_parameters,
        409: endpoint.idempotent,
        412: endpoint.if_match,
        422: endpoint.idempotent,
        428: endpoint.if_match,
        429: endpoint.rate_limit,
    }
    return [status for status, when in happens.items() if when] or [400]


@rule("missing-validation-answer", "warning", "OWASP define-error-validation", "RFC 9110 15.5.1", "AIP-193")
def missing_validation_answer(look: Look) -> Told:
    """What clients send will not always fit the schema.

    They must learn that it is their fault, so that they do not send it again unchanged.
    """
    for each in look.api.endpoints:
        takes = each.body is not None or each.query or each.paginated
        if takes and not _named(each, 400, 422, "default") and each.errors:
            what = "a body" if each.body else "parameters" if each.query else "a limit and a place (its pages)"
            yield (
                each.name,
                f"{each} takes {what} and names neither 400 nor 422",
                ("Add 400 (cannot be read), or 422 (readable, but not valid), to errors."),
            )


@rule("missing-401", "warning", "OWASP define-error-responses-401", "RFC 9110 15.5.2")
def missing_401(look: Look) -> Told:
    """A caller whose token ran out needs another answer (sign in again) than one who may not do this (403)."""
    for each in look.api.endpoints:
        if not look.public[each.name] and not _named(each, 401, "default") and each.errors:
            yield each.name, f"{each} asks who is calling, and names no 401", "Add 401 to errors."


@rule("missing-403", "warning", "RFC 9110 15.5.4", "Azure http-return-403-vs-404")
def missing_403(look: Look) -> Told:
    """Where some may and others may not, those others need an answer.

    403, or 404 where even the existence of the thing is nobody's business.
    """
    for each in look.api.endpoints:
        limited = each.scopes or each.owner_only
        if limited and not _named(each, 403, 404, "default") and each.errors:
            yield (
                each.name,
                f"{each} is not for everyone, and names neither 403 nor 404",
                "Add one of the two to errors.",
            )


@rule("missing-404", "warning", "RFC 9110 15.5.5", "AIP-193")
def missing_404(look: Look) -> Told:
    """An address with an id in it will be called with an id that is not there, or not any more."""
    for each in look.api.endpoints:
        puts = each.method == "PUT" and each.on_item and len(each.path_parameters) == 1 and not each.if_match
        if each.path_parameters and not puts and not _named(each, 404, 410, "default") and each.errors:
            yield each.name, f"{each} has an id in its path, and names no 404", "Add 404 to errors."


@rule("missing-409", "warning", "RFC 9110 15.5.10", "Idempotency-Key draft")
def missing_409(look: Look) -> Told:
    """A name that the client chooses can be taken. 409 tells it to choose another; a 400 would not."""
    for each in look.of_kind("create"):
        resource = look.about[each.name]
        key = look.key.get(resource)
        sent = look.api.resources.get(each.body.base, {}) if each.body is not None else {}
        chosen = key and key in sent and sent[key].access != "read-only"
        if chosen and not _named(each, 409, "default") and each.errors:
            yield (
                each.name,
                f"clients choose {resource}.{key}, and {each} names no 409 for one that is taken",
                ('Add 409 to errors; or let the server choose it: "... read-only".'),
            )
        elif each.idempotent and not _named(each, 409, "default") and each.errors:
            yield (
                each.name,
                f"{each} takes an {KEY_HEADER}, and names no 409 for a key whose call still runs",
                ("Add 409 to errors, and 422 for a key that comes with another body."),
            )


@rule("missing-412", "warning", "RFC 9110 13.1.1", "RFC 6585 3", "Zalando 182", "AIP-154")
def missing_412(look: Look) -> Told:
    """If-Match is there to be refused: 412 says "somebody was quicker: read it again", 428 "say which version"."""
    for each in look.api.endpoints:
        if each.if_match and not _named(each, "default"):
            lacking = [status for status in (412, 428) if status not in each.errors]
            if lacking and each.errors:
                yield (
                    each.name,
                    f"{each} takes If-Match, and does not name {' and '.join(map(str, lacking))}",
                    (f"Add {' and '.join(map(str, lacking))} to errors."),
                )


@rule("missing-429", "note", "Zalando 153", "OWASP API4:2023", "RFC 6585 4")
def missing_429(look: Look) -> Told:
    """Every system has a limit.

    A stated one (429 with Retry-After) makes clients wait; one that is not stated makes them try again at once,
    just when it hurts most.
    """
    lacking = [each for each in look.api.endpoints if not _named(each, 429, "default")]
    stated = [each for each in lacking if each.rate_limit]
    for each in stated:
        yield each.name, f"{each} has a limit of {each.rate_limit}, and names no 429", "Add 429 to errors."
    silent = [each.name for each in lacking if not each.rate_limit]
    if silent:
        where = (
            silent[0]
            if len(silent) == 1
            else "all endpoints"
            if len(silent) == len(look.api.endpoints)
            else (f"{len(silent)} endpoints")
        )
        yield (
            where,
            f"{listed(silent)}: no limit is stated, and no 429",
            ('State what one caller may do: rate_limit="100/min", and 429 in errors.'),
        )


@rule("errors-not-problem", "note", "RFC 9457", "Zalando 176", "Redocly operation-4xx-problem-details-rfc7807")
def errors_not_problem(look: Look) -> Told:
    """One form of error for all endpoints, and for other systems' endpoints too, is handled by one piece of code."""
    if look.api.errors_as != "application/problem+json" and any(each.errors for each in look.api.endpoints):
        yield (
            look.api.title,
            f"errors come as {look.api.errors_as}, in a form of their own",
            ('Use the standard form: errors_as="application/problem+json".'),
        )


@rule("creation-without-201", "warning", "RFC 9110 15.3.2", "Azure az-post-201-response", "Zalando 148")
def creation_without_201(look: Look) -> Told:
    """201 says that something new is there, and Location where.

    From a 200 a client cannot tell a new one from one that was there already.
    """
    for each in look.of_kind("create"):
        searches = each.returns is not None and each.returns.base == "list"
        if each.status == 200 and not searches and each.returns is not None and each.body is not None:
            made = look.about[each.name]
            if each.returns.base == made and each.body.base in (made, f"New{made}", f"{made}Create", f"{made}Request"):
                yield each.name, f"{each} makes a {made} and answers 200", "Answer 201: leave status out."


@rule("body-with-204", "error", "RFC 9110 15.3.5", "Azure az-204-no-response-body")
def body_with_204(look: Look) -> Told:
    """204 means that no body follows; whatever is sent after it is taken for the next answer, or is lost."""
    for each in look.api.endpoints:
        if each.status in (204, 205, 304) and each.returns is not None:
            yield (
                each.name,
                f"{each} answers {each.status} and returns {each.returns}",
                ("Answer 200, or return nothing."),
            )


@rule("get-without-answer", "error", "RFC 9110 9.3.1")
def get_without_answer(look: Look) -> Told:
    """A GET is there to read something.

    One that returns nothing is a deed in disguise, or an answer that was forgotten.
    """
    for each in look.api.endpoints:
        if each.method == "GET" and each.returns is None and 200 <= each.status < 300 and not deed_of(each):
            yield (
                each.name,
                f"{each} reads, and returns nothing",
                (
                    'Say what it returns, as in returns="Link"; or status=302, where it leads on to another address. '
                    "If it changes something, it is no GET."
                ),
            )
