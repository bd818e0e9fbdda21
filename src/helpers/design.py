"""The learner's design: the pieces made so far, readable YAML beside the notebooks, handed from step to step."""

import re
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from helpers.errors import CourseError, nearest, shorten
from helpers.files import write_atomically
from helpers.inputs import changed

FOLDER = Path("my_design")
# The pieces, in the order of the steps, and the class of each with the room it lives in.
PIECES = {"requirements": ("helpers.requirements", "Requirements"), "estimate": ("helpers.estimation", "Estimate"),
          "api": ("helpers.interface", "Api"), "data_model": ("helpers.data_model", "DataModel"),
          "architecture": ("helpers.architecture", "Architecture"), "decisions": ("helpers.tradeoffs", "Decisions"),
          "reliability": ("helpers.reliability", "Reliability")}
NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,59}[\w-])?")
FILES = (".yaml", ".yml", ".json", ".txt")  # what ends so is a file; a name such as v1.2 is none
HEADER = "# A design, saved by the course. You may edit it: the next step reads it from here.\n"


class DesignError(CourseError):
    """A design file that cannot be read or written."""


@dataclass(frozen=True)
class Design:
    """One system's design. A piece that no step has made yet is None; a change makes a new value.

    >>> from helpers.estimation import Estimate
    >>> design = Design("links").replace(estimate=Estimate("Links").assume("users", 100))
    >>> design.missing, Design.from_dict(design.to_dict()) == design
    (('requirements', 'api', 'data_model', 'architecture', 'decisions', 'reliability'), True)
    """

    name: str
    estimate: object = None
    api: object = None
    architecture: object = None
    decisions: object = None
    requirements: object = None
    data_model: object = None
    reliability: object = None
    later: dict = field(default_factory=dict, compare=True)

    def __post_init__(self):
        _checked_name(self.name)
        if not isinstance(self.later, dict) or any(piece in self.later for piece in ("name", *PIECES)):
            raise DesignError(f"later: {shorten(self.later)} does not hold pieces that only later steps know.")
        for piece in PIECES:
            value = getattr(self, piece)
            if value is not None and not isinstance(value, _class_of(piece)):
                raise DesignError(
                    f"{piece}: {shorten(value)} is a {type(value).__name__}. "
                    f"Give a value of {_class_of(piece).__name__}."
                )

    @property
    def missing(self) -> tuple[str, ...]:
        """The pieces that no step has made yet."""
        return tuple(piece for piece in PIECES if getattr(self, piece) is None)

    def replace(self, **pieces: object) -> "Design":
        """The same design with some pieces set anew."""
        unknown = [each for each in pieces if each not in ("name", *PIECES)]
        if unknown:
            raise DesignError(f"{unknown[0]}: no such piece.{nearest(unknown[0], PIECES)} There are "
                              f"{', '.join(PIECES)}.")
        return changed(self, pieces, "design", DesignError)

    def to_dict(self) -> dict:
        """Plain data, ready for YAML; pieces that this version does not know are kept as they were read."""
        made = {piece: getattr(self, piece).to_dict() for piece in PIECES if getattr(self, piece) is not None}
        return {"name": self.name, **made, **self.later}

    @classmethod
    def from_dict(cls, data: dict) -> "Design":
        """The design that `to_dict` wrote. Raises `DesignError` naming the piece that is broken."""
        if not isinstance(data, dict) or "name" not in data:
            raise DesignError(
                "a design file has a field `name`; this one has none. Save the design again from its step."
            )
        made = {}
        for piece in PIECES:
            try:
                made[piece] = None if data.get(piece) is None else _class_of(piece).from_dict(data[piece])
            except CourseError as error:
                raise DesignError(error if piece in str(error) else f"{piece}: {error}") from None
        later = {str(piece): value for piece, value in data.items() if piece not in ("name", *PIECES)}
        return cls(data["name"], **made, later=later)

    def save(self, path: str | Path | None = None) -> Path:
        """Write the design as YAML, by default to my_design/NAME.yaml; what stood there before is kept as .bak.

        The file is replaced in one step, so that an interrupted save leaves the old one. Raises `DesignError`.
        """
        import yaml

        target = _path(path if path is not None else self.name)
        try:
            return write_atomically(target, HEADER + _as_yaml(self.to_dict()), backup=True)
        except (OSError, ValueError, yaml.YAMLError) as error:
            plain = "a piece is not plain data" if isinstance(error, yaml.YAMLError) else str(error)
            reason = getattr(error, "strerror", None) or plain
            raise DesignError(
                f"{shorten(str(target), 200)}: cannot be written ({reason}). Save elsewhere: .save('name.yaml')."
            ) from None

    @classmethod
    def load(cls, path: str | Path, start: bool = False) -> "Design":
        """Read a design by name (from my_design/) or by path; with `start`, begin an empty one when there is none.

        Raises `DesignError` naming the file, the line or piece, and the mend.
        """
        import yaml

        target = _path(path)
        try:
            data = yaml.safe_load(target.read_text(encoding="utf-8"))
        except FileNotFoundError:
            if start:
                return cls(target.stem)
            raise DesignError(
                f"{target}: there is no such design yet. Run the step that saves it, or load with start=True."
            ) from None
        except OSError as error:
            raise DesignError(f"{shorten(str(target), 200)}: cannot be read ({error.strerror}).") from None
        except Exception as error:  # PyYAML lets a date such as 2026-13-01 fail with any kind of error
            place = getattr(error, "problem_mark", None)
            line = f", line {place.line + 1}" if place else ""
            raise DesignError(
                f"{target}{line}: not readable as YAML. Mend it there, or take back the last copy, {target.name}.bak."
            ) from None
        try:
            return cls.from_dict(data)
        except DesignError as error:
            raise DesignError(f"{target}: {error}") from None

    def __repr__(self) -> str:
        made = [piece for piece in PIECES if getattr(self, piece) is not None]
        return f"<Design {self.name!r}: {', '.join(made) if made else 'nothing yet'}>"


def _class_of(piece: str) -> Any:
    room, name = PIECES[piece]
    return getattr(import_module(room), name)


def _as_yaml(data: dict) -> str:
    """Readable YAML that reads back as it was; PyYAML loses rare line breaks such as U+0085 unless they are escaped."""
    import yaml

    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    return text if yaml.safe_load(text) == data else yaml.safe_dump(data, sort_keys=False, width=110)


def _checked_name(name) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise DesignError(f"name: {shorten(name)} cannot name a design. Use letters, digits, -, _ and dots, "
                          "as in my-links or v1.2.")
    return name


def _path(path: str | Path) -> Path:
    """A bare name lies in my_design/, dots in it or not; what ends in .yaml or names a folder is a path."""
    if not isinstance(path, str | Path) or not str(path).strip():
        raise DesignError(f"path: {shorten(path)} is not a file name. Give a name such as url_shortener.")
    given = Path(path)
    if given.suffix.lower() in FILES or len(given.parts) > 1 or given.is_absolute() or str(path).startswith("./"):
        return given
    return FOLDER / f"{_checked_name(str(given))}.yaml"
