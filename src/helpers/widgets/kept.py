"""Keep what a learner draws: read from my_design/ when a cell runs again, written at every change."""

from helpers.architecture import Architecture
from helpers.design import Design
from helpers.errors import CourseError, shorten


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
