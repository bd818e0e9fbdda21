"""The method's own check, both ways: every requirement is served, and every endpoint serves one."""

from typing import TYPE_CHECKING

from helpers.errors import nearest
from helpers.interface.rules.registry import Told, rule
from helpers.interface.traceability import Needed, words_in

if TYPE_CHECKING:
    from helpers.interface.model import Api

METHOD = "the course's method, step 3"


def _none(_look) -> Told:
    yield from ()


def trace(api: "Api", needed: tuple[Needed, ...]) -> Told:
    """Findings on requirements and endpoints, as (rule, where, message, fix)."""
    ids = {each.id: each for each in needed}
    served = {name for each in api.endpoints for name in each.serves}
    for each in needed:
        if each.id not in served and each.priority in ("must", "should"):
            near = _likely(api, each)
            fix = f'Perhaps {near} does: serves=["{each.id}"]. Or add an endpoint' if near else "Add an endpoint for it"
            yield (
                f"{each.priority}-not-served",
                each.id,
                f'no endpoint serves "{each.does}"',
                (f"{fix}; or find out with the interviewer that it is not needed."),
            )
        if each.id in served and each.priority == "won't":
            names = ", ".join(other.name for other in api.endpoints if each.id in other.serves)
            yield (
                "serves-what-is-out",
                each.id,
                f"{names} serves what was said to be out of scope",
                ("Take it out, or ask again whether it is wanted."),
            )
    for each in api.endpoints:
        for name in each.serves:
            if name not in ids:
                yield (
                    "unknown-requirement",
                    each.name,
                    f"it serves {name!r}, and there is no such requirement",
                    (f"{nearest(name, ids).strip() or 'Take it out.'}"),
                )
        if not each.serves:
            yield (
                "serves-nothing",
                each.name,
                f"{each} serves no requirement",
                (
                    'Say which: serves=["..."]. If there is none, it is one endpoint too many, or a '
                    "requirement was missed."
                ),
            )


def _likely(api: "Api", needed: Needed) -> str | None:
    """The endpoint whose name or description shares most words with a requirement."""
    wanted = words_in(f"{needed.id} {needed.does}")
    scored = [
        (len(wanted & words_in(f"{each.name} {each.description}")), -at, each.name)
        for at, each in enumerate(api.endpoints)
    ]
    best = max(scored, default=(0, 0, None))
    return best[2] if best[0] >= 2 or (best[0] == 1 and len(wanted) <= 2) else None


def _register(identity: str, severity: str, why: str) -> None:
    def check(look) -> Told:
        yield from _none(look)

    check.__doc__ = why
    rule(identity, severity, METHOD)(check)


_register(
    "must-not-served",
    "error",
    "A requirement that is a must and that no endpoint serves: the system would be "
    "built without it, and nobody would notice until the end.",
)
_register(
    "should-not-served",
    "warning",
    "A requirement that should be met and that no endpoint serves: leave it out on purpose, not by accident.",
)
_register(
    "serves-nothing",
    "warning",
    "An endpoint that serves no requirement costs work and must be kept for ever; or "
    "it shows that a requirement was missed.",
)
_register(
    "unknown-requirement",
    "error",
    "The names are the joints between the steps. A name that leads nowhere serves nothing.",
)
_register("serves-what-is-out", "warning", "What was agreed to be out of scope is built all the same.")
