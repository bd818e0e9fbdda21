"""Reading the text of a document: YAML or JSON, of bounded size, as plain data."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from helpers.errors import shorten
from helpers.inputs.duplicates import duplicates
from helpers.interface.errors import InterfaceError

MOST_BYTES, DEEPEST = 4_000_000, 200
ONE = "Keep one of the two."
SHRINK = "Keep only the paths that you use, and read that."


def load(document) -> dict:
    """A document as a dict, from YAML or JSON text, bytes, a `Path` (or its text), or a dict.

    >>> load("openapi: 3.1.0")
    {'openapi': '3.1.0'}
    """
    if isinstance(document, Mapping):
        return document
    if isinstance(document, Path) or (
        isinstance(document, str)
        and len(document) < 400
        and "\n" not in document
        and document.strip().lower().endswith((".yaml", ".yml", ".json"))
    ):
        document = _file(Path(document))
    if isinstance(document, bytes):
        try:
            document = document.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InterfaceError("document: these bytes are not UTF-8 text. Save the document as UTF-8.") from None
    if not isinstance(document, str) or not document.strip():
        raise InterfaceError(
            f"document: {shorten(document)} is not an OpenAPI document. Give its YAML or JSON text, a Path, or a dict."
        )
    if len(document) > MOST_BYTES:
        raise InterfaceError(
            f"document: {len(document) / 1e6:.1f} MB are more than {MOST_BYTES / 1e6:.0f} MB. {SHRINK}"
        )
    return _parsed(document)


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InterfaceError(f"document: {shorten(str(path), 120)} cannot be read ({reason}).") from None
    if len(data) > MOST_BYTES:
        raise InterfaceError(f"document: {path.name} is larger than {MOST_BYTES / 1e6:.0f} MB. {SHRINK}")
    return data


def _parsed(text: str):
    data, place = None, ""
    try:
        if text.lstrip().startswith("{"):
            try:
                data = json.loads(text, object_pairs_hook=_once)
            except ValueError:
                data = _yaml(text)  # YAML may begin with a brace as well
        else:
            data = _yaml(text)
    except InterfaceError:
        raise
    except Exception as error:  # PyYAML lets some values fail with any kind of error
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise InterfaceError(
            f"document{place}: not readable as YAML or JSON. Mend it there; two spaces a level, no tabs."
        ) from None
    if not isinstance(data, dict):
        raise InterfaceError(f"document: {shorten(data)} is not an OpenAPI document. It begins with openapi: 3.1.0.")
    return data


def _yaml(text: str):
    import yaml

    if _depth_at_most(text) > DEEPEST:
        depth = 0
        for event in yaml.parse(text, Loader=_loader()):  # the fast loader would end the process, not raise an error
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise ValueError("nested too deeply")
    loader = _loader()(text)  # a safe loader, see below
    try:
        node = loader.get_single_node()
        for key, first, line in duplicates(node)[:1]:
            raise InterfaceError(f"document, line {line}: {key} stands there twice, first in line {first}. {ONE}")
        return None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _once(pairs: list[tuple[str, object]]) -> dict:
    """An object of JSON in which no key stands twice; `json` would take the last one without a word."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InterfaceError(f"document: {shorten(twice)} stands twice in one object. {ONE}")
    return made


def _depth_at_most(text: str) -> int:
    """A bound on how deeply a text is nested, found quickly: brackets that are open, and the longest indentation."""
    deepest = open_now = 0
    for found in re.finditer(r"[\[\]{}]", text):
        open_now += 1 if found.group() in "[{" else -1
        open_now = max(open_now, 0)
        deepest = max(deepest, open_now)
    indents = max((len(found.group()) for found in re.finditer(r"(?m)^[ \t?:-]+", text)), default=0)
    return deepest + indents


@lru_cache(maxsize=1)
def _loader():
    """PyYAML's safe loader, the fast one where there is one; a date stays the text that it is in JSON."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """Without dates."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in Loader.yaml_implicit_resolvers.items()
    }
    return Loader
