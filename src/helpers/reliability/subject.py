"""What an experiment of step 7 is about: an architecture and its load, given as themselves or as a whole design."""

from __future__ import annotations

from helpers.architecture import Architecture
from helpers.errors import shorten
from helpers.reliability.errors import ReliabilityError
from helpers.simulation import Workload


def architecture_of(given: object) -> Architecture:
    """The architecture itself, or that of a design. Raises `ReliabilityError`."""
    found = given if isinstance(given, Architecture) else getattr(given, "architecture", None)
    if isinstance(found, Architecture):
        return found
    if hasattr(given, "architecture"):
        raise ReliabilityError(f"architecture: the design {shorten(getattr(given, 'name', ''))} has none yet. "
                               "Draw it in step 5, or give one.")
    raise ReliabilityError(f"architecture: {shorten(given)} is not an Architecture, nor a design that has one.")


def workload_of(given: object, workload: object) -> Workload:
    """The workload, or what a design says of it: the peak of its estimate, and the mix of its interface.

    Raises
    ------
    ReliabilityError
        Where neither says how much arrives.
    """
    if isinstance(workload, Workload):
        return workload
    if workload is not None:
        raise ReliabilityError(f"workload: {shorten(workload)} is not a Workload. "
                               'Write Workload("2 K/s", mix="url_shortener").')
    estimate, api = getattr(given, "estimate", None), getattr(given, "api", None)
    if estimate is None:
        raise ReliabilityError('workload: nothing says how much arrives. Write Workload("2 K/s", mix="url_shortener"), '
                               "or give a design with the estimate of step 2.")
    return Workload(estimate, mix=api)
