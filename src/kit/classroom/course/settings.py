"""What a class decides for itself: `kit.yaml` in the class folder."""

from pathlib import Path

from helpers.errors import nearest, shorten
from helpers.inputs.duplicates import duplicates
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.late_policy import read_policy

FILE = "kit.yaml"
DEFAULTS: dict[str, object] = {"variants": False, "public_lines": [], "limits": {}, "late": None,
                               "show_hidden_tests": False}
TEXT = """# What this class decides for itself; read by `kit class release` and `kit grade`.

# true: every student works with numbers of their own, drawn from their id. Decide before the first release.
variants: {variants}

# Lines of your sources that may be public although they stand in an answer or a hidden test. `kit class release`
# refuses to hand out a bundle that holds a line of an answer; a line that you list here is not searched for.
public_lines: []

# What one submission may use while it is graded, such as {{cell_seconds: 20, memory: 2000000000}}.
limits: {{}}

# What lateness costs: none, zero, or a share of the points that were earned, such as
# {{each: day, costs: 10%, grace_minutes: 15, at_most: 50%}}. Left out, nbgrader's own plugin decides.
# late: none

# true: students read hidden tests, and what these said, in their feedback.
show_hidden_tests: false
"""


def settings(folder: ClassFolder | Path) -> dict[str, object]:
    """The settings of a class, checked: `variants`, `show_hidden_tests`, `public_lines` (texts), `limits`, `late`.

    Without a settings file they are the defaults. Raises `ClassError` naming the field, the value and the mend.
    """
    path = Path(folder.root if isinstance(folder, ClassFolder) else folder) / FILE
    if not path.is_file():
        return dict(DEFAULTS)
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
        for key, first, line in duplicates(yaml.compose(text, Loader=yaml.SafeLoader))[:1]:
            raise ClassError(f"{FILE}, line {line}: {key} stands there twice, first in line {first}. Keep one of them.")
        read = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ClassError(f"{FILE}: it is not YAML ({' '.join(str(error).split())[:200]}). Mend that line.") from None
    read = {} if read is None else read
    if not isinstance(read, dict):
        raise ClassError(f"{FILE}: {shorten(read)} is no setting. Write lines such as `variants: false`.")
    for name, value in read.items():
        if name not in DEFAULTS:
            raise ClassError(f"{FILE}: {shorten(name)} is no setting.{nearest(name, DEFAULTS)} "
                             "Correct or delete it.")
        if name in ("variants", "show_hidden_tests") and not isinstance(value, bool):
            raise ClassError(f"{FILE}: {name}: {shorten(value)} is neither true nor false. Write one of them.")
        if name == "public_lines" and not (
                isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value)):
            raise ClassError(f"{FILE}: public_lines: {shorten(value)} is not a list of lines. Write each below the "
                             "other, begun by a dash, between quotation marks.")
        if name == "limits":
            _check_limits(value)
        if name == "late":
            read_policy(value, f"{FILE}: late")
    return {**DEFAULTS, **read}


def _check_limits(value) -> None:
    from helpers.errors import CourseError
    from kit.grader.sandbox.limits import Limits

    if not isinstance(value, dict):
        raise ClassError(f"{FILE}: limits: {shorten(value)} is no list of limits. Write one such as cell_seconds: 20.")
    try:
        Limits.of(value)
    except CourseError as error:
        raise ClassError(f"{FILE}: limits: {error}") from None


def settings_text(variants: bool) -> str:
    """The settings file of a new class."""
    return TEXT.format(variants="true" if variants else "false")
