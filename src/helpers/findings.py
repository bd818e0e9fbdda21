"""The one currency for advice: what every check in every step returns."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING

from helpers.errors import CourseError, shorten

if TYPE_CHECKING:
    import pandas

SEVERITIES = ("error", "warning", "note")
LINE, KEPT = 92, "\x00"  # characters of printed text; a blank that is no end of a line
MARKS = {"error": "✖", "warning": "▲", "note": "●"}


@dataclass(frozen=True)
class Finding:
    """One piece of advice: a rule's stable id, how serious, where, what was seen and why it matters, how to mend it.

    >>> print(Finding("unknown-name", "error", "storage", "uses link_sise, which nothing gives", "Is it link_size?"))
    ✖ error in storage: uses link_sise, which nothing gives. Is it link_size? [unknown-name]
    """

    rule: str
    severity: str
    where: str
    message: str
    fix: str = ""

    def __post_init__(self):
        if not isinstance(self.severity, str) or self.severity not in SEVERITIES:
            raise CourseError(f"severity: {shorten(self.severity)} is not one of {', '.join(SEVERITIES)}.")
        for field in ("rule", "where", "message", "fix"):
            if not isinstance(getattr(self, field), str):
                raise CourseError(f"{field}: {shorten(getattr(self, field))} is not text.")

    def replace(self, **changes: str) -> "Finding":
        """The same finding with some fields changed."""
        from helpers.inputs import changed

        return changed(self, changes, "finding")

    @property
    def statement(self) -> str:
        """The message as a sentence, with a full stop unless it asks.

        >>> Finding("no-window", "warning", "up", "99.9% of which time?").statement
        '99.9% of which time?'
        """
        return self.message if self.message.endswith(("?", "!")) else f"{self.message.rstrip('.')}."

    def told(self) -> str:
        """Where, what and how to mend it as plain sentences, without mark and rule: for a line among others.

        >>> Finding("unknown-name", "error", "storage", "uses link_sise", "Did you mean link_size?").told()
        'storage: uses link_sise. Did you mean link_size?'
        """
        return f"{self.where}: {self.statement}{f' {self.fix}' if self.fix else ''}"

    def __str__(self) -> str:
        fix = f" {self.fix}" if self.fix else ""
        return f"{MARKS[self.severity]} {self.severity} in {self.where}: {self.statement}{fix} [{self.rule}]"


def _folded(line: str) -> str:
    """A long line in several, broken between words, no number parted from its unit: a page would break anywhere."""
    joined = re.sub(r"(?<=\d) (?=[^\W\d]{1,2}\b)", KEPT, line)  # 26.6 ms
    return textwrap.fill(joined, LINE, subsequent_indent="    ", break_long_words=False,
                         break_on_hyphens=False).replace(KEPT, " ")


class Findings(tuple):
    """Findings in order of severity; shown as a table in a notebook.

    >>> unused = Finding("unused", "note", "ttl", "nothing uses it")
    >>> found = Findings([unused, Finding("cycle", "error", "a", "needs itself")])
    >>> [each.rule for each in found], found.ok, len(found.errors)
    (['cycle', 'unused'], False, 1)
    >>> print(Findings())
    No findings: nothing to mend.
    """

    def __new__(cls, findings: Iterable[Finding] = ()):
        """Order the findings by severity; within one severity they keep their order."""
        try:
            given = list(findings)
        except Exception:  # not a list, or one that breaks off
            raise CourseError(f"Findings holds Finding values; {shorten(findings)} is not a list of them.") from None
        for each in given:
            if not isinstance(each, Finding):
                raise CourseError(f"Findings holds Finding values; {shorten(each)} is a {type(each).__name__}.")
        return super().__new__(cls, sorted(given, key=lambda each: SEVERITIES.index(each.severity)))

    def __add__(self, other) -> "Findings":
        return Findings([*self, *Findings(other)])

    @property
    def errors(self) -> "Findings":
        """Only what must be mended."""
        return self.of("error")

    @property
    def warnings(self) -> "Findings":
        """Only what should be looked at."""
        return self.of("warning")

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.errors

    def of(self, severity: str) -> "Findings":
        """The findings of one severity."""
        return Findings(each for each in self if each.severity == severity)

    def rules(self) -> set[str]:
        """The ids of the rules that found something."""
        return {each.rule for each in self}

    def where(self, place: str) -> "Findings":
        """The findings about one place; a box is found by its name too, where a finding calls it `Label (name)`."""
        return Findings(each for each in self if each.where == place or each.where.endswith(f" ({place})"))

    def table(self) -> "pandas.DataFrame":
        """A DataFrame with one row a finding: severity, where, message, fix, rule."""
        import pandas

        columns = ["severity", "where", "message", "fix", "rule"]
        return pandas.DataFrame([asdict(each) for each in self], columns=columns)

    def __iter__(self) -> Iterator[Finding]:
        return super().__iter__()

    def __str__(self) -> str:
        return "\n".join(_folded(str(each)) for each in self) if self else "No findings: nothing to mend."

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        if not self:
            return "<p>✔ No findings: nothing to mend.</p>"
        rows = "".join(
            f"<tr><td style='text-align:left;white-space:nowrap'>{MARKS[each.severity]} {each.severity}</td>"
            + "".join(
                f"<td style='text-align:left'>{escape(text)}</td>" for text in (each.where, each.message, each.fix)
            )
            + f"<td style='text-align:left'><code>{escape(each.rule)}</code></td></tr>"
            for each in self
        )
        heads = "".join(f"<th style='text-align:left'>{head}</th>"
                        for head in ("severity", "where", "what and why", "how to mend it", "rule"))
        return (
            f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )
