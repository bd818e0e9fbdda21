"""The table of the course: one row a step; notebooks, exercises, tests and README are all held against it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One of the eight steps of the method; minutes are what a learner should plan for.

    >>> STEPS[1].slug, STEPS[1].minutes
    ('02_estimation', 45)
    """

    number: int
    slug: str
    title: str
    question: str
    minutes: int
    exercise_minutes: int
    ready: bool = False


STEPS = (
    Step(1, "01_requirements", "Requirements", "What are we building, and for whom?", 40, 30, ready=True),
    Step(2, "02_estimation", "Estimation", "How big is it?", 45, 40, ready=True),
    Step(3, "03_interface", "Interface", "What exactly does it promise its callers?", 40, 30, ready=True),
    Step(4, "04_data_model", "Data model", "What does it keep, and how is it kept?", 50, 35,
         ready=True),
    Step(5, "05_high_level_design", "High-level design", "Which boxes solve the problem from end to end?", 45, 45,
         ready=True),
    Step(6, "06_detailed_design", "Detailed design", "Which alternative, and why?", 60, 50, ready=True),
    Step(7, "07_bottlenecks", "Bottlenecks", "What breaks first, and what then?", 45, 40, ready=True),
    Step(8, "08_summary", "Summary", "Does it all hold together?", 40, 40, ready=True),
)
START = "00_start_here"
CAPSTONE = "09_capstone"  # all eight steps once more, on a system of the learner's choice


def ready_steps() -> tuple[Step, ...]:
    """The steps that can be worked through today, in order.

    >>> "02_estimation" in [step.slug for step in ready_steps()]
    True
    """
    return tuple(step for step in STEPS if step.ready)
