"""One call that runs a drawn design: it chooses the engine and hands back what was seen."""

from collections.abc import Callable

from helpers.architecture import Architecture
from helpers.errors import shorten
from helpers.simulation.behaviour import Behaviour
from helpers.simulation.client import Client
from helpers.simulation.errors import RunStopped, SimulationError
from helpers.simulation.faults import Fault, as_faults
from helpers.simulation.heard import Heard
from helpers.simulation.run import Run
from helpers.simulation.scan import order_of, run_scan
from helpers.simulation.setup import Setup, make_setup
from helpers.simulation.workload import Workload

ENGINES = ("auto", "scan", "event")


def simulate(architecture: Architecture, workload: Workload, faults: Fault | list[Fault] | tuple[Fault, ...] = (),
             client: Client | None = None, n: int = 200_000, seed: int = 1, *,
             behaviours: dict[str, Behaviour] | None = None, engine: str = "auto",
             progress: Callable[[int, int], object] | None = None) -> Run:
    """Run requests through a drawn architecture, with faults and impatient clients if given.

    Both engines draw the same numbers, so that they agree request by request, and a run is repeated by its seed. What
    the model does is told in `helpers.simulation.plan`; what it leaves out stands under each run.

    Parameters
    ----------
    architecture : Architecture
        The design.
    workload : Workload
        What arrives.
    faults : Fault or list of Fault
        What goes wrong.
    client : Client, optional
        What callers do about late replies and failures. None: they wait for ever.
    n : int
        How many requests arrive, up to 10 million; a workload with a duration says that itself.
    seed : int
        Another seed is another draw of the same load.
    behaviours : dict of str to Behaviour, optional
        Service times, balancing, queues, caches and scaling of components by their name.
    engine : str
        "scan" (fast, when nothing feeds back), "event", or "auto": the first that can run it.
    progress : callable, optional
        Called from time to time with how many requests have come, and how many there are; `Progress("Run")` shows it.

    Returns
    -------
    Run
        What was seen; times in seconds.

    Raises
    ------
    SimulationError
        Where something given cannot be run.
    RunStopped
        Where it is stopped from the keyboard, or by the notebook's button; nothing of the run is kept.

    >>> from helpers import Architecture, Component, Workload
    >>> shop = Architecture("Shop").add(Component("client", "client"),
    ...     Component("till", "service", servers=1, service_time="10 ms")).connect("client", "till", latency=0)
    >>> run = simulate(shop, Workload("50/s"), n=100_000)
    >>> run.engine, round(run.utilisation("till"), 1), round(run.mean_latency / 0.020, 1)
    ('scan', 0.5, 1.0)
    """
    if progress is not None and not callable(progress):
        raise SimulationError(f"progress: {shorten(progress)} cannot be called. Give a function of two numbers.")
    if not isinstance(engine, str) or engine not in ENGINES:
        raise SimulationError(f"engine: {shorten(engine)} is not one of {', '.join(ENGINES)}.")
    heard = Heard(progress)
    try:
        return _simulated(architecture, workload, faults, client, n, seed, behaviours, engine, heard)
    except KeyboardInterrupt:
        raise RunStopped(heard.said()) from None


def _simulated(architecture, workload, faults, client, n, seed, behaviours, engine, heard) -> Run:
    setup = make_setup(architecture, workload, as_faults(faults), Client() if client is None else client, n, seed,
                       behaviours)
    why = feeds_back(setup)
    order = None if why else order_of(setup)
    if engine == "scan" and order is None:
        raise SimulationError(f"engine: scan cannot run this: {why or 'a box is called again by what it calls'}. "
                              "Leave the engine to be chosen.")
    if engine == "event" or order is None:
        from helpers.simulation.event import run_event

        return Run(run_event(setup, heard), "event")
    return Run(run_scan(setup, order, heard), "scan")


def feeds_back(setup: Setup) -> str:
    """Why only the event engine can run this, in words; empty where the scan engine can."""
    if setup.faults:
        return "faults take work with them"
    if setup.client.feeds_back:
        return "the client reacts to what comes back"
    for name, behaviour in setup.behaviours.items():
        if behaviour.feeds_back:
            return f"{name} reacts to how full things are"
    return ""


