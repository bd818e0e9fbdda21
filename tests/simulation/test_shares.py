"""One rule for the shares of flows, wherever they are given: they add up to 1, or one sentence says what they do."""

import re

import pytest

from helpers.architecture import as_flows
from helpers.cases import Flow
from helpers.errors import CourseError
from helpers.simulation import Workload, make_plan, simulate, theory, three_ways
from tests.hostile import readable
from tests.simulation.designs import box, chain

DESIGN = chain(box("api", servers=8), box("store", "document_store", servers=8, stores="link"))
READERS = {
    "load": lambda flows: DESIGN.load(flows, 800),
    "check": lambda flows: DESIGN.check(flows, 800),
    "paths": lambda flows: DESIGN.paths("open", flows),
    "survives": lambda flows: DESIGN.survives(flows),
    "Workload": lambda flows: Workload(800, mix=flows),
    "theory": lambda flows: theory(DESIGN, Workload(800, mix=flows)),
    "simulate": lambda flows: simulate(DESIGN, Workload(800, mix=flows), n=100),
    "three ways": lambda flows: three_ways(DESIGN, Workload(800, mix=flows), n=100),
    "plan": lambda flows: make_plan(DESIGN, flows),
}


def flows(*shares):
    names = ["open", "make", "find", "drop"]
    return [{"name": name, "share": share, "reads": ["link"]} for name, share in zip(names, shares, strict=False)]


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("shares", "told"), [
    ((0.5,), "add up to 0.5 and must add up to 1: open 0.5. Give it share 1."),
    ((0.5, 0.1), "add up to 0.6 and must add up to 1: open 0.5, make 0.1. "
                 "Add the flow that is missing, or divide each by 0.6."),
    ((1, 0.5), "add up to 1.5 and must add up to 1: open 1, make 0.5. Divide each by 1.5."),
    ((0.5, 0.498), "add up to 0.998"),
    ((0.5, 0.502), "add up to 1.002"),
])
def test_shares_that_do_not_add_up_are_refused_everywhere(read, shares, told):
    with pytest.raises(CourseError, match=re.escape(told)) as caught:
        read(flows(*shares))
    readable(caught.value)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("shares", [(1,), (0.9, 0.1), (0.333, 0.333, 0.333), (0.5, 0.5005), (0.1, 0.2, 0.3, 0.4)])
def test_shares_that_add_up_or_are_rounded_are_taken_everywhere(read, shares):
    read(flows(*shares))


def test_one_flow_is_all_there_is_or_it_is_refused():
    whole, half = (Flow("open", share, "given", reads=("link",)) for share in (1, 0.5))
    assert as_flows(whole) == (whole,)
    with pytest.raises(CourseError, match=r"add up to 0\.5 .* Give it share 1"):
        as_flows(half)


@pytest.mark.parametrize("shares", [(0.9, 0.1), (0.333, 0.333, 0.333), (0.5, 0.5005)])
def test_napkin_theory_and_simulation_see_the_same_load(shares):
    loads = DESIGN.load(flows(*shares), 400)
    laws, plan = theory(DESIGN, Workload(400, mix=flows(*shares))), make_plan(DESIGN, flows(*shares))
    for name in ("api", "store"):
        assert loads[name].arrivals == pytest.approx(400, rel=1e-12)
        assert laws[name].utilisation == pytest.approx(loads[name].utilisation, rel=1e-12)
        assert plan.visits(name) == pytest.approx(1, rel=1e-12)


def test_many_flows_are_not_all_told():
    many = [{"name": f"f{at}", "share": 0.01, "reads": ["link"]} for at in range(50)]
    with pytest.raises(CourseError, match=r"f5 0\.01 and 44 more\. Add"):
        as_flows(many)
