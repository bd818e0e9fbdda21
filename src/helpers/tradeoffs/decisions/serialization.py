"""Decisions as plain values, as code, and as a page."""

from collections.abc import Mapping
from html import escape

from helpers.code_layout import wrapped
from helpers.errors import shorten
from helpers.inputs import given_or
from helpers.tradeoffs.comparison import Column
from helpers.tradeoffs.decisions.criteria import Criterion
from helpers.tradeoffs.errors import TradeoffError

FIELDS = ("question", "options", "criteria", "evidence", "choice", "because", "provenance")


def to_dict(decision) -> dict:
    """Plain values: text, numbers, lists and dicts."""
    return {
        "question": decision.question, "options": list(decision.options),
        "criteria": [{"name": each.name, "weight": each.weight, "better": each.better, "unit": each.unit}
                     for each in decision.criteria],
        "evidence": {option: dict(row) for option, row in decision.evidence.items()},
        "choice": decision.choice, "because": decision.because, "provenance": dict(decision.provenance)}


def from_dict(kind, saved):
    """A decision of the given class from plain values. Raises `TradeoffError`."""
    if not isinstance(saved, Mapping):
        raise TradeoffError(f"decision: {shorten(saved)} is not a dict. Give what to_dict() wrote.")
    try:
        given = dict(saved)
    except Exception:
        raise TradeoffError(f"decision: {shorten(saved)} cannot be read. Give what to_dict() wrote.") from None
    unknown = [each for each in given if not isinstance(each, str) or each not in FIELDS]
    if unknown:
        raise TradeoffError(f"decision: {shorten(unknown[0])} is not a field. A decision has {', '.join(FIELDS)}.")
    criteria = given_or(given.get("criteria"), [])
    if not isinstance(criteria, list | tuple):
        raise TradeoffError(f"criteria: {shorten(criteria)} is not a list. Give what to_dict() wrote.")
    return kind(**{**given, "criteria": [_criterion(each, place) for place, each in enumerate(criteria)]})


def _criterion(saved, place: int):
    if not isinstance(saved, Mapping):
        return saved
    try:
        return Criterion(**saved)
    except TypeError:
        raise TradeoffError(f"criteria[{place}]: {shorten(saved)} is no criterion. It has name, weight, better and "
                            "unit.") from None


def to_code(decision) -> str:
    """Python code that makes the decision."""
    rows = [f"    question={decision.question!r},", f"    options={decision.options!r},", "    criteria=("]
    rows += [f"        {each!r}," for each in decision.criteria]
    rows += ["    ),", "    evidence={"]
    rows += [f"        {option!r}: {row!r}," for option, row in decision.evidence.items()]
    rows += ["    },", f"    choice={decision.choice!r},", f"    because={decision.because!r},"]
    if decision.provenance:
        rows += ["    provenance={", *(f"        {option!r}: {source!r}," for option, source
                                       in decision.provenance.items()), "    },"]
    body = "\n".join(rows)
    return wrapped(f"from helpers.tradeoffs import Criterion, Decision\n\ndecision = Decision(\n{body}\n)\n")


def to_html(decision) -> str:
    """The decision as a page shows it: question, figures, scores, choice and reason."""
    scores = decision.scores()
    head = "".join(f"<th style='text-align:right'>{escape(each.name.replace('_', ' '))}<br>"
                   f"<small>{escape(each.better)} is better, weight {each.weight:g}</small></th>"
                   for each in decision.criteria)
    rows = ""
    for option in scores.index:
        cells = "".join(f"<td style='text-align:right'>{escape(shown(decision.evidence[option].get(each.name), each))}"
                        "</td>" for each in decision.criteria)
        mark = " ✔" if option == decision.choice else ""
        rows += (f"<tr><td style='text-align:left'><b>{escape(option)}</b>{mark}</td>{cells}"
                 f"<td style='text-align:right'>{scores.at[option, 'score']:.2f}</td></tr>")
    because = f" because {escape(decision.because)}" if decision.because else ""
    chosen = f"<b>{escape(decision.choice)}</b>{because}" if decision.choice else "still open"
    sources: dict[str, list[str]] = {}
    for option, source in decision.provenance.items():
        sources.setdefault(source, []).append(option)
    told = "".join(f"<br>Evidence{' of ' + escape(', '.join(options)) if len(sources) > 1 else ''}: "
                   f"<code>{escape(source)}</code>" for source, options in sources.items())
    if len(decision.options) == 2:
        told = "<br>With two options a score only adds up the weights that each one wins: judge by the figures." + told
    return (f"<div class='tex2jax_ignore mathjax_ignore'><p><b>{escape(decision.question or 'A decision')}</b></p>"
            f"<table><thead><tr><th style='text-align:left'>option</th>{head}<th>score</th></tr></thead>"
            f"<tbody>{rows}</tbody></table><p>Choice: {chosen}{told}</p></div>")


def shown(value, criterion: Criterion) -> str:
    """A figure with its unit; a unit that the course does not know is written as it is."""
    if value is None:
        return "?"
    try:
        return Column(criterion.name, "", criterion.unit).show(value)
    except Exception:  # a unit of the learner's own, such as "clicks per page"
        return f"{value:g} {criterion.unit}"
