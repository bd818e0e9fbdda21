"""Checking a model: every rule looks once, and what they say is collected as findings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.errors import shorten
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import pandas

    from helpers.data_model.model import DataModel

MOST_FINDINGS = 300


def check(model: "DataModel", api: Any = None, estimate: Any = None) -> Findings:
    """Findings of a data model; see `helpers.data_model.rules_table()` for what is looked at.

    Parameters
    ----------
    model
        The model.
    api
        The interface of step 3, or a list of endpoints' names: then each endpoint must have its patterns, and each
        pattern its endpoint.
    estimate
        The estimate of step 2: rows and rates of the same name may be at most twice apart.
    """
    from helpers.data_model.rules import RULES
    from helpers.data_model.rules.registry import Look

    if estimate is not None and not isinstance(estimate, Mapping) and not hasattr(estimate, "formulas"):
        raise DataModelError(f"estimate: {shorten(estimate)} is no estimate. Give the Estimate of step 2.")
    look = Look(model, _endpoints(api), estimate, {each.name: each for each in model.entities})
    found = [
        Finding(each.id, each.severity, where, message, fix)
        for each in RULES.values()
        for where, message, fix in each.check(look)
    ]
    return Findings(Findings(dict.fromkeys(found))[:MOST_FINDINGS])


def _endpoints(api: Any) -> tuple[str, ...] | None:
    if api is None:
        return None
    try:
        given = api if isinstance(api, list | tuple | set | frozenset) else api.endpoints
        names = tuple(each if isinstance(each, str) else each.name for each in given)
    except (AttributeError, TypeError):
        raise DataModelError(f"api: {shorten(api)} has no endpoints with names. Give the Api of step 3.") from None
    return tuple(dict.fromkeys(str(each) for each in names))


def rules_table() -> "pandas.DataFrame":
    """All rules on data models as a DataFrame: severity, why each matters, and where it comes from."""
    from helpers.data_model.rules import RULES
    from helpers.tables import pandas

    return pandas.DataFrame(
        [
            {"severity": each.severity, "why it matters": each.why, "origin": "; ".join(each.origin)}
            for each in RULES.values()
        ],
        index=pandas.Index(list(RULES), name="rule"),
    )
