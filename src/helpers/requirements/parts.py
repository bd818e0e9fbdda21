"""The rows of a sheet of requirements: what it does, how well, what it leaves out, what binds it, what is believed."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from helpers.errors import nearest, shorten
from helpers.requirements import fields as read
from helpers.requirements.errors import RequirementError
from helpers.requirements.metrics import METRICS, Metric, find_metric
from helpers.units import Q, Quantity, human

MOST_DEPENDENCIES = 50


class Row:
    """What all rows share: an id, and changes that make a new row."""

    def _set(self, name: str, value) -> None:
        object.__setattr__(self, name, value)

    def replace(self, **changes: Any) -> Self:
        """The same row with some fields changed. Raises `RequirementError`."""
        names = [each.name for each in fields(self)]
        for name in changes:
            if name not in names:
                raise RequirementError(
                    f"{name}: a {type(self).__name__} has no such field."
                    f"{nearest(name, names)} It has {', '.join(names)}."
                )
        return replace(self, **changes)


@dataclass(frozen=True)
class Functional(Row):
    """Something the system lets somebody do.

    Parameters
    ----------
    id
        The row's name.
    actor
        Who does it.
    does
        What happens, as one sentence without the actor.
    priority
        must, should, could or won't (MoSCoW).
    fit
        How one sees that it is met.

    Raises
    ------
    RequirementError
        Naming the field, the value and the mend.

    >>> print(Functional("open_link", "visitor", "opens a short link and arrives at its long address"))
    A visitor opens a short link and arrives at its long address (must)
    """

    id: str
    actor: str
    does: str
    priority: str = "must"
    fit: str = ""

    def __post_init__(self):
        self._set("id", read.identity_of(self.id))
        self._set("actor", read.text_of(self.actor, f"{self.id}.actor"))
        self._set("does", read.text_of(self.does, f"{self.id}.does", needed=True))
        self._set("priority", read.choice_of(self.priority, "priority", read.PRIORITIES) or "must")
        self._set("fit", read.text_of(self.fit, f"{self.id}.fit"))

    @property
    def sentence(self) -> str:
        """Actor and deed as one sentence."""
        if not self.actor:
            return f"{self.does[0].upper()}{self.does[1:]}"
        told = self.actor.split()[0].lower() in ("a", "an", "the", "each", "any", "every", "anybody", "everybody")
        article = (
            "" if told else "An " if self.actor[0].lower() in "aeiou" and self.actor[:3].lower() != "use" else "A "
        )
        shown = self.actor if article else f"{self.actor[0].upper()}{self.actor[1:]}"
        return f"{article}{shown} {self.does}"

    def __str__(self) -> str:
        return f"{self.sentence} ({self.priority})"


@dataclass(frozen=True)
class Quality(Row):
    """How well something is done, as a target that can be measured; what is left out is told by `check()`.

    Parameters
    ----------
    id
        The row's name.
    of
        The id of a functional requirement, or "all".
    metric
        One of `metrics_table()`.
    at_most, at_least
        The target with its unit ("100 ms", "99.9%"), held in seconds, shares, 1/s or $ a month.
    percentile
        The share of requests that keep it, from 1 to 100.
    environment
        normal, peak, one zone lost, one machine lost or deploy.
    measured_at
        client, edge or service.
    window
        The time it is counted over ("30 days"), held in seconds.

    Raises
    ------
    RequirementError
        Naming the field, the value and the mend.

    >>> quick = Quality("quick", "open_link", "latency", at_most="100 ms", percentile=99, environment="peak")
    >>> quick.at_most, str(quick)
    (0.1, 'latency of open_link at most 100 ms for 99%, at peak')
    """

    id: str
    of: str
    metric: str
    at_most: float | None = None
    at_least: float | None = None
    percentile: float | None = None
    environment: str = ""
    measured_at: str = ""
    window: float | None = None

    def __post_init__(self):
        self._set("id", read.identity_of(self.id))
        self._set("of", read.of_what(self.of, f"{self.id}.of"))
        metric = find_metric(self.metric)
        self._set("metric", metric.name)
        for side in ("at_most", "at_least"):
            given = getattr(self, side)
            if given is None or (isinstance(given, str) and not given.strip()):
                self._set(side, None)
                continue
            if side not in metric.sides:
                raise RequirementError(
                    f"{self.id}.{side}: {metric.name} is good when it is "
                    f"{'low' if side == 'at_least' else 'high'}. Write {metric.sides[0]}=..."
                )
            self._set(side, metric.read(given, f"{self.id}.{side}"))
        if self.at_most is not None and self.at_least is not None and self.at_least > self.at_most:
            raise RequirementError(
                f"{self.id}: at least {self.show(self.at_least)} and at most "
                f"{self.show(self.at_most)} cannot both hold. Exchange them."
            )
        self._set("percentile", read.percentile_of(self.percentile))
        self._set("environment", read.choice_of(self.environment, "environment", read.ENVIRONMENTS))
        self._set("measured_at", read.choice_of(self.measured_at, "measured_at", read.PLACES))
        self._set("window", read.window_of(self.window))

    @property
    def kind(self) -> Metric:
        """The metric's row of the table."""
        return METRICS[self.metric]

    @property
    def target(self) -> float | None:
        """The target in the metric's unit, whichever side it is on; None where none is said."""
        return self.at_most if self.at_most is not None else self.at_least

    def met_by(self, value: float) -> bool:
        """Whether a measured value, in the metric's unit, keeps the target; a missing value (nan) never does.

        >>> Quality("up", "all", "availability", at_least="99.9%").met_by(0.9991)
        True
        """
        return (
            (self.at_most is None or value <= self.at_most)
            and (self.at_least is None or value >= self.at_least)
            and value == value
        )

    def show(self, value: float) -> str:
        """A value of this metric as people write it."""
        if self.kind.unit == "":
            return f"{value:g}" if self.kind.whole else read.share_text(value)
        if self.kind.unit == "USD/month":
            return human(Q(value, "USD/month"), 4)
        return human(Q(value, self.kind.unit), 4)

    def __str__(self) -> str:
        sides = [
            f"{side.replace('_', ' ')} {self.show(getattr(self, side))}"
            for side in ("at_least", "at_most")
            if getattr(self, side) is not None
        ]
        parts = [
            f"{self.metric.replace('_', ' ')} of {self.of if self.of != 'all' else 'everything'} "
            f"{' and '.join(sides) or '(no target yet)'}"
        ]
        if self.percentile is not None:
            parts[0] += f" for {self.percentile:g}%"
        if self.environment:
            parts.append(
                {"peak": "at peak", "normal": "on a normal day", "deploy": "during a deploy"}.get(
                    self.environment, f"with {self.environment}"
                )
            )
        if self.measured_at:
            parts.append(f"measured at the {self.measured_at}")
        if self.window is not None:
            time = read.time_text(self.window)
            several = time.endswith(("day", "year")) and not time.startswith("1 ")
            parts.append(f"over {time}{'s' if several else ''}")
        return ", ".join(parts)


@dataclass(frozen=True)
class OutOfScope(Row):
    """Something that is left out on purpose, and why.

    >>> print(OutOfScope("click_statistics", "nobody needs them in the first version"))
    click statistics: out of scope, because nobody needs them in the first version
    """

    id: str
    because: str = ""

    def __post_init__(self):
        self._set("id", read.identity_of(self.id))
        self._set("because", read.text_of(self.because, f"{self.id}.because"))

    def __str__(self) -> str:
        because = f", because {self.because}" if self.because else ""
        return f"{self.id.replace('_', ' ')}: out of scope{because}"


@dataclass(frozen=True)
class Constraint(Row):
    """Something given that binds the design: a law, a place, a service it depends on.

    Parameters
    ----------
    id
        The row's name.
    says
        The sentence.
    of
        The functional requirement that it binds, or "all".
    distance_to_users_km
        The way from the farthest users to the machines that answer, in kilometres.
    regions
        How many there are.
    distance_between_regions_km
        In kilometres.
    copying
        Between regions: "synchronous" or "asynchronous".
    depends_on
        The availability of each service that every request needs, as {"payments": "99.95%"}.

    Raises
    ------
    RequirementError
        Naming the field, the value and the mend.

    >>> Constraint("needs_payments", "every order is paid", depends_on={"payments": "99.95%"}).depends_on
    {'payments': 0.9995}
    """

    id: str
    says: str
    of: str = "all"
    distance_to_users_km: float | None = None
    regions: int | None = None
    distance_between_regions_km: float | None = None
    copying: str = ""
    depends_on: dict | None = None

    __hash__ = None

    def __post_init__(self):
        self._set("id", read.identity_of(self.id))
        self._set("says", read.text_of(self.says, f"{self.id}.says", needed=True))
        self._set("of", read.of_what(self.of, f"{self.id}.of"))
        for name, most in (
            ("distance_to_users_km", 40_075.0),
            ("distance_between_regions_km", 40_075.0),
            ("regions", 1000.0),
        ):
            if getattr(self, name) is not None:
                example = "3" if name == "regions" else "9000"
                number = read.number_of(getattr(self, name), f"{self.id}.{name}", "", example, most)
                if name == "regions":
                    if not number.is_integer() or number < 1:
                        raise RequirementError(
                            f"{self.id}.regions: {shorten(self.regions)} is not a whole number from 1. Write 3."
                        )
                    number = int(number)
                self._set(name, number)
        self._set("copying", read.choice_of(self.copying, "copying", read.COPYING))
        self._set("depends_on", self._dependencies())

    def _dependencies(self) -> dict[str, float]:
        given = {} if self.depends_on is None else self.depends_on
        if not isinstance(given, dict) or len(given) > MOST_DEPENDENCIES:
            raise RequirementError(
                f"{self.id}.depends_on: {shorten(given)} is not a set of names with shares. "
                'Write {"payments": "99.95%"}.'
            )
        found = {}
        for name, share in given.items():
            word = read.text_of(name, f"{self.id}.depends_on", needed=True)
            found[word] = METRICS["availability"].read(share, f"{self.id}.depends_on.{word[:40]}")
        return found

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True)
class Assumed(Row):
    """Something believed about the world, such as how much is asked of the system, and why it is believed.

    A number can be read by step 2 under the row's id (`Requirements.scale()`).

    Parameters
    ----------
    id
        The row's name.
    says
        The sentence.
    why
        Where it comes from.
    value
        Its number, alone or with its unit as in "500 million links/month".
    unit
        The unit of a number given alone.

    Raises
    ------
    RequirementError
        Naming the field, the value and the mend.

    >>> print(Assumed("evenings", "the evening peak is three times the average", "other services are so"))
    Assumed: the evening peak is three times the average, because other services are so
    >>> Assumed("new_links", "500 million new links a month", value="500 million links/month").quantity
    <Quantity(5e+08, '1 / month')>
    """

    id: str
    says: str
    why: str = ""
    value: float | None = None
    unit: str = ""

    def __post_init__(self):
        self._set("id", read.identity_of(self.id))
        self._set("says", read.text_of(self.says, f"{self.id}.says", needed=True))
        self._set("why", read.text_of(self.why, f"{self.id}.why"))
        value, unit = read.scale_of(self.value, self.unit, self.id)
        self._set("value", value)
        self._set("unit", unit)

    @property
    def quantity(self) -> Quantity | None:
        """The number with its unit; None where none is said."""
        return None if self.value is None else Q(self.value, self.unit)

    def __str__(self) -> str:
        return f"Assumed: {self.says}{f', because {self.why}' if self.why else ''}"


KINDS = {
    "functional": Functional,
    "quality": Quality,
    "out_of_scope": OutOfScope,
    "constraint": Constraint,
    "assumed": Assumed,
}
MOST_ROWS = 300
LISTS = {
    "functional": Functional,
    "qualities": Quality,
    "out_of_scope": OutOfScope,
    "constraints": Constraint,
    "assumed": Assumed,
}
LIST_OF = {made: name for name, made in LISTS.items()}
