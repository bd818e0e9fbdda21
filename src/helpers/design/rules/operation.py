"""Rules on step 7: what is critical is watched, what was foreseen fits the diagram, lost data can come back."""

from typing import TYPE_CHECKING

from helpers.design.rules.registry import SPINE, SRE, WORKBOOK, Told, listed, rule
from helpers.errors import nearest
from helpers.rounding import several

if TYPE_CHECKING:
    from helpers.design.look import Look


@rule("critical-box-without-alert", "error", 7, WORKBOOK.format("ch. 5, Alerting on SLOs"))
def critical_box_without_alert(look: "Look") -> Told:
    """When a box on the way of what must work fails, somebody must be told by a machine, not by a user."""
    if look.plan is None:
        return
    for name in look.critical:
        if not look.plan.alerts_of(name):
            yield name, "what must work passes it, and nobody is told when it fails", (
                f'Add AlertRule("{name}_fails", "{name}", "errors", "5%", runbook="...").')


@rule("plan-for-unknown-box", "error", 7, SPINE.format(7, "alerts and predictions name boxes of the diagram"))
def plan_for_unknown_box(look: "Look") -> Told:
    """An alert on a box that is not drawn never fires, and the box that was meant is not watched."""
    if look.plan is None or look.drawing is None:
        return
    for name in look.plan.boxes:
        if name not in look.drawing:
            yield name, "step 7 speaks of it, and the diagram has no such box", (
                f"Mend the name.{nearest(name, look.drawing.names)}")


@rule("prediction-against-diagram", "warning", 7, SRE.format("ch. 17, Testing for Reliability"))
def prediction_against_diagram(look: "Look") -> Told:
    """What was foreseen of a loss and what the diagram says differ: one of the two is wrong, before an outage tells."""
    if look.plan is None or not look.drawn:
        return
    alone = {point.name if point.what == "component" else f"zone:{point.name}" for point in look.points
             if point.share == 1}
    for name, foreseen in look.plan.predictions.items():
        plain = name if name in look.drawing or name.removeprefix("zone:") in look.drawing.all_zones else ""
        if not plain:
            continue
        if foreseen == "unnoticed" and plain in alone:
            yield name, "its loss is foreseen to be unnoticed, and takes an endpoint down", (
                "Give it a second copy, or foresee it.")


@rule("copies-against-diagram", "warning", 7, SPINE.format(7, "copies of services and data are those of the diagram"))
def copies_against_diagram(look: "Look") -> Told:
    """Step 7 counts on copies that the diagram does not have: what was shown to survive does not."""
    if look.plan is None or look.drawing is None:
        return
    for name, copies in look.plan.copies.items():
        if name in look.drawing and look.drawing[name].replicas < copies:
            yield name, f"step 7 counts on {copies} machines, and the diagram has {look.drawing[name].replicas}", (
                f"Set replicas={copies}.")
    for name, quorum in look.plan.quorums.items():
        if name in look.drawing and look.drawing[name].copies != quorum.n:
            counted = several(quorum.n, "copy")
            yield name, f"step 7 counts on {counted}, and the diagram has {look.drawing[name].copies}", (
                f"Set copies={quorum.n}, or choose the quorum anew.")


@rule("recovery-without-backup", "error", 7, SRE.format("ch. 26, Data Integrity"))
def recovery_without_backup(look: "Look") -> Told:
    """Copies follow a wrong delete within a second: only a backup, or a copy that lags, brings data back."""
    if look.plan is None:
        return
    for each in look.qualities("recovery_point", "recovery_time"):
        kept = {box.name for name in look.names for entity in set().union(*look.touched(name))
                for box in look.keeping(entity) if box.durable and not box.of.caches}
        for name in sorted(kept):
            if name not in look.plan.protections or not look.plan.protections[name].backups:
                yield name, f"{each.id} is promised, and nothing brings its data back after a wrong delete", (
                    "Add protections={...: Protection(backups=[Backup(...)])}.")
        return


@rule("quality-not-watched", "warning", 7, WORKBOOK.format("ch. 2, Implementing SLOs"))
def quality_not_watched(look: "Look") -> Told:
    """An availability or latency that is promised and never counted is found missed by the users."""
    if look.plan is None:
        return
    signals = {each.signal for each in look.plan.alerts}
    for metric, signal in (("availability", "errors"), ("latency", "slow")):
        first = next(look.qualities(metric), None)
        if first is not None and signal not in signals:
            yield first.id, f"it is promised, and no alert watches for {signal}", (
                f'Add an AlertRule(..., signal="{signal}") on the box at the door.')
    for each in look.qualities("availability"):
        budgets = [alert.budget.target for alert in look.plan.alerts if alert.budget is not None]
        if budgets and each.at_least is not None and all(target < each.at_least - 1e-12 for target in budgets):
            yield each.id, (f"{100 * each.at_least:g}% are promised, and the alerts spend the budget of "
                            f"{listed(f'{100 * target:g}%' for target in budgets)}"), "Take the target of the promise."
