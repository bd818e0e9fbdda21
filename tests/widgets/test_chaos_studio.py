"""The chaos studio, driven without a browser."""

import itertools

import pytest

from helpers import Design, Estimate
from helpers.architecture import Architecture, Component
from helpers.errors import CourseError
from helpers.reliability import collapse, list_collapses
from helpers.simulation import Behaviour, Client, Fault, Workload, simulate, use_compiled
from helpers.simulation.faults import FAULTS
from helpers.widgets import ChaosStudio, chaos_engine
from helpers.widgets.chaos_state import ARROW_WAYS, SWITCHES, WAYS, Base, Break, ChaosState, client_of, parts_of

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links", zones=["a", "b"]).add(
    Component("browser", "client"), Component("api", "service", replicas=2, zone=["a", "b"]),
    Component("hot", "cache", stores="link", zone="a"),
    Component("links", "wide_column", copies=1, servers=4, service_time="20 ms", stores="link", zone="b"))
    .connect("browser", "api").connect("api", "hot").connect("api", "links"))
LOAD = Workload("600/s", mix=MIX)
PARTS = ("api", "hot", "links", "a", "b", "browser -> api", "api -> hot", "api -> links")


@pytest.fixture
def studio():
    return ChaosStudio(DESIGN, LOAD, requests=3_000)


def test_it_begins_whole_and_says_so(studio):
    assert (studio.faults, studio.client, studio.story.kind) == ((), Client(), "calm")
    assert "Nothing is broken" in studio.told.value
    assert studio.status.value == ""
    assert (studio.undo_button.disabled, studio.redo_button.disabled) == (True, True)


def test_what_is_shown_is_what_a_cell_would_get(studio):
    studio.toggle("hot")
    studio.switch("timeout", True)
    again = simulate(studio.architecture, studio.workload, studio.faults, studio.client, n=studio.model.n)
    assert (again.served == studio.model.served).all()
    assert again.outcomes == studio.model.outcomes


@pytest.mark.parametrize("part", PARTS)
def test_a_part_breaks_and_a_second_click_mends_it(studio, part):
    calm = studio.model.outcomes
    studio.toggle(part)
    assert [each.where for each in studio.faults] == [part]
    assert studio.faults[0].at == pytest.approx(0.3 * studio.model.seconds)
    assert studio.faults[0].length == pytest.approx(0.3 * studio.model.seconds)
    broken = studio.diagram.overlay
    assert broken["broken"] or any(down for _, _, down in broken["zones"])
    assert len(studio.figure.layout.shapes) == 4  # shaded in each panel
    studio.toggle(part)
    assert (studio.faults, studio.model.outcomes) == ((), calm)
    assert not studio.diagram.overlay["broken"]
    assert not any(down for _, _, down in studio.diagram.overlay["zones"])


def test_the_parts_offered_are_all_there_are(studio):
    assert set(PARTS) == set(parts_of(DESIGN))
    offered = [name for _, name in studio.part.options]
    assert [name for name in offered if not name.endswith("#one")] == list(parts_of(DESIGN))
    assert "api#one" in offered
    assert "hot#one" not in offered


def test_one_machine_more_until_all_are_mended(studio):
    studio.break_one("api")
    assert studio.faults[0].replicas == 1
    assert "1 of 2 crashed" in studio.diagram.overlay["marks"]["api"]["text"]
    studio.break_one("api")
    assert studio.faults[0].replicas is None
    studio.break_one("api")
    assert studio.faults == ()


def test_clicks_of_the_page_are_taken_and_nonsense_is_not(studio):
    send = studio.diagram._answer
    send(None, {"act": "toggle", "of": "api>links:sync"}, [])
    assert studio.faults[0].where == "api -> links"
    send(None, {"act": "zone", "of": "a"}, [])
    assert {each.what for each in studio.faults} == {"link", "zone"}
    send(None, {"act": "one", "of": "api"}, [])
    assert len(studio.faults) == 3
    before = studio.state
    for content in (None, [], {}, {"act": "drop", "of": "api"}, {"act": "toggle"}, {"act": "toggle", "of": 3},
                    {"act": "toggle", "of": "nothing"}, {"act": "toggle", "of": "browser"}, {"act": "one", "of": "a"}):
        send(None, content, [])
    assert studio.state == before
    studio.diagram.set_state({"overlay": {}, "graph": {}})
    assert studio.diagram.overlay["broken"]


def test_why_requests_failed_is_counted(studio):
    studio.toggle("api")
    failed = studio.model.n - int(studio.model.served.sum())
    assert sum(count for _, _, count in studio.story.reasons) == failed > 0
    why, where, count = studio.story.reasons[0]
    assert (why, where) == ("replica down", "api")
    assert f"{count:,} replica down at api" in studio.told.value
    bars = [trace for trace in studio.figure.data if trace.type == "bar"]
    width = studio.model.seconds / 60
    assert sum(sum(trace.y) for trace in bars) * width == pytest.approx(failed, abs=1)


def test_each_switch_changes_the_callers_and_goes_back(studio):
    studio.toggle("hot")
    before = studio.model.outcomes
    for name in SWITCHES:
        studio.switch(name, True)
        assert studio.switches[name].value
        studio.switch(name, False)
        assert studio.client == Client()
        assert studio.model.outcomes == before


def test_retries_without_a_budget_send_more_than_with_one(studio):
    studio.toggle("hot")
    for name in ("timeout", "retries"):
        studio.switch(name, True)
    storm = studio.model.attempts
    studio.switch("budget", True)
    assert studio.model.attempts < 0.7 * storm
    assert "for 10% of the requests" in studio.told.value


def test_values_of_the_switches_come_from_the_calm_run_and_given_ones_stay():
    calm = simulate(DESIGN, LOAD, n=3_000)
    made = client_of(Client(), frozenset(SWITCHES), calm)
    assert made.timeout == pytest.approx(5 * calm.latency(99), rel=0.5)
    assert made.hedge_after == pytest.approx(calm.latency(95), rel=0.06)
    assert made.breaker.open_for == 5 * made.timeout
    given = Client(timeout="3 s", retries=7, budget="2%", backoff="1 s")
    studio = ChaosStudio(DESIGN, LOAD, requests=500, client=given)
    assert studio.client == given
    assert {name for name, box in studio.switches.items() if box.value} == {"timeout", "retries", "budget"}
    studio.switch("retries", False)
    assert studio.client == given.replace(retries=0)
    studio.switch("retries", True)
    assert studio.client == given


def test_the_window_moves_what_is_broken_and_is_never_empty(studio):
    studio.toggle("api")
    studio.window.value = (50, 100)
    fault = studio.faults[0]
    assert fault.length is None
    assert fault.at == pytest.approx(studio.model.seconds / 2)
    assert studio.story.kind == "down"
    for value in ((40, 40), (100, 100), (0, 0)):
        studio.window.value = value
        assert studio.state.end > studio.state.begin
        assert studio.window.value == (round(100 * studio.state.begin), round(100 * studio.state.end))


def test_the_load_moves_and_the_run_follows(studio):
    studio.load.place(1_200.0)
    assert studio.workload.rate == pytest.approx(1_200, rel=1e-3)
    assert studio.model.workload.rate == studio.workload.rate
    studio.reset()
    assert studio.workload.rate == 600


def test_undo_and_redo_go_through_every_state(studio):
    states = [studio.state]
    for part in PARTS[:3]:
        studio.toggle(part)
        states.append(studio.state)
    studio.switch("timeout", True)
    states.append(studio.state)
    for state in reversed(states[:-1]):
        studio.undo()
        assert studio.state == state
    studio.undo()
    assert studio.state == states[0]
    for state in states[1:]:
        studio.redo()
        assert studio.state == state
    studio.undo()
    studio.toggle("b")
    assert studio.redo_button.disabled


def test_looking_changes_nothing(studio):
    studio.toggle("api")
    before, run = studio.state, studio.model
    for _, name in studio.part.options:
        studio.part.value = name
    for control in (studio.way, studio.arrow_way):
        for _, name in control.options:
            control.value = name
    studio.code_button.value = True
    studio.code_button.value = False
    assert studio.state == before
    assert studio.model is run


def test_the_button_says_what_it_will_do(studio):
    studio.part.value = "hot"
    assert studio.break_button.description == "Break it"
    studio.break_button.click()
    assert [each.where for each in studio.faults] == ["hot"]
    assert studio.break_button.description == "Mend it"
    studio.break_button.click()
    assert studio.faults == ()
    studio.part.value = "api#one"
    studio.break_button.click()
    assert studio.faults[0].replicas == 1
    assert studio.break_button.description == "Break it"


def test_the_code_it_shows_makes_the_same_run(studio):
    studio.toggle("hot")
    studio.toggle("api -> links")
    studio.break_one("api")
    for name in SWITCHES:
        studio.switch(name, True)
    studio.code_button.value = True
    names: dict = {}
    exec(studio.code.value, names)
    assert names["design"] == studio.architecture
    assert names["run"].outcomes == studio.model.outcomes
    assert names["client"] == studio.client
    assert names["faults"] == list(studio.faults)


def test_the_code_keeps_behaviours():
    how = {"links": Behaviour(queue_limit=5)}
    studio = ChaosStudio(DESIGN, LOAD, requests=800, behaviours=how, seed=7)
    names: dict = {}
    exec(studio.to_code(), names)
    assert names["run"].behaviours == how
    assert names["run"].outcomes == studio.model.outcomes


def test_every_way_is_a_fault_that_the_simulator_has(studio):
    assert set(WAYS) | set(ARROW_WAYS) | {"zone"} == set(FAULTS), "a row in WAYS or ARROW_WAYS of chaos_state.py"
    both = itertools.chain(((each, "links") for each in WAYS), ((each, "api -> links") for each in ARROW_WAYS))
    for way, part in both:
        (studio.way if part == "links" else studio.arrow_way).value = way
        studio.toggle(part)
        assert [each.what for each in studio.faults] == [way], studio.status.value
        studio.toggle(part)


def test_what_cannot_be_broken_so_is_told_and_what_was_shown_stays(studio):
    studio.way.value = "disk"
    run = studio.model
    studio.toggle("api")  # a service has no disk that could be full
    assert "api" in studio.status.value
    assert studio.model is run
    assert studio.state.breaks == ()
    studio.way.value = "crash"
    studio.toggle("api")
    assert studio.status.value == ""


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_kept_is_there_again_and_no_piece_is_lost(folder):
    Design("links", estimate=Estimate("Links").assume("users", 100)).save()
    studio = ChaosStudio(DESIGN, LOAD, requests=800, keep="links")
    studio.toggle("hot")
    studio.break_one("api")
    studio.switch("retries", True)
    studio.window.value = (20, 80)
    again = ChaosStudio(DESIGN, LOAD, requests=800, keep="links")
    assert again.state == studio.state
    assert again.model.outcomes == studio.model.outcomes
    assert again.undo_button.disabled
    assert Design.load("links").estimate is not None


def test_what_was_kept_of_another_drawing_is_left_out(folder):
    studio = ChaosStudio(DESIGN, LOAD, requests=800, keep="links")
    for part in ("hot", "a", "api -> links", "api"):
        studio.toggle(part)
    smaller = (Architecture("Other").add(Component("browser", "client"), Component("api", "service", replicas=2),
                                         Component("links", "wide_column", copies=1, stores="link"))
               .connect("browser", "api").connect("api", "links"))
    again = ChaosStudio(smaller, LOAD, requests=800, keep="links")
    assert {each.where for each in again.faults} == {"api -> links", "api"}


@pytest.mark.parametrize("data", [[], "x", {"breaks": 3}, {**ChaosState().to_dict(), "begin": 2.0},
                                  {**ChaosState().to_dict(), "switches": ["fly"]},
                                  {**ChaosState().to_dict(), "load": float("nan")},
                                  {**ChaosState().to_dict(), "breaks": [["crash"]]}])
def test_what_was_kept_and_cannot_be_read_is_told(data):
    with pytest.raises(CourseError, match="cannot be read"):
        ChaosState.from_dict(data)


def test_a_state_reads_back_as_it_was():
    state = ChaosState((Break("crash", "api", 1), Break("zone", "a")), 0.1, 0.9, frozenset({"retries"}), 2.5, "x",
                       True, frozenset({1, 3}))
    assert ChaosState.from_dict(state.to_dict()) == state


def test_a_bad_file_costs_no_studio(folder):
    Design("links", later={"chaos_studio": {"breaks": "no"}}).save()
    studio = ChaosStudio(DESIGN, LOAD, requests=800, keep="links")
    assert studio.faults == ()
    assert "cannot be read" in studio.status.value


# --- a scenario's own faults ------------------------------------------------------------------------------------------


def test_faults_of_a_scenario_are_mended_and_broken_again_by_clicks():
    base = Base(DESIGN, LOAD, faults=(Fault("crash", "hot", at=1.0, length=1.0), Fault("slow", "links", at=2.0)))
    state = ChaosState()
    assert state.faults(base, 10.0) == base.faults
    mended = state.toggled("hot", "crash", base)
    assert mended.faults(base, 10.0) == base.faults[1:]
    assert mended.toggled("hot", "crash", base) == state
    both = mended.toggled("api", "slow", base)
    assert both.faults(base, 10.0)[1:] == (Fault("slow", "api", at=3.0, length=3.0),)


@pytest.mark.parametrize("name", list_collapses())
def test_a_collapse_runs_as_it_is_told_and_its_cure_cures_it(studio, name):
    known = collapse(name)
    studio.load_collapse(name)
    assert studio.status.value == ""
    assert studio.model.outcomes == known.run().outcomes
    assert studio.client == known.client
    assert studio.story.kind in (("stuck", "draining") if known.stays_down else ("back", "down"))
    assert len(studio.figure.layout.shapes) == 4
    studio.cure_button.value = True
    assert studio.model.outcomes == known.cured().run().outcomes
    assert studio.client == known.cured().client
    assert known.is_well(studio.model)
    assert studio.story.kind in ("back", "calm", "unnoticed")
    assert known.cure.name in studio.cure_button.description
    studio.cure_button.value = False
    assert studio.client == known.client
    studio.scenario.value = ""
    assert studio.architecture == DESIGN
    assert studio.story.kind == "calm"
    assert studio.cure_button.layout.display == "none"


def test_a_scenario_is_kept_and_a_switch_of_it_stays(folder):
    studio = ChaosStudio(DESIGN, LOAD, requests=800, keep="links", scenario="retry storm")
    studio.switch("breaker", True)
    again = ChaosStudio(DESIGN, LOAD, requests=800, keep="links")
    assert again.state == studio.state
    assert again.scenario.value == "retry_storm"
    assert again.model.outcomes == studio.model.outcomes


# --- bad input, and what stands where no page is ----------------------------------------------------------------------


@pytest.mark.parametrize(("given", "told"), [
    ({"design": 3}, "design"), ({"workload": "2 K/s"}, "workload"), ({"client": 3}, "client"),
    ({"behaviours": {"api": 3}}, "behaviours"), ({"requests": 0}, "requests"), ({"requests": "many"}, "requests"),
    ({"keep": 3}, "keep"), ({"scenario": "nonsense"}, "collapse: .nonsense."), ({"design": Design("x")}, "no drawing"),
    ({"design": Design("x", architecture=DESIGN), "workload": None}, "no estimate")])
def test_bad_input_is_one_clear_error(given, told):
    with pytest.raises(CourseError, match=told):
        ChaosStudio(**{"design": DESIGN, "workload": LOAD, "requests": 500, **given})


def test_a_whole_design_brings_its_load_and_its_calls(folder):
    numbers = Estimate("Links").assume("requests_per_second", 500, "1/s")
    made = Design("links", architecture=DESIGN, estimate=numbers)
    studio = ChaosStudio(made, requests=500)
    assert studio.architecture == DESIGN
    assert studio.workload.rate == 500


@pytest.mark.parametrize("call", [lambda s: s.toggle("nothing"), lambda s: s.toggle(3), lambda s: s.break_one("a"),
                                  lambda s: s.switch("fly", True)])
def test_wrong_names_from_a_cell_raise_and_change_nothing(studio, call):
    before = studio.state
    with pytest.raises(CourseError):
        call(studio)
    assert studio.state == before


def test_every_part_has_a_name_that_can_be_read_aloud(studio):
    studio.toggle("hot")
    names = studio.diagram.overlay["names"]
    assert "crashed" in names["hot"]
    assert names["api>links:sync"].startswith("api calls links")
    assert names["api"].startswith("api, service, 2 replicas")


def test_while_the_engine_is_compiled_beside_it_runs_are_shorter_and_say_so(monkeypatch):
    from helpers.widgets import chaos_engine

    compiling, begun = [True], []
    monkeypatch.setattr(chaos_engine, "compiled_available", lambda *_: not compiling)
    monkeypatch.setattr(chaos_engine.fast, "compile_in_background", lambda: begun.append(1))
    monkeypatch.setattr(chaos_engine.background, "running", lambda: bool(compiling))
    studio = ChaosStudio(DESIGN, LOAD)
    assert begun
    assert studio.model.n == 6_000
    assert "shortened to 6,000 requests while the engine is compiled in the background" in studio.note.value
    assert studio.compile_button.layout.display == "none"  # it is being done
    compiling.clear()
    studio.load.place(1_200.0)
    assert studio.model.n > 6_000
    assert "shortened" not in studio.note.value


def test_without_the_compiled_engine_runs_are_shorter_and_say_so(monkeypatch):
    from helpers.widgets import chaos_engine

    monkeypatch.setattr(chaos_engine, "compiled_available", lambda *_: False)
    studio = ChaosStudio(DESIGN, LOAD)
    assert studio.model.n == 6_000
    assert "shortened to 6,000 requests" in studio.note.value
    monkeypatch.setattr(chaos_engine, "compiled_available", lambda *_: True)
    studio.compile()
    assert studio.model.n == 50_000
    assert studio.note.value == ""
    assert studio.compile_button.layout.display == "none"


@pytest.fixture
def soon_left(monkeypatch):
    """As if the loop were compiled, so that runs are left; it is not, so that it says every 30,000 moments how far."""
    use_compiled(False)
    monkeypatch.setattr(chaos_engine, "compiled_available", lambda *_: True)
    monkeypatch.setattr(chaos_engine, "MOST_STRETCHES", 0.5)
    yield
    use_compiled(None)


def test_a_storm_is_shown_in_part_first_and_says_so_and_the_whole_run_follows(soon_left):
    studio = ChaosStudio(DESIGN, LOAD, requests=6_000)
    whole = studio.model.n
    with studio._lock:  # what follows waits for this
        studio.toggle("links")
        part = studio.model
        assert (studio._engine.is_part(studio.base, part), part.n < whole) == (True, True)
        assert f"Shown first: {part.n:,} requests" in studio.note.value
        assert studio.faults[0].at == pytest.approx(0.3 * part.seconds)
        assert studio.compile_button.layout.display == "none"
    studio.settle()
    assert (studio.model.n, studio.note.value) == (whole, "")
    again = simulate(studio.architecture, studio.workload, studio.faults, studio.client, n=whole)
    assert again.outcomes == studio.model.outcomes
    assert studio.figure.layout.title.text != ""
    assert next(each.x[-1] for each in studio.figure.data) > part.seconds


def test_what_is_shown_meanwhile_is_not_overwritten_by_what_follows(soon_left):
    studio = ChaosStudio(DESIGN, LOAD, requests=6_000)
    calm = studio.model
    with studio._lock:
        studio.toggle("links")
        studio.undo()
    studio.settle()
    assert studio.model is calm
    assert "Nothing is broken" in studio.told.value


def test_the_beginning_of_a_run_of_given_length_is_shown_first_and_the_rest_follows(soon_left):
    studio = ChaosStudio(DESIGN, LOAD.replace(duration=10.0))
    calm = studio.model
    with studio._lock:
        studio.toggle("links")
        part = studio.model
        assert part.faults[0].at == pytest.approx(0.3 * calm.seconds)
        assert (part.arrival_times == calm.arrival_times[:part.n]).all()
        assert part.n < calm.n
        assert "Shown first" in studio.note.value
    studio.settle()
    assert (studio.model.n, studio.model.workload, studio.faults) == (calm.n, calm.workload, part.faults)


@pytest.mark.parametrize(("done", "left"), [((0.5, 0.9), False), ((0.39,), True), ((0.41, 0.81), False),
                                            ((0.6, 0.7), True), ((1.0,), False), ((1.0, 1.0), True)])
def test_a_run_is_left_where_it_would_take_more_than_two_and_a_half_stretches(done, left):
    engine = chaos_engine.Engine(1_000)
    engine.fast = True
    watch = engine._watch()
    for each in done[:-1]:
        watch(int(1_000 * each), 1_000)
    if left:
        with pytest.raises(chaos_engine.LeftError):
            watch(int(1_000 * done[-1]), 1_000)
    else:
        watch(int(1_000 * done[-1]), 1_000)
    engine.fast = False
    assert engine._watch() is None


@pytest.mark.parametrize("cured", [False, True], ids=["as it is", "cured"])
@pytest.mark.parametrize("name", list_collapses())
def test_a_collapse_that_is_shown_in_part_first_says_how_it_ends(monkeypatch, name, cured):
    """Its beginning goes on until some time after the trouble; where that does not decide it, the whole is shown."""
    monkeypatch.setattr(chaos_engine, "QUICK", 0.0)
    monkeypatch.setattr(chaos_engine, "compiled_available", lambda *_: True)
    studio = ChaosStudio(DESIGN, LOAD, requests=2_000)
    with studio._lock:  # what follows waits for this
        studio.load_collapse(name)
        if cured:
            studio.apply_cure()
        first, kind = studio.model, studio.story.kind
        part = studio._engine.is_part(studio.base, first)
        assert ("Shown first" in studio.note.value) == part
    studio.settle()
    assert (studio.story.kind, studio.model.seconds > first.seconds) == (kind, part)
    assert part or kind in ("back", "draining")


def test_a_switch_back_takes_its_calm_run_from_before(monkeypatch):
    studio = ChaosStudio(DESIGN, LOAD, requests=2_000)
    made = []
    calm = studio._engine.calm
    monkeypatch.setattr(studio._engine, "calm", lambda *given: made.append(given) or calm(*given))
    for _ in range(3):
        studio.load_collapse("sinkhole")
        studio.load_collapse("")
    assert len(made) == 1
    for load in (300, 400, 500, 600, 700, 800):
        studio.load.on_move and studio._load_moved(float(load))
    assert len(studio._calm) <= 4
