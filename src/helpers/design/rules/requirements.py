"""Rules on step 1: every requirement is served, every quality is about something and has evidence."""

from typing import TYPE_CHECKING

from helpers.design.basis import can_be_told
from helpers.design.rules.registry import INCOSE, SEI, SPINE, Told, listed, rule, words_of
from helpers.errors import CourseError, nearest

if TYPE_CHECKING:
    from helpers.design.look import Look

FACTOR = 2.0
# The pieces that give a quality's figure; any one of the tuples will do.
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "latency": (("architecture",),), "throughput": (("architecture",),), "availability": (("architecture",),),
    "cost": (("architecture",),), "copies": (("architecture",),), "lost_copies": (("architecture",),),
    "staleness": (("architecture",), ("api",)),
}


@rule("must-without-endpoint", "error", 1, SPINE.format(3, "the contract shows whether a requirement was forgotten"))
def must_without_endpoint(look: "Look") -> Told:
    """What must be done and no endpoint serves cannot be done by anybody."""
    if look.api is None:
        return
    served = {identity for each in look.api.endpoints for identity in (each.name, *each.serves)}
    for each in look.musts:
        if each.id not in served:
            yield each.id, f'"{each.sentence}" must be possible, and no endpoint serves it', (
                f'Add an endpoint with serves="{each.id}".')


@rule("endpoint-serves-unknown", "error", 3, SPINE.format(3, "every endpoint serves a requirement"))
def endpoint_serves_unknown(look: "Look") -> Told:
    """An endpoint for a requirement that nobody stated was built for nobody, or the name is mistyped."""
    if look.api is None or look.sheet is None:
        return
    known = [each.id for each in look.sheet.functional]
    for each in look.api.endpoints:
        for identity in each.serves:
            if identity not in known:
                yield each.name, f"it serves {identity}, and the sheet has no such requirement", (
                    f"Mend the name, or state the requirement.{nearest(identity, known)}")


@rule("out-of-scope-built", "warning", 1, INCOSE.format("completeness and consistency of a set"))
def out_of_scope_built(look: "Look") -> Told:
    """What was left out on purpose and is built all the same costs time that the rest lacks."""
    if look.sheet is None:
        return
    for each in look.sheet.out_of_scope:
        wanted = words_of(each.id)
        names = [*look.names, *(() if look.model is None else look.model.names),
                 *(() if look.drawing is None else look.drawing.names)]
        for name in names:
            if wanted <= words_of(name):
                yield name, f"{each.id.replace('_', ' ')} is out of scope, and {name} is built for it", (
                    "Take it out, or bring it into scope.")


@rule("quality-of-nothing", "error", 1, SEI.format("a scenario has an artifact"))
def quality_of_nothing(look: "Look") -> Told:
    """A quality of something that is not there is never measured."""
    if look.sheet is None:
        return
    known = {"all", *(each.id for each in look.sheet.functional), *look.names}
    for each in look.sheet.qualities:
        if each.of not in known:
            yield each.id, f"it is about {each.of}, which is neither a requirement nor an endpoint", (
                f"Name one, or all.{nearest(each.of, known)}")
        elif look.api is not None and each.of != "all" and not look.endpoints_of(each.of):
            must = next((row for row in look.musts if row.id == each.of), None)
            if must is None:  # of a must-have the missing endpoint is told already
                yield each.id, f"it is about {each.of}, and no endpoint serves that", "Serve it, or drop the quality."


@rule("quality-without-evidence", "warning", 8, SEI.format("a response measure can be tested"))
def quality_without_evidence(look: "Look") -> Told:
    """A quality that nothing in the design speaks of is a wish: it can be neither met nor missed."""
    for each in look.sheet.qualities if look.sheet else ():
        unserved = each.of != "all" and not look.endpoints_of(each.of)  # which another rule tells
        if each.target is None or unserved or look.notes.evidence_for(each.id) is not None:
            continue
        wanted = NEEDS.get(each.metric, ())
        there = any(all(getattr(look.design, piece) is not None for piece in pieces) for pieces in wanted)
        lacking = wanted and not there
        if not lacking and not can_be_told(look, each):
            yield each.id, f"nothing in the design says whether {str(each).split(',')[0]} is met", (
                f'Give a figure and its source: Notes(evidence=[Evidence("{each.id}", ...)]).')


@rule("evidence-for-nothing", "warning", 8, SPINE.format(8, "what is shown answers what was asked"))
def evidence_for_nothing(look: "Look") -> Told:
    """Evidence for a quality that nobody asked for answers nothing, or its name is mistyped."""
    if look.sheet is None:
        return
    known = [each.id for each in look.sheet.qualities]
    for each in look.notes.evidence:
        if each.quality not in known:
            yield each.quality, "there is evidence for it, and the sheet has no such quality", (
                f"Mend the name.{nearest(each.quality, known)}")


@rule("scale-differs", "warning", 2, SPINE.format(2, "the estimate begins with what was learned in step 1"))
def scale_differs(look: "Look") -> Told:
    """The sheet and the estimate speak of the same number: where they are far apart, one of them is out of date."""
    if look.sheet is None or look.estimate is None:
        return
    for row in look.sheet.assumed:
        if row.quantity is None or row.id not in look.estimate:
            continue
        try:
            times = look.estimate[row.id].to_base_units() / row.quantity.to_base_units()
        except (CourseError, ZeroDivisionError, ValueError):
            continue
        factor = float(times.magnitude) if times.dimensionless else 0.0
        if not 1 / FACTOR <= factor <= FACTOR:
            yield row.id, f"the sheet says {row.says!r}, and the estimate has {factor:.3g} times that", (
                "Take over the number that is right.")


@rule("must-without-flow", "warning", 2, SPINE.format(2, "every use has a rate"))
def must_without_flow(look: "Look") -> Told:
    """A use that must be possible and is never counted has no share of the load, and nothing is sized for it."""
    if look.api is None or not look.rates:
        return
    for row in look.musts:
        serving = look.endpoints_of(row.id)
        if serving and not any(look.rates.get(name, 0.0) > 0 for name in serving):
            yield row.id, f"the estimate gives {listed(serving)} no request at all", (
                "State its share, or a rate of that name in the estimate.")
