"""Questions that are asked of nearly every system: a fact with a `topic` is found by these as well as by its own.

So an instructor's case needs few wordings: those that speak of its own things. They stand in `questions/`, one file a
topic, one question a line, in which "it" is the thing that the system is about. `unrelated` holds what no case knows.
"""

from importlib.resources import files

FOLDER = files("helpers.cases") / "questions"
ALL: dict[str, tuple[str, ...]] = {
    each.name.removesuffix(".txt"): tuple(filter(None, map(str.strip, each.read_text(encoding="utf-8").splitlines())))
    for each in sorted(FOLDER.iterdir(), key=lambda each: each.name) if each.name.endswith(".txt")
}
UNRELATED = ALL["unrelated"]
TOPICS: dict[str, tuple[str, ...]] = {name: questions for name, questions in ALL.items() if name != "unrelated"}
