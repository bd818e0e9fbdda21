"""Step 3, interface: a contract that can be checked, compared, and tried before anything is built."""

from helpers.interface.breaking import Change, Changes, breaking_changes
from helpers.interface.checking import rules_table
from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import InterfaceError, UnknownEndpointError
from helpers.interface.flowing import Bandwidth
from helpers.interface.model import Api
from helpers.interface.payloads import Payload
from helpers.interface.questions import Question
from helpers.interface.rules import RULES, Rule
from helpers.interface.types import Type, read_type

__all__ = ["RULES", "Api", "Bandwidth", "Change", "Changes", "Endpoint", "InterfaceError", "Payload", "Question", "Rule",
           "Type", "UnknownEndpointError", "breaking_changes", "read_type", "rules_table"]
