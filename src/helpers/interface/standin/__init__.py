"""A stateful stand-in derived from the contract: in this process, or at 127.0.0.1."""

from helpers.interface.standin.answer import Answer
from helpers.interface.standin.stand_in import StandIn

__all__ = ["Answer", "StandIn", "serve"]


def serve(api, port: int | None = None, **options) -> StandIn:
    """A stand-in for an interface, in this process; with `port`, it also listens at 127.0.0.1 (0: any free port).

    `options` are those of `StandIn`: users, limits, clock, seed. It stops with the kernel, or by `.close()`.
    """
    made = StandIn(api, **options)
    if port is not None:
        made.listen(port)
    return made
