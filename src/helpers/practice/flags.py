"""Red flags of a whole interview, each by a rule over what happened when; those of the questions come from step 1."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from helpers.findings import Finding
from helpers.practice.splits import STAGES

if TYPE_CHECKING:
    from helpers.practice.interview import MockInterview
    from helpers.practice.report import FollowUpCost

SHORT, LONG = 0.3, 1.5  # of the minutes of a stage
LONG_ENOUGH = 1.0  # minutes beyond the split that are worth a word
DRAWN_IN = ("high_level_design", "detailed_design", "bottlenecks", "summary")
DEEP = ("detailed_design", "bottlenecks")
SOURCES = {
    "requirements-skipped": "quest2offer (2026): clarify first; systemdesigntrainer (2026): red flag",
    "too-deep-early": "systemdesigntrainer (2026): red flag", "stage-overrun": "the split that was chosen",
    "stage-skipped": "the split that was chosen", "nothing-drawn": "sys-design-interview-website (2026): finish first",
    "follow-up-unanswered": "this course", "broken-and-let-stand": "this course", "no-numbers-before-boxes":
    "quest2offer (2026): do the sums before boxes", "never-finished": "the split that was chosen",
}


def flags(mock: "MockInterview", spent: dict[str, float], costs: Sequence["FollowUpCost"]) -> Iterator[Finding]:
    """The red flags of an interview as it stands."""
    allowed, names = dict(mock.split.stages), mock.split.names
    seen = [each.stage for each in mock.visits if each.minutes > 0.05] if mock.visits else []
    drawn_at = min((at for at, _ in mock._drawings), default=None)
    facts_at = [each.at for each in mock._log if each.what == "ask" and each.which]
    moved_on = next((each.start for each in mock.visits if each.stage != "requirements"), None)
    if "requirements" in names and moved_on is not None and not [at for at in facts_at if at <= moved_on]:
        yield Finding("requirements-skipped", "warning", "Requirements",
                      "the design began before one question was answered",
                      "Ask who uses it, what is left out, how much and how well, before anything is drawn.")
    numbers = {each.fact for each in mock.interviewer.replies if each.fact
               and mock.case.fact(each.fact).about == "scale"}
    if drawn_at is not None and not numbers:
        yield Finding("no-numbers-before-boxes", "warning", "Estimation",
                      "boxes were drawn, and nobody asked for a number",
                      "Ask how many, how often and how large; multiply; then draw what the numbers force.")
    early = [stage for stage in DEEP if stage in seen and (drawn_at is None or mock.visits[
        seen.index(stage)].start < drawn_at)]
    if early:
        yield Finding("too-deep-early", "warning", STAGES[early[0]], "it began before there was a drawing to dig into",
                      "Draw from end to end first; depth comes where the interviewer points.")
    if mock.state == "finished":
        for stage in names:
            if spent[stage] < SHORT * allowed[stage]:
                yield Finding("stage-skipped", "warning", STAGES[stage],
                              f"it got {spent[stage]:.1f} of its {allowed[stage]:g} minutes",
                              "Say at least its result aloud, so that nobody thinks it was forgotten.")
        if drawn_at is None:
            yield Finding("nothing-drawn", "error", "High-level design", "the interview ended without a drawing",
                          "Finish a simple drawing that works from end to end; then improve it.")
    for stage in names:
        over = spent[stage] - allowed[stage]
        if over > max(LONG_ENOUGH, (LONG - 1) * allowed[stage]):
            yield Finding("stage-overrun", "warning", STAGES[stage],
                          f"it took {spent[stage]:.1f} of {allowed[stage]:g} minutes",
                          "Say what is left open, write it down, and move on.")
    for each in costs:
        where = each.effect.follow_up.assumption
        if not each.answered:
            yield Finding("follow-up-unanswered", "warning", where, str(each.effect.follow_up),
                          "Say first which box breaks, then what you would change.")
        elif each.effect.broken and not each.drawn:
            names_broken = ", ".join(box.title for box in each.effect.broken)
            yield Finding("broken-and-let-stand", "warning", where, f"{names_broken} cannot take it, and was left so",
                          "Add machines, or take load away: a cache, a queue, a split.")

