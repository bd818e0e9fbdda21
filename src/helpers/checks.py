"""What the test cells of exercises call: named checks with partial credit and a line of feedback each."""

import contextlib
import io
import logging
import math
import re
import textwrap
import warnings
from collections.abc import Callable
from numbers import Real

from helpers.errors import CourseError, shorten
from helpers.findings import Finding

WIDTH, LINE = 30, 100  # characters; a page would break longer lines inside words
INDENT = " " * 4
MISTAKE = 1.06  # how far off a known mistake may be: more, and neighbouring ones blur
COMMON = {  # slips in any estimate, for a ratio that no mistake of the task comes near
    "One zero too many.": 10,
    "One zero is missing.": 1 / 10,
    "Two zeros too many.": 100,
    "Two zeros are missing.": 1 / 100,
    "It is a thousand times too high: look at the prefixes (K, M, G, T).": 1e3,
    "It is a thousand times too low: look at the prefixes (K, M, G, T).": 1e-3,
    "It is a million times too high: look at the prefixes (K, M, G, T).": 1e6,
    "It is a million times too low: look at the prefixes (K, M, G, T).": 1e-6,
    "It is 8 times too high: bits and bytes are mixed up.": 8,
    "It is 8 times too low: bits and bytes are mixed up.": 1 / 8,
    "It is 60 times too high: a minute has 60 seconds, an hour 60 minutes.": 60,
    "It is 60 times too low: a minute has 60 seconds, an hour 60 minutes.": 1 / 60,
    "It is 3,600 times too high: an hour has 3,600 seconds.": 3600,
    "It is 3,600 times too low: an hour has 3,600 seconds.": 1 / 3600,
    "It is 86,400 times too high: a day has 86,400 seconds.": 86400,
    "It is 86,400 times too low: a day has 86,400 seconds.": 1 / 86400,
    "It is 24 times too high: a day has 24 hours.": 24,
    "It is 24 times too low: a day has 24 hours.": 1 / 24,
    "It is 30 times too high: a month has about 30 days.": 30.4375,
    "It is 30 times too low: a month has about 30 days.": 1 / 30.4375,
    "It is 12 times too high: a year has 12 months.": 12,
    "It is 12 times too low: a year has 12 months.": 1 / 12,
    "It is 365 times too high: a year has 365 days.": 365.25,
    "It is 365 times too low: a year has 365 days.": 1 / 365.25,
}


class Score(float):
    """The points of a cell: the plain number for nbgrader, "4 of 6 points" for who looks at the page.

    >>> Score(4.0, 6.0), Score(4.0, 6.0)._repr_html_()
    (4.0, '<b>4 of 6 points</b>')
    """

    __slots__ = ("points",)
    points: float

    def __new__(cls, earned: float, points: float):
        """Keep what the cell is worth beside the number."""
        made = super().__new__(cls, earned)
        made.points = points
        return made

    def __reduce__(self):
        return Score, (float(self), self.points)

    def _repr_html_(self) -> str:
        return f"<b>{float(self):g} of {self.points:g} points</b>"


class Checks:
    """Collects the checks of one test cell and ends in a score that nbgrader can read.

    Parameters
    ----------
    points
        What the cell is worth, shared out among its checks.

    Notes
    -----
    A test is a function without arguments. It passes by returning `True`, passes in part by returning a share from
    0 to 1 (or a pair: the share, and a sentence that says what is missing), and fails by returning `False`, a sentence
    that says what was observed, a `Finding`, findings with errors, or by raising. Whatever happens inside a check costs
    that check alone. A finding is printed whole: where, what, and how to mend it.

    Examples
    --------
    >>> checks = Checks(points=3)
    >>> checks.check("storage", lambda: 15 == 15, points=2)
    storage ...................... 2 of 2
    >>> checks.check("units", lambda: "This is in bits.", points=1, hint="A byte is 8 bits: see 'Storage'.")
    units ........................ 0 of 1
        This is in bits.
        A byte is 8 bits: see 'Storage'.
    >>> checks.score()
    2.0
    """

    __slots__ = ("_book", "points")

    def __init__(self, points: float = 1):
        self.points = _finite(points, "points")
        if self.points <= 0:
            raise CourseError(f"points: {shorten(points)} is not more than zero. Give what the cell is worth.")
        self._book = _keep_book()
        next(self._book)

    @property
    def earned(self) -> float:
        """The points earned so far, before the cell's limit."""
        return self._book.send(None)[0]

    @property
    def offered(self) -> float:
        """The points that the checks so far were worth."""
        return self._book.send(None)[1]

    def check(self, name: str, test: Callable[[], object], points: float = 1, hint: object = "") -> None:
        """Run one test, print its line, and add what it earned.

        Parameters
        ----------
        name
            What the line begins with.
        test
            A function without arguments; see the class for what it may return.
        points
            What the check is worth.
        hint
            Printed unless all points were earned: a sentence, a `Finding`, findings, or a list of these.
        """
        worth = _finite(points, f"points of {name!r}")
        if worth < 0:
            raise CourseError(f"points of {name!r}: {worth:g} is negative. A check is worth zero or more.")
        share, messages = self._book.send((test, worth))
        print(f"{f'{name} ':.<{WIDTH - 1}} {round(share * worth, 2):g} of {round(worth, 2):g}")
        for line in [*messages, *(_lines(hint) if share < 1 else [])]:
            print(_wrapped(line))

    def score(self) -> float:
        """The points earned, never below zero, never above what the cell is worth; a page shows them as "4 of 6"."""
        return Score(total(self._book, self.points), self.points)


def total(book, points: float) -> float:
    """What a book of checks comes to, between zero and the cell's points."""
    earned = min(max(book.send(None)[0], 0.0), points)
    if math.isclose(earned, points):  # a sum such as 0.1 + 0.2 is full marks for 0.3
        return points
    return min(round(earned, 6), points)


def _lines(hint) -> list[str]:
    """The sentences of a hint: its own, or those of findings."""
    if isinstance(hint, str):
        return [hint] if hint else []
    if isinstance(hint, list | tuple):
        return [line for each in hint for line in _lines(each)]
    return [_whole(hint)] if isinstance(hint, Finding) else []


def _whole(finding) -> str:
    """A finding as one message: where, what, how to mend it, and the rule's name."""
    return f"{finding.told()} [{finding.rule}]" if isinstance(finding, Finding) else str(finding)


def _wrapped(line: str) -> str:
    """One message, indented, broken between words alone."""
    return textwrap.fill(line, LINE, initial_indent=INDENT, subsequent_indent=INDENT, break_long_words=False,
                         break_on_hyphens=False) or INDENT


def _keep_book():
    """Keep what one cell's checks earned. It is a generator: a test cannot add to the book that it stands in."""
    earned = offered = 0.0
    reply: tuple | None = None
    while True:
        request = yield reply
        if request is None:
            reply = (earned, offered)
            continue
        test, worth = request
        share, messages = _run(test)
        earned, offered = earned + share * worth, offered + worth
        reply = (share, messages)


def _finite(value, field: str) -> float:
    if isinstance(value, Real) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):
            if math.isfinite(value):
                return float(value)
    raise CourseError(f"{field}: {shorten(value)} is not a number of points. Give a number such as 2.")


def _run(test) -> tuple[float, list[str]]:
    """The share a test earned, and what the learner should read about it."""
    printed = io.StringIO()
    with (
        _no_logging(),
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        warnings.simplefilter("always")
        try:
            share, messages = _judge(test())
        except KeyboardInterrupt:
            raise
        except NotImplementedError:
            share, messages = 0.0, ["Nothing to check yet: this answer is not written."]
        except AssertionError as error:
            share, messages = 0.0, [_said(error) or "This does not hold for your answer."]
        except BaseException as error:  # a learner's code may raise anything, SystemExit included
            share, messages = 0.0, [_explain(error)]
        messages += [f"(Your code gave a warning, which costs nothing: {_said(each.message)})" for each in caught[:2]]
    return share, messages


@contextlib.contextmanager
def _no_logging():
    """Silence logging: a handler made earlier would write to stderr, which nbgrader takes for an error."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _judge(result) -> tuple[float, list[str]]:
    """Read what a test returned."""
    errors = getattr(result, "errors", None)
    if errors is not None and hasattr(result, "rules"):
        return (0.0, [_whole(each) for each in errors]) if errors else (
            1.0, [])
    if type(result) is tuple and len(result) == 2 and isinstance(result[1], str):
        share, messages = _judge(result[0])
        return share, [*messages, *([_short(str.__str__(result[1]), 1000)] if share < 1 else [])]
    if isinstance(result, Finding):
        return 0.0, [_short(_whole(result), 1000)]
    if isinstance(result, str):
        return 0.0, [_short(str.__str__(result), 1000)]
    if result is None:
        return 0.0, ["This check came to no verdict: a function that it needs returned None (is a `return` missing?)."]
    if type(result) is bool or (type(result).__module__ == "numpy" and type(result).__name__ in ("bool", "bool_")):
        return (1.0, []) if result else (0.0, [])
    share = float(result) if isinstance(result, Real) else math.nan
    if math.isfinite(share):
        return min(max(share, 0.0), 1.0), []
    return 0.0, [f"This check came to no verdict: it got {_short(shorten(result))}, where yes or no was expected."]


def _explain(error: BaseException) -> str:
    kind, said = type(error).__name__, _said(error)
    if isinstance(error, CourseError):
        return said
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return f"{said or kind}. Run the answer cell first, and keep the name that the task asks for."
    if isinstance(error, TypeError | AttributeError) and "'NoneType'" in said:
        return ("Your answer is None, or has None in it, where a value is needed. A line that prints or shows "
                "something gives None: keep the value itself under its name, and print or show it in another line.")
    return f"Checking your answer raised {kind}{': ' + said if said else ''}. Run the answer cell alone to see where."


def _said(error: BaseException | str) -> str:
    """What an exception or a warning says; nothing when asking it fails, too."""
    try:
        return _short(str(error), 1000 if isinstance(error, AssertionError) else 300)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""


def _short(text: str, limit: int = 300) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[:limit]} ..."


RIGHT = re.compile(
    r"(?:yes,? |no mistake,? )?(?:it|that|this|the claim|the sentence)?(?: is|'s)? ?(?:quite |all |already )?"
    r"(?:right|correct|true|ok|okay|fine|unchanged)(?: as (?:it is|printed|it stands))?(?:, .*|: .*| \(.*)?")


def calls_it_right(answer: object) -> bool:
    """Whether an answer says in words that a claim is right; a value after it ("right, 3.5 trillion") does not matter.

    >>> calls_it_right("Right."), calls_it_right("it is correct"), calls_it_right("right, 3.5 trillion")
    (True, True, True)
    >>> calls_it_right("not right"), calls_it_right("3.5 trillion"), calls_it_right("wrong")
    (False, False, False)
    """
    return isinstance(answer, str) and bool(RIGHT.fullmatch(" ".join(answer.lower().split()).strip(' ".!')))


def same_size(observed: object, expected: object, within: float = 1.2, mistakes: dict[str, float] | None = None,
              answer: object = None) -> bool | str:
    """Whether a quantity is the expected one up to a factor; a known mistake is met by name.

    Parameters
    ----------
    observed, expected : quantity, number or str
        What was answered, and what is right: "15 TB".
    within : float
        The factor up to which an answer is right.
    mistakes : dict of str to float, optional
        A sentence, and the factor by which that mistake is off (8 for bits in place of bytes). The nearest is told, and
        after them the slips of any estimate (a zero, a prefix, bits, the seconds of a day).
    answer : quantity, number or str, optional
        The learner's own answer, where `observed` was computed from it to check it backwards: the sentence shows it.

    Returns
    -------
    bool or str
        `True`, or a sentence for the learner, which says what was observed and never the right value.

    Raises
    ------
    CourseError
        For an expected value that is not above zero, and for factors that are none.

    >>> same_size("16 TB", "15 TB")
    True
    >>> same_size("5 TB", "15 TB", mistakes={"That is one copy.": 1 / 3})
    'You answered 5 TB. That is one copy.'
    >>> same_size("5 GB/s", "15 TB")
    'You answered 5 GB/s, which is data per time; the task asks for data.'
    """
    from helpers.estimation.scores import powers_of_ten
    from helpers.units import Q, Quantity, human
    from helpers.units.parser import checked_number, dimension

    right = expected if isinstance(expected, Quantity) else Q(expected)
    factors = (mistakes or {}).values()
    if not checked_number(right.magnitude, expected) > 0 or not within >= 1 or any(not each > 0 for each in factors):
        raise CourseError("same_size: give an expected value above zero, within= from 1 up, and factors above zero.")
    if observed is None or observed is Ellipsis:
        return "Nothing to check yet: this answer is not written."
    try:
        given = observed if isinstance(observed, Quantity) else Q(observed)
        human(given)
    except CourseError as error:
        return f"Your answer cannot be read as a number with a unit: {error}"
    own = given if answer is None else answer
    said = f"You answered {human(own)}"
    if given.dimensionality != right.dimensionality:
        asked = dimension((right * own / given) if given.magnitude else right)
        return f"{said}, which is {dimension(own)}; the task asks for {asked}."
    if not 0 < given.magnitude < math.inf:
        return f"{said}. A size is above zero: look at the signs in your formula."
    ratio = 10 ** max(-300.0, min(powers_of_ten(given, right), 300.0))
    if ratio <= within * (1 + 1e-9) and 1 / ratio <= within * (1 + 1e-9):  # both ends are right, whatever floats say
        return True
    for known in (mistakes or {}, COMMON):
        sentence, off = min(((each, abs(math.log(ratio / factor))) for each, factor in known.items()),
                            key=lambda pair: pair[1], default=("", math.inf))
        if off <= math.log(MISTAKE):
            return f"{said}. {sentence}"
    return f"{said}, which is too {'high' if ratio > 1 else 'low'}. Check it backwards, unit by unit."
