"""How failures of a case are tried, and other words for the things of a case: read, or told with the mend."""

import pytest
import yaml

from helpers import Interviewer, load_case
from helpers.cases import CaseError, Trial, list_cases
from helpers.cases.case_files import FOLDER

WHOLE = yaml.safe_load((FOLDER / "chat.yaml").read_text())


def written(folder, **fields):
    path = folder / "chat.yaml"
    path.write_text(yaml.safe_dump({**WHOLE, **fields}, sort_keys=False))
    return path


def with_trial(folder, trial):
    return written(folder, failures=[{"name": "lost", "happens": "It breaks.", "expect": "It works.", "trial": trial}])


def test_a_trial_is_read_in_the_words_of_people():
    made = Trial(slow="inbox", factor=5, keeps="99.5%", within="300 ms")
    assert (made.what, made.keeps, made.within) == ("slow", pytest.approx(0.995), pytest.approx(0.3))
    assert Trial(zone="any").what == "zone"
    assert (Trial(load=1.5).keeps, Trial(load=1.5).within, Trial(load=1.5).spares) == (0.99, 2.0, ())


@pytest.mark.parametrize(("trial", "told"), [
    ({}, "one of zone, machine, slow, cold, load, flow; found none of them"),
    ({"zone": "any", "load": 2}, "found zone, load"),
    ({"machine": "mesage"}, "no flow reads or writes 'mesage'. Did you mean message?"),
    ({"flow": "send_mesage"}, "no flow is called 'send_mesage'. Did you mean send_message?"),
    ({"zone": "any", "spares": ["send"]}, "no flow is called 'send'"),
    ({"load": 0}, "greater than 0"),
    ({"load": "much"}, "number"),
    ({"zone": "any", "keeps": "lots"}, "lots"),
    ({"zone": "any", "keeps": True}, "yes and no are not numbers"),
    ({"zone": "any", "keeps": "150%"}, "less than or equal to 1"),
    ({"zone": "any", "within": "3 MB"}, "'3 MB' is not what is meant here; write 2 s"),
    ({"zones": "any"}, "zones"),
])
def test_a_trial_that_cannot_be_is_named(trial, told, tmp_path):
    with pytest.raises(CaseError, match=r"chat\.yaml") as caught:
        load_case(with_trial(tmp_path, trial))
    assert told in str(caught.value)
    assert "failures" in str(caught.value)


@pytest.mark.parametrize("case", list_cases())
def test_every_case_has_failures_that_can_be_tried(case):
    assert sum(each.trial is not None for each in load_case(case).failures) >= 1


def test_a_case_may_have_no_trials_and_no_synonyms(tmp_path):
    plain = {name: value for name, value in WHOLE.items() if name != "synonyms"}
    plain["failures"] = [{"name": "lost", "happens": "It breaks.", "expect": "It works."}]
    (tmp_path / "chat.yaml").write_text(yaml.safe_dump(plain))
    made = load_case(tmp_path / "chat.yaml")
    assert (made.synonyms, made.failures[0].trial) == ({}, None)


def test_other_words_for_a_thing_are_understood_as_the_case_says(tmp_path):
    question = "How many whispers does one person murmur a day?"
    assert Interviewer("chat").ask(question).fact is None
    own = written(tmp_path, synonyms={"message": ["whisper", "whispers"], "send": ["murmur"]})
    assert Interviewer(load_case(own)).ask(question).fact == "messages_per_user"


@pytest.mark.parametrize(("synonyms", "told"), [
    ({"ride": ["trip"], "car": ["trip"]}, "'trip' must stand for one word"),
    ({"ride": ["car"], "car": ["taxi"]}, "'car' must stand for one word"),
    ({"ride": ["Trip"]}, "small letters"),
    ({"ride": "trip"}, "synonyms"),
    ({"ride": [""]}, "synonyms"),
    ("ride", "synonyms"),
])
def test_synonyms_that_say_two_things_are_named(synonyms, told, tmp_path):
    with pytest.raises(CaseError, match=r"chat\.yaml") as caught:
        load_case(written(tmp_path, synonyms=synonyms))
    assert told in str(caught.value)
