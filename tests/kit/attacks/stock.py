"""What nbgrader 0.9.6 by itself does with each kind of submission, beside the cases that show what this grader does.

`run` says how the stock result was come by when the grader was designed: "ran" with nbgrader in a throw-away class, or
"read" in its source where running it would harm the machine. Running all of it again takes minutes; no test does.
"""

from dataclasses import dataclass

from tests.kit.attacks import endings, exhausting, files, honest, notebooks, reading, results, tampering

MODULES = (endings, exhausting, files, honest, notebooks, reading, results, tampering)


@dataclass(frozen=True)
class Row:
    """One kind of submission, what stock nbgrader makes of it, and the names of cases and tests that show it here."""

    what: str
    stock: str
    run: str
    shown_by: tuple[str, ...]


ROWS = (
    Row("an AST transformer strips assert", "full marks", "ran", ("an AST transformer strips assert",)),
    Row("displayhook(3) in the tested function", "partial credit despite the error", "ran",
        ("displayhook in the tested function",)),
    Row("an input transformer dumps the hidden tests", "leaks them", "ran", ("an input transformer prints the tests",)),
    Row("sqlite3 on the gradebook by relative path", "changes everyone's scores", "ran",
        ("sqlite3 on the gradebook by relative path", "sqlite3 on the gradebook by absolute path",
         "test_no_submission_reaches_the_gradebook")),
    Row("resubmission with the test cell deleted", "keeps the old score", "ran",
        ("test cells deleted", "test_a_resubmission_without_its_tests_loses_the_points")),
    Row("a duplicated cell", "aborts the whole batch", "ran",
        ("every cell twice", "every cell twice, but right", "test_the_honest_ones_beside_get_what_they_earned")),
    Row("os._exit", "no grade, batch exits 1", "ran",
        ("os._exit in the answer", "os._exit in the tested function", "the kernel ends after the right answer")),
    Row("renamed or flipped grade metadata", "no grade, batch exits 1", "ran",
        ("grade ids that lead elsewhere", "grade ids that lead elsewhere, but right", "grade flags flipped",
         "grade flags flipped, but right")),
    Row("renamed notebook", "no grade, batch exits 1", "ran", ("a renamed notebook",)),
    Row("right code that emits a warning", "zero", "ran",
        ("honest: a warning at once", "honest: a warning in the tested function")),
    Row("60 MB on one output line", "grader takes 1.1 GB", "ran", ("60 MB on one line", "a right answer behind 60 MB")),
    Row("an uninterruptible loop", "every later cell burns its timeout", "ran",
        ("a loop that catches everything", "an uninterruptible cell before the right answer")),
    Row("fork bomb", "nothing stops it", "read", ("a fork bomb", "a fork bomb that hides errors", "a thread bomb")),
    Row("memory bomb", "nothing stops it", "read", ("a memory bomb", "a memory bomb in many children")),
    Row("network call", "nothing stops it", "read", ("the network",)),
    Row("writes outside", "nothing stops them", "read", ("writing outside", "disk filling")),
    Row("secrets in the environment", "nothing stops it", "read", ("the environment", "files of the machine")),
    Row("partial credit returning np.float64", "full marks", "ran", ("a test that comes to np.float64",)),
    Row("partial credit returning True", "full marks", "ran", ("a test that comes to True",)),
    Row("partial credit returning -1, nan, a tuple", "full marks, or a crash", "ran",
        ("a test that comes to -1", "a test that comes to nan", "a test that comes to a tuple")),
    Row("more than the maximum", "crash", "ran", ("a test that comes to more than the maximum",)),
)
