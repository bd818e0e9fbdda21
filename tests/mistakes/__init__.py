"""Named mistakes: one file a step holds the wrong answers learners really give, and the score each must get.

A file `tests/mistakes/<slug>.py` defines `MISTAKES`, a list of `Mistake`; `tests/test_notebooks.py` runs them all.
"""

from tests.contract.running import Mistake

__all__ = ["Mistake"]
