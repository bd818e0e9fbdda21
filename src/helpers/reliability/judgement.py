"""What an answer to an incident was: right, or which kind of mistake, in plain words and without giving it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helpers.reliability.cascade import State
from helpers.reliability.troubles import HARMFUL, LOAD, MENDS, WAY_IN, Outage
from helpers.reliability.wiring import Wiring

# What mends each kind; more than one where each is sound.
SOUND = {"bad deploy": ("roll back",), "grey": ("take out", "replace machines"),
         "crash": ("replace machines", "add or shed"), "gone": ("replace machines",),
         "cold cache": ("warm up", "add or shed"), "surge": ("add or shed",), "full disk": ("free space",),
         "cut": ("mend the network",), "leak": ("roll back",)}
KINDS = ("right", "symptom", "victim", "healthy", "not the load", "not the way in")


@dataclass(frozen=True)
class Diagnosis:
    """How an answer was.

    Parameters
    ----------
    first, mend : str
        What was answered.
    kind : str
        "right", or the kind of mistake about what broke first: "symptom" (it waits for what broke), "victim" (it
        suffers from what broke before it), "healthy", "not the load", "not the way in".
    mended : bool
        Whether the mend is sound.
    feedback : tuple of str
        A sentence on what was named, and one on the mend.
    """

    first: str
    mend: str
    kind: str
    mended: bool
    feedback: tuple[str, str]

    @property
    def right(self) -> bool:
        """Whether both are right."""
        return self.kind == "right" and self.mended

    def __str__(self) -> str:
        return "\n".join(self.feedback)

    def _repr_html_(self) -> str:
        from html import escape

        marks = ("✔" if self.kind == "right" else "✖", "✔" if self.mended else "✖")
        return "".join(f"<p>{mark} {escape(each)}</p>" for mark, each in zip(marks, self.feedback, strict=True))


def judge(wiring: Wiring, outage: Outage, states: Mapping[str, State], first: str, mend: str) -> Diagnosis:
    """What an answer was."""
    kind = _kind(wiring, outage, states, first)
    mended = mend in SOUND[outage.kind]
    return Diagnosis(first, mend, kind, mended, (_first_words(states, outage, kind, first),
                                                 _mend_words(outage, kind, mend, mended)))


def _kind(wiring: Wiring, outage: Outage, states: Mapping[str, State], first: str) -> str:
    cause = outage.where
    if first == cause:
        return "right"
    if first == LOAD:
        return "not the load"
    if first == WAY_IN:
        return "not the way in"
    if not states[first].unusual:
        return "healthy"
    if cause in wiring.behind(first) and states[first].hurt:
        return "symptom"
    return "victim"


def _first_words(states: Mapping[str, State], outage: Outage, kind: str, first: str) -> str:
    name = first.replace("_", " ")
    if kind == "right":
        return f"Right: {name} broke first. {outage.words}"
    if kind == "not the load" and outage.where == WAY_IN:
        return "Nearly nothing arrives, from one minute to the next: users do not all stop at once."
    if kind == "not the load":
        return "What users send is as usual, or less: compare the traffic of the first box with that of the half " \
               "hour before."
    if kind == "not the way in" and outage.where == LOAD:
        return "More arrives than usual, not less: the way in works."
    if kind == "not the way in":
        return "As much arrives as is sent: compare the traffic of the first box with that of the half hour before."
    if kind == "healthy":
        return f"All four signals of {name} are as usual: look where one left what is usual, and who was first."
    if kind == "symptom":
        return f"{name} is a symptom: {_seen(states[first])}, because it waits for something behind it. Follow its " \
               "arrows to the last box that is unusual by itself."
    comes = "gets more than usual" if "more" in states[first].since else \
        "gets less than usual" if "less" in states[first].since else "suffers"
    return f"{name} is a victim: it {comes}, so something before it changed first. Look at who calls it, and why."


def _seen(state: State) -> str:
    words = {"silent": "it sends no data", "slow": "it is slow", "errors": "it fails", "full": "it is full"}
    found = [words[each] for each in ("silent", "errors", "slow", "full") if each in state.since]
    return " and ".join(found) or "it is unusual"


def _mend_words(outage: Outage, kind: str, mend: str, mended: bool) -> str:
    said = MENDS[mend].rstrip(".")
    if mended:
        return f"Right: {said[0].lower()}{said[1:]}."
    if mend in HARMFUL:
        return f"{said}: this does harm. {HARMFUL[mend]}"
    why = {
        "roll back": "nobody deployed anything that fails: look for errors without slowness at a service",
        "take out": "no machine is slow by itself: something else keeps it busy or fails",
        "replace machines": "no machine is lost: those that are there still answer",
        "warm up": "no cache lost what it held: its misses are as usual",
        "add or shed": "more machines would meet the same fault: it is not the amount of work",
        "free space": "no disk is full: a store whose disk is full answers reads and fails writes",
        "mend the network": "what users send arrives: the traffic of the first box is as usual",
    }[mend]
    return f"{said}: that does not help here, for {why}."
