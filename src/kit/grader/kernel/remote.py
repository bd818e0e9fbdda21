"""The tests' side of a learner's values: what passes as data is a plain value, everything else is asked where it is."""

from kit.grader.kernel.comparisons import Comparisons


class Line(Comparisons):
    """Questions to a learner's process, and what its answers stand for here."""
