"""The lines of the rubric: each gives a share of its points, a quotation, and what would earn the rest."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from helpers.architecture.load import TARGET_UTILISATION
from helpers.design.rules import RULES
from helpers.design.rules.registry import listed
from helpers.findings import Findings
from helpers.rounding import several, whole_percent

if TYPE_CHECKING:
    from helpers.design.look import Look

Told = tuple[float, str, str]  # the share earned, the evidence, what to do


def _share(good: int, of: int) -> float:
    return good / of if of else 0.0


def _clean(look: "Look", found: Findings, step: int, evidence: str) -> Told:
    """All points without findings between the steps; an error costs half, a warning a quarter."""
    mine = [each for each in found if RULES[each.rule].step == step and each.severity != "note"]
    cost = sum(0.5 if each.severity == "error" else 0.25 for each in mine)
    if not mine:
        return 1.0, evidence, ""
    return 1 - cost, f'"{mine[0].where}: {mine[0].statement}"', mine[0].fix or mine[0].statement


def _quoted(text: object) -> str:
    return f'"{text}"'


# --- step 1 -----------------------------------------------------------------------------------------------------------

def _said_what(look: "Look", found: Findings) -> Told:
    musts = look.musts
    fitting = [each for each in musts if each.fit]
    if not musts:
        return 0.0, "no functional requirement is a must", "Say what somebody must be able to do."
    without = next((each for each in musts if not each.fit), None)
    told = _quoted(f"{fitting[0]}; met when {fitting[0].fit}") if fitting else _quoted(musts[0])
    return _share(len(fitting), len(musts)), told, f"Say how one sees that {without.id} is met." if without else ""


def _measurable(look: "Look", found: Findings) -> Told:
    rows = look.sheet.qualities
    good = [each for each in rows if each.target is not None and (each.metric != "latency" or each.percentile)]
    if not rows:
        return 0.0, "no quality is stated", "State how fast, how available, how durable, with numbers."
    poor = next((each for each in rows if each not in good), None)
    return (_share(len(good), len(rows)) * min(1.0, len(rows) / 3), _quoted(good[0] if good else rows[0]),
            f"Give {poor.id} a target and, of a latency, a percentile." if poor else "State at least three qualities.")


def _bounded(look: "Look", found: Findings) -> Told:
    left = look.sheet.out_of_scope
    if not left:
        return 0.0, "nothing is left out", "Say what is out of scope, and why."
    reasoned = [each for each in left if each.because]
    return _share(len(reasoned), len(left)), _quoted((reasoned or left)[0]), "Say why it is out of scope."


# --- step 2 -----------------------------------------------------------------------------------------------------------

def _sourced(look: "Look", found: Findings) -> Told:
    rows = look.estimate.assumptions
    good = [each for each in rows if each.source or each.reference]
    if not rows:
        return 0.0, "there is no assumption", "State what the load rests on."
    poor = next((each for each in rows if each not in good), None)
    shown = (good or rows)[0]
    return (_share(len(good), len(rows)), _quoted(f"{shown.name} = {shown.value:g} {shown.unit}, {shown.source}"),
            f"Say where {poor.name} comes from." if poor else "")


def _ranged(look: "Look", found: Findings) -> Told:
    rows = look.estimate.assumptions
    good = [each for each in rows if each.has_range]
    if not rows:
        return 0.0, "there is no assumption", "State what the load rests on."
    shown = f"{good[0].name}: {good[0].range_text}" if good else f"{rows[0].name} has no range"
    return _share(len(good), len(rows)) * 2, _quoted(shown), "Give the unsure half of the assumptions a 90% range."


def _scaled(look: "Look", found: Findings) -> Told:
    wanted = {"load": ("peak_requests_per_second",), "storage": ("storage", "storage_with_copies"),
              "bandwidth": ("bandwidth_out", "bandwidth_in")}
    there = [what for what, names in wanted.items() if any(name in look.estimate for name in names)]
    lacking = [what for what in wanted if what not in there]
    first = next((name for names in wanted.values() for name in names if name in look.estimate), None)
    told = f"{first} = {look.estimate.entry(first).formula.text}" if first and hasattr(
        look.estimate.entry(first), "formula") else f"nothing of {listed(wanted)}"
    return _share(len(there), len(wanted)), _quoted(told), f"Derive the {listed(lacking)}."


# --- step 3 -----------------------------------------------------------------------------------------------------------

def _served(look: "Look", found: Findings) -> Told:
    musts = look.musts
    good = [each for each in musts if look.endpoints_of(each.id)]
    if not musts:
        names = look.names
        return (1.0 if names else 0.0), _quoted(listed(names) or "no endpoint"), "Add an endpoint."
    poor = next((each for each in musts if each not in good), None)
    shown = look.api[look.endpoints_of(good[0].id)[0]] if good else "no must-have has an endpoint"
    told = f"{good[0].id}: {shown}" if good else str(shown)
    return _share(len(good), len(musts)), _quoted(told), f"Add an endpoint that serves {poor.id}." if poor else ""


def _contract(look: "Look", found: Findings) -> Told:
    problems = look.api.check()
    bad = [each for each in problems if each.severity == "error"]
    weak = [each for each in problems if each.severity == "warning"]
    shown = (*bad, *weak)
    told = _quoted(shown[0].told()) if shown else f"{several(len(look.names), 'endpoint')}, and no finding on any"
    return 1 - 0.5 * len(bad) - 0.2 * len(weak), told, shown[0].fix if shown else ""


# --- step 4 -----------------------------------------------------------------------------------------------------------

def _indexed(look: "Look", found: Findings) -> Told:
    rows = [each for each in look.patterns if each.by]
    slow = {each.where for each in found if each.rule == "pattern-without-index"}
    good = [each for each in rows if each.name not in slow]
    if not rows:
        return 0.0, "no pattern looks anything up", "State how each endpoint finds its data."
    poor = next((each for each in rows if each not in good), None)
    shown = (good or rows)[0]
    return (_share(len(good), len(rows)), _quoted(f"{shown.name}: {shown.entity} by {', '.join(shown.by)}"),
            f"Add an index for {poor.name}." if poor else "")


def _protected(look: "Look", found: Findings) -> Told:
    mine = [each for each in found if each.rule.startswith("personal-")]
    if mine:
        return 1 - 0.5 * len(mine), _quoted(mine[0].told()), mine[0].fix
    kept = [f"{entity.name}.{each.name} {' '.join(('encrypted',) if each.has('encrypted') else ('hashed',))}"
            for entity in look.model.entities for each in entity.fields if each.has("encrypted", "hashed")]
    return 1.0, _quoted(kept[0]) if kept else "nothing in the model tells of a person", ""


# --- steps 5 to 8 -----------------------------------------------------------------------------------------------------

def _joined(look: "Look", found: Findings) -> Told:
    names = [each.name for each in look.drawn]
    lost = {each.where for each in found if each.rule in ("endpoint-without-path", "entity-without-box")}
    good = [name for name in names if name not in lost]
    way = next((str(path) for name in good for path in look.paths[name] if path.served == "store"), "")
    share = _share(len(good), len(names)) - (0.25 * len(lost - set(names)))
    return share, _quoted(f"{good[0]}: {way}") if way else "no endpoint can be followed to its data", (
        f"Draw the way of {sorted(lost)[0]}." if lost else "Make the interface, so that its ways can be followed.")


def _sized(look: "Look", found: Findings) -> Told:
    if not look.peak_loads:
        return 0.0, "nothing says how full a box is", "Give the estimate a peak_requests_per_second."
    name = max(look.peak_loads, key=lambda each: look.peak_loads[each].utilisation)
    full = look.peak_loads[name].utilisation
    told = f"{name} is the fullest box at the peak: {whole_percent(full)}"
    return (1.0 if full <= TARGET_UTILISATION else 0.5 if full <= 1 else 0.0), _quoted(told), f"Add machines to {name}."


def _reasoned(look: "Look", found: Findings) -> Told:
    rows = list(look.decisions)
    good = [each for each in rows if len(each.options) > 1 and each.choice and each.because and each.evidence]
    if not rows:
        return 0.0, "no decision is recorded", "Record what you chose, among what, and why."
    poor = next((each for each in rows if each not in good), None)
    shown = (good or rows)[0]
    return (_share(len(good), len(rows)) * min(1.0, len(rows) / 2),
            _quoted(f"{shown.question} {shown.choice}, because {shown.because}"),
            f"Give {poor.question!r} two options, figures and a reason." if poor else "Decide a second thing.")


def _looked_into(look: "Look", found: Findings) -> Told:
    if not look.notes.deep_dives:
        return 0.0, "nothing was looked into", "Name two or three boxes to look into: Notes(deep_dives=[...])."
    return _clean(look, found, 6, "every deep dive has its decision")


def _watched(look: "Look", found: Findings) -> Told:
    boxes = look.critical or tuple(box.name for box in look.drawing or () if box.kind != "client")
    good = [name for name in boxes if look.plan.alerts_of(name)]
    poor = next((name for name in boxes if name not in good), None)
    first = look.plan.alerts_of(good[0])[0] if good else None
    told = f"{first.name} on {first.component}: {first.runbook or 'no runbook'}" if first else "no box has an alert"
    return _share(len(good), len(boxes)), _quoted(told), f"Add an alert on {poor}." if poor else "Draw the boxes."


def _survived(look: "Look", found: Findings) -> Told:
    if not look.drawn:
        return 0.0, "no endpoint can be followed", "Draw the boxes that the endpoints need."
    points = look.points
    if points:
        return 1 - 0.5 * len(points), _quoted(points[0]), f"Give {points[0].name} a second copy elsewhere."
    zones = look.drawing.all_zones
    told = f"no machine{' and no zone of ' + ', '.join(zones) if zones else ''} takes an endpoint down"
    return (1.0 if len(zones) > 1 else 0.5), told, "Say in which zones the machines stand."


def _foreseen(look: "Look", found: Findings) -> Told:
    made = look.plan.predictions
    if not made:
        return 0.0, "nothing was foreseen", "Say of each box what users see when it is lost."
    name, what = next(iter(made.items()))
    return min(1.0, len(made) / 3), _quoted(f"{name} lost: {what}"), "Foresee the loss of three parts."


def _shown(look: "Look", found: Findings) -> Told:
    rows = [each for each in (look.sheet.qualities if look.sheet else ()) if each.target is not None]
    bare = {each.where for each in found if each.rule == "quality-without-evidence"}
    good = [each for each in rows if each.id not in bare]
    poor = next((each for each in rows if each.id in bare), None)
    return (_share(len(good), len(rows)), _quoted(good[0]) if good else "no quality has evidence",
            f"Give evidence for {poor.id}." if poor else "State qualities.")


def _open(look: "Look", found: Findings) -> Told:
    said = (*look.notes.risks, *look.notes.unknowns)
    both = bool(look.notes.risks) + bool(look.notes.unknowns)
    return both / 2, _quoted(said[0]) if said else "no risk and no unknown is named", "Name a risk, and an unknown."


def _held(look: "Look", found: Findings) -> Told:
    held = look.notes.calibration
    if held is None or not held.rows:
        return 0.0, "the model was never held against a measurement", "Run .calibrate(), and keep it in the notes."
    return 1.0, _quoted(f"measured over predicted median: {held.ratio(50):.2g} ({held.where})"), ""


def _consistent(step: int, evidence: str) -> Callable[["Look", Findings], Told]:
    return lambda look, found: _clean(look, found, step, evidence)


LINES: tuple[tuple[int, str, float, Callable], ...] = (
    (1, "what it must do, and how one sees it", 4, _said_what),
    (1, "qualities that can be measured", 4, _measurable),
    (1, "what is left out, and why", 2, _bounded),
    (2, "assumptions with their sources", 3, _sourced),
    (2, "ranges where it is unsure", 3, _ranged),
    (2, "load, storage and bandwidth", 4, _scaled),
    (3, "every must-have has its endpoint", 4, _served),
    (3, "the contract by its own rules", 3, _contract),
    (3, "the contract fits the other steps", 3, _consistent(3, "no finding between it and the other steps")),
    (4, "every look-up has its index", 4, _indexed),
    (4, "personal data are protected", 3, _protected),
    (4, "the model fits the other steps", 3, _consistent(4, "no finding between it and the other steps")),
    (5, "every use comes to its data", 4, _joined),
    (5, "sized for the peak", 3, _sized),
    (5, "the diagram fits the other steps", 3, _consistent(5, "no finding between it and the other steps")),
    (6, "decisions with options, figures and reasons", 6, _reasoned),
    (6, "decided what was looked into", 4, _looked_into),
    (7, "no single point of failure", 4, _survived),
    (7, "critical boxes are watched", 4, _watched),
    (7, "failures were foreseen", 2, _foreseen),
    (8, "every quality has evidence", 4, _shown),
    (8, "risks and unknowns are named", 3, _open),
    (8, "held against a measurement", 3, _held),
)
