"""Rules on the whole: which pieces are there, and whether they join at all."""

from typing import TYPE_CHECKING

from helpers.design.pieces import STEP_OF
from helpers.design.rules.registry import SPINE, Told, rule

if TYPE_CHECKING:
    from helpers.design.look import Look


@rule("piece-missing", "note", 8, SPINE.format(8, "each step leaves its piece"))
def piece_missing(look: "Look") -> Told:
    """Rules that need a missing piece are silent: nothing is found there, and nothing is shown to be right."""
    for each in look.design.missing:
        yield each.replace("_", " "), f"step {STEP_OF[each]} has not made it yet", (
            f"Make it in step {STEP_OF[each]}, or carry on without.")


@rule("pieces-do-not-join", "error", 8, SPINE.format(8, "one currency joins the steps"))
def pieces_do_not_join(look: "Look") -> Told:
    """Where the load, the uses or the ways cannot be worked out, nothing that rests on them was looked at."""
    _ = look.peak_loads, look.average_loads, look.paths, look.points, look.rates  # ask for every joint once
    for what, why in look.broken.items():
        yield what, why, ""
