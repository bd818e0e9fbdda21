"""The loops run compiled in all tests of the simulator, unless a test says otherwise: that is faster, and the same."""

import pytest

from helpers.simulation import use_compiled


@pytest.fixture(autouse=True)
def compiled():
    use_compiled(True)
    yield
    use_compiled(None)
