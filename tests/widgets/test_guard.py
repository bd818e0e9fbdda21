"""The kernel's side of the key guard; what it does in the page is tested in tests/browser."""

import ipywidgets
import pytest

from helpers.errors import CourseError
from helpers.widgets import KeyGuard


def test_guard_is_an_invisible_child():
    guard = KeyGuard(labels={"reads": "Reads per second"})
    box = ipywidgets.VBox([guard, ipywidgets.FloatSlider(description="reads")])
    assert box.children[0].layout.display == "none"
    assert guard.get_state()["labels"] == {"reads": "Reads per second"}


def test_labels_may_be_left_out_and_are_not_shared():
    labels = {"a": "A"}
    guard = KeyGuard(labels)
    labels["b"] = "B"
    assert guard.labels == {"a": "A"}
    assert KeyGuard().labels == {}


@pytest.mark.parametrize("labels", ["reads", ["reads"], {"reads": ""}, {"reads": 3}, {3: "Reads"}])
def test_bad_labels_are_refused(labels):
    with pytest.raises(CourseError, match=r"^labels"):
        KeyGuard(labels=labels)
