"""Step 3, interface: a contract that can be checked, compared, and tried before anything is built."""

from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import InterfaceError, UnknownEndpointError
from helpers.interface.model import Api
from helpers.interface.types import Type, read_type

__all__ = ["Api", "Endpoint", "InterfaceError", "Type", "UnknownEndpointError", "read_type"]
