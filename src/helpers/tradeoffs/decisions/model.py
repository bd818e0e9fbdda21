"""A decision as a value: what was asked, the options, what matters, the evidence, the choice and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from helpers.errors import nearest, shorten
from helpers.findings import Findings
from helpers.inputs import changed, match, offer
from helpers.rounding import digits_beside
from helpers.tables import pandas
from helpers.tradeoffs.decisions import ranking, serialization
from helpers.tradeoffs.decisions.criteria import Criterion, read_criteria
from helpers.tradeoffs.decisions.evidence import MOST_OPTIONS, figure_of, read_evidence, read_provenance
from helpers.tradeoffs.errors import TradeoffError, read


@dataclass(frozen=True)
class Decision:
    """A choice between options, with the evidence for it; unfinished ones can be made, and `check` says what lacks.

    Parameters
    ----------
    question
        What is to be decided.
    options
        Between what.
    criteria
        `Criterion` values, names, or a dict from names to weights.
    evidence
        A laboratory's `Comparison` (its rows are the options), a dict option -> criterion -> number, or a dict from
        options to things with a `.figures()` method, such as runs of the simulator; it is kept as plain numbers.
    choice
        The option that is taken.
    because
        Why.
    provenance
        Where the numbers come from: a text, or a dict option -> text.

    Raises
    ------
    TradeoffError
        For what is no decision at all.

    >>> decision = Decision("Which store?", ("table", "document"), {"read_ms": 2, "cost": 1},
    ...                     {"table": {"read_ms": 5, "cost": 300}, "document": {"read_ms": 4, "cost": 500}},
    ...                     choice="document", because="Reads are what users wait for.")
    >>> decision.best, decision.scores()["score"].round(2).to_dict()
    ('document', {'document': 0.67, 'table': 0.33})
    """

    question: str = ""
    options: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    evidence: dict = field(default_factory=dict)
    choice: str | None = None
    because: str = ""
    provenance: dict = field(default_factory=dict)
    # Names of all figures that the evidence knows: for advice alone, not saved, and no part of the value.
    measured: tuple[str, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self):
        self._set("question", read.text(self.question, "question"))
        options = () if self.options is None else self.options
        given = [options] if isinstance(options, str) else read.listed(options, "options", "a list of names",
                                                                       MOST_OPTIONS)
        options = tuple(read.name(each, "options") for each in given)
        for each in options:
            if options.count(each) > 1:
                raise TradeoffError(f"options: {shorten(each)} is named twice. Give each option a name of its own.")
        self._set("criteria", read_criteria(() if self.criteria is None else self.criteria, self.evidence))
        evidence = {} if self.evidence is None else self.evidence
        options, figures, told, measured = read_evidence(evidence, options, self.criteria)
        self._set("measured", measured)
        self._set("options", tuple(read.name(each, "options") for each in options))
        self._set("evidence", figures)
        self._set("provenance", read_provenance(self.provenance, self.options, told))
        self._set("because", read.text("" if self.because is None else self.because, "because"))
        chosen = self.choice.strip() or None if isinstance(self.choice, str) else self.choice
        chosen = (match(chosen, self.options) or chosen) if isinstance(chosen, str) else chosen
        if chosen is not None and (not isinstance(chosen, str) or chosen not in self.options):
            close = offer(chosen, self.options) or nearest(chosen, self.options)
            raise TradeoffError(f"choice: {shorten(chosen)} is not one of the options.{close} "
                                "Leave it None while it is open.")
        self._set("choice", chosen)

    def _set(self, field: str, value) -> None:
        object.__setattr__(self, field, value)

    # --- scores -------------------------------------------------------------------------------------------------------

    def _scales(self) -> dict:
        return {each.name: ranking.scaled(self.evidence, self.options, each) for each in self.criteria}

    def _weights(self) -> dict[str, float]:
        return {each.name: each.weight for each in self.criteria}

    def scores(self) -> pandas.DataFrame:
        """A DataFrame, the best option first: `score` from 0 to 1, and what each criterion contributes to it.

        Each criterion is scaled from 0 (the worst of these options) to 1 (the best; all when they tie), and the score
        is the weighted mean: it says which of these options is best, not how good it is. A missing figure counts 0.
        """
        weights = self._weights()
        whole = sum(weights.values()) or 1.0
        parts = {criterion: {option: weights[criterion] / whole * scale[option] for option in self.options}
                 for criterion, scale in self._scales().items()}
        rows = [[sum(part[option] for part in parts.values()), *(part[option] for part in parts.values())]
                for option in self.options]
        frame = pandas.DataFrame(rows, columns=["score", *parts],
                                 index=pandas.Index(self.options, name="option", dtype=object), dtype=float)
        return frame.sort_values("score", ascending=False, kind="stable")

    @property
    def best(self) -> str | None:
        """The option with the highest score, the first among equals; None without options or criteria."""
        return ranking.leader(ranking.totals(self._scales(), self._weights())) if self.criteria else None

    def flips(self) -> pandas.DataFrame:
        """A DataFrame, a row a criterion: the share of the weight now, and those at which another option is best.

        `below` and `above` are shares of the total weight, nan for never, `below_to` and `above_to` the options that
        win there; the other weights keep their proportions. Exact: scores are straight lines in a share.
        """
        rows = [ranking.flip(self._scales(), self._weights(), each.name) for each in self.criteria]
        names = ["share", "below", "below_to", "above", "above_to"]
        index = pandas.Index([each.name for each in self.criteria], name="criterion", dtype=object)
        return pandas.DataFrame({name: pandas.Series([getattr(row, name) for row in rows], index=index,
                                                     dtype=object if name.endswith("_to") else float)
                                 for name in names})

    def sensitivity(self) -> pandas.DataFrame:
        """The flips as a DataFrame to read: how much each criterion counts, and when the best option changes.

        Without criteria there is one row, which says so.
        """
        def told(share, option, side) -> str:
            return "never" if share != share else f"{side} {digits_beside(share)}%: {option}"

        flips = self.flips()
        if not len(flips):
            return pandas.DataFrame({"counts for": ["nothing to weigh"]}, index=["no criteria yet"])
        return pandas.DataFrame(
            {"counts for": [f"{digits_beside(share)}%" for share in flips["share"]],
             "if it counts less": [told(*row, "below") for row in zip(flips["below"], flips["below_to"], strict=True)],
             "if it counts more": [told(*row, "above") for row in zip(flips["above"], flips["above_to"], strict=True)]},
            index=flips.index)

    def flip_value(self, option: str, criterion: str) -> float | None:
        """The value of one figure, nearest to today's, beyond which another option is best; None when there is none.

        Where all of a criterion's figures are zero or more, only such values count. Raises `TradeoffError`.
        """
        known, option = self._criterion(criterion), self._option(option)
        if known.name not in self.evidence[option]:
            raise TradeoffError(f"evidence.{option}.{known.name}: there is no figure yet. Give one first.")
        return ranking.flip_figure(self.evidence, self.options, self.criteria, option, known)

    def lines(self, criterion: str) -> dict[str, tuple[float, float]]:
        """Each option's score when a criterion counts nothing, and when it alone counts; straight in between."""
        return ranking.lines(self._scales(), self._weights(), self._criterion(criterion).name)

    # --- changes make new decisions -----------------------------------------------------------------------------------

    def what_if(self, option: str, criterion: str, value: object) -> "Decision":
        """The same decision with one figure changed. Raises `TradeoffError` for an unknown option or criterion."""
        known, option = self._criterion(criterion), self._option(option)
        row = {**self.evidence[option], known.name: figure_of(value, option, known)}
        told = self.provenance.get(option, "figures without a source")
        made = replace(self, evidence={**self.evidence, option: row}, provenance={
            **self.provenance, option: f"{told[:3800]}; {known.name} set to {row[known.name]:g} by hand"})
        made._set("measured", self.measured)
        return made

    def replace(self, **changes: object) -> "Decision":
        """The same decision with some fields changed."""
        made = changed(self, changes, "decision", TradeoffError)
        if "evidence" not in changes:
            made._set("measured", self.measured)
        return made

    def _option(self, option) -> str:
        found = match(option, self.options) if isinstance(option, str) else None
        if found is None:
            raise TradeoffError(f"option: {shorten(option)} is not one of the options.{nearest(option, self.options)}")
        return found

    def _criterion(self, named) -> Criterion:
        found = match(named, [each.name for each in self.criteria]) if isinstance(named, str) else None
        for each in self.criteria:
            if each.name == found:
                return each
        raise TradeoffError(f"criterion: {shorten(named)} is not one of the criteria."
                            f"{nearest(named, [each.name for each in self.criteria])}")

    # --- advice, saving, showing --------------------------------------------------------------------------------------

    def check(self) -> Findings:
        """What lacks, and what the evidence says against the choice."""
        from helpers.tradeoffs.decisions.rules import check

        return check(self)


    def to_dict(self) -> dict:
        """Plain values, for YAML or JSON."""
        return serialization.to_dict(self)

    @classmethod
    def from_dict(cls, saved: Mapping) -> "Decision":
        """A decision from what `to_dict` gave. Raises `TradeoffError`."""
        return serialization.from_dict(cls, saved)

    def to_code(self) -> str:
        """Python code that makes this decision."""
        return serialization.to_code(self)

    def __repr__(self) -> str:
        return f"Decision({shorten(self.question)}: {self.choice or 'open'}; best by the evidence: {self.best})"

    def _repr_html_(self) -> str:
        return serialization.to_html(self)
