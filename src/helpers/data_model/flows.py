"""The access patterns as flows for steps 5 and 6: the share of each endpoint, the entities it reads and writes."""

from typing import TYPE_CHECKING

from helpers.cases import Flow
from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import AccessPattern

if TYPE_CHECKING:
    from helpers.data_model.model import DataModel



def flows(model: "DataModel") -> tuple[Flow, ...]:
    """The endpoints that the patterns serve, as flows; shares add up to 1.

    A request asks the first pattern of its endpoint once, so that one's rate is the endpoint's. Jobs are no requests.
    Raises `DataModelError` where no pattern serves an endpoint, or none has a rate.

    >>> from helpers.data_model import DataModel, Entity
    >>> links = DataModel("Links").add(
    ...     Entity("link", {"code": "string(7)"}, key="code"),
    ...     AccessPattern("by_code", "link", by="code", limit=1, rate=99, serves="open_link"),
    ...     AccessPattern("new", "link", writes="insert", rate=1, serves="create_link"))
    >>> [(each.name, each.share, each.reads, each.writes) for each in links.flows()]
    [('open_link', 0.99, ('link',), ()), ('create_link', 0.01, (), ('link',))]
    """
    served: dict[str, list[AccessPattern]] = {}
    for each in model.patterns:
        if each.serves and not each.job:
            served.setdefault(each.serves, []).append(each)
    total = sum(patterns[0].rate for patterns in served.values())
    if total <= 0:
        lack = "no pattern has a rate" if served else "no pattern serves an endpoint"
        raise DataModelError(f"patterns: {lack}. Write AccessPattern(..., rate='40/s', serves='open_link').")
    made = []
    for name, patterns in served.items():
        if patterns[0].rate <= 0:
            continue
        reads = dict.fromkeys(each.entity for each in patterns if not each.writes)
        writes = dict.fromkeys(each.entity for each in patterns if each.writes)
        why = f"{patterns[0].rate:,.6g} a second of {total:,.6g}, by the pattern {patterns[0].name}"
        made.append(
            Flow(name=name, share=min(1.0, patterns[0].rate / total), why=why, reads=tuple(reads), writes=tuple(writes))
        )
    return tuple(made)
