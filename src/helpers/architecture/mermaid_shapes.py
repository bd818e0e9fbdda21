"""The shapes of boxes in mermaid, written with brackets or by name (`@{ shape: cyl }`), and the kind each suggests."""

import re

import yaml

from helpers.architecture.mermaid_words import BrokenLine
from helpers.errors import shorten

# Opening brackets, closing ones, and the shape's name; longer ones stand first.
SHAPES = (("(((", (")))",), "dbl-circ"), ("((", ("))",), "circle"), ("([", ("])",), "stadium"),
          ("(-", ("-)",), "ellipse"), ("[(", (")]",), "cyl"), ("[[", ("]]",), "fr-rect"),
          ("[/", ("/]", "\\]"), "lean-r"), ("[\\", ("\\]", "/]"), "lean-l"), ("{{", ("}}",), "hex"),
          ("[", ("]",), "rect"), ("(", (")",), "rounded"), ("{", ("}",), "diam"), (">", ("]",), "odd"))
NAMES = {
    "sql": "cyl cylinder db database disk lin-cyl lined-cylinder",
    "queue": "das h-cyl horizontal-cylinder lean-r lean-right in-out lean-l lean-left out-in odd",
    "client": "stadium pill terminal person",
    "load_balancer": "hex hexagon prepare diam diamond decision question",
    "worker": "fr-rect framed-rectangle subproc subprocess subroutine",
    "external": "circle circ dbl-circ double-circle cloud",
}
KIND_OF_SHAPE = {name: kind for kind, names in NAMES.items() for name in names.split()}


def kind_of_shape(shape: str | None, label: str = "") -> str:
    """The kind that a shape suggests where no word tells it; a diamond that asks something is a step, so a service.

    >>> kind_of_shape("cyl"), kind_of_shape("rect"), kind_of_shape("diam", "Is it cached?")
    ('sql', 'service', 'service')
    """
    if label.rstrip().endswith("?"):
        return "service"
    return KIND_OF_SHAPE.get(shape or "", "service")


def properties_at(text: str, at: int) -> tuple[dict[str, str], int]:
    """What `@{ shape: cyl, label: "Orders" }` says, and the place behind it."""
    match = re.compile(r"@\{((?:\"[^\"]*\"|'[^'\n]*'|[^\"{}])*)\}").match(text, at)
    if not match:
        line = text[at:].split("\n", 1)[0]
        raise BrokenLine(f"{shorten(line)} has no closing }}", "Add } after the last setting.", at)
    inside = re.sub(r"\"[^\"]*\"", lambda found: found[0].replace("\\", "\\\\").replace("\n", "\\n"), match[1])
    made = _mapping(inside) if "\n" in inside.strip() else None
    if made is None or any(isinstance(each, str) and each.endswith(",") for each in made.values()):
        made = _mapping("{" + inside.strip().rstrip(",") + "}")
    if made is None:
        raise BrokenLine(f"{shorten(match[0])} is not a set of settings", 'Write @{ shape: cyl, label: "Orders" }.', at)
    told = {key: str(made[key]) for key in ("label", "shape") if made.get(key) is not None}
    if "shape" not in told and ({"icon", "img"} & set(made)):
        told["shape"] = "icon"
    return told, match.end()


def _mapping(text: str) -> dict | None:
    try:
        made = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return made if isinstance(made, dict) else None
