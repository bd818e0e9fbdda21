"""What one submission may use while it is graded; every limit can be set by the class."""

from dataclasses import dataclass, fields
from numbers import Real

from helpers.errors import CourseError, nearest, shorten

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The limits of one submission's kernel: bytes, seconds and counts.

    Raises `CourseError` for a limit that is not a number above zero, or counts something and is not whole.

    >>> Limits(cell_seconds=5).cell_seconds
    5
    """

    memory: int = 1500 * MB  # address space beyond what the kernel has when it starts, for each process
    total_memory: int = 2000 * MB  # resident memory of all the submission's processes together
    disk: int = 64 * MB  # the private folder, held in memory
    file_size: int = 32 * MB
    processes: int = 48  # processes and threads
    open_files: int = 128
    output: int = 1 * MB  # of one cell; what goes beyond is cut
    submission: int = 20 * MB  # a notebook file larger than this is not read
    cell_seconds: float = 60  # by the clock
    cell_cpu_seconds: float = 60  # of the processor: what a machine under load does not use up
    notebook_seconds: float = 300  # all cells together
    cpu_seconds: int = 300

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value < 1e15:
                raise CourseError(f"limit {field.name}: {shorten(value)} is not a number above zero.")
            if field.type is int and value != int(value):  # half a process is none at all
                raise CourseError(f"limit {field.name}: {shorten(value)} is not a whole number.")

    @classmethod
    def of(cls, settings: dict) -> "Limits":
        """Limits from a class's settings; a name that is no limit is met with the nearest one."""
        known = {field.name for field in fields(cls)}
        for name in settings:
            if name not in known:
                raise CourseError(f"limit {shorten(name)} is not known.{nearest(name, known)}")
        return cls(**settings)
