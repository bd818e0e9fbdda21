"""Databases that the tests of data models share."""

import pytest
import sqlalchemy as sa

from tests.kit.postgres import postgres  # noqa: F401 (a fixture)


@pytest.fixture
def pg(postgres):  # noqa: F811
    """An engine on an empty database of a PostgreSQL server of the tests' own."""
    engine = sa.create_engine(postgres.new_database())
    yield engine
    engine.dispose()
