"""The table of the course: one row a step; notebooks, exercises, tests and README are all held against it.

The method has eight steps. A step with a higher number goes beyond them: it leaves no piece in a design.
"""

from dataclasses import dataclass

METHOD_STEPS = 8


@dataclass(frozen=True)
class Step:
    """One step of the course; minutes are what a learner should plan for. Until it is `ready` nobody is given it.

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

    @property
    def of_the_method(self) -> bool:
        """Whether it is one of the method's eight."""
        return self.number <= METHOD_STEPS

    @property
    def place(self) -> str:
        """Which step it is, as its title says it.

        >>> STEPS[1].place, Step(11, "11_mail", "Mail", "Who reads it?", 40, 30).place
        ('Step 2 of 8', 'Step 11, beyond the eight')
        """
        of = f" of {METHOD_STEPS}" if self.of_the_method else ", beyond the eight"
        return f"Step {self.number}{of}"


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


def method_steps() -> tuple[Step, ...]:
    """The eight steps of the method, in order.

    >>> [step.number for step in method_steps()]
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    return tuple(step for step in STEPS if step.of_the_method)


def coming_steps() -> tuple[Step, ...]:
    """The steps that somebody has begun to write: what there is of them is handed to nobody.

    >>> set(coming_steps()) & set(ready_steps())
    set()
    """
    return tuple(step for step in STEPS if not step.ready)
