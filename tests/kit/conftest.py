"""What the attacks share: one fork server for all of them."""

import pytest


@pytest.fixture(scope="session")
def attack_fleet():
    """A fork server with tight limits, warmed with the small assignment."""
    from kit.grader.fleet import Fleet
    from tests.kit.attacks.harness import DOUBLING, LIMITS

    with Fleet(LIMITS, True, DOUBLING.warm(), DOUBLING.modules()) as fleet:
        yield fleet
