"""An estimate: a small model of named assumptions and formulas that can be asked, varied and written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy

from helpers.errors import nearest, shorten
from helpers.estimation import check, evaluation, sampling, serialization
from helpers.estimation.case_entries import case_entries
from helpers.estimation.errors import EstimateError, UnknownEntryError
from helpers.estimation.formulas import Dimension
from helpers.estimation.interval import Interval
from helpers.estimation.parts import Assumption, Derived, base_of, base_unit, make_assumption, make_derived
from helpers.estimation.trail import Trail
from helpers.findings import Findings
from helpers.units import Quantity, parse_unit

if TYPE_CHECKING:
    import pandas

MOST_ENTRIES = 500


@dataclass(frozen=True, eq=False, repr=False)
class Estimate:
    """Named assumptions and formulas. Their order does not matter; nothing is computed until it is asked for.

    It is a value: `assume` and `derive` give a new estimate and leave this one as it was, so their result needs a name,
    as in `links = links.assume(...)`.

    Parameters
    ----------
    name
        What is estimated, as a title.
    entries
        Assumptions and formulas to begin with.

    Raises
    ------
    EstimateError
        For a title or an entry that is none.

    >>> from helpers import human
    >>> links = Estimate("Link shortener")
    >>> links = links.derive("storage", "new_links * link_size * kept_for", "TB")
    >>> links = links.assume("new_links", 500e6, "1/month", low=300e6, high=800e6, why="the brief")
    >>> links = links.assume("link_size", "500 B").assume("kept_for", 5, "years")
    >>> human(links["storage"]), str(links.interval("storage"))
    ('15 TB', '9 to 24 TB')
    >>> human(links.what_if(link_size="1 KB")["storage"])
    '30 TB'
    """

    name: str = "Estimate"
    entries: tuple[Assumption | Derived, ...] = ()
    # What is computed once, and no part of the value: entries by name, their order and dimensions, what was not kept.
    _entries: dict[str, Assumption | Derived] = field(init=False, repr=False, default_factory=dict)
    _plan: tuple[list[str], dict[str, Dimension]] | None = field(init=False, repr=False, default=None)
    _orders: dict[str | None, list[str]] = field(init=False, repr=False, default_factory=dict)
    _trail: Trail = field(init=False, repr=False, default_factory=Trail)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise EstimateError(f"name: {shorten(self.name)} is not a title. Give the system a name in quotes.")
        given = self.entries if isinstance(self.entries, tuple | list) else None
        if given is None or not all(isinstance(each, Assumption | Derived) for each in given):
            raise EstimateError(f"entries: {shorten(self.entries)} is not a list of assumptions and formulas. "
                                "Leave it out, and add them with assume() and derive().")
        if len({each.name for each in given}) < len(given):
            raise EstimateError("entries: a name stands there twice. Give each entry a name of its own.")
        if len(given) > MOST_ENTRIES:
            raise EstimateError(f"{given[-1].name}: an estimate holds at most {MOST_ENTRIES} entries. "
                                "Split it in two.")
        self._remember(name=self.name.strip(), entries=tuple(given), _entries={each.name: each for each in given})

    def _remember(self, **fields) -> None:
        """Set what is computed once; the value itself never changes after it was made."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    # --- building -----------------------------------------------------------------------------------------------------

    def assume(self, name: str, value: object, unit: str | None = None, low: object = None, high: object = None,
               why: str = "", source: str = "", shape: str = "") -> Estimate:
        """Give a new estimate with one assumption more, or another in its place.

        Parameters
        ----------
        name
            What formulas call it.
        value
            A number in `unit`, a quantity, or text with both, such as "500 B".
        unit
            The unit in which it is kept; that of the value unless given.
        low, high
            The ends of its 90% range: numbers in `unit`, quantities or text; both or neither.
        why, source
            Why it is believed, and where it comes from.
        shape
            "lognormal" (unless given, when all is positive) or "normal".

        Raises
        ------
        EstimateError
            Naming the entry, the field, the value and the mend.
        """
        with self._refusing(name):
            made = make_assumption(name, value, unit, low, high, why, source, shape)
        return self._put(made, "assume")

    def assume_reference(self, name: str, reference: str, year: int = 2026) -> Estimate:
        """Give a new estimate with one of the reference numbers, as of 2012 or 2026 (see `references_table`)."""
        from helpers.estimation.references import find_reference

        found = find_reference(reference)
        made = make_assumption(name, found.quantity(year), why=found.label, source=found.source(year),
                               reference=reference)
        return self._put(made, "assume_reference")

    def derive(self, name: str, formula: str | float, unit: str | None = None, why: str = "") -> Estimate:
        """Give a new estimate with one formula more, or another in its place.

        Parameters
        ----------
        name
            What other formulas call it.
        formula
            Text over names, numbers, + - * / ** and parentheses; names may be assumed or derived later.
        unit
            The unit in which its value is shown; base units unless given.
        why
            What it means.

        Raises
        ------
        EstimateError
            For a formula that cannot be read.
        """
        with self._refusing(name):
            made = make_derived(name, formula, unit, why)
        return self._put(made, "derive")

    @contextmanager
    def _refusing(self, name: str) -> Iterator[None]:
        """Remember why a line was refused: whoever misses its name later is told."""
        try:
            yield
        except EstimateError as error:
            self._trail.refuse(name, str(error))
            raise

    def remove(self, name: str) -> Estimate:
        """Give a new estimate without an entry. Raises `EstimateError` when another formula still uses it."""
        self.entry(name)
        users = [each.name for each in self.formulas if name in each.formula.names]
        if users:
            raise EstimateError(f"{name}: {', '.join(users)} still uses it. Remove or change {users[0]} first.")
        return self._made([each for each in self.entries if each.name != name], "remove", name, None)

    def _put(self, entry: Assumption | Derived, verb: str) -> Estimate:
        held = {**self._entries, entry.name: entry}
        if len(held) > MOST_ENTRIES:
            raise EstimateError(f"{entry.name}: an estimate holds at most {MOST_ENTRIES} entries. Split it in two.")
        return self._made(held.values(), verb, entry.name, entry)

    def _made(self, entries: Iterable[Assumption | Derived], verb: str, name: str, entry: object) -> Estimate:
        made = type(self)(self.name, tuple(entries))
        made._remember(_trail=self._trail.heir(name))
        self._trail.add(verb, name, entry, made, made._trail)
        return made

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def assumptions(self) -> list[Assumption]:
        """The assumptions, in the order in which they were stated."""
        return [each for each in self._entries.values() if isinstance(each, Assumption)]

    @property
    def formulas(self) -> list[Derived]:
        """The derived entries, in the order in which they were stated."""
        return [each for each in self._entries.values() if isinstance(each, Derived)]

    @property
    def names(self) -> list[str]:
        """All names, in the order in which they were stated."""
        return list(self._entries)

    def __contains__(self, name) -> bool:
        return isinstance(name, str) and name in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, name: str) -> Assumption | Derived:
        """The assumption or formula of that name. Raises `UnknownEntryError` with the nearest names."""
        if not isinstance(name, str) or name not in self._entries:
            lost = self._trail.why_missing(name)
            add = f' To add it, write derive({shorten(name)}, "a formula in quotes", "its unit").' \
                if isinstance(name, str) and name.isidentifier() else ""
            raise UnknownEntryError(f"{self.name} has no entry {shorten(name)}."
                                    f"{lost or nearest(name, self._entries) + add}")
        return self._entries[name]

    def __getitem__(self, name: str) -> Quantity:
        self.entry(name)
        value = self.solve({each.name: each.value for each in self.assumptions}, only=name)[name]
        return Quantity(float(value), parse_unit(self.unit_of(name)))

    def values(self) -> dict[str, Quantity]:
        """The value of every entry, each in its unit."""
        solved = self.solve({each.name: each.value for each in self.assumptions})
        return {name: Quantity(float(solved[name]), parse_unit(self.unit_of(name))) for name in self._entries}

    def unit_of(self, name: str) -> str:
        """The unit in which an entry is shown."""
        entry = self.entry(name)
        return entry.unit if entry.unit is not None else base_unit(self.dimensions(only=name)[name])

    # --- computing ----------------------------------------------------------------------------------------------------

    def order(self, only: str | None = None) -> list[str]:
        """Names in an order in which each follows what it needs; only what `only` needs, when given.

        Raises `EstimateError` for a cycle, `UnknownEntryError` for a name that nothing gives.
        """
        if only is not None:
            self.entry(only)
        if only in self._orders:
            return self._orders[only]
        self._orders[only] = evaluation.order(self._entries, only, self._trail.why_missing)
        return self._orders[only]

    def dimensions(self, only: str | None = None) -> dict[str, Dimension]:
        """The dimension of each entry. Raises `EstimateError` where units do not fit."""
        if self._plan is not None:
            return self._plan[1]
        order = self.order(only)
        found = evaluation.dimensions(self._entries, order)
        if only is None:
            self._remember(_plan=(order, found))
        return found

    def solve(self, values: dict, only: str | None = None) -> dict:
        """Every entry's value in its own unit, from the assumptions' values (numbers or arrays, in their own units).

        With `only`, just that entry and what it needs. Raises `EstimateError` where a formula has no finite value.
        """
        if not isinstance(values, Mapping):
            raise EstimateError(f"values: {shorten(values)} are no numbers by name. Give a dict: {{name: number}}.")
        self._trail.read = True
        self.dimensions(only)
        order = self._plan[0] if only is None and self._plan else self.order(only)
        base = evaluation.in_base_units(self._entries, order, values)
        shown = [only] if only is not None else order
        return {name: self._in_own_unit(name, base[name], values) for name in shown}

    def _in_own_unit(self, name: str, in_base, values: dict):
        if isinstance(self._entries[name], Assumption):
            return values[name]  # exactly as it was given
        return in_base / base_of(self.unit_of(name))[0]

    # --- asking -------------------------------------------------------------------------------------------------------

    def what_if(self, /, **changes: object) -> Estimate:
        """A new estimate with other values for some assumptions; their ranges move along.

        >>> Estimate().assume("users", 100, low=50, high=200).what_if(users=1000).entry("users").high
        2000.0
        """
        held = dict(self._entries)
        for name, value in changes.items():
            entry = self.entry(name)
            if not isinstance(entry, Assumption):
                raise EstimateError(
                    f"{name} is computed ({entry.formula.text}); change one of the assumptions behind it."
                )
            held[name] = entry.with_value(value)
        changed = type(self)(self.name, tuple(held.values()))
        changed._remember(_plan=self._plan, _orders=self._orders)  # the same formulas over the same dimensions
        return changed

    def with_references(self, year: int) -> Estimate:
        """A new estimate with every reference number as of 2012 or 2026."""
        from helpers.estimation.references import check_year

        check_year(year)
        changed = self.copy()
        for each in self.assumptions:
            if each.reference:
                changed = changed.assume_reference(each.name, each.reference, year)
        return changed

    def interval(self, name: str, level: float = 0.9, samples: int = 10_000, seed: int = 1) -> Interval:
        """The range that holds the entry with probability `level`, by Monte Carlo over the assumptions' ranges."""
        low, mid, high = sampling.quantiles(self, [name], level, samples, seed)[name]
        unit = parse_unit(self.unit_of(name))
        share = sampling.read_request(level, samples, seed)[0]
        return Interval(Quantity(low, unit), Quantity(mid, unit), Quantity(high, unit), share)

    def intervals(self, level: float = 0.9, samples: int = 10_000, seed: int = 1) -> dict[str, Interval]:
        """The range of every entry, all from the same draws."""
        found = sampling.quantiles(self, self.names, level, samples, seed)
        units = [(name, ends, parse_unit(self.unit_of(name))) for name, ends in found.items()]
        share = sampling.read_request(level, samples, seed)[0]
        return {name: Interval(Quantity(low, unit), Quantity(mid, unit), Quantity(high, unit), share)
                for name, (low, mid, high), unit in units}

    def samples(self, name: str, samples: int = 10_000, seed: int = 1) -> numpy.ndarray:
        """Drawn values of an entry, in its unit: an array of shape (samples,)."""
        self.entry(name)
        return sampling.draw_all(self, samples, seed, only=name)[name]

    def sensitivity(self, name: str) -> pandas.DataFrame:
        """Which assumption matters most: the entry with each range's ends put in, the widest first (a tornado).

        A DataFrame by assumption: `at_low` and `at_high` (in the entry's unit), `factor` (the larger over the smaller),
        `swing` (the difference between the two).
        """
        return sampling.tornado(self, name)

    def check(self) -> Findings:
        """Findings on the whole: names that nothing gives, circles, units, lines without effect, reasons missing."""
        return check.check(self)

    # --- writing down -------------------------------------------------------------------------------------------------

    def table(self, names: list[str] | None = None, samples: int = 10_000, seed: int = 1) -> pandas.DataFrame:
        """The entries (or those in `names`) as a DataFrame: value, 90% range, formula or reason with source."""
        if names is not None and not isinstance(names, list | tuple):
            raise EstimateError(f"names: {shorten(names)} is not a list. Give the entries as a list of names.")
        return serialization.table(self, self.names if names is None else list(names), samples, seed)

    def to_code(self) -> str:
        """Python code that makes this estimate, to copy into a cell."""
        return serialization.to_code(self)

    def to_dict(self) -> dict:
        """Plain data for YAML or JSON; `from_dict` reads it back."""
        return serialization.to_dict(self)

    @classmethod
    def from_dict(cls, data: dict) -> Estimate:
        """The estimate that `to_dict` wrote. Raises `EstimateError` naming the entry that is broken."""
        return serialization.from_dict(cls, data)

    @classmethod
    def from_case(cls, case: object) -> Estimate:
        """An estimate that starts with a case's assumptions (a `Case`, its name, or the path of its file).

        >>> len(Estimate.from_case("pastebin").assumptions)
        6
        """
        return cls(*case_entries(case))

    def copy(self) -> Estimate:
        """The same estimate once more; values need no copies, and notebooks of earlier editions ask for them."""
        return type(self)(self.name, self.entries)

    def __reduce__(self):
        return type(self), (self.name, self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Estimate) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.name, *self._entries))

    def __repr__(self) -> str:
        return f"<Estimate {self.name!r}: {len(self.assumptions)} assumptions, {len(self.formulas)} formulas>"

    def _repr_html_(self) -> str:
        findings = self.check()
        if not findings.ok:
            return findings._repr_html_()
        lost = Findings(each for each in findings if each.rule == "thrown-away")
        shown = self.table()._repr_html_()
        return f"{lost._repr_html_()}{shown}" if lost else shown
