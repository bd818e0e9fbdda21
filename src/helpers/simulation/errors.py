"""What can be wrong with what a simulation is given."""

from helpers.errors import CourseError


class SimulationError(CourseError):
    """A workload, fault, client or behaviour that cannot be run; the message names the field, the value, the mend."""
