"""The contract every notebook keeps: pure rules that take a parsed notebook and return a list of problems.

A problem is a sentence that says where it is, what is wrong and how to mend it; an empty list means that all is well.
"""

from tests.contract import course, every, exercise, questions, release

__all__ = ["course", "every", "exercise", "questions", "release"]
