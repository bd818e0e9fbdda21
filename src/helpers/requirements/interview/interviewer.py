"""Somebody who knows what the system must do, and tells it to those who ask."""

import re
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING

from helpers.cases import STAGES, Case, load_case
from helpers.errors import shorten
from helpers.requirements.errors import RequirementError
from helpers.requirements.fact_rows import rows_of_facts
from helpers.requirements.interview import manners, phrases
from helpers.requirements.interview.matcher import Matcher
from helpers.requirements.interview.question_features import plain
from helpers.requirements.model import Requirements

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.requirements.interview.report import Report

MOST_QUESTIONS, LONGEST_SHOWN, LONGEST_MINUTES = 500, 300, 600.0
SURELY = 0.97  # so sure is the second opinion that even wide words ask for one thing


@dataclass(frozen=True)
class Reply:
    """One turn: the question, what was said, the fact that was told (or None), how it was asked, and the minutes.

    `how` is "clear", one of the six mistakes, "asked back", "not understood", "nothing asked" or "too late"; `offered`
    are the facts that were asked back for; `stage` is the part of the interview that it belongs to; `clock` is the time
    when the answer was over; `coaching` says what to do better.
    """

    question: str
    said: str
    fact: str | None = None
    how: str = manners.CLEAR
    minutes: float = 0.0
    clock: float = 0.0
    stage: str = ""
    new: bool = False
    offered: tuple[str, ...] = ()

    @property
    def coaching(self) -> str:
        """What was wrong with how it was asked, and what to do in its place; empty where nothing was."""
        return phrases.COACHING.get(self.how, "")

    def __str__(self) -> str:
        return self.said

    def __repr__(self) -> str:
        return self.said

    def _repr_markdown_(self) -> str:
        note = f"  \n*({self.how}; {self.minutes:g} min)*" if self.coaching else ""
        return f"**You:** {_escaped(self.question)}  \n**Interviewer:** {_escaped(self.said)}{note}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)


class Interviewer:
    """Answers questions about a case, in role, while a clock runs; hears how they are asked.

    `ask` adds a turn; `sheet` holds the rows learned so far; `report()` tells at the end what was learned, what was
    missed and what each fact was worth.

    Parameters
    ----------
    case
        A Case, its name, or the path of a case file.
    minutes
        The time there is.
    seed
        Chooses among the ways in which things are said.

    Raises
    ------
    RequirementError, CaseError
        Naming the field, the value and the mend.

    >>> interviewer = Interviewer("url_shortener", minutes=12)
    >>> reply = interviewer.ask("How long are links kept?")
    >>> reply.fact, reply.minutes, interviewer.minutes_left
    ('kept_for', 1.5, 10.5)
    >>> interviewer.ask("Should we use Redis?").how
    'solution'
    """

    def __init__(self, case: Case | str, minutes: float = 12, seed: int = 1):
        self.case = case if isinstance(case, Case) else load_case(case)
        self.minutes = _number(minutes, "minutes", 0.5, LONGEST_MINUTES, "12")
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
            raise RequirementError(f"seed: {shorten(seed)} is not a whole number from 0. Write 1.")
        self.seed = seed
        self._matcher, self._rows = _prepared(self.case)
        self.replies: tuple[Reply, ...] = ()
        self.earlier: Interviewer | None = None
        self.stage: str = ""

    # --- the conversation ---------------------------------------------------------------------------------------------

    def ask(self, question: str) -> Reply:
        """Ask one question, in any words. Never fails on text; raises `RequirementError` for what is no text."""
        if not isinstance(question, str):
            raise RequirementError(f"question: {shorten(question)} is not text. Write a question in quotes.")
        if len(self.replies) >= MOST_QUESTIONS:
            raise RequirementError(f"question: {MOST_QUESTIONS} were asked already. Begin a new interview.")
        reply = self._answer(_shown(question), plain(question))
        self.replies = (*self.replies, reply)
        return reply

    def undo(self) -> Reply | None:
        """Take the last turn back, with its minutes; returns it, or None where there is none."""
        last = self.replies[-1] if self.replies else None
        self.replies = self.replies[:-1]
        return last

    def _answer(self, shown: str, text: str) -> Reply:
        place = len(self.replies)

        taken = None

        def reply(how: str, fact=None, said: str = "", stage: str = "", new: bool = False, offered=()) -> Reply:
            minutes = manners.MINUTES[how] if not taken else manners.MINUTES[how] - manners.MINUTES[manners.ASKED_BACK]
            answer, topic = (fact.answer, fact.asks) if fact else ("", "")
            said = said or phrases.say(how, self.seed, place, answer, topic)
            return Reply(
                shown,
                said,
                fact.name if fact else None,
                how,
                minutes,
                self.clock + minutes,
                stage or (fact.about if fact else ""),
                new,
                offered,
            )

        if self.minutes_left <= 0:
            return reply(manners.TOO_LATE)
        if not re.search(r"\w", text):
            return reply(manners.NOTHING_ASKED)
        if self.replies and (offered := self.replies[-1].offered):
            place = manners.chosen(text, len(offered))
            if place == -1:
                return reply(manners.NOT_UNDERSTOOD, said=phrases.NEITHER)
            if place is not None:
                taken = self.case.fact(offered[place])
                return reply(manners.CLEAR, taken, new=taken.name not in self.learned)
        elif any(manners.chosen(text, number) is not None for number in (1, 2)):  # where nothing was asked back
            return reply(manners.NOT_UNDERSTOOD)
        if not re.search(r"[a-z]", text):
            words = (
                phrases.ONLY_NUMBERS if re.search(r"\d", text) and not re.search(r"[^\W\d_]", text) else phrases.FOREIGN
            )
            return reply(manners.NOT_UNDERSTOOD, said=words)
        if manners.is_code(shown):
            return reply(manners.NOT_UNDERSTOOD, said=phrases.CODE)
        if manners.is_small_talk(text):
            return reply(manners.NOT_UNDERSTOOD, said=phrases.OFF_TOPIC)
        if manners.is_refusal(text):
            return reply(manners.NOT_UNDERSTOOD, said=phrases.REFUSED)
        if manners.is_solution(text):
            return reply(manners.SOLUTION_FIRST, stage="solution")
        names = self._facts_asked(text)
        if manners.is_vague(text) and not self._matcher.says(text) and not self._surely(text):
            names = []
        if not names:
            return self._unanswered(reply, text)
        fact = self.case.fact(names[0])
        known = self.learned
        if fact.name in known:
            return reply(manners.REPEATED, fact)
        how = (
            manners.TWO
            if len(names) > 1
            else manners.LEADING
            if manners.is_leading(text)
            else manners.EARLY
            if fact.detail and not self._oriented(known)
            else manners.CLEAR
        )
        return reply(how, fact, new=True)

    def _unanswered(self, reply, text: str) -> Reply:
        stage = self._stage_of(text)
        if any(plain(each.question) == text for each in self.replies):
            return reply(manners.REPEATED, said=phrases.SAID_BEFORE, stage=stage)
        if manners.is_leading(text):
            return reply(manners.LEADING, said=phrases.OPENLY, stage=stage)
        if manners.is_vague(text):
            return reply(manners.VAGUE, stage=stage)
        offered = self._candidates(text)
        if offered:
            asked = dict(zip(("{one}", "{other}"), (self.case.fact(name).asks for name in offered), strict=False))
            said = phrases.WHICH if len(offered) == 2 else phrases.WHETHER
            for sign, words in asked.items():
                said = said.replace(sign, words)
            return reply(manners.ASKED_BACK, stage=stage, said=said, offered=offered)
        return reply(manners.NOT_UNDERSTOOD, stage=stage)

    def _surely(self, text: str) -> bool:
        """Whether wide words, such as "features", ask for one thing all the same: "which features are left out?"."""
        found = self._matcher.match(text)
        return found.understood and found.seconded >= SURELY and not manners.is_about(text)

    def _facts_asked(self, text: str) -> list[str]:
        """The facts that a text asks for, in its order: more than one where it holds several questions."""
        main = manners.main_clause(text)
        parts = manners.parts_of(main or text)
        if len(parts) > 1:
            parts = [each for each in parts if not manners.is_story(each)] or parts
            found = list(dict.fromkeys(name for part in parts if (name := self._matcher.match(part).best)))
            whole = self._matcher.match(text).best
            if len(found) == 1 and whole not in (None, *found):
                return []  # alone it speaks of another thing than in its place: ask back
            if found:
                return found
        whole = self._matcher.match(text).best
        if main and whole is not None and self._matcher.match(main).best != whole:
            return []  # what goes before the question speaks of another thing than the question: ask back
        if whole is None and manners.is_leading(text) and re.search(r"\d", text):  # "Is it 100 M users?" asks how many
            whole = self._matcher.match(f"how many {text}").best
        halves = manners.LISTED.split(text, maxsplit=1)
        if len(halves) == 2 and not manners.is_story(halves[0]) and all(len(each.split()) >= 2 for each in halves):
            found = [self._matcher.match(each).best for each in halves]
            if all(found) and found[0] != found[1] and whole in (None, *found):
                return found
        return [whole] if whole else []

    def _candidates(self, text: str) -> tuple[str, ...]:
        """The one or two facts to ask back for; first what the question itself speaks of, then what goes before it."""
        main = manners.main_clause(text)
        parts = [main] if main else [each for each in manners.parts_of(text) if not manners.is_story(each)]
        found = [each for each in map(self._matcher.match, (*parts, text)) if each.best or each.candidates]
        found = found if main or len(parts) > 1 else []
        names = dict.fromkeys(each.best or each.candidates[0] for each in found)
        return tuple(names)[:2] or self._matcher.match(text).candidates

    def _oriented(self, known) -> bool:
        return any(
            self.case.fact(name).about in ("actors", "scope") and not self.case.fact(name).detail for name in known
        )

    def _stage_of(self, text: str) -> str:
        found = self._matcher.match(text)
        near = found.score > 0.3 and found.ranked[0][0] in found.known
        return self.case.fact(found.ranked[0][0]).about if near else ""

    # --- where it stands ----------------------------------------------------------------------------------------------

    @property
    def clock(self) -> float:
        """The minutes that have gone by."""
        return self.replies[-1].clock if self.replies else 0.0

    @property
    def minutes_left(self) -> float:
        """The minutes that are left."""
        return max(0.0, self.minutes - self.clock)

    @property
    def learned(self) -> tuple[str, ...]:
        """The names of the facts that were told, in that order."""
        return tuple(dict.fromkeys(each.fact for each in self.replies if each.fact))

    @property
    def missed(self) -> tuple[str, ...]:
        """The names of the facts that nobody has asked for, in the order of the case."""
        return tuple(each.name for each in self.case.facts if each.name not in self.learned)

    @property
    def untouched(self) -> tuple[str, ...]:
        """The parts of the interview about which nothing was learned yet: actors, scope, scale, qualities."""
        known = {self.case.fact(name).about for name in self.learned}
        has = {each.about for each in self.case.facts}
        return tuple(stage for stage in STAGES if stage in has and stage not in known and stage != "aside")

    @property
    def sheet(self) -> Requirements:
        """The rows of the facts that were learned, as a sheet of requirements."""
        made = Requirements(self.case.title)
        for name in self.learned:
            for row in self._rows[name]:
                made = made.put(row)
        return made

    def transcript(self) -> "DataFrame":
        """A DataFrame with one row a turn: the clock, the question, the answer, how it was asked, the minutes."""
        from helpers.tables import pandas

        rows = [
            {
                "clock": _clock(each.clock),
                "question": each.question,
                "answer": each.said,
                "how": each.how,
                "minutes": each.minutes,
            }
            for each in self.replies
        ]
        return pandas.DataFrame(rows, columns=["clock", "question", "answer", "how", "minutes"])

    def report(self) -> "Report":
        """What was learned and missed, what each fact was worth, how it was asked, and red flags."""
        from helpers.requirements.interview.report import Report

        return Report.of(self)

    def replay(self, stage: str) -> "Interviewer":
        """A new try at one part of the interview: its turns are taken back with their minutes, this try is kept.

        `stage` is actors, scope, scale or qualities. The new one's `earlier` is this one; its `tries()` shows both.
        """
        stages = tuple(each for each in STAGES if each != "aside")
        if not isinstance(stage, str) or stage.strip().lower() not in stages:
            raise RequirementError(
                f"stage: {shorten(stage)} is no part of an interview. Choose one of {', '.join(stages)}."
            )
        again = Interviewer(self.case, self.minutes, self.seed)
        again.earlier, again.stage = self, stage.strip().lower()
        for each in self.replies:
            if each.stage != again.stage and each.how != manners.TOO_LATE:
                again.ask(each.question)
        return again

    def tries(self) -> "DataFrame":
        """A DataFrame of both tries at the part that was taken again: questions, facts, mistakes and minutes."""
        from helpers.requirements.interview.report import tries

        return tries(self)

    # --- writing down -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Plain data: the case, the time, the seed and the questions; the same questions give the same interview."""
        made = {
            "case": self.case.name,
            "minutes": self.minutes,
            "seed": self.seed,
            "questions": [each.question for each in self.replies],
        }
        if self.earlier is not None:
            made |= {"stage": self.stage, "earlier": [each.question for each in self.earlier.replies]}
        return made

    @classmethod
    def from_dict(cls, data: dict, case: Case | str | None = None) -> "Interviewer":
        """The interview that `to_dict` wrote; `case` where it is none of the course's. Raises `RequirementError`."""
        if not isinstance(data, dict):
            raise RequirementError(f"interview: {shorten(data)} is not a saved interview; it has a case and questions.")
        made = cls(case if case is not None else data.get("case"), data.get("minutes", 12), data.get("seed", 1))
        for field, each in (("questions", made), ("earlier", cls(made.case, made.minutes, made.seed))):
            questions = data[field] if data.get(field) is not None else []
            if not isinstance(questions, list | tuple) or len(questions) > MOST_QUESTIONS:
                raise RequirementError(f"{field}: {shorten(questions)} is not a list of questions.")
            for question in questions:
                each.ask(question)
            if field == "earlier" and "earlier" in data:
                made.earlier, made.stage = each, data.get("stage") if isinstance(data.get("stage"), str) else ""
        return made

    def __repr__(self) -> str:
        return (
            f"<Interviewer on {self.case.title!r}: {len(self.replies)} questions, {len(self.learned)} of "
            f"{len(self.case.facts)} facts, {self.minutes_left:g} minutes left>"
        )


def _number(value, field: str, low: float, high: float, example: str) -> float:
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else float("nan")
    except (OverflowError, ValueError, TypeError):
        number = float("nan")
    if not low <= number <= high:
        raise RequirementError(f"{field}: {shorten(value)} is not a number from {low:g} to {high:g}. Write {example}.")
    return number


def _clock(minutes: float) -> str:
    return f"{int(minutes)}:{round(minutes % 1 * 60):02d}"


def _shown(question: str) -> str:
    """The question as the log shows it: one line, no control characters, never long."""
    text = " ".join("".join(each if each.isprintable() else " " for each in question[: 4 * LONGEST_SHOWN]).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


@lru_cache(maxsize=32)
def _prepared(case: Case):
    """The matcher of a case and the rows of each fact; a row that cannot be read is told with its fact."""
    return Matcher(case.facts, synonyms=case.synonyms), rows_of_facts(case)
