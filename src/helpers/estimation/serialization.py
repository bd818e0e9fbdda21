"""Writing an estimate down: as a table, as Python code, as plain data, and reading the data back."""

from dataclasses import asdict

from helpers.code_layout import wrapped
from helpers.errors import CourseError, shorten
from helpers.estimation.errors import EstimateError
from helpers.estimation.parts import Assumption, make_assumption, number_text
from helpers.units import human


def table(estimate, names: list[str], samples: int, seed: int):
    """One row an entry: value, 90% range, and how it is known."""
    from helpers.tables import pandas

    for name in names:
        estimate.entry(name)
    intervals = estimate.intervals(samples=samples, seed=seed) if names else {}
    values, rows = (estimate.values() if names else {}), {}
    for name in names:
        entry, interval = estimate.entry(name), intervals[name]
        if isinstance(entry, Assumption):
            span = entry.range_text
            known = " · ".join(part for part in (entry.why, entry.source) if part)
            value = human(entry.quantity)
        else:
            span = str(interval) if interval.low < interval.high else ""
            known = f"= {entry.formula.text}" + (f" · {entry.why}" if entry.why else "")
            value = human(values[name])
        rows[name] = {"value": value, "90% range": span, "how it is known": known}
    return pandas.DataFrame.from_dict(rows, orient="index", columns=["value", "90% range", "how it is known"])


def to_code(estimate) -> str:
    """Python code, a statement an entry, that a learner can copy, run and change.

    >>> from helpers.estimation import Estimate
    >>> print(to_code(Estimate("Links").assume("new_links", 5e8, "1/month").derive("writes", "new_links", "1/s")))
    est = Estimate('Links')
    est = est.assume('new_links', 5e8, '1/month')
    est = est.derive('writes', 'new_links', '1/s')
    """
    lines = [f"est = Estimate({estimate.name!r})"]
    for name in estimate.names:
        entry = estimate.entry(name)
        if isinstance(entry, Assumption) and entry.reference and _is_reference(entry):
            year = "" if entry == _reference_entry(entry, 2026) else ", year=2012"
            lines.append(f"est = est.assume_reference({name!r}, {entry.reference!r}{year})")
        elif isinstance(entry, Assumption):
            parts = [repr(name), number_text(entry.value), repr(entry.unit)]
            if entry.low is not None:
                parts += [f"low={number_text(entry.low)}", f"high={number_text(entry.high)}"]
            if entry.low is not None and entry.shape != ("lognormal" if entry.low > 0 else "normal"):
                parts.append(f"shape={entry.shape!r}")
            parts += [f"{field}={getattr(entry, field)!r}" for field in ("why", "source") if getattr(entry, field)]
            lines.append(f"est = est.assume({', '.join(parts)})")
        else:
            parts = [repr(name), repr(entry.formula.text)]
            parts += [repr(entry.unit)] if entry.unit is not None else []
            parts += [f"why={entry.why!r}"] if entry.why else []
            lines.append(f"est = est.derive({', '.join(parts)})")
    return wrapped("\n".join(lines))


def _reference_entry(entry: Assumption, year: int) -> Assumption:
    from helpers.estimation.references import find_reference

    found = find_reference(entry.reference)
    return make_assumption(
        entry.name, found.quantity(year), why=found.label, source=found.source(year), reference=entry.reference
    )


def _is_reference(entry: Assumption) -> bool:
    """Whether a reference number still has a published value (a slider may have moved it)."""
    return entry in (_reference_entry(entry, 2012), _reference_entry(entry, 2026))


def to_dict(estimate) -> dict:
    """Plain data: name, assumptions and formulas in their order, empty fields left out."""
    entries = []
    for name in estimate.names:
        entry = estimate.entry(name)
        if isinstance(entry, Assumption):
            fields = {
                field: value for field, value in asdict(entry).items() if value not in ("", None) or field == "unit"
            }
            entries.append({"assume": fields.pop("name"), **fields})
        else:
            fields = {"unit": entry.unit, "why": entry.why or None}
            entries.append(
                {
                    "derive": name,
                    "formula": entry.formula.text,
                    **{field: value for field, value in fields.items() if value is not None},
                }
            )
    return {"name": estimate.name, "entries": entries}


def from_dict(cls, data: dict):
    """Read what `to_dict` wrote, entry by entry."""
    from helpers.estimation.references import find_reference

    if not isinstance(data, dict) or not isinstance(data.get("entries", []), list):
        raise EstimateError(f"estimate: {shorten(data)} is not a saved estimate; it has a name and a list of entries.")
    made = cls(data.get("name", "Estimate"))
    for number, fields in enumerate(data.get("entries", []), 1):
        place = f"estimate, entry {number}"
        if not isinstance(fields, dict) or not ("assume" in fields) != ("derive" in fields):
            raise EstimateError(
                f"{place}: {shorten(fields)} is neither an assumption (assume: name, value: ...) "
                "nor a formula (derive: name, formula: ...)."
            )
        kind, rest = ("assume" if "assume" in fields else "derive"), dict(fields)
        name = rest.pop(kind)
        allowed = (
            {"value", "unit", "low", "high", "why", "source", "shape", "reference"}
            if kind == "assume"
            else {"formula", "unit", "why"}
        )
        if set(rest) - allowed:
            raise EstimateError(
                f"{place} ({shorten(name)}): unknown field {', '.join(sorted(map(str, set(rest) - allowed)))}; "
                f"there are {', '.join(sorted(allowed))}."
            )
        try:
            if kind == "assume":
                if "reference" in rest:
                    find_reference(rest["reference"])
                made = made._put(make_assumption(name, **{"value": None, **rest}), "assume")
            else:
                made = made.derive(name, rest.pop("formula", None), **rest)
        except CourseError as error:
            raise EstimateError(f"{place}: {error}") from None
    return made
