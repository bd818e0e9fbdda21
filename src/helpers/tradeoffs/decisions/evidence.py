"""Reading evidence: figures as plain numbers, and where each option's figures come from."""

from collections.abc import Mapping

from helpers.errors import nearest, shorten
from helpers.inputs import LARGEST, key_of, match
from helpers.inputs.words import NO, YES
from helpers.tradeoffs.comparison import Comparison
from helpers.tradeoffs.decisions.criteria import Criterion
from helpers.tradeoffs.errors import TradeoffError, read
from helpers.units import Q, Quantity, UnitError

MOST_OPTIONS = 50


def read_evidence(given, options, criteria: tuple[Criterion, ...]) -> tuple[tuple[str, ...], dict, dict, tuple]:
    """The options, option -> criterion -> figure, option -> provenance, and the names of all figures given.

    Figures of no criterion are left out. Options and criteria may be spelt in any case, with spaces or hyphens.
    """
    if isinstance(given, Comparison):
        options = tuple(match(each, given.frame.index) or each for each in options) or given.options
        known = [each for each in options if each in given.frame.index]
        rows = {each: given.figures(each) for each in known}
        told = {each: given.describe() for each in known}
    elif isinstance(given, Mapping):
        rows, told = _from_mapping(given)
        options = options or tuple(rows)
    else:
        raise TradeoffError(f"evidence: {shorten(given)} is no evidence. Give a laboratory's Comparison, or a dict "
                            'such as {"cache": {"latency": 5}}.')
    figures, by_name = {}, {each.name: each for each in criteria}
    for given_option, row in rows.items():
        option = match(given_option, options)
        if option is None:
            raise TradeoffError(f"evidence: {shorten(given_option)} is not one of the options."
                                f"{nearest(given_option, options)}")
        meant = {name: match(name, by_name) for name in row}
        figures[option] = {meant[name]: figure_of(value, option, by_name[meant[name]]) for name, value in row.items()
                           if meant[name]}
        told |= {option: told[given_option]} if given_option in told else {}
    measured = tuple(dict.fromkeys(name for row in rows.values() for name in row))
    return options, {option: figures.get(option, {}) for option in options}, told, measured


def figure_of(value, option: str, criterion: Criterion) -> float:
    """One figure as a plain number in the criterion's unit; a quantity or text such as "5 ms" is converted."""
    field = f"evidence.{option}.{criterion.name}"
    if criterion.unit == "yes or no" and isinstance(value, str | bool) and key_of(str(value)) in YES | NO:
        return float(read.flag(value, field))
    if isinstance(value, str | Quantity):
        unit = criterion.unit if criterion.unit not in ("share", "yes or no") else ""
        try:
            value = float(Q(value, unit or None).magnitude) if unit else _unitless(value)
        except (UnitError, TypeError, ValueError) as error:
            raise TradeoffError(f"{field}: {shorten(value)} cannot be read"
                                f"{' in ' + unit if unit else ''}. {_brief(error)} Write a number.") from None
    return read.number(value, field, -LARGEST, LARGEST, "a number; 1 for yes and 0 for no")


def _unitless(value) -> float:
    quantity = Q(value)
    if not quantity.unitless:
        raise ValueError("The criterion has no unit: give it one, as in Criterion(..., unit='ms').")
    return float(quantity.magnitude)


def _brief(error: Exception) -> str:
    return str(error).split("\n")[0][:300]


def _from_mapping(given) -> tuple[dict, dict]:
    try:
        entries = dict(given)
    except Exception:
        raise TradeoffError(f"evidence: {shorten(given)} cannot be read. Give a dict, option to figures.") from None
    if len(entries) > MOST_OPTIONS:
        raise TradeoffError(f"evidence: {len(entries):,} options are more than {MOST_OPTIONS}. Keep the likely ones.")
    rows, told = {}, {}
    for option, row in entries.items():
        if not isinstance(option, str):
            raise TradeoffError(f"evidence: {shorten(option)} is not the name of an option. Use text.")
        if not isinstance(row, Mapping):
            row, provenance = _measured(row, option)
            if provenance:
                told[option] = provenance
        try:
            rows[option] = dict(row)
        except Exception:
            raise TradeoffError(f"evidence.{option}: {shorten(row)} cannot be read. Give a dict of figures.") from None
        for name in rows[option]:
            if not isinstance(name, str):
                raise TradeoffError(f"evidence.{option}: {shorten(name)} is not the name of a criterion. Use text.")
    return rows, told


def _measured(value, option: str) -> tuple[dict, str]:
    """The figures and the provenance of something that was measured, such as a run of the simulator."""
    figures = None if isinstance(value, type) else getattr(value, "figures", None)
    if not callable(figures):
        raise TradeoffError(f"evidence.{option}: {shorten(value)} has no figures. Give a dict such as "
                            '{"latency": 5}, or a measured run.')
    describe = getattr(value, "describe", None)
    try:
        row = figures()
        provenance = describe() if callable(describe) else ""
    except TypeError:
        raise TradeoffError(f"evidence.{option}: {shorten(value)} holds several options. Give it as the whole "
                            "evidence, not as one option's.") from None
    if not isinstance(row, Mapping):
        raise TradeoffError(f"evidence.{option}: the figures of {shorten(value)} are not a dict. Give one.")
    return row, provenance if isinstance(provenance, str) else ""


def read_provenance(given, options, told: dict) -> dict[str, str]:
    """Where each option's figures come from: told by the evidence, or by the learner (one text for all, or a dict)."""
    if isinstance(given, str):
        given = dict.fromkeys(options, given) if given.strip() else {}
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise TradeoffError(f"provenance: {shorten(given)} is neither text nor a dict from options to text.")
    merged = dict(told)
    for option, source in given.items():
        meant = match(option, options) if isinstance(option, str) else None
        if meant is None:
            raise TradeoffError(f"provenance: {shorten(option)} is not one of the options.{nearest(option, options)}")
        merged[meant] = read.text(source, f"provenance.{option}")
    return {option: merged[option] for option in options if merged.get(option)}
