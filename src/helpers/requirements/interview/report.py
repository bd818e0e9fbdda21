"""What an interview came to: learned and missed facts with what each is worth, how it was asked, and red flags."""

from dataclasses import dataclass

from helpers.findings import Finding, Findings
from helpers.requirements.interview import manners, phrases
from helpers.requirements.interview.worth import Worth, worths

MUCH = 3.0  # a missed fact that moves a result this many times is named among the red flags
BANO = "Bano, Zowghi, Ferrari, Spoletini, Donati (2019), Requirements Engineering 24(4): mistakes of student analysts"
FLAGS = {
    "solution-first": ("warning", "a design before the need is known", BANO),
    "no-actors": ("warning", "nobody asked who uses it", BANO),
    "no-scope": ("warning", "nobody asked what is left out", BANO),
    "no-numbers": ("warning", "nobody asked how much", BANO),
    "no-qualities": ("warning", "nobody asked how well it must work", BANO),
    "out-of-time": ("note", "the clock ran out while questions were left", BANO),
    "missed-much": ("warning", "a fact that moves the design a lot was not asked for", "value of information"),
    "wasted-question": ("note", "a fact that moves nothing and decides nothing was asked for", "value of information"),
    **{
        name.replace(" ", "-"): ("note", phrases.COACHING[name], BANO)
        for name in manners.MISTAKES
        if name != manners.SOLUTION_FIRST
    },
}


@dataclass(frozen=True)
class Report:
    """The outcome of an interview; `findings` are its red flags and mistakes, `worth` what each fact is worth."""

    title: str
    learned: tuple[str, ...]
    missed: tuple[str, ...]
    asks: dict[str, str]
    worth: dict[str, Worth]
    how: dict[str, int]
    minutes: float
    questions: int
    findings: Findings

    __hash__ = None

    @classmethod
    def of(cls, interviewer) -> "Report":
        """The report on an interview."""
        worth = worths(interviewer.case)
        counts: dict[str, int] = {}
        for each in interviewer.replies:
            counts[each.how] = counts.get(each.how, 0) + 1
        return cls(
            interviewer.case.title,
            interviewer.learned,
            interviewer.missed,
            {each.name: each.asks for each in interviewer.case.facts},
            worth,
            counts,
            interviewer.clock,
            len(interviewer.replies),
            Findings(_flags(interviewer, worth)),
        )

    def table(self):
        """A DataFrame of all facts, those that decide most first: whether it was asked for, and what it is worth."""
        from helpers.tables import pandas

        names = sorted(self.asks, key=lambda name: (-self.worth[name].factor, not self.worth[name].rows))
        return pandas.DataFrame(
            [
                {
                    "fact": self.asks[name],
                    "asked": "✔ yes" if name in self.learned else "✖ no",
                    "what it is worth": str(self.worth[name]),
                }
                for name in names
            ],
            index=pandas.Index(names, name="name", dtype=object),
            columns=["fact", "asked", "what it is worth"],
        )

    @property
    def share(self) -> float:
        """The share of the facts that was learned, from 0 to 1."""
        return len(self.learned) / len(self.asks) if self.asks else 0.0

    def __str__(self) -> str:
        return (
            f"{self.title}: {len(self.learned)} of {len(self.asks)} facts in {self.questions} questions and "
            f"{self.minutes:g} minutes"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape

        table = self.table().set_index("fact")._repr_html_()
        return f"<p><b>{escape(str(self))}</b></p>{table}{self.findings._repr_html_()}"


def _flags(interviewer, worth):
    def flag(rule: str, where: str, message: str, fix: str) -> Finding:
        return Finding(rule, FLAGS[rule][0], where, message, fix)

    replies = interviewer.replies
    for place, each in enumerate(replies, 1):
        where = f"question {place}"
        if each.how == manners.SOLUTION_FIRST:
            early = not any(other.fact for other in replies[:place])
            yield flag(
                "solution-first",
                where,
                f"{each.question!r} proposes how to build it" + (" before anything is known" if early else ""),
                "Ask what is needed; decide afterwards how it is built.",
            )
        elif each.coaching:
            what, _, mend = each.coaching.partition(". ")
            rule = each.how.replace(" ", "-")
            what, mend = (what, mend) if mend else (each.coaching.partition(": ")[0], each.coaching.partition(": ")[2])
            yield flag(rule, where, f"{each.question!r} is {what}", f"{mend[:1].upper()}{mend[1:]}.")
    lacking = {
        "actors": ("no-actors", "Ask who uses it, and what for."),
        "scope": ("no-scope", "Ask what is out of scope: it is the cheapest way to a smaller system."),
        "scale": ("no-numbers", "Ask how many, how often, how large."),
        "qualities": ("no-qualities", "Ask how fast, how available, how safe, how fresh."),
    }
    for stage in interviewer.untouched:
        rule, mend = lacking[stage]
        yield flag(rule, stage, FLAGS[rule][1], mend)
    for name in interviewer.missed:
        if worth[name].factor >= MUCH:
            yield flag(
                "missed-much",
                name,
                f"nobody asked {interviewer.case.fact(name).asks}: it {worth[name]}",
                "Ask first for what moves the design most.",
            )
    for name in interviewer.learned:
        if worth[name].wasted:
            yield flag(
                "wasted-question",
                name,
                f"{interviewer.case.fact(name).asks}: it {worth[name]}",
                "Ask for what could change the design.",
            )
    if any(each.how == manners.TOO_LATE for each in replies):
        yield flag(
            "out-of-time",
            "clock",
            f"after {interviewer.minutes:g} minutes there was a question left",
            "Begin with what decides most, and ask one thing at a time.",
        )


def tries(interviewer):
    """Both tries at the part of the interview that was taken again; one, where nothing was."""
    from helpers.tables import pandas

    rows = {}
    both = (
        {"first try": interviewer.earlier, "second try": interviewer}
        if interviewer.earlier
        else {"this try": interviewer}
    )
    for name, each in both.items():
        turns = [reply for reply in each.replies if not interviewer.stage or reply.stage == interviewer.stage]
        rows[name] = {
            "questions": "\n".join(reply.question for reply in turns),
            "learned": ", ".join(dict.fromkeys(reply.fact for reply in turns if reply.fact and reply.new)),
            "mistakes": ", ".join(reply.how for reply in turns if reply.how in manners.MISTAKES),
            "minutes": sum(reply.minutes for reply in turns),
        }
    return pandas.DataFrame(rows)
