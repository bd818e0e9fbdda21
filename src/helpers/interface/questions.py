"""What good guidelines contradict each other about: no finding, but a question that a `Decision` answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.errors import nearest, shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.resources import key_of, kind_of
from helpers.interface.types import NUMBERS

if TYPE_CHECKING:
    from helpers.interface.model import Api


@dataclass(frozen=True)
class Question:
    """A contested point: the options with the price of each, who says what, and figures to decide by.

    `asks` is the question itself; `prices` says in a sentence what each option costs; `sides` names the guidelines.
    """

    id: str
    asks: str
    prices: dict
    sides: tuple[str, ...]
    evidence: dict

    @property
    def options(self) -> tuple[str, ...]:
        """The answers that may be chosen."""
        return tuple(self.prices)

    def fields(self, choice: str, because: str) -> dict:
        """The fields of the `Decision` that answers it: `Decision(**question.fields("path", "..."))`.

        Raises `InterfaceError` where the choice is not one of the options.
        """
        if choice not in self.options:
            raise InterfaceError(
                f"choice: {shorten(choice)} is not one of the options.{nearest(choice, self.options)}"
            )
        criteria = list(dict.fromkeys(name for row in self.evidence.values() for name in row))
        return {
            "question": self.asks,
            "options": self.options,
            "criteria": criteria,
            "evidence": self.evidence,
            "choice": choice,
            "because": because,
            "provenance": "; ".join(self.sides),
        }

    def __str__(self) -> str:
        prices = "\n".join(f"  - {option}: {price}" for option, price in self.prices.items())
        return f"{self.asks} [{self.id}]\n{prices}\n  ({'; '.join(self.sides)})"

    def __hash__(self) -> int:
        return hash(self.id)


def _is_long_lived(api: "Api") -> bool:
    return bool(api.endpoints)


def _has_keys(api: "Api") -> bool:
    keys = [(api.resources[name], key_of(api, name)) for name in api.resources]
    return any(key and (fields[key].base in NUMBERS or fields[key].base in ("uuid", "string")) for fields, key in keys)


def _kinds(*kinds: str) -> "Callable[[Api], bool]":
    return lambda api: any(kind_of(api, each) in kinds for each in api.endpoints)


# Figures are counts or yes (1) and no (0), lower is better: what each option costs.
CONTESTED: "tuple[tuple[Question, Callable[[Api], bool]], ...]" = (
    (
        Question(
            "version",
            "Where does the version of the interface stand?",
            {
                "path": "Simple to see, to route and to try; but each thing gets an address a version, and "
                "links to it break "
                "when the version goes.",
                "header": "One address a thing for ever; but it is invisible in a link or a log, and caches "
                "must be told "
                "(Vary).",
                "query": "Easy to add to any call, a date says how old a client is; but it is easily left "
                "out, and then the "
                "oldest version must be meant.",
                "none": "Only changes that break nobody, for ever; but a mistake stays for ever as well.",
            },
            (
                "Zalando 113 avoid, 115 not in the path",
                "AIP-185 in the path",
                "Azure versioning-no-version-in-path: a date in the query",
            ),
            {
                "path": {"addresses_per_thing_after_two_versions": 2, "hidden_in_a_link": 0, "mistakes_that_stay": 0},
                "header": {"addresses_per_thing_after_two_versions": 1, "hidden_in_a_link": 1, "mistakes_that_stay": 0},
                "query": {"addresses_per_thing_after_two_versions": 2, "hidden_in_a_link": 0, "mistakes_that_stay": 0},
                "none": {"addresses_per_thing_after_two_versions": 1, "hidden_in_a_link": 0, "mistakes_that_stay": 1},
            },
        ),
        _is_long_lived,
    ),
    (
        Question(
            "ids",
            "What are the ids made of?",
            {
                "number": "8 bytes and in order, so indexes stay small; but strangers count your orders and "
                "guess the next id.",
                "uuid4": "Nobody guesses 122 random bits, and any machine can make one; but 16 bytes, and in no order.",
                "uuid7": "In order, and made by any machine; but 16 bytes, and each tells when it was made.",
                "short code": "Seven letters fit into a message; but they must be checked for being taken, "
                "and without a rate "
                "limit they can be tried through.",
            },
            ("Zalando 144 UUIDs only if necessary", "OWASP no-numeric-ids", "AIP-148", "RFC 9562"),
            {
                "number": {"bytes": 8, "guessable": 1, "tells_when": 1},
                "uuid4": {"bytes": 16, "guessable": 0, "tells_when": 0},
                "uuid7": {"bytes": 16, "guessable": 0, "tells_when": 1},
                "short code": {"bytes": 7, "guessable": 0, "tells_when": 0},
            },
        ),
        _has_keys,
    ),
    (
        Question(
            "total-count",
            "Do lists say how many items there are in all?",
            {
                "no": "Pages stay cheap; but people cannot see how far it goes.",
                "yes": "People like it; but the database counts all of them for every page, and the number is "
                "old at once.",
                "about": "A number from time to time, marked as such; but somebody will take it for exact.",
            },
            ("Zalando 254 avoid", "Azure collections-avoid-count-property", "AIP-158 total_size, may be an estimate"),
            {
                "no": {"rows_counted_a_page": 0, "people_miss_it": 1},
                "yes": {"rows_counted_a_page": 1_000_000, "people_miss_it": 0},
                "about": {"rows_counted_a_page": 0, "people_miss_it": 0},
            },
        ),
        lambda api: any(each.paginated for each in api.endpoints),
    ),
    (
        Question(
            "stranger",
            "What does a stranger's call for something private get?",
            {
                "403": "Clear: it is there, and not for you; but now the stranger knows that it is there.",
                "404": "Tells nothing; but who merely used the wrong account looks for the mistake elsewhere.",
            },
            ("Azure http-return-403-vs-404", "RFC 9110 15.5.4 allows both", "OWASP API1:2023"),
            {
                "403": {"tells_that_it_exists": 1, "puzzles_friends": 0},
                "404": {"tells_that_it_exists": 0, "puzzles_friends": 1},
            },
        ),
        lambda api: any(each.owner_only for each in api.endpoints),
    ),
    (
        Question(
            "redirect",
            "Is a redirect for this time, or for good?",
            {
                "302": "Every opening comes to you: it can be counted, and the target changed; but you carry "
                "every opening.",
                "301": "Browsers remember it, so the second opening costs nothing; but it cannot be counted, "
                "changed or taken "
                "back.",
            },
            ("RFC 9110 15.4.2 and 15.4.3", "RFC 9111 4.2.2"),
            {
                "302": {"calls_for_ten_openings": 10, "cannot_be_taken_back": 0},
                "301": {"calls_for_ten_openings": 1, "cannot_be_taken_back": 1},
            },
        ),
        lambda api: any(300 <= each.status < 400 for each in api.endpoints),
    ),
    (
        Question(
            "unknown-fields",
            "What happens to a field that the contract does not know?",
            {
                "ignored": "Newer clients work with an older server; but a mistyped field is lost, and nobody is told.",
                "refused": "Mistyped fields are told at once; but a newer client fails at an older server.",
            },
            ("Zalando 111 keep objects open", "OWASP additional-properties: close them", "RFC 9413"),
            {
                "ignored": {"typing_mistakes_lost": 1, "newer_clients_fail": 0},
                "refused": {"typing_mistakes_lost": 0, "newer_clients_fail": 1},
            },
        ),
        lambda api: any(each.body is not None for each in api.endpoints),
    ),
    (
        Question(
            "changes",
            "How is a thing changed: a part of it, or the whole?",
            {
                "PATCH": "Sends only what changed, so a new field is not lost by an old client; but sent "
                "twice it may do "
                "something twice, and null has a meaning (RFC 7396).",
                "PUT": "Sent twice it does the same; but an old client that does not know a new field removes it.",
            },
            ("AIP-134 PATCH", "Azure PATCH with merge-patch", "Zalando 148 PUT first", "RFC 9110 9.3.4"),
            {
                "PATCH": {"bytes_sent_of_a_thousand": 50, "old_clients_lose_fields": 0},
                "PUT": {"bytes_sent_of_a_thousand": 1000, "old_clients_lose_fields": 1},
            },
        ),
        _kinds("replace", "update"),
    ),
)


def questions(api: "Api", decisions=()) -> tuple[Question, ...]:
    """The contested points that this interface touches and that no finished decision answers.

    >>> from helpers.interface import Api, Endpoint
    >>> [each.id for each in questions(Api().add(Endpoint("open_link", "GET", "/{code}", status=302)))]
    ['version', 'redirect']
    """
    given = [decisions] if hasattr(decisions, "question") else decisions
    if not isinstance(given, list | tuple):
        raise InterfaceError(f"decisions: {shorten(decisions)} is not a list of Decision values.")
    answered = {each.question for each in given if getattr(each, "choice", None) and getattr(each, "because", "")}
    return tuple(each for each, touches in CONTESTED if touches(api) and each.asks not in answered)
