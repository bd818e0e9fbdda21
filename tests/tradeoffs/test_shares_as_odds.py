"""Small shares are told as odds, with the word of their size: values on both sides of each."""

import pytest

from helpers.tradeoffs.comparison import Column


@pytest.mark.parametrize(("share", "said"), [
    (1e-12, "1 in 1 trillion"), (1.1e-12, "1 in 910 billion"), (0.9e-12, "1 in 1.1 trillion"),
    (1e-13, "1 in 10 trillion"),
    (1e-9, "1 in 1 billion"), (1.1e-9, "1 in 910 million"), (0.9e-9, "1 in 1.1 billion"), (1e-10, "1 in 10 billion"),
    (1e-6, "1 in 1 million"), (0.9e-6, "1 in 1.1 million"), (1.1e-14, "1 in 91 trillion"), (1e-15, "1 in 10^15"),
    (1e-20, "1 in 10^20")])
def test_odds(share, said):
    assert Column("x", "a chance", "share").show(share) == said
