"""The second half of a document: the diagram, decisions, failures, alerts, cost, and what is open."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.design.document.blocks import Block, Bullets, Heading, Paragraph, Picture, table
from helpers.design.document.diagram import svg, words
from helpers.design.document.losses import loss_rows
from helpers.rounding import several, whole_percent
from helpers.units import Q, human

if TYPE_CHECKING:
    from helpers.architecture import Component
    from helpers.design.look import Look
    from helpers.design.verdict import Verdict
    from helpers.findings import Findings
    from helpers.reliability import FailureSweep

NOTHING = "Nothing yet: step {} has not made this piece."
NOT_MODELLED = (
    "waiting for locks and disks inside a machine",
    "message sizes and bandwidth between boxes, but for the bytes that leave at the door",
    "retries and impatient callers: a run here has patient ones",
    "caches that are cold after a restart",
    "what a failover costs in the seconds in which it happens: after a loss, the rest is looked at in steady state",
    "uneven keys: each key is asked as often as any other",
    "the price of traffic that leaves the data centre or goes between zones",
    "people: who operates this, and how long a change takes",
)


def diagram(look: "Look") -> Iterator[Block]:
    """The picture, and its boxes."""
    yield Heading(2, "High-level design")
    if look.drawing is None:
        yield Paragraph(NOTHING.format(5))
        return
    yield Picture(svg(look.drawing), look.drawing.mermaid(details=False), words(look.drawing))
    yield Paragraph("Solid arrows wait for an answer, dashed ones leave a message, dotted ones copy data.")
    rows = []
    for box in look.drawing:
        if box.kind == "client":
            continue
        load = look.peak_loads.get(box.name)
        split = box.shards > 1 and box.of.stores
        many = f"{box.shards} shards of {several(box.copies, 'copy')}" if split else str(box.replicas)
        rows.append((_named(box), box.of.label, "rented" if box.of.managed else many, ", ".join(box.zone) or "not said",
                     ", ".join(box.stores) or "nothing",
                     whole_percent(load.utilisation) if load and box.capacity is not None else "no limit"))
    yield table(("Box", "Kind", "Machines", "Zones", "Keeps", "Busy at the peak"), rows, 0)


def _named(box: "Component") -> str:
    """The title, and the name beside it where other tables call the box by that and nobody could guess it."""
    return box.title if box.name.replace("_", " ").lower() == box.title.lower() else f"{box.title} ({box.name})"


def decisions(look: "Look") -> Iterator[Block]:
    """Each decision in the form of MADR: context, drivers, options, outcome, consequences, confirmation."""
    yield Heading(2, "Decisions")
    if not look.decisions:
        yield Paragraph(NOTHING.format(6))
        return
    for number, each in enumerate(look.decisions, 1):
        yield Heading(3, f"{number}. {each.question or 'A decision without a question'}")
        drivers = ", ".join(f"{row.name.replace('_', ' ')} (weight {row.weight:g}, "
                            f"{'less' if row.better == 'lower' else 'more'} is better)" for row in each.criteria)
        yield Paragraph(f"Drivers: {drivers or 'none named'}.")
        heads = ("Option", *(row.name.replace("_", " ") for row in each.criteria), "Figures from")
        yield table(heads, [(f"{option}{' (chosen)' if option == each.choice else ''}",
                             *(_figure(each.evidence[option].get(row.name)) for row in each.criteria),
                             each.provenance.get(option, "no source named")) for option in each.options], 0)
        yield Paragraph(f"Outcome: {each.choice or 'open'}. {each.because or 'No reason is given.'}", strong=True)
        told = list(_consequences(each))
        if told:
            yield Bullets(tuple(told))
        confirmed = look.notes.confirmations.get(each.question, "nothing says how one will see that it was right")
        yield Paragraph(f"Confirmation: {confirmed}.")


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.6g}"


def _consequences(decision) -> Iterator[str]:
    """Good where the choice is the best of its options, bad where another is better."""
    if decision.choice is None:
        return
    for row in decision.criteria:
        known = {option: values[row.name] for option, values in decision.evidence.items() if row.name in values}
        if decision.choice not in known or len(known) < 2:
            continue
        best = min(known.values()) if row.better == "lower" else max(known.values())
        name = row.name.replace("_", " ")
        if len(set(known.values())) == 1:
            yield f"Neutral: {name} is the same for all."
        elif known[decision.choice] == best:
            yield f"Good: the best {name}, {_figure(best)}."
        else:
            other = next(option for option, value in known.items() if value == best)
            yield f"Bad: {name} is {_figure(known[decision.choice])}, and {_figure(best)} with {other}."


def failures(look: "Look", sweep: "FailureSweep | None") -> Iterator[Block]:
    """What happens when each part is lost, beside what was foreseen."""
    yield Heading(2, "Failures")
    if look.drawing is None or not look.drawn:
        yield Paragraph(NOTHING.format(5))
        return
    if sweep is not None:
        yield Paragraph(f"Each part was lost in turn in a simulation of {sweep.n:,} requests, seed {sweep.seed}.")
        found = sweep.table()
        heads = ("Lost", *(str(column).capitalize() for column in found.columns))
        yield table(heads, [(name, *row) for name, row in zip(found.index, found.to_numpy().tolist(), strict=True)], 0)
        return
    yield Paragraph("Each part is lost in turn, at the peak, and what is left is looked at once it has settled "
                    "(computed from the loads, not simulated).")
    yield table(("Lost", "Users see", "Down", "Fullest box then", "Foreseen in step 7"), loss_rows(look), 2)


def alerts(look: "Look") -> Iterator[Block]:
    """Who is told when something fails, and what to do first."""
    from helpers.reliability.alerts import condition_text

    yield Heading(2, "Alerts")
    if look.plan is None or not len(look.plan.alerts):
        yield Paragraph(NOTHING.format(7))
        return
    rows = [(each.name.replace("_", " "), each.component, condition_text(each), each.severity,
             each.runbook or "no runbook") for each in look.plan.alerts]
    yield table(("Alert", "Box", "Fires when", "Severity", "First thing to do"), rows, 4)


def cost(look: "Look") -> Iterator[Block]:
    """What each box costs a month."""
    from helpers.architecture import cost_of

    yield Heading(2, "Cost")
    if look.drawing is None or look.cost is None:
        yield Paragraph(NOTHING.format(5))
        return
    rows = []
    for box in look.drawing:
        load = look.average_loads.get(box.name)
        dollars = cost_of(box, load.reads, load.writes) if load else cost_of(box)
        if dollars:
            rows.append((box.title, box.replicas, f"${box.cost:,.0f}", f"${dollars:,.0f}",
                         whole_percent(dollars / look.cost)))
    rows.append(("All", "", "", f"${look.cost:,.0f}", "100%"))
    yield table(("Box", "Machines", "One machine", "A month", "Share"), rows, 0)
    if look.average:
        yield Paragraph(f"${look.cost / (look.average * 2_629_800 / 1e6):,.3g} for a million requests. List prices of "
                        "2026 (napkin-math, March 2026); the sizes of machines are assumptions.")


def open_ends(look: "Look", verdict: "Verdict | None", found: "Findings") -> Iterator[Block]:
    """Risks, unknowns, findings that are open, and what no figure here knows of."""
    yield Heading(2, "Open risks")
    risks = list(look.notes.risks)
    if verdict is not None:
        risks += [f"{each.quality.id} is missed: {each.shown()} where {each.quality} is asked for"
                  for each in verdict.of("missed")]
        beyond = [each.quality.id for each in verdict.of("missed", "pessimistic") if each.state() == "met"]
        if beyond and verdict.rates:
            rate = human(Q(float(verdict.rates["pessimistic"][0]), "1/s"), 2)
            risks.append(f"At the bad ends of the estimate's ranges ({rate}) {', '.join(beyond)} would be missed")
    yield Bullets(tuple(f"{each.rstrip('.')}." for each in risks)) if risks else Paragraph("None is named.")
    yield Heading(2, "Unknowns")
    unknown = list(look.notes.unknowns)
    if verdict is not None:
        unknown += [f"{each.quality.id}: {each.likely.source}" for each in verdict.of("unproven")]
    if look.estimate is not None:
        bare = [each.name for each in look.estimate.assumptions if not (each.source or each.reference)]
        unknown += [f"Where {', '.join(bare)} come from"] if bare else []
    unknown += [f"The {each.replace('_', ' ')}: not made yet" for each in look.design.missing]
    yield Bullets(tuple(each if each.endswith("?") else f"{each.rstrip('.')}." for each in unknown)) if unknown \
        else Paragraph("None is named.")
    serious = [each for each in found if each.severity != "note"]
    if serious:
        yield Heading(2, "Where the steps contradict each other")
        yield Bullets(tuple(f"{each.told()} [{each.rule}]" for each in serious))
    yield Heading(2, "What was not modelled")
    yield Bullets(tuple(f"{each[0].upper()}{each[1:]}." for each in NOT_MODELLED))
