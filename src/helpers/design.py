"""The learner's design: the pieces made so far, readable YAML beside the notebooks, handed from step to step."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers.errors import CourseError, shorten

FOLDER = Path("my_design")
PIECES = ("estimate",)
NAME = re.compile(r"[A-Za-z0-9][\w-]{0,60}")
HEADER = "# A design, saved by the course. You may edit it: the next step reads it from here.\n"


class DesignError(CourseError):
    """A design file that cannot be read or written."""


@dataclass(frozen=True)
class Design:
    """One system's design. A piece that no step has made yet is None; a change makes a new value.

    >>> from helpers.estimation import Estimate
    >>> design = Design("links").replace(estimate=Estimate("Links").assume("users", 100))
    >>> design.missing, Design.from_dict(design.to_dict()) == design
    ((), True)
    """

    name: str
    estimate: object = None
    later: dict = field(default_factory=dict, compare=True)

    def __post_init__(self):
        if not isinstance(self.name, str) or not NAME.fullmatch(self.name):
            raise DesignError(
                f"name: {shorten(self.name)} cannot name a design. Use letters, digits, - and _, as in my-links."
            )
        from helpers.estimation import Estimate

        if not isinstance(self.later, dict) or any(piece in self.later for piece in ("name", *PIECES)):
            raise DesignError(f"later: {shorten(self.later)} does not hold pieces that only later steps know.")
        if self.estimate is not None and not isinstance(self.estimate, Estimate):
            raise DesignError(
                f"estimate: {shorten(self.estimate)} is a {type(self.estimate).__name__}. Give an Estimate."
            )

    @property
    def missing(self) -> tuple[str, ...]:
        """The pieces that no step has made yet."""
        return tuple(piece for piece in PIECES if getattr(self, piece) is None)

    def replace(self, **pieces) -> "Design":
        """The same design with some pieces set anew."""
        unknown = set(pieces) - {"name", *PIECES}
        if unknown:
            raise DesignError(f"{', '.join(sorted(unknown))}: no such piece; there are {', '.join(PIECES)}.")
        return replace(self, **pieces)

    def to_dict(self) -> dict:
        """Plain data, ready for YAML; pieces that this version does not know are kept as they were read."""
        made = {piece: getattr(self, piece).to_dict() for piece in PIECES if getattr(self, piece) is not None}
        return {"name": self.name, **made, **self.later}

    @classmethod
    def from_dict(cls, data: dict) -> "Design":
        """The design that `to_dict` wrote. Raises `DesignError` naming the piece that is broken."""
        from helpers.estimation import Estimate

        if not isinstance(data, dict) or "name" not in data:
            raise DesignError(
                "a design file has a field `name`; this one has none. Save the design again from its step."
            )
        estimate = data.get("estimate")
        try:
            made = Estimate.from_dict(estimate) if estimate is not None else None
        except CourseError as error:
            raise DesignError(str(error)) from None
        later = {str(piece): value for piece, value in data.items() if piece not in ("name", *PIECES)}
        return cls(data["name"], made, later)

    def save(self, path: str | Path | None = None) -> Path:
        """Write the design as YAML, by default to my_design/NAME.yaml; what stood there before is kept as .bak.

        The file is replaced in one step, so that an interrupted save leaves the old one.
        """
        import yaml

        target = _path(path if path is not None else self.name)
        scratch = None
        try:
            text = HEADER + yaml.safe_dump(self.to_dict(), sort_keys=False, allow_unicode=True, width=110)
            new = text.encode()
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                file.write(new)
            if target.exists() and target.read_bytes() != new:
                shutil.copyfile(target, target.with_name(target.name + ".bak"))
            os.replace(scratch, target)
            scratch = None
        except (OSError, ValueError, yaml.YAMLError) as error:
            reason = getattr(error, "strerror", None) or " ".join(str(error).split())
            raise DesignError(
                f"{shorten(str(target))}: cannot be written ({reason}). Save elsewhere: .save('name.yaml')."
            ) from None
        finally:
            if scratch is not None:
                Path(scratch).unlink(missing_ok=True)
        return target

    @classmethod
    def load(cls, path: str | Path, start: bool = False) -> "Design":
        """Read a design by name (from my_design/) or by path; with `start`, begin an empty one when there is none.

        Raises `DesignError` naming the file, the line or piece, and the mend.
        """
        import yaml

        target = _path(path)
        if not target.exists():
            if start:
                return cls(target.stem)
            raise DesignError(
                f"{target}: there is no such design yet. Run the step that saves it, or load with start=True."
            )
        try:
            data = yaml.safe_load(target.read_text(encoding="utf-8"))
        except OSError as error:
            raise DesignError(f"{target}: cannot be read ({error.strerror}).") from None
        except Exception as error:  # PyYAML lets a date such as 2026-13-01 fail with any kind of error
            place = getattr(error, "problem_mark", None)
            raise DesignError(
                f"{target}{f', line {place.line + 1}' if place else ''}: not readable as YAML. Mend it there, or "
                f"take back the last copy, {target.name}.bak."
            ) from None
        try:
            return cls.from_dict(data)
        except DesignError as error:
            raise DesignError(f"{target}: {error}") from None

    def __repr__(self) -> str:
        made = [piece for piece in PIECES if getattr(self, piece) is not None]
        return f"<Design {self.name!r}: {', '.join(made) if made else 'nothing yet'}>"


def _path(path: str | Path) -> Path:
    """A bare name lies in my_design/; anything with a suffix or a folder is a path."""
    if not isinstance(path, str | Path) or not str(path).strip():
        raise DesignError(f"path: {shorten(path)} is not a file name. Give a name such as url_shortener.")
    given = Path(path)
    return given if given.suffix or len(given.parts) > 1 else FOLDER / f"{given}.yaml"
