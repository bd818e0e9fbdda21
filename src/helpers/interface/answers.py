"""What an interface can be asked: each question is answered by its own module, imported when it is first asked."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for annotations alone: each is imported where it is needed
    from pandas import DataFrame

    from helpers.cases import Flow
    from helpers.findings import Findings
    from helpers.interface.flows import Bandwidth
    from helpers.interface.model import Api
    from helpers.interface.payloads import Payload
    from helpers.interface.questions import Question
    from helpers.interface.standin import StandIn
    from helpers.interface.use_cases import Played


class Answers:
    """The questions that an `Api` answers."""

    def check(self, requirements: object = None, estimate: object = None) -> "Findings":
        """What could be better, as `Findings`.

        Parameters
        ----------
        requirements
            Step 1's `Requirements`, or a list of its functional ones: with them, every one must be served.
        estimate
            Step 2's `Estimate`: with it, the bandwidth of the schemas is compared with the estimated one.
        """
        from helpers.interface.check import check

        return check(self, requirements, estimate)

    def questions(self, decisions: object = ()) -> "tuple[Question, ...]":
        """What guidelines contradict each other about, and no decision answers yet: a tuple of `Question`."""
        from helpers.interface.questions import questions

        return questions(self, decisions)

    def traceability(self, requirements: object) -> "DataFrame":
        """Requirement x endpoint as a DataFrame of True and False."""
        from helpers.interface.traceability import traceability

        return traceability(self, requirements)

    def table(self) -> "DataFrame":
        """The endpoints as a DataFrame: call, what it takes and returns, answers, access, promises."""
        from helpers.interface.text import table

        return table(self)

    def openapi(self) -> dict:
        """The OpenAPI 3.1 document, as plain data."""
        from helpers.interface.openapi import openapi

        return openapi(self)

    def openapi_text(self) -> str:
        """The OpenAPI 3.1 document as YAML, to save in a file."""
        from helpers.interface.openapi import openapi_text

        return openapi_text(self)

    @classmethod
    def from_openapi(cls, document: str | bytes | dict | Path) -> "Api":
        """The interface that an OpenAPI 3 document describes: YAML or JSON text, a `Path`, or a dict.

        What the kit does not model is named in `.left_out`, and in what `check` finds. Raises `InterfaceError`.
        """
        from helpers.interface.openapi_reader import from_openapi

        return from_openapi(cls, document)

    @classmethod
    def read_openapi(cls, document: str | bytes | dict | Path) -> "tuple[Api, Findings]":
        """What can be read of a document, with findings on the rest: (api, Findings); never raises."""
        from helpers.interface.openapi_reader import read_openapi

        return read_openapi(cls, document)

    def payload_bytes(self, endpoint: str) -> "Payload":
        """How large requests and answers of an endpoint are, from the schemas: a `Payload`."""
        from helpers.interface.payloads import payload_bytes

        return payload_bytes(self, self[endpoint])

    def bandwidth(self, estimate: object) -> "Bandwidth":
        """The bandwidth that follows from the schemas and the estimate's rates: a `Bandwidth`."""
        from helpers.interface.flows import bandwidth

        return bandwidth(self, estimate)

    def flows(self, estimate: object = None) -> "tuple[Flow, ...]":
        """The endpoints as flows, which step 5 traces and step 6 runs: a tuple of `Flow`."""
        from helpers.interface.flows import flows

        return flows(self, estimate)

    def serve(self, port: int | None = None, **options: object) -> "StandIn":
        """A stand-in that behaves as the contract says, in this process; with `port`, also at 127.0.0.1."""
        from helpers.interface.standin import serve

        return serve(self, port, **options)

    def play(self, story: object, **options: object) -> "Played":
        """A use case as a chain of calls to a fresh stand-in: `Played`, with what each call returned."""
        from helpers.interface.use_cases import play

        return play(story, self, **options)

    def to_code(self, variable: str = "api") -> str:
        """Python code that makes this interface, to copy into a cell."""
        from helpers.interface.text import to_code

        return to_code(self, variable)

    def to_dict(self) -> dict:
        """Plain data for YAML or JSON; `from_dict` reads it back."""
        from helpers.interface.serialization import to_dict

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Api":
        """The interface that `to_dict` wrote. Raises `InterfaceError` naming the part, the field and the mend."""
        from helpers.interface.serialization import from_dict

        return from_dict(cls, data)
