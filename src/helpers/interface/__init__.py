"""Step 3, interface: a contract that can be checked, compared, and tried before anything is built."""

from helpers.interface.change import Change, Changes
from helpers.interface.changes import breaking_changes
from helpers.interface.check import rules_table
from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import InterfaceError, UnknownEndpointError
from helpers.interface.experiment_stage import ExperimentResult
from helpers.interface.experiments import compare, page_boundary, stranger, two_editors
from helpers.interface.flows import Bandwidth
from helpers.interface.model import Api
from helpers.interface.payloads import Payload
from helpers.interface.questions import Question
from helpers.interface.repeated_calls import sent_twice, two_wishes
from helpers.interface.rules import RULES, Rule
from helpers.interface.standin import Answer, StandIn, serve
from helpers.interface.types import Type, read_type
from helpers.interface.use_cases import Played, Step, play

__all__ = [
    "RULES",
    "Answer",
    "Api",
    "Bandwidth",
    "Change",
    "Changes",
    "Endpoint",
    "ExperimentResult",
    "InterfaceError",
    "Payload",
    "Played",
    "Question",
    "Rule",
    "StandIn",
    "Step",
    "Type",
    "UnknownEndpointError",
    "breaking_changes",
    "compare",
    "page_boundary",
    "play",
    "read_type",
    "rules_table",
    "sent_twice",
    "serve",
    "stranger",
    "two_editors",
    "two_wishes",
]
