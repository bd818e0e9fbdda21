"""The rows of a sheet that the facts of a case give."""

from functools import lru_cache

from helpers.cases import Case, CaseError, load_case
from helpers.errors import CourseError
from helpers.requirements.parts import Row
from helpers.requirements.serialization import row_from


@lru_cache(maxsize=8)
def rows_of_facts(case: Case) -> dict[str, tuple[Row, ...]]:
    """The rows of each fact; a row that cannot be read is told with its fact."""
    rows = {}
    for fact in case.facts:
        made = []
        for each in fact.gives:
            for kind, fields in each.items():
                try:
                    made.append(row_from(kind, _with_number(case, kind, fields)))
                except CourseError as error:
                    raise CaseError(f"{case.name}.yaml: facts: {fact.name}: {error}") from None
        rows[fact.name] = tuple(made)
    return rows


def _with_number(case: Case, kind: str, fields: dict) -> dict:
    """The fields of a row; one that is believed and called as an assumption of the case carries its number."""
    if kind != "assumed" or "value" in fields or fields.get("id") not in {each.name for each in case.assumptions}:
        return fields
    settled = case.assumption(fields["id"])
    return {**fields, "value": settled.value, "unit": settled.unit}


def known_rows(case: object) -> tuple[str, tuple[Row, ...]]:
    """The title of a case, and the rows of all its facts, each id once."""
    case = case if isinstance(case, Case) else load_case(case)
    return case.title, tuple({row.id: row for each in rows_of_facts(case).values() for row in each}.values())
