"""Telling a missing answer from a wrong one, by what a check said of it."""

import re

UNANSWERED = re.compile(r"Nothing to check yet|not answered yet|Write your answer here|has no entry", re.IGNORECASE)


def unanswered(said: str) -> bool:
    """Whether a message speaks of a missing answer, and not of a wrong one.

    >>> unanswered("Nothing to check yet: this answer is not written."), unanswered("One zero too many.")
    (True, False)
    """
    return not said.strip() or UNANSWERED.search(said) is not None
