"""What is made when a call is sent twice for one wish, and once for each of two wishes."""

from helpers.interface.experiment_stage import ExperimentResult, Stage
from helpers.interface.model import Api
from helpers.interface.use_cases import Step, play


def sent_twice(api: Api, endpoint: str, body: object = None, **parameters: object) -> ExperimentResult:
    """What is made when the client times out and sends it again, with the same key where the contract takes one.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api("Links", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link", errors=[400]))
    >>> sent_twice(api, "create_link").figures["made"], sent_twice(
    ...     api.change("create_link", idempotent=True), "create_link").figures["made"]
    (2, 1)
    """
    stage = Stage(api, endpoint, body, parameters)
    resource = stage.about
    key = stage.key_of("a1b2c3")
    path = stage.leading_somewhere()
    before = stage.stand_in.count(resource) if resource else 0
    again = Step(endpoint, stage.body, path, key=key, note="sent again" + (", with the same key" if key else ""))
    played = play(
        [Step(endpoint, stage.body, path, key=key, lost=True, note="the answer is lost"), again],
        stage.stand_in,
        "sent twice",
    )
    made = (stage.stand_in.count(resource) if resource else 0) - before
    second = played.statuses[1]
    wanted = 0 if stage.kind in ("replace", "update", "delete") else 1
    held = (made <= max(wanted, 0 if stage.kind == "delete" else 1)) and (second < 400 or stage.kind == "delete")
    if stage.kind == "create":
        says = (
            f"{made} made, and one was wanted"
            if made != 1
            else (
                "one was made, and the second call got the first one's answer"
                if second < 400
                else f"one was made, but the second call got {second}: the client does not learn that all is well"
            )
        )
    else:
        says = f"the second call got {second}, and nothing was done twice" if held else f"the second call got {second}"
    return ExperimentResult("sent twice", endpoint, held, says, {"made": made, "second answer": second}, played)


def two_wishes(api: Api, endpoint: str, **parameters: object) -> ExperimentResult:
    """What is there after two different wishes: two things, unless the second took the place of the first.

    The other half of `sent_twice`: a call that is safe to repeat must still do the next one.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api("Links", resources={"Link": {"id": "string(7) read-only", "url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link", errors=[400]))
    >>> two_wishes(api, "create_link").held, two_wishes(api.change("create_link", method="PUT"), "create_link").held
    (True, False)
    """
    stage = Stage(api, endpoint, None, parameters)
    resource = stage.about
    before = stage.stand_in.count(resource) if resource else 0
    steps = []
    for number, body in enumerate((stage.body, stage.other_body()), start=1):
        ids = {
            name: stage.maker.key(stage.endpoint.parameters[name]) or number
            for name in stage.endpoint.path_parameters
            if name not in stage.parameters
        }
        steps.append(
            Step(endpoint, body, {**stage.parameters, **ids}, key=stage.key_of(f"wish-{number}"), note=f"wish {number}")
        )
    played = play(steps, stage.stand_in, "two wishes")
    made = (stage.stand_in.count(resource) if resource else 0) - before
    refused = next((status for status in played.statuses if status >= 400), None)
    says = (
        "two wishes made two"
        if made == 2
        else "a GET is there to read, and makes nothing"
        if stage.endpoint.safe
        else f"a wish got {refused}"
        if refused
        else "two wishes made one: the second took the place of the first"
        if made == 1
        else f"two wishes made {made or 'nothing'}: {stage.endpoint} makes no new thing"
    )
    return ExperimentResult("two wishes", endpoint, made == 2, says, {"made": made}, played)
