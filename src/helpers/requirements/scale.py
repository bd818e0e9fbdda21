"""The one place where the numbers of a sheet become those that the estimate of step 2 starts from."""

from typing import TYPE_CHECKING

from helpers.errors import CourseError
from helpers.requirements.errors import RequirementError
from helpers.units import Q, Quantity

if TYPE_CHECKING:
    from helpers.cases import Case
    from helpers.requirements.model import Requirements
    from helpers.requirements.parts import Quality


def scale_of_sheet(sheet: "Requirements", case: "Case | str | None" = None) -> dict[str, Quantity]:
    """The numbers of a sheet by the name of the assumption that each settles (see `Requirements.scale`)."""
    found = {row.id: row.quantity for row in sheet.assumed if row.value is not None}
    if case is None:
        return found
    from helpers.cases import Case, load_case

    case = case if isinstance(case, Case) else load_case(case)
    known = {}
    for each in case.assumptions:
        if each.name in found:
            known[each.name] = _in_unit_of(found[each.name], each)
    for fact in case.facts:
        for name in fact.tells:
            row = None if name in known else _quality_for(sheet, fact)
            if row is not None:
                try:
                    made = Q(Q(row.target, row.kind.unit), case.assumption(name).unit)
                    known[name] = Q(float(f"{made.magnitude:.12g}"), case.assumption(name).unit)  # 5 years, not 4.9999
                except CourseError:
                    continue  # a quality of another kind, which says nothing about this assumption
    return known


def _in_unit_of(quantity: Quantity, assumption) -> Quantity:
    try:
        return Q(quantity, assumption.unit)
    except CourseError:
        from helpers.requirements.fields import scale_text

        raise RequirementError(
            f"{assumption.name}.value: {quantity} is no number of {assumption.unit or 'times (no unit)'}. "
            f'Write it as in "{scale_text(assumption.value, assumption.unit)}".'
        ) from None


def _quality_for(sheet: "Requirements", fact) -> "Quality | None":
    """The quality of the sheet that says what this fact says: the one of the same id, or the only one of its kind."""
    for each in fact.gives:
        fields = each.get("quality", {})
        side = "at_least" if "at_least" in fields else "at_most"
        alike = [row for row in sheet.qualities if row.metric == fields.get("metric")
                 and getattr(row, side) is not None]
        named = [row for row in alike if row.id == fields.get("id")]
        if named or len(alike) == 1:
            return (named or alike)[0]
    return None
