"""Questions that are asked of nearly every system: a fact with a `topic` is found by these as well as by its own.

So an instructor's case needs few wordings: those that speak of its own things. They stand in `questions/`, one file a
topic, one question a line, in which "it" is the thing that the system is about. `unrelated` holds what no case knows.
Those in `questions/further/` are not compared with each question: `tools/topic_weights.py` learns from all of them.
"""

from importlib.resources import files

FOLDER = files("helpers.cases") / "questions"


def _read(folder) -> dict[str, tuple[str, ...]]:
    return {
        each.name.removesuffix(".txt"): tuple(filter(None, map(str.strip, each.read_text("utf-8").splitlines())))
        for each in sorted(folder.iterdir(), key=lambda each: each.name) if each.name.endswith(".txt")
    }


ALL = _read(FOLDER)
UNRELATED = ALL["unrelated"]
TOPICS: dict[str, tuple[str, ...]] = {name: questions for name, questions in ALL.items() if name != "unrelated"}


def further_questions() -> dict[str, tuple[str, ...]]:
    """All questions of each topic and of what no case knows, with those that weights are learned from."""
    return {name: ALL.get(name, ()) + questions for name, questions in _read(FOLDER / "further").items()}
