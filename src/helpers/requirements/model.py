"""The sheet of requirements: rows with ids, in order, as one value."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpers.errors import UnknownNameError, nearest, shorten
from helpers.requirements import fields as read
from helpers.requirements.errors import RequirementError
from helpers.requirements.parts import (
    KINDS,
    LIST_OF,
    LISTS,
    MOST_ROWS,
    Assumed,
    Constraint,
    Functional,
    OutOfScope,
    Quality,
    Row,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.cases import Case
    from helpers.findings import Findings
    from helpers.units import Quantity


@dataclass(frozen=True)
class Requirements:
    """What a system must do and how well, as rows that a machine can judge; a change makes a new sheet.

    Unfinished sheets can be made; `check()` says what lacks and what contradicts. Steps 5 to 8 are held against it.

    Parameters
    ----------
    name
        What the sheet is about, as a title.
    functional
        What it lets somebody do.
    qualities
        How well.
    out_of_scope
        What it does not do, and why.
    constraints
        What is given.
    assumed
        What is believed.

    Raises
    ------
    RequirementError
        For an id that stands there twice, or for what is no row.

    >>> sheet = Requirements("Links").add(Functional("open_link", "visitor", "opens a short link"),
    ...                                   Quality("quick", "open_link", "latency", at_most="100 ms", percentile=99))
    >>> sheet["quick"].at_most, [row.id for row in sheet]
    (0.1, ['open_link', 'quick'])
    >>> sorted(sheet.check().where("quick").rules())
    ['no-measuring-place', 'percentile-without-load']
    """

    name: str = "Requirements"
    functional: tuple[Functional, ...] = ()
    qualities: tuple[Quality, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    assumed: tuple[Assumed, ...] = ()

    __hash__ = None

    def __post_init__(self):
        object.__setattr__(self, "name", read.text_of(self.name, "name", needed=True))
        taken: dict[str, str] = {}
        for name, made in LISTS.items():
            given = getattr(self, name)
            if isinstance(given, made):
                given = (given,)
            if not isinstance(given, list | tuple):
                raise RequirementError(f"{name}: {shorten(given)} is not a list of {made.__name__} rows.")
            for each in given:
                if not isinstance(each, made):
                    raise RequirementError(
                        f"{name}: {shorten(each)} is a {type(each).__name__}. Give a {made.__name__}."
                    )
                if each.id in taken:
                    raise RequirementError(f"{name}: the id {each.id} stands there twice. Give each row its own.")
                taken[each.id] = name
            object.__setattr__(self, name, tuple(given))
        if len(taken) > MOST_ROWS:
            raise RequirementError(f"requirements: {len(taken):,} rows are more than {MOST_ROWS}. Keep what decides.")

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of the sheet."""
        return tuple(row for name in LISTS for row in getattr(self, name))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rows."""
        return tuple(row.id for row in self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, identity) -> bool:
        return isinstance(identity, str) and identity in self.ids

    def __getitem__(self, identity: str) -> Row:
        for row in self.rows:
            if isinstance(identity, str) and row.id == identity:
                return row
        raise UnknownNameError(f"the sheet has no row {shorten(identity)}.{nearest(identity, self.ids)}")

    def qualities_of(self, metric: str, of: str | None = None) -> tuple[Quality, ...]:
        """The qualities of one metric, of one functional requirement (or of everything) where `of` is given."""
        for field, text in (("metric", metric), ("of", "" if of is None else of)):
            if not isinstance(text, str):
                raise RequirementError(f"{field}: {shorten(text)} is not a name. Write it in quotes, as in 'latency'.")
        return tuple(
            each for each in self.qualities if each.metric == metric and (of is None or each.of in (of, "all"))
        )

    # --- changes make new sheets --------------------------------------------------------------------------------------

    def add(self, *rows: Row) -> "Requirements":
        """The sheet with more rows, each below those of its kind."""
        made = {name: list(getattr(self, name)) for name in LISTS}
        for row in rows:
            if type(row) not in LIST_OF:
                raise RequirementError(
                    f"row: {shorten(row)} is a {type(row).__name__}. Give a Functional, a Quality, "
                    "an OutOfScope, a Constraint or an Assumed."
                )
            made[LIST_OF[type(row)]].append(row)
        return replace(self, **made)

    def put(self, *rows: Row) -> "Requirements":
        """The sheet with each row in the place of the one with its id, or added where there is none."""
        sheet = self
        for row in rows:
            sheet = sheet._with(row)
        return sheet

    def _with(self, row: Row) -> "Requirements":
        old = self[row.id] if isinstance(row, Row) and row.id in self else None
        if old is None or type(old) is not type(row):
            return (self if old is None else self.remove(row.id)).add(row)
        name = LIST_OF[type(row)]
        return replace(self, **{name: tuple(row if each.id == row.id else each for each in getattr(self, name))})

    def replace(self, identity: str, **changes: Any) -> "Requirements":
        """The sheet with some fields of one row changed."""
        new = self[identity].replace(**changes)
        name = LIST_OF[type(new)]
        return replace(self, **{name: tuple(new if each.id == identity else each for each in getattr(self, name))})

    def remove(self, *identities: str) -> "Requirements":
        """The sheet without these rows."""
        sheet = self
        for identity in identities:
            name = LIST_OF[type(sheet[identity])]
            sheet = replace(sheet, **{name: tuple(each for each in getattr(sheet, name) if each.id != identity)})
        return sheet

    # --- judging ------------------------------------------------------------------------------------------------------

    def check(self) -> "Findings":
        """Findings: what is vague, what lacks, what cannot hold together (see `helpers.requirements.rules_table()`)."""
        from helpers.requirements.check import check

        return check(self)

    def targets(self) -> dict:
        """The figures that a drawn or simulated design is held against (see `helpers.requirements.targets`)."""
        from helpers.requirements.targets import targets_of

        return targets_of(self)

    def scale(self, case: "Case | str | None" = None) -> "dict[str, Quantity]":
        """The numbers of the sheet by name, for the estimate of step 2: those of `assumed` rows, each under its id.

        With a `case` (or its name) only what the case's assumptions name is given, each in the assumption's unit, and
        qualities that settle one (how long things are kept, how many copies there are) are read too. Raises
        `RequirementError` for a number whose unit is not one of its assumption.

        >>> sheet = Requirements("Links").add(Assumed("new_links", "a million links a month", value="1e6 links/month"),
        ...                                   Quality("kept", "all", "retention", at_least="5 years"))
        >>> {name: str(each) for name, each in sheet.scale("url_shortener").items()}
        {'new_links': '1×10⁶ 1/month', 'kept_for': '5 year'}
        """
        from helpers.requirements.scale import scale_of_sheet

        return scale_of_sheet(self, case)

    @classmethod
    def from_case(cls, case: object) -> "Requirements":
        """All that somebody would learn who asked for every fact of a case; `case` is a Case, its name or its file.

        >>> Requirements.from_case("url_shortener")["quick_redirect"].at_most
        0.1
        """
        from helpers.requirements.fact_rows import known_rows

        name, rows = known_rows(case)
        return cls(name).add(*rows)

    def completed(self, own: "Requirements | None") -> "Requirements":
        """The learner's own sheet, with this one's targets where it has none; its name says which. This one for None.

        >>> ours = Requirements.from_case("url_shortener")
        >>> own = Requirements("Mine").add(Quality("up", "all", "availability", at_least="99%", window="30 days"))
        >>> made = ours.completed(own)
        >>> made.name, made.targets()["availability"], made.targets()["latency"]
        ('Mine (from ours: latency, copies, cost)', 0.99, 0.1)
        """
        if own is not None and not isinstance(own, Requirements):
            raise RequirementError(f"own: {shorten(own)} are no requirements. Give Requirements, or None.")
        if own is None or not len(own):
            return self
        keys = {"latency": "latency", "availability": "availability", "copies": "durability_copies",
                "cost": "monthly_cost"}
        said, known = own.targets(), self.targets()
        lacking = [metric for metric, key in keys.items() if said[key] is None and known[key] is not None]
        rows = [row for row in self.qualities if row.metric in lacking and row.id not in own]
        name = f"{own.name} (from ours: {', '.join(lacking)})" if rows else own.name
        return replace(own.add(*rows), name=name)

    # --- writing down -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Plain data for YAML or JSON; `from_dict` reads it back."""
        from helpers.requirements.serialization import to_dict

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Requirements":
        """The sheet that `to_dict` wrote. Raises `RequirementError` naming the row that is broken."""
        from helpers.requirements.serialization import from_dict

        return from_dict(cls, data)

    def to_code(self) -> str:
        """Python code that makes this sheet, to copy into a cell."""
        from helpers.requirements.serialization import to_code

        return to_code(self)

    def targets_table(self) -> "DataFrame":
        """What the next steps are held against, as a DataFrame: latency, availability, copies, cost."""
        from helpers.requirements.targets import targets_table

        return targets_table(self)

    def table(self) -> "DataFrame":
        """A DataFrame with one row a requirement: its kind, and what it says."""
        from helpers.tables import pandas

        kinds = {made: name.replace("_", " ") for name, made in KINDS.items()}
        return pandas.DataFrame(
            [{"kind": kinds[type(row)], "says": str(row)} for row in self.rows],
            index=pandas.Index(self.ids, name="id", dtype=object),
            columns=["kind", "says"],
        )

    def __repr__(self) -> str:
        return (
            f"<Requirements {self.name!r}: {len(self.functional)} functional, {len(self.qualities)} qualities, "
            f"{len(self.out_of_scope)} out of scope>"
        )

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
