"""A prediction beside its outcome: the learner guesses first, then sees how far off the guess was."""

import math
import textwrap
from dataclasses import dataclass
from html import escape
from typing import Any

from helpers.errors import CourseError, shorten
from helpers.guesses import POINTED, bare, of_unit, read_guess, single
from helpers.inputs import Reader, fraction, given_or, match

LINE = 88  # characters of printed text: a page breaks longer lines inside words
CLOSE = 1.25  # within this factor a guess is close enough to decide with
SLIP = 1.06  # how far off a known slip may be: published values are rounded
SLIPS = ((" About three times: the copies, or the evening peak?", 3), (" About eight times: bits or bytes?", 8),
         (" About nine times: the copies twice?", 9), (" About twelve times: months or years?", 12),
         (" About 1,000 times: look at the prefix (K, M, G, T).", 1000),
         (" A day has 86,400 seconds: the unit divides by them already.", 86_400),
         (" A month has 2.6 million seconds: the unit divides by them already.", 2_629_800))
read = Reader(CourseError)


@dataclass(frozen=True)
class Prediction:
    """A guess beside the outcome; `distance` is the guess over the outcome in powers of ten, None without a guess."""

    text: str
    distance: float | None = None

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return textwrap.fill(self.text, LINE, break_long_words=False, break_on_hyphens=False)

    def _repr_html_(self) -> str:
        mark = "·" if self.distance is None else "✔" if abs(self.distance) < math.log10(2) else "→"
        return (f"<p style='border-left:3px solid var(--jp-brand-color1,#0072b2);padding:.3em .8em;margin:.2em 0;"
                f"max-width:75ch;overflow-wrap:normal;word-break:normal;hyphens:none'>"
                f"{mark} {escape(self.text)}</p>")


def reveal(guess: object, outcome: Any, because: str = "", unit: str = "") -> Prediction:
    """Show a numeric guess beside the outcome; runs when left blank (None).

    Parameters
    ----------
    guess
        A number in the outcome's unit, a quantity, or text such as "20 K/s", "1%", "1 in 100" or "1 in a million".
    outcome
        A quantity or a number. A small share is also said as "1 in so many".
    because
        Sentences that follow.
    unit
        What a plain outcome counts, such as "s": then a guess may say it, or another of its kind ("24 h").

    Raises
    ------
    CourseError
        For a guess that cannot be read.

    >>> from helpers.units import Q
    >>> reveal(2000, Q("190/s"))
    190/s. You said 2 K/s: 10.5 times too high.
    >>> reveal(None, Q("190/s"), "500 million over 2.6 million seconds.")
    190/s. You made no guess this time; the next one counts. 500 million over 2.6 million seconds.
    >>> reveal("1 in 100", 0.0085)
    1 in 118 (0.0085). You said 1 in 100: that is close enough to decide with.
    >>> reveal("200/s", Q("190/s"))
    190/s. You said 200/s: that is close enough to decide with.
    >>> reveal("24 h", 86_400, unit="s")
    86.4 K. You said 24 h: that is close enough to decide with.
    """
    from helpers.estimation.scores import powers_of_ten
    from helpers.units import human

    outcome = single(outcome)
    tail = f" {because}" if because else ""
    shown = _one_in(outcome) or human(outcome)
    if _blank(guess):
        return Prediction(f"{shown}. You made no guess this time; the next one counts.{tail}")
    plain = bare(guess)
    guessed = read_guess(plain, outcome, unit)
    as_written = isinstance(plain, str) and (fraction(plain) is not None or
                                             (bool(unit) and of_unit(plain, unit) is not None))
    said = " ".join(plain.split()) if as_written else human(guessed)
    if not (outcome.magnitude > 0 and guessed.magnitude > 0):
        same = "right." if outcome == guessed else "look again at the sign and the zero."
        return Prediction(f"{shown}. You said {said}: {same}{tail}")
    distance = powers_of_ten(guessed, outcome)
    pointed = POINTED.search(plain) if isinstance(plain, str) and abs(distance + 3) < 0.1 else None
    hint = f" A point stands before decimals here: write {pointed[0].replace('.', ',')}." if pointed else ""
    return Prediction(f"{shown}. You said {said}: {_verdict(distance)}{hint}{tail}", distance)


def _blank(guess) -> bool:
    return guess is None or guess is Ellipsis or (isinstance(guess, str) and not guess.strip())


def _one_in(outcome) -> str:
    """A small share as "1 in so many", with the number beside it; empty for anything else."""
    from helpers.units import human
    from helpers.units.display import round_to

    if not outcome.dimensionless or not 1e-15 < float(outcome.to("").magnitude) <= 0.05:
        return ""
    odds = 1 / float(outcome.to("").magnitude)
    said = f"{round_to(odds, 3):,.0f}" if odds < 1e6 else human(odds).replace(" M", " million")
    return f"1 in {'a' + said[1:] if said.startswith('1 ') else said} ({human(outcome)})"


def reveal_choice(guess: object, outcome: str, because: str = "") -> Prediction:
    """Show a guess in words beside the outcome; runs when left blank. Case, blanks and underscores do not matter.

    >>> reveal_choice("the cache", "cache", "It restarts empty.")
    cache. You said the cache: right. It restarts empty.
    >>> reveal_choice("api", "links")
    links. You said api: not this time; say why before you read on.
    """
    outcome, because = read.text(outcome, "outcome"), read.text(given_or(because, ""), "because")
    tail = f" {because}" if because else ""
    try:
        given = "" if guess is None or guess is Ellipsis else str(guess)
    except Exception:
        raise CourseError(f"guess: a {type(guess).__name__} says nothing in words. Write text.") from None
    if not given.strip():
        return Prediction(f"{outcome}. You made no guess this time; the next one counts.{tail}")
    said = " ".join(given.split())[:60]

    def words(text: str) -> list[str]:
        return [word for word in text.lower().replace("_", " ").split() if word not in ("the", "a", "an")]

    right = words(said) == words(outcome)
    verdict = "right." if right else "not this time; say why before you read on."
    return Prediction(f"{outcome}. You said {said}: {verdict}{tail}", 0.0 if right else None)


@dataclass(frozen=True)
class Question:
    """A guess that may be made by choosing: what buttons show, and what each of them leads to.

    Parameters
    ----------
    options
        The texts to choose from, such as ("1 in 10", "1 in 100", "1 in a million") or ("the cache", "the store").
    outcome
        What comes out: a number or a quantity where the options are numbers, else one of the options.
    because
        Sentences that follow.

    Raises
    ------
    CourseError
        For options that are no texts, that stand there twice, or that cannot be compared with the outcome.

    >>> odds = Question(("1 in 10", "1 in 100", "1 in a million"), 0.0085)
    >>> odds.right
    '1 in 100'
    >>> odds.answer("1 in 10")
    1 in 118 (0.0085). You said 1 in 10: 11.8 times too high. The nearest here is 1 in 100.
    >>> Question(("yes", "no"), "no", "They are full.").answer("No")
    no. You said No: right. They are full.
    """

    options: tuple[str, ...]
    outcome: object
    because: str = ""

    def __post_init__(self) -> None:
        given = read.listed(self.options, "options", 'a list of texts such as ("yes", "no")', 20)
        texts = tuple(read.name(each, f"options[{place}]") for place, each in enumerate(given))
        if len(texts) < 2 or len(set(texts)) < len(texts):
            raise CourseError(f"options: {shorten(list(texts))} do not give a choice. Give two or more, all different.")
        object.__setattr__(self, "options", texts)
        object.__setattr__(self, "because", read.text(self.because, "because"))
        if isinstance(self.outcome, str) and match(self.outcome, texts):
            object.__setattr__(self, "outcome", match(self.outcome, texts))
            return
        try:
            outcome = single(self.outcome)
            readings = [read_guess(each, outcome) for each in texts]
        except CourseError as error:
            raise CourseError(f"options: {error} Give the outcome as one of them, or numbers throughout.") from None
        if not outcome.magnitude > 0 or any(not each.magnitude > 0 for each in readings):
            raise CourseError("options: a number here is not above zero, and powers of ten cannot be counted from it.")

    @property
    def numeric(self) -> bool:
        """Whether the options are numbers, so that a guess is near or far, and not right or wrong."""
        return not (isinstance(self.outcome, str) and self.outcome in self.options)

    def reading(self, option: object) -> object:
        """What an option means: a quantity in the outcome's kind, or its words. Raises `CourseError` for no option."""
        chosen = read.choice(option, "guess", self.options)
        return read_guess(chosen, single(self.outcome)) if self.numeric else chosen

    @property
    def right(self) -> str:
        """The option that is right, or nearest in powers of ten."""
        from helpers.estimation.scores import powers_of_ten

        if not self.numeric:
            return str(self.outcome)
        outcome = single(self.outcome)
        return min(self.options, key=lambda option: abs(powers_of_ten(read_guess(option, outcome), outcome)))

    def answer(self, guess: object) -> Prediction:
        """A guess beside the outcome: one of the options, anything that code may give, or None."""
        if not self.numeric:
            return reveal_choice(guess, str(self.outcome), self.because)
        found = reveal(guess, self.outcome, self.because)
        option = match(guess, self.options) if isinstance(guess, str) else None
        if option is None or option == self.right:
            return found
        nearest = f" The nearest here is {self.right}."
        text = found.text
        if self.because:
            text = text.removesuffix(f" {self.because}") + nearest + f" {self.because}"
            return Prediction(text, found.distance)
        return Prediction(text + nearest, found.distance)


class Attempt(tuple):
    """A learner's formulas beside the published values: rows of (name, formula, yours, published, verdict)."""

    columns = ("result", "your formula", "yours", "published", "what to make of it")

    def _repr_html_(self) -> str:
        head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in self.columns)
        rows = "".join("<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>"
                       for row in self)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in self)


def attempt(estimate: object, formulas: dict, published: dict) -> Attempt:
    """Try a learner's formulas on an estimate and show each result beside the published one; blanks are left out.

    `formulas` maps names to text or None, `published` maps some of the names to values such as "450 GB".

    >>> from helpers.estimation import Estimate
    >>> pastes = Estimate.from_case("pastebin")
    >>> print(attempt(pastes, {"writes": "new_pastes", "storage": "new_pasts * 3", "reads": None}, {"writes": "4/s"}))
    writes | new_pastes | 3.8/s | 4/s | ✔ the same, once rounded
    storage | new_pasts * 3 |  |  | ✖ storage uses 'new_pasts', which nothing gives yet. Did you mean new_pastes? ...
    reads |  |  |  | your turn: write a formula in quotes
    """
    from helpers.estimation import Estimate
    from helpers.units import Q, human, unit_text

    if not isinstance(estimate, Estimate):
        raise CourseError(f"estimate: {shorten(estimate)} is not an Estimate. Give the one to try the formulas on.")
    for field, given in (("my_formulas", formulas), ("published", published)):
        if not isinstance(given, dict):
            raise CourseError(f"{field}: {shorten(given)} is not a dict. Keep the curly brackets and the names.")
    tried, rows, failed = estimate, [], set()
    for name, formula in formulas.items():
        target = Q(published[name]) if name in published else None
        shown = human(target) if target is not None else ""
        if formula is None or formula is Ellipsis or (isinstance(formula, str) and not formula.strip()):
            rows.append((str(name), "", "", "", "your turn: write a formula in quotes"))
            failed.add(name)
            continue
        name_shown, formula_shown = (each if isinstance(each, str) else shorten(each) for each in (name, formula))
        try:
            changed = tried.derive(name, formula, None if target is None else unit_text(target.units))
            yours = changed[name]
        except CourseError as error:
            needs = sorted(failed & _names_in(formula))
            failed.add(name)
            rows.append((name_shown, formula_shown, "", "",
                         f"waits for {needs[0]}: write that one first" if needs else f"✖ {error}"))
            continue
        tried = changed
        rows.append((name_shown, formula_shown, human(yours), shown, _against(yours, target)))
    return Attempt(rows)


def _names_in(formula) -> set:
    """The names in a formula; none where it cannot be read."""
    from helpers.estimation.formulas import parse_formula

    try:
        return set(parse_formula(formula).names)
    except CourseError:
        return set()


def _against(yours, target) -> str:
    if target is None:
        return "no published value: check it backwards"
    if yours.magnitude <= 0:
        return "✖ not positive: look at the formula again"
    from helpers.estimation.scores import powers_of_ten

    distance = powers_of_ten(yours, target)
    if abs(distance) < math.log10(1.15):
        return "✔ the same, once rounded"
    slip = next((told for told, factor in SLIPS if abs(abs(distance) - math.log10(factor)) < math.log10(SLIP)), "")
    return f"✖ {_verdict(distance)}{slip}"


def _verdict(distance: float) -> str:
    factor = 10 ** min(abs(distance), 300)
    if factor < CLOSE:
        return "that is close enough to decide with."
    times = (f"{factor:.3g}" if factor < 100 else f"{factor:,.0f}" if factor < 1e6 else
             f"{factor / 1e6:.3g} million" if factor < 1e9 else f"10^{abs(distance):.0f}")
    return f"{times} times too {'high' if distance > 0 else 'low'}."
