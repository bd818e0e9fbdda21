"""The learner's own file of practice interviews: what is best, what is kept, and what a damaged file says."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from helpers.practice import Bests, PracticeError, Result

NUMBER = st.floats(0, 1e9)
RESULTS = st.builds(Result, st.sampled_from(["chat", "ticketing"]), st.text(max_size=20), st.booleans(), NUMBER, NUMBER,
                    NUMBER, st.floats(0, 1), st.text(max_size=10))


def result(**changes) -> Result:
    return Result(**{"case": "chat", "split": "alex_xu", "kept": True, "minutes": 45.0, "overrun": 2.0,
                     "cost": 30_000.0, "facts": 0.5, **changes})


@given(st.lists(RESULTS, max_size=8))
def test_what_is_saved_is_read_again(tmp_path_factory, results):
    path = tmp_path_factory.mktemp("bests") / "practice.yaml"
    made = Bests(tuple(results))
    made.save(path)
    assert Bests.load(path) == made


@pytest.mark.parametrize(("better", "worse"), [
    (result(), result(cost=30_001.0)),
    (result(cost=90_000.0), result(kept=False, cost=10.0)),
    (result(overrun=1.0), result()),
    (result(facts=0.6), result()),
    (result(minutes=40.0), result()),
    (result(kept=False, cost=90.0, overrun=1.0), result(kept=False, cost=1.0)),
])
def test_what_is_better(better, worse):
    assert Bests().add(worse).beaten_by(better)
    assert not Bests().add(better).beaten_by(worse)
    assert Bests().add(worse).add(better).best("chat") == better == Bests().add(better).add(worse).best("chat")


def test_each_case_has_its_own_best():
    made = Bests().add(result()).add(result(case="ticketing", cost=5.0))
    assert made.best("chat").cost == 30_000
    assert made.best("none") is None
    assert Bests().beaten_by(result())
    assert list(made.table().index) == ["chat", "ticketing"]
    assert Bests().table().empty


def test_there_is_no_file_yet_and_the_old_one_is_kept(tmp_path):
    path = tmp_path / "my_design" / "practice.yaml"
    assert Bests.load(path) == Bests()
    Bests().add(result()).save(path)
    Bests.load(path).add(result(cost=1.0)).save(path)
    assert len(Bests.load(path).results) == 2
    assert len(yaml.safe_load(path.with_name("practice.yaml.bak").read_text())["results"]) == 1


@pytest.mark.parametrize(("text", "told"), [
    ("results: [\n", "line"), ("- a\n", "no list of results"), ("results: 5\n", "no list of results"),
    ("results: [5]\n", "results[1]"), ("results:\n- {case: chat}\n", "results[1]"),
    (yaml.safe_dump({"results": [{**vars(result()), "cost": -1}]}), "cost: -1"),
    (yaml.safe_dump({"results": [{**vars(result()), "kept": "yes"}]}), "kept"),
    (yaml.safe_dump({"results": [{**vars(result()), "more": 1}]}), "more"),
    ("#" * 1_000_001, "larger"), ("date: 2026-13-45\n", "YAML"),
])
def test_a_damaged_file_is_named_with_its_place_and_mend(text, told, tmp_path):
    path = tmp_path / "practice.yaml"
    path.write_text(text)
    with pytest.raises(PracticeError, match=r"practice\.yaml") as caught:
        Bests.load(path)
    assert told in str(caught.value)
    assert ".bak" in str(caught.value)
