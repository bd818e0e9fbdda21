"""The run of the chaos studio as Python: the design, the load, what is broken and what callers do."""

from dataclasses import MISSING, fields

from helpers.simulation import Client, Fault


def code_of(run, seed: int) -> str:
    """Python code that makes the run again."""
    workload = run.workload
    mix = [f'{{"name": {each.name!r}, "share": {each.share!r}, "reads": {list(each.reads)!r}, '
           f'"writes": {list(each.writes)!r}}}' for each in workload.mix or ()]
    shown = "None" if not mix else "[\n    " + ",\n    ".join(mix) + ",\n]"
    faults = "[]" if not run.faults else "[\n    " + ",\n    ".join(map(_short, run.faults)) + ",\n]"
    more = {name: getattr(workload, name) for name in ("shape", "keys", "arrivals", "burstiness", "duration")
            if getattr(workload, name) != _default(type(workload), name)}
    extra = "".join(f", {name}={value!r}" for name, value in more.items())
    behaviours = "" if not run.behaviours else f", behaviours={run.behaviours!r}"
    return ("from helpers import *\nfrom helpers.simulation import *\n\n"
            f"{run.architecture.to_code('design')}\n\nmix = {shown}\n"
            f"workload = Workload({workload.rate!r}, mix=mix{extra})\n"
            f"faults = {faults}\nclient = {_short(run.client)}\n"
            f"run = simulate(design, workload, faults, client, n={run.n}, seed={seed}{behaviours})\nrun\n")


def _short(value: Fault | Client) -> str:
    """A value as code, without what is as it is by itself."""
    told = []
    for each in fields(value):
        held = getattr(value, each.name)
        if each.default is MISSING:
            told.append(repr(held))
        elif held != each.default:
            told.append(f"{each.name}={held!r}")
    return f"{type(value).__name__}({', '.join(told)})"


def _default(made: type, name: str):
    found = next(each for each in fields(made) if each.name == name)
    return found.default if found.default is not MISSING else found.default_factory()  # type: ignore[misc]
