"""What the attacks share: one fork server for all of them."""

import functools

import pytest


@pytest.fixture(scope="session")
def attack_fleet():
    """A fork server with tight limits, warmed with the small assignment."""
    from kit.grader.fleet import Fleet
    from tests.kit.attacks.harness import DOUBLING, LIMITS

    with Fleet(LIMITS, True, DOUBLING.warm(), DOUBLING.modules()) as fleet:
        yield fleet


@pytest.fixture(scope="session", autouse=True)
def one_question_to_alembic():
    """Ask alembic once for the version of nbgrader's tables: each new gradebook starts its program, for seconds."""
    from nbgrader import api

    asked = api.get_alembic_version
    api.get_alembic_version = functools.cache(asked)
    yield
    api.get_alembic_version = asked
