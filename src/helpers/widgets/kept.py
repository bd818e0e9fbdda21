"""Keep what a learner draws: read from my_design/ when a cell runs again, written at every change."""

from dataclasses import replace

from helpers.architecture import Architecture
from helpers.design import Design
from helpers.errors import CourseError, shorten
from helpers.reliability import Reliability


def load_kept(keep: str | None, given):
    """The drawing saved under this name, or what was given where there is none. Raises `CourseError` for a bad name."""
    if keep is None:
        return given
    if not isinstance(keep, str):
        raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, such as "my_links".')
    kept = Design.load(keep, start=True).architecture
    return kept if isinstance(kept, Architecture) and kept.components else given


def save_kept(keep: str | None, architecture: Architecture) -> str:
    """Save the drawing as the design's piece, the other pieces as they are; returns why not, or nothing."""
    if keep is None:
        return ""
    try:
        found = Design.load(keep, start=True)
        if found.architecture != architecture or _places(found.architecture) != _places(architecture):
            found.replace(architecture=architecture).save(keep)
    except CourseError as error:
        return str(error)
    return ""


def _places(architecture) -> list:
    return [] if architecture is None else [each.at for each in architecture]


VIEW = "data_model_studio"  # how the studio of step 4 keeps texts, places and stores, beside the model itself


def load_model(keep: str | None) -> tuple:
    """The data model saved under this name, and how its studio showed it; None and nothing where there is none."""
    if keep is None:
        return None, {}
    if not isinstance(keep, str):
        raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, such as "my_links".')
    found = Design.load(keep, start=True)
    view = found.later.get(VIEW)
    return found.data_model, view if isinstance(view, dict) else {}


def save_model(keep: str | None, model, view: dict) -> str:
    """Save the model as the design's piece, and how it is shown; returns why not, or nothing."""
    if keep is None:
        return ""
    try:
        found = Design.load(keep, start=True)
        later = {**found.later, VIEW: view}
        if found.data_model != model or found.later != later:
            replace(found, data_model=model, later=later).save(keep)
    except CourseError as error:
        return str(error)
    return ""


def load_alerts(keep: str | None, given):
    """The alert rules saved under this name, or those that were given where there are none."""
    if keep is None:
        return given
    if not isinstance(keep, str):
        raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, such as "my_links".')
    kept = Design.load(keep, start=True).reliability
    return kept.alerts if isinstance(kept, Reliability) and len(kept.alerts) else given


def save_alerts(keep: str | None, alerts) -> str:
    """Save the alert rules in the design's piece of step 7, all else as it is; returns why not, or nothing."""
    if keep is None:
        return ""
    try:
        found = Design.load(keep, start=True)
        held = found.reliability if isinstance(found.reliability, Reliability) else Reliability()
        if held.alerts != alerts:
            found.replace(reliability=held.replace(alerts=alerts)).save(keep)
    except CourseError as error:
        return str(error)
    return ""


def load_view(keep: str | None, view: str) -> dict:
    """What a studio without a piece of its own kept under this name; nothing where there is none."""
    if keep is None:
        return {}
    if not isinstance(keep, str):
        raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, such as "my_links".')
    found = Design.load(keep, start=True).later.get(view)
    return found if isinstance(found, dict) else {}


def save_view(keep: str | None, view: str, data: dict) -> str:
    """Keep what a studio shows beside the design's pieces, as they are; returns why not, or nothing."""
    if keep is None:
        return ""
    try:
        found = Design.load(keep, start=True)
        if found.later.get(view) != data:
            replace(found, later={**found.later, view: data}).save(keep)
    except CourseError as error:
        return str(error)
    return ""
