"""Four things that go wrong when a contract is used, each played against the stand-in."""

from collections.abc import Mapping

from helpers.errors import shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.experiment_stage import ExperimentResult, Stage
from helpers.interface.model import Api
from helpers.interface.resources import key_of
from helpers.interface.rules.words import deed_in
from helpers.interface.standin import StandIn
from helpers.interface.use_cases import Played, Step, play


def page_boundary(api: Api, endpoint: str, arriving: int = 1, page: int = 5, **parameters: object) -> ExperimentResult:
    """What is shown twice, and what is skipped, when somebody reads page by page while items arrive.

    `arriving` new items come after the first page; a negative number: so many of those already shown are deleted.
    """
    stage = Stage(api, endpoint, None, parameters)
    listing, resource = stage.endpoint, stage.about
    if stage.kind != "list" or resource is None:
        raise InterfaceError(f"{endpoint}: {listing} returns no list of resources. Name an endpoint that does.")
    page = min(page, listing.page_limit)
    there = stage.stand_in.seed(resource, 3 * page)
    identity = key_of(api, resource)
    steps, answers, shown = [], [], []

    def read(note: str, **more):
        step = Step(endpoint, parameters={**stage.parameters, **more}, note=note)
        answer = play([step], stage.stand_in).answers[0]
        steps.append(step)
        answers.append(answer)
        items = answer.body["items"] if listing.paginated and answer.ok else answer.body if answer.ok else []
        shown.extend(items)
        return answer, items

    if listing.paginated is None:
        read("all at once")
    else:
        first, items = read("the first page", limit=page)
        _change_list(stage.stand_in, resource, arriving)
        for turn in range(2, 20):
            if not items or not first.ok:
                break
            if listing.paginated == "cursor":
                if not isinstance(first.body, dict) or "next" not in first.body:
                    break
                first, items = read(f"page {turn}", limit=page, cursor=first.body["next"])
            else:
                first, items = read(f"page {turn}", limit=page, offset=(turn - 1) * page)
    ids = [_identity(each, identity) for each in shown]
    twice = len(ids) - len(set(ids))
    left = {
        _identity(row.values, identity)
        for key in there
        if (row := stage.stand_in.service.handler.store.get(resource, key)) is not None
    }
    skipped = len(left - set(ids))
    held = not twice and not skipped
    says = (
        "each item was shown once"
        if held
        else " and ".join(
            part
            for part in (f"{twice} shown twice" if twice else "", f"{skipped} never shown" if skipped else "")
            if part
        )
    )
    told = Played("page boundary", tuple(steps), tuple(answers), {}, {resource: stage.stand_in.count(resource)})
    return ExperimentResult("page boundary", endpoint, held, says, {"shown twice": twice, "never shown": skipped}, told)


def _change_list(stand_in: StandIn, resource: str, arriving: int) -> None:
    """New items on top, or the newest ones deleted."""
    if arriving >= 0:
        stand_in.seed(resource, arriving)
        return
    store = stand_in.service.handler.store
    for row in list(store.of(resource).values())[arriving:]:
        store.remove(resource, row)


def _identity(values, field: str | None) -> str:
    return str(values.get(field)) if isinstance(values, Mapping) and field in values else repr(values)


def two_editors(api: Api, endpoint: str, bodies: tuple = (), **parameters: object) -> ExperimentResult:
    """Whether work is lost unseen when two people read the same thing, and both change and send it."""
    stage = Stage(api, endpoint, None, parameters)
    if stage.kind not in ("replace", "update") or stage.about is None:
        raise InterfaceError(f"{endpoint}: {stage.endpoint} changes no thing that two may edit. Name a PUT or a PATCH.")
    first_body, second_body = bodies or (stage.body, stage.other_body())
    path = stage.of_alice()
    second = "alice" if stage.endpoint.owner_only else "bob"
    row = stage.stand_in.service.handler.store.get(stage.about, stage.key)
    tag = row.tag if stage.endpoint.if_match and row is not None else None
    played = play(
        [
            Step(endpoint, first_body, path, key=stage.key_of("wish-1"), if_match=tag, note="the first one sends"),
            Step(
                endpoint,
                second_body,
                path,
                as_=second,
                key=stage.key_of("wish-2"),
                if_match=tag,
                note="the second one sends, having read before that",
            ),
        ],
        stage.stand_in,
        "two editors",
    )
    one, two = played.statuses
    lost = one < 400 and two < 400
    held = one < 400 and two in (409, 412, 428)
    says = (
        "the second one overwrote the first one's work, and nobody was told"
        if lost
        else (
            f"the second one learned that it was changed meanwhile ({two})"
            if held
            else f"the first one got {one}, the second one {two}"
        )
    )
    return ExperimentResult("two editors", endpoint, held, says, {"first": one, "second": two}, played)


def stranger(api: Api, endpoint: str, body: object = None, **parameters: object) -> ExperimentResult:
    """What somebody gets who is signed in and puts a stranger's id into the path (OWASP API1:2023)."""
    stage = Stage(api, endpoint, body, parameters)
    if stage.about is None or not stage.endpoint.on_item:
        raise InterfaceError(
            f"{endpoint}: {stage.endpoint} has no id at its end that a stranger could put there."
            f"{_better_path(stage.endpoint)}"
        )
    path = stage.of_alice()
    store = stage.stand_in.service.handler.store
    row = store.get(stage.about, stage.key)
    before = (row.version, dict(row.values)) if row else None
    tag = row.tag if row and stage.endpoint.if_match else None
    played = play(
        [
            Step(
                endpoint,
                stage.body,
                path,
                as_="bob",
                key=stage.key_of("wish-1"),
                if_match=tag,
                note="bob calls with alice's id",
            )
        ],
        stage.stand_in,
        "a stranger's id",
    )
    status = played.statuses[0]
    now = store.get(stage.about, stage.key)
    changed = before is not None and (now is None or (now.version, now.values) != before)
    everybody = stage.kind == "read" and api.auth_of(stage.endpoint) == "public"
    held = (status in (401, 403, 404) or everybody) and not changed
    says = (
        "anybody may read it, as the contract says"
        if everybody and status < 400
        else f"bob got {status}"
        + (
            ", and changed what is alice's"
            if changed
            else ", and nothing was changed"
            if held
            else ", and saw what is alice's"
        )
    )
    return ExperimentResult("a stranger's id", endpoint, held, says, {"answer": status, "changed": changed}, played)


def _better_path(endpoint) -> str:
    """For a verb behind an id: the call that its path should be."""
    place, _, last = endpoint.path.rpartition("/")
    deed = deed_in(last) or deed_in(endpoint.name)
    if not place.endswith("}") or deed is None:
        return ""
    method = "DELETE" if deed in ("delete", "remove", "destroy", "drop") else "PATCH"
    return f" The method says the deed, not the path: {method} {place}."


def compare(experiment, contracts: Mapping, endpoint: str, **options):
    """One experiment under several contracts, side by side, as a DataFrame.

    >>> from helpers.interface import Api, Endpoint, sent_twice
    >>> api = Api("Links", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link", errors=[400]))
    >>> compare(sent_twice, {"without a key": api, "with a key": api.change("create_link", idempotent=True)},
    ...         "create_link")["held"].tolist()
    [False, True]
    """
    from helpers.tables import pandas

    if not isinstance(contracts, Mapping) or not contracts:
        raise InterfaceError(f"contracts: {shorten(contracts)} is not a dict from a label to an Api.")
    outcomes = {label: experiment(api, endpoint, **options) for label, api in contracts.items()}
    return pandas.DataFrame(
        [{"held": each.held, **each.figures, "what happened": each.says} for each in outcomes.values()],
        index=pandas.Index(outcomes, name="contract"),
    )
