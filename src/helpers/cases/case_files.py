"""Finding and reading case files; a broken one is named with the field and the mend."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cases.errors import CaseError
from helpers.cases.variant_source import checked, current_variant
from helpers.errors import nearest, shorten
from helpers.files import read_bounded
from helpers.inputs.duplicates import duplicates

if TYPE_CHECKING:
    from helpers.cases.model import Case

FOLDER = Path(__file__).parent
LARGEST_FILE = 1_000_000


def list_cases(folder: str | Path | None = None) -> list[str]:
    """Names of the cases in a folder; without one, of those that come with the course.

    >>> list_cases()
    ['chat', 'microblog', 'pastebin', 'ride_hailing', 'ticketing', 'url_shortener', 'video_streaming']
    """
    try:
        return sorted(path.stem for path in _folder(folder).glob("*.yaml"))
    except OSError as error:
        raise CaseError(f"folder: {shorten(str(folder))} cannot be read ({error.strerror}).") from None


def _folder(folder: str | Path | None) -> Path:
    if folder is None:
        return FOLDER
    if not isinstance(folder, str | Path) or not str(folder).strip() or "\0" in str(folder):
        raise CaseError(f"folder: {shorten(folder)} is not a folder. Give its path as text, or leave it out.")
    return Path(folder)


def load_case(name: str | Path, folder: str | Path | None = None, variant: str | bool | None = None) -> "Case":
    """Load a case by name, from the course or from `folder`, or by the path of a YAML file.

    Parameters
    ----------
    name : str or Path
        Of the case, or the path of its file.
    folder : str or Path, optional
        Where cases stand; those of the course unless given.
    variant : str or bool, optional
        A student's id, for that student's own numbers; `False` for the standard ones. Without it, `current_variant()`
        decides, which is nobody unless a class uses variants. A case without variants has its standard numbers.

    Returns
    -------
    Case
        The case, checked.

    Raises
    ------
    CaseError
        Naming the file, the field and the mend.

    >>> load_case("pastebin").title
    'Pastebin'
    >>> load_case("microblog", variant="anna").variant
    'anna'
    """
    asked = variant if variant is None else checked(variant)
    if not isinstance(name, str | Path) or not str(name).strip():
        raise CaseError(f"case: {shorten(name)} is not a name. There are {', '.join(list_cases(folder))}.")
    is_file = isinstance(name, Path) or str(name).endswith((".yaml", ".yml"))
    if not is_file and str(name) not in list_cases(folder):
        raise CaseError(f"there is no case {shorten(name)}.{nearest(name, list_cases(folder))}")
    path = Path(name) if is_file else _folder(folder) / f"{name}.yaml"
    try:
        state = path.stat()
    except (OSError, ValueError):
        raise CaseError(f"there is no case file {shorten(path.name)} here. Check its name and folder.") from None
    if state.st_size > LARGEST_FILE:
        raise CaseError(f"{path.name} is larger than {LARGEST_FILE:,} bytes; a case file is a page of text.")
    key = path.absolute(), state.st_mtime_ns
    if _load(*key).variants is None:
        return _load(*key)
    return _drawn(*key, (current_variant() if asked is None else asked) or None)


@lru_cache(maxsize=256)
def _drawn(path: Path, stamp: int, student: str | None):
    from helpers.cases.variants import draw

    return draw(_load(path, stamp), student)


@lru_cache(maxsize=64)
def _load(path: Path, stamp: int):
    import yaml

    from helpers.cases.model import Case

    try:
        loader = yaml.SafeLoader(read_bounded(path, LARGEST_FILE).decode("utf-8"))
        node = loader.get_single_node()
        for key, first, again in duplicates(node)[:1]:
            raise CaseError(f"{path.name}, line {again}: {key} stands there twice, first in line {first}. Keep one of "
                            "the two.")
        data = None if node is None else loader.construct_document(node)
    except CaseError:
        raise
    except OSError as error:
        raise CaseError(f"{path.name}: cannot be read ({error.strerror}).") from None
    except Exception as error:  # PyYAML lets a date such as 2026-13-01 fail with any kind of error
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise CaseError(f"{path.name}{line}: not readable as YAML ({problem}). "
                        "Check indentation, colons and quotes there.") from None
    if not isinstance(data, dict):
        raise CaseError(f"{path.name}: the file holds {type(data).__name__}, not fields such as name, title and brief.")
    try:
        case = Case(**{str(field): value for field, value in data.items()})
    except CaseError as error:
        raise CaseError("\n".join(f"{path.name}: {line}" for line in str(error).split("\n"))) from None
    if case.name != path.stem:
        raise CaseError(f"{path.name}: name is {case.name!r}; it must equal the file's name, {path.stem!r}.")
    return case
