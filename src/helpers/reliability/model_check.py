"""What the reliability of a design leaves open, held against its drawing and its requirements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.architecture import Architecture
from helpers.architecture.targets import Targets, as_targets
from helpers.errors import nearest, shorten
from helpers.findings import Finding, Findings
from helpers.reliability.alert_rules import SHARES
from helpers.reliability.budget import availability_text
from helpers.reliability.chances import machines_of
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.rules import RULES

if TYPE_CHECKING:
    from helpers.reliability.model import Reliability


def check(plan: Reliability, architecture: Architecture | None = None, requirements: object = None) -> Findings:
    """See `Reliability.check`."""
    if architecture is not None and not isinstance(architecture, Architecture):
        raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture.")
    targets = as_targets(requirements)
    found = list(plan.alerts.check(architecture))
    found += [each for name, quorum in plan.quorums.items() for each in _of_box(name, quorum.check())]
    found += [each for name, kept in plan.protections.items() for each in _of_box(name, kept.check())]
    if architecture is not None:
        found += _against_drawing(plan, architecture)
    found += _against_targets(plan, targets)
    return Findings(found)


def _of_box(name: str, findings: Findings) -> Iterator[Finding]:
    for each in findings:
        yield each.replace(where=f"{name}: {each.where}")


def _against_drawing(plan: Reliability, drawn: Architecture) -> Iterator[Finding]:
    parts = (*drawn.names, *(f"zone:{each}" for each in drawn.all_zones),
             *(f"{each.source} -> {each.target}" for each in drawn.connections))
    for field in ("predictions", "quorums", "copies", "protections"):
        known = parts if field == "predictions" else drawn.names
        for name in getattr(plan, field):
            if name not in known:
                yield RULES["choice-without-component"].found(
                    f"{field}.{name}", f"the design has no such part.{nearest(name, known)}",
                    "Name it as in the drawing.")
    for name, quorum in plan.quorums.items():
        if name in drawn and drawn[name].keeps_shards and drawn[name].copies != quorum.n:
            yield RULES["copies-not-drawn"].found(
                name, f"N is {quorum.n} here and the drawing keeps {_many(drawn[name].copies, 'copy', 'copies')}",
                f"Set copies={quorum.n} in the drawing, or choose another N.")
    for name, count in plan.copies.items():
        if name in drawn and machines_of(drawn[name]) != count:
            yield RULES["copies-not-drawn"].found(
                name, f"{_many(count, 'machine')} here, and {_many(machines_of(drawn[name]), 'machine')} in the "
                "drawing", f"Set replicas={count} in the drawing, or choose another number.")
    for box in drawn:
        if not (box.of.stores and box.durable and box.keeps_shards):
            continue
        if box.name not in plan.quorums:
            yield RULES["replicas-not-chosen"].found(
                box.name, "nobody has said how many copies of its data reads and writes wait for",
                f'Choose: quorums={{"{box.name}": Quorum(3, 2, 2)}}.')
        if box.name not in plan.protections:
            yield RULES["replica-is-no-backup"].found(
                box.name, "nothing is said about a backup, and replicas repeat a wrong DELETE",
                f'Add protections={{"{box.name}": Protection([Replica("zone")], [Backup("1 day")])}}.')
    yield from _predictions(plan, drawn)


def _predictions(plan: Reliability, drawn: Architecture) -> Iterator[Finding]:
    """A loss that takes an endpoint down altogether, by the ways of the drawing, and was foreseen otherwise."""
    kinds = {"component": "{}", "zone": "zone:{}"}
    for each in drawn.single_points_of_failure() if plan.predictions else ():
        name = kinds[each.what].format(each.name)
        said = plan.predictions.get(name)
        if each.share == 1 and said in ("degraded", "unnoticed"):
            yield RULES["prediction-differs"].found(
                name, f'foreseen is "{said}", and {", ".join(each.endpoints)} cannot work without it',
                "Follow the ways in the drawing, or give it a second copy.")


def _against_targets(plan: Reliability, targets: Targets) -> Iterator[Finding]:
    if targets.durability_copies is not None:
        for name, quorum in plan.quorums.items():
            if quorum.n < targets.durability_copies:
                yield RULES["fewer-copies-than-asked"].found(
                    name, f"{targets.durability_copies} copies are asked for, and N is {quorum.n}",
                    f"Keep {targets.durability_copies}.")
    asked = targets.availability
    if asked is None:
        return
    burning = [each for each in plan.alerts if each.budget is not None and each.signal in SHARES]
    if not burning:
        yield RULES["target-without-alert"].found(
            "alerts", f"{availability_text(asked)} is asked for, and no alert watches its error budget",
            f'Add burn_rate_rules("api", ErrorBudget("{availability_text(asked)}")) for the box that users call.')
    for each in burning:
        if each.budget is not None and each.budget.target < asked * (1 - 1e-12):
            yield RULES["budget-larger-than-target"].found(
                each.name, f"it spends the budget of {availability_text(each.budget.target)}, and "
                f"{availability_text(asked)} is asked for", f'Build it from ErrorBudget("{availability_text(asked)}").')


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
