"""The kernel's side of the live picture: what is sent, in which form, and what is refused."""

import datetime
import gzip
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.errors import CourseError
from helpers.widgets import LivePlot
from helpers.widgets.figure_bytes import PLAIN_TEMPLATE, narrowest, split
from helpers.widgets.live_plot import plotly_library, plotly_version

FLOATS = hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(width=64))
WHOLE = hnp.arrays(np.int64, st.integers(1, 40), elements=st.integers(-(2**53), 2**53))
REFUSED = {
    "no figure": ([1, 2], "figure: "),
    "none": (None, "figure: "),
    "an unknown part": ({"dat": []}, "figure.dat: "),
    "a trace that is none": ({"data": [1]}, r"figure.data\[0\]: "),
    "a layout that is none": ({"data": [], "layout": 3}, "figure.layout: "),
    "a value that is no number": ({"data": [{"y": [1, object(), 3]}]}, r"figure.data\[0\].y\[1\]: "),
    "a complex number": ({"data": [{"y": [1, 2j, 3]}]}, r"figure.data\[0\].y\[1\]: "),
    "a complex array": ({"data": [{"y": np.array([1, 2j, 3])}]}, r"figure.data\[0\].y\[0\]: "),
    "an unknown template": ({"layout": {"template": "plotly_wite"}}, "figure.layout.template: .*plotly_white"),
    "broken base64": ({"data": [{"y": {"bdata": "AAAA", "dtype": "f8"}}]}, r"figure.data\[0\].y: "),
    "frames": (go.Figure(frames=[go.Frame()]), "figure.frames: "),
}


def read_back(reference, arrays):
    numbers = np.frombuffer(arrays[reference["buffer"]], reference["type"])
    return numbers.reshape(reference.get("shape", numbers.shape))


def sent(**trace):
    """One trace as the page gets it, its arrays put back."""
    frame, arrays = split({"data": [trace]})
    json.dumps(frame, allow_nan=False)
    (packed,) = frame["data"]
    return {
        key: read_back(value, arrays) if isinstance(value, dict) and "buffer" in value else value
        for key, value in packed.items()
    }


@pytest.fixture
def messages(monkeypatch):
    """Every state message and custom message that a widget sends."""
    collected = []
    monkeypatch.setattr(LivePlot, "_send", lambda self, message, buffers=None: collected.append((message, buffers)))
    return collected


@given(st.one_of(FLOATS, WHOLE))
def test_no_number_is_visibly_damaged(array):
    narrow = narrowest(array)
    wide = array.astype(float)
    finite = np.isfinite(wide)
    assert narrow.dtype in (np.float32, np.float64)
    assert (np.isnan(narrow) == np.isnan(wide)).all()
    error = np.abs(narrow[finite].astype(float) - wide[finite])
    assert (error <= 1e-6 * np.abs(wide[finite])).all()
    if finite.any():
        with np.errstate(over="ignore"):  # the span of the largest floats of both signs
            assert (error <= 1e-6 * np.ptp(wide[finite])).all() or not error.any()


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=30))
def test_what_float32_holds_exactly_travels_as_float32(numbers):
    assert narrowest(np.array(numbers)).dtype == np.float32


@given(st.floats(1e3, 1e15), st.integers(3, 30))
def test_neighbours_stay_distinct(start, count):
    array = start + np.arange(count) * max(start * 1e-9, 1e-3)
    assert len(np.unique(narrowest(array))) == len(np.unique(array))


@pytest.mark.parametrize(
    "array",
    [
        np.array([1e12, 1e12 + 1, 1e12 + 2]),
        np.array([1.7e12, 1.7e12 + 864e5]),  # milliseconds since 1970
        np.array([0.0, 1e-9, 1e39]),
        np.array([2**24 + 1, 5, 6]),
        np.array([0.0, 1e-45, 1e-44]),
        np.array([1, 1 + 1e-9, 2]),
    ],
)
def test_float64_where_float32_would_lose(array):
    assert narrowest(array).dtype == np.float64


def test_lists_arrays_columns_and_base64_all_become_bytes():
    values = [1.5, None, 3.5]
    column = pd.Series(values)
    through_json = go.Figure(go.Scatter(y=np.array([1.5, np.nan, 3.5]))).to_dict()["data"][0]["y"]
    assert "bdata" in through_json
    for given_as in (values, np.array([1.5, np.nan, 3.5]), column, through_json):
        trace = sent(y=given_as)
        assert np.array_equal(np.array(trace["y"], dtype=float), [1.5, np.nan, 3.5], equal_nan=True)


def test_rows_of_numbers_keep_their_shape():
    assert sent(z=[[1, 2, 3], [4, None, 6]], type="heatmap")["z"].shape == (2, 3)
    assert sent(z=np.arange(24).reshape(2, 3, 4))["z"].shape == (2, 3, 4)
    assert sent(z=[[1, 2, 3], [4]])["z"][1] == [4]


def test_text_categories_and_dates_stay_as_they_are():
    day = datetime.date(2026, 1, 2)
    trace = sent(
        x=["a", "b", "c"],
        y=[day, pd.Timestamp("2026-01-03"), None],
        z=pd.to_datetime(pd.Series(["2026-01-04", None, "2026-01-05"])),
        text=[0.1, 0.2, 0.3],
        customdata=np.array([0.1, 0.2, 0.3]),
        visible=[True, False, True],
        range=[Decimal("0.5"), np.int64(1)],
        name="a name",
    )
    assert trace["x"] == ["a", "b", "c"]
    days = {key: [each and each[:10] for each in trace[key]] for key in "yz"}
    assert days == {"y": ["2026-01-02", "2026-01-03", None], "z": ["2026-01-04", None, "2026-01-05"]}
    assert trace["text"] == trace["customdata"] == [0.1, 0.2, 0.3]
    assert (trace["visible"], trace["range"], trace["name"]) == ([True, False, True], [0.5, 1], "a name")


def test_layout_is_plain_json():
    layout = {"shapes": [{"x0": np.float64(1.5), "y0": float("nan")}], "xaxis": {"tickvals": np.array([1, 2, 3])}}
    frame, arrays = split({"data": [], "layout": layout})
    assert frame["layout"]["shapes"] == [{"x0": 1.5, "y0": None}]
    assert frame["layout"]["xaxis"] == {"tickvals": [1, 2, 3]}
    assert arrays == []


def test_template_nobody_chose_is_replaced_and_a_chosen_one_is_kept():
    assert split(go.Figure(go.Scatter(y=[1, 2])))[0]["layout"]["template"] == PLAIN_TEMPLATE
    for layout in ({"template": "plotly_dark"}, go.Layout(template="plotly_dark")):
        template = split({"data": [], "layout": layout})[0]["layout"]["template"]
        assert template["layout"]["paper_bgcolor"] == "rgb(17,17,17)"


def test_figure_is_not_changed_by_being_shown():
    figure = go.Figure(go.Scatter(y=[1, 2, 3]), layout={"title": {"text": "As it was"}})
    before = figure.to_json()
    LivePlot(figure)
    assert figure.to_json() == before


def test_one_message_an_update_with_no_more_than_changed(messages):
    plot = LivePlot({"data": [{"y": [1, 2, 3]}]})
    messages.clear()
    plot.figure = {"data": [{"y": [1, 2, 4]}]}
    assert [set(message["state"]) for message, _ in messages] == [{"_arrays"}]
    assert messages[0][1] == [np.array([1, 2, 4], "float32").tobytes()]
    messages.clear()
    plot.update({"data": [{"y": [1, 2, 5]}], "layout": {"title": {"text": "New"}}})
    assert [set(message["state"]) for message, _ in messages] == [{"_arrays", "_frame"}]
    messages.clear()
    plot.update(plot.figure)
    assert messages == []


def test_library_is_sent_when_asked_for_and_never_else(messages):
    plot = LivePlot({"data": []})
    plot._handle_custom_msg({"ask": "something else"}, [])
    plot._handle_custom_msg("nonsense", [])
    assert not any(message["method"] == "custom" for message, _ in messages)
    plot._handle_custom_msg({"ask": "plotly.js"}, [])
    message, buffers = messages[-1]
    assert message["content"] == {"plotly": plotly_version()}
    assert f"plotly.js v{plotly_version()}".encode() in gzip.decompress(buffers[0])[:500]
    assert len(plotly_library()) < 2_000_000


def test_label_says_title_and_description():
    figure = {"data": [], "layout": {"title": {"text": "<b>Growth</b>"}}}
    assert LivePlot(figure, description="It doubles.")._frame["label"] == "Growth. It doubles."
    assert LivePlot({"data": [], "layout": {"title": "Growth"}})._frame["label"] == "Growth"
    assert LivePlot({"data": []})._frame["label"] == "Picture"
    assert LivePlot(figure)._repr_mimebundle_()[0]["text/plain"].startswith("LivePlot: Growth (live: run this cell")


def test_height_is_the_keyword_or_the_figures_own():
    assert LivePlot({"data": []})._frame["height"] == 360
    assert LivePlot({"data": [], "layout": {"height": 500}})._frame["height"] == 500
    assert LivePlot({"data": [], "layout": {"height": 500}}, height=200)._frame["height"] == 200


@pytest.mark.parametrize("case", REFUSED)
def test_bad_figure_is_refused_by_the_name_of_its_field(case):
    figure, message = REFUSED[case]
    with pytest.raises(CourseError, match=f"^{message}"):
        LivePlot(figure)


@pytest.mark.parametrize("height", [0, -5, "tall", True, float("nan")])
def test_bad_height_is_refused(height):
    with pytest.raises(CourseError, match=r"^height: "):
        LivePlot({"data": []}, height=height)


def test_bad_description_is_refused():
    with pytest.raises(CourseError, match=r"^description: "):
        LivePlot({"data": []}, description=3)


def test_refused_update_leaves_the_picture_as_it_was():
    plot = LivePlot({"data": [{"y": [1, 2, 3]}]})
    before = plot.figure, plot._frame, plot._arrays
    with pytest.raises(CourseError):
        plot.update({"data": [{"y": [object()]}]})
    assert (plot.figure, plot._frame, plot._arrays) == before
