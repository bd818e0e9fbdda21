"""What can be wrong with what a simulation is given."""

from helpers.errors import CourseError


class SimulationError(CourseError):
    """A workload, fault, client or behaviour that cannot be run; the message names the field, the value, the mend."""


class RunStopped(KeyboardInterrupt):
    """A run was stopped from the keyboard or by the notebook's button; the message says how far it was.

    It is a `KeyboardInterrupt`, so that what follows in a cell or a script stops as well.

    >>> RunStopped("the run was stopped at its beginning.")._render_traceback_()
    ['RunStopped: the run was stopped at its beginning.']
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]
