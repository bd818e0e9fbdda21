"""Where the chaos studio begins: the learner's design and its load, or one of the known collapses."""

from helpers.architecture import Architecture
from helpers.design import Design
from helpers.errors import CourseError, shorten
from helpers.reliability import collapse
from helpers.simulation import Behaviour, Client, Workload
from helpers.widgets.chaos_state import Base, ChaosState, known_break, switches_of


def base_of(design: object, workload: object, client: object, behaviours: object) -> Base:
    """The base that a design stands for. Raises `CourseError` for what is none, naming what is missing."""
    if isinstance(design, Design):
        if design.architecture is None:
            raise CourseError(f"design: {design.name} has no drawing yet. Draw one in step 5, or give an Architecture.")
        workload = _load_of(design) if workload is None else workload
        design = design.architecture
    if not isinstance(design, Architecture):
        raise CourseError(f"design: {shorten(design)} is neither an Architecture nor a Design. Draw one in step 5.")
    if not isinstance(workload, Workload):
        raise CourseError(f"workload: {shorten(workload)} is not a Workload. "
                          'Write Workload("2 K/s", mix="url_shortener").')
    if client is not None and not isinstance(client, Client):
        raise CourseError(f'client: {shorten(client)} is not a Client. Write Client(timeout="1 s", retries=3).')
    made = {} if behaviours is None else behaviours
    if not isinstance(made, dict) or not all(isinstance(each, Behaviour) for each in made.values()):
        raise CourseError(f"behaviours: {shorten(behaviours)} does not say it by component. "
                          'Write {"api": Behaviour(queue_limit=100)}.')
    return Base(design, workload, client or Client(), dict(made))


def _load_of(design: Design) -> Workload:
    """The load that a design was estimated for, of its own calls."""
    if design.estimate is None:
        raise CourseError(f"design: {design.name} has no estimate yet, so its load is not known. "
                          'Give workload=Workload("2 K/s", mix="url_shortener").')
    mix = design.api if design.api is not None else None
    return Workload(design.estimate, mix=mix)


def scenario_base(name: str, cured: bool = False) -> Base:
    """A collapse as it stands in the book, or with its named cure. Raises `CourseError` for an unknown name."""
    found = collapse(name)
    made = found.cured() if cured else found
    return Base(made.architecture, made.workload, made.client, dict(made.behaviours), made.faults, made.trigger,
                found.title, found.story, f"{found.cure.name}: {found.cure.why}")


def base_for(own: Base, state: ChaosState) -> Base:
    """What runs in a state: the learner's own base, or the collapse that is loaded."""
    return own if not state.scenario else scenario_base(state.scenario, state.cured)


def start_of(own: Base, name: str, before: ChaosState) -> ChaosState:
    """The state in which a collapse, or with "" one's own design, begins; it breaks when the one before did."""
    base = own if not name else scenario_base(name)
    return ChaosState(switches=switches_of(base.client), scenario=name, begin=before.begin, end=before.end)


def sound(own: Base, state: ChaosState) -> ChaosState:
    """What of a kept state the design still has."""
    base = base_for(own, state)
    return state.replace(breaks=tuple(each for each in state.breaks if known_break(each, base.architecture)))
