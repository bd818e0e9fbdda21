"""A plotly figure made ready for the way to the page: what is small as JSON, arrays of numbers as bytes."""

import base64
import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from numbers import Number

import numpy as np

from helpers.errors import CourseError, nearest, shorten

SHORTEST_BUFFER = 3  # ranges and other pairs stay as they are: plotly.js wants plain lists there
SHOWN_AS_TEXT = {"text", "hovertext", "customdata", "ids", "labels", "names", "meta"}  # a float32 of 0.1 shows its tail
LARGEST_FLOAT32 = 2.0**24  # every whole number up to here is exact
TOLERANCE = 1e-6  # of a value and of the whole range: far below a pixel

# Used where nobody chose a template: plotly's own default fixes light colours, unsafe for colour-blind readers.
PLAIN_TEMPLATE = {
    "layout": {
        "colorway": ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"],  # Okabe and Ito, 2008
        "colorscale": {"sequential": "Cividis", "sequentialminus": "Cividis"},
        "xaxis": {"automargin": True},
        "yaxis": {"automargin": True},
        "margin": {"t": 50, "r": 20},
    }
}


def split(figure) -> tuple[dict, list[bytes]]:
    """Part a figure into what is small and named, for JSON, and its arrays of numbers, as bytes.

    >>> frame, arrays = split({"data": [{"type": "scatter", "y": [1, 2, 4]}]})
    >>> frame["data"]
    [{'type': 'scatter', 'y': {'buffer': 0, 'type': 'float32'}}]
    >>> arrays == [np.array([1, 2, 4], "float32").tobytes()]
    True
    """
    data, layout = _parts(figure)
    arrays: list[bytes] = []
    layout = {**layout, "template": _template(layout.get("template"))}  # before packing: the default is 7 KB
    frame = {
        "data": [_pack(trace, f"figure.data[{number}]", arrays) for number, trace in enumerate(data)],
        "layout": _pack(layout, "figure.layout", None),
    }
    return frame, arrays


def _parts(figure) -> tuple[list, dict]:
    """Take apart the traces and the layout of a figure, as plain dicts."""
    if hasattr(figure, "to_plotly_json") and hasattr(figure, "data") and hasattr(figure, "layout"):
        if getattr(figure, "frames", None):
            raise CourseError("figure.frames: a live picture has no frames of its own. Call `update` for each instead.")
        data = [trace.to_plotly_json() for trace in figure.data]
        return data, getattr(figure, "_layout", None) or figure.layout.to_plotly_json()  # the first saves a deep copy
    if not isinstance(figure, Mapping):
        raise CourseError(
            f"figure: {shorten(figure)} is not a figure. Give a plotly figure, or a dict with data and layout."
        )
    for key in figure:
        if key not in ("data", "layout") and not (key == "frames" and not figure[key]):
            raise CourseError(f"figure.{key}: a figure has data and layout.{nearest(key, ['data', 'layout'])}")
    data, layout = (_plain(figure.get(key)) for key in ("data", "layout"))
    data = [_plain(trace) for trace in ([data] if isinstance(data, Mapping) else data or [])]
    layout = {} if layout is None else layout
    for number, trace in enumerate(data):
        if not isinstance(trace, Mapping):
            raise CourseError(f"figure.data[{number}]: {shorten(trace)} is no trace. Give a dict such as {{'y': ...}}.")
    if not isinstance(layout, Mapping):
        raise CourseError(f"figure.layout: {shorten(layout)} is not a layout. Give a dict such as {{'title': ...}}.")
    return data, layout


def _plain(value):
    """Turn a plotly object into the dict that it stands for; leave anything else as it is."""
    return value.to_plotly_json() if hasattr(value, "to_plotly_json") else value


def _template(template) -> Mapping:
    """Choose the template to send: looked up where it is a name, and the plain one where nobody chose."""
    if isinstance(template, str):
        from plotly.io import templates

        if template not in templates:
            raise CourseError(f"figure.layout.template: there is no {template!r}.{nearest(template, templates)}")
        template = templates[template]
    template = _plain(template)
    if not template:
        return PLAIN_TEMPLATE
    if not isinstance(template, Mapping):
        raise CourseError(f"figure.layout.template: {shorten(template)} is no template. Give a name or a dict.")
    chosen = template.get("layout", {})
    is_default = chosen.get("plot_bgcolor") == "#E5ECF6" and chosen.get("font") == {"color": "#2a3f5f"}
    return PLAIN_TEMPLATE if is_default else template


def _pack(value, where: str, arrays: list[bytes] | None):
    """Make a value ready for JSON; its arrays of numbers are moved to `arrays`, unless there is none to take them."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Mapping):
        if "bdata" in value:
            return _pack_array(_from_base64(value, where), where, arrays)
        return {str(key): _pack(each, f"{where}.{key}", arrays) for key, each in value.items()}
    if hasattr(value, "to_plotly_json"):
        return _pack(value.to_plotly_json(), where, arrays)
    if hasattr(value, "to_numpy"):  # a column of a table
        value = value.to_numpy()
    if isinstance(value, np.ndarray) and value.ndim:
        return _pack_array(value, where, arrays)
    if isinstance(value, list | tuple | range):
        return _pack_list(value, where, arrays)
    return _pack_scalar(value, where)


def _pack_scalar(value, where: str):
    """Make a single value ready for JSON: what is not a number of finite size becomes a gap."""
    if isinstance(value, np.ndarray | np.generic):
        value = str(value) if isinstance(value, np.datetime64) else value.item()
    if value is None or isinstance(value, str | bool | int):
        return None if value == "NaT" else value
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Number) and not isinstance(value, complex):
        value = float(value)
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _pack_scalar(float(value), where)
    raise CourseError(
        f"{where}: {shorten(value)} cannot be drawn. Give numbers, text or dates; of a quantity, its `.magnitude`."
    )


def _pack_list(values, where: str, arrays: list[bytes] | None):
    """Make a list ready for JSON, or a buffer where it holds nothing but numbers and gaps."""
    numbers = None if arrays is None or where.rpartition(".")[2] in SHOWN_AS_TEXT else _as_numbers(values)
    if numbers is not None and numbers.shape[-1] >= SHORTEST_BUFFER:
        return _pack_array(numbers, where, arrays)
    return [_pack(each, f"{where}[{number}]", arrays) for number, each in enumerate(values)]


def _as_numbers(values) -> np.ndarray | None:
    """Read the values as an array of numbers with NaN for None; nothing if some are neither."""
    try:
        array = np.asarray(values)
    except (ValueError, TypeError, OverflowError):  # rows of different lengths
        return None
    if array.dtype.kind in "iuf":
        return array
    if array.dtype.kind != "O" or not array.size:
        return None
    kinds = {type(each) for each in array.flat}
    if kinds <= {int, float, type(None)} or all(issubclass(k, np.integer | np.floating | int | float) for k in kinds):
        try:
            return array.astype(float)
        except (OverflowError, TypeError, ValueError):
            return None
    return None


def _pack_array(array: np.ndarray, where: str, arrays: list[bytes] | None):
    """Replace an array of numbers by a reference to a buffer; any other array by a list."""
    as_text = where.rpartition(".")[2] in SHOWN_AS_TEXT
    if array.dtype.kind == "O":
        return _pack_list(array.tolist(), where, arrays)
    if array.dtype.kind == "M":
        return [None if each == "NaT" else each for each in np.datetime_as_string(array).tolist()]
    is_plain = array.dtype.kind not in "iuf" or not array.size or array.shape[-1] < SHORTEST_BUFFER
    if is_plain or as_text or arrays is None:
        return [_pack(each, f"{where}[{number}]", None) for number, each in enumerate(array.tolist())]
    narrow = narrowest(array)
    arrays.append(narrow.tobytes())
    reference = {"buffer": len(arrays) - 1, "type": str(narrow.dtype)}
    return reference | ({"shape": list(narrow.shape)} if narrow.ndim > 1 else {})


def narrowest(array: np.ndarray) -> np.ndarray:
    """Return the array as float32 where nobody could see the difference, even zoomed in; as float64 otherwise.

    >>> str(narrowest(np.array([0.1, 0.2, np.nan])).dtype), str(narrowest(np.array([1e12, 1e12 + 1])).dtype)
    ('float32', 'float64')
    """
    wide = np.ascontiguousarray(array, dtype="<f8")
    finite = wide[np.isfinite(wide)]
    if not finite.size:
        return wide.astype("<f4")
    lowest, highest = finite.min(), finite.max()
    if max(abs(lowest), abs(highest)) > LARGEST_FLOAT32:
        return wide
    error = np.abs(finite.astype("<f4") - finite)
    visible = error > TOLERANCE * np.abs(finite)
    merged = (np.diff(finite.astype("<f4")) == 0) & (np.diff(finite) != 0)
    if visible.any() or merged.any() or error.max() > TOLERANCE * (highest - lowest):
        return wide
    return wide.astype("<f4")


def _from_base64(value: Mapping, where: str) -> np.ndarray:
    """Decode the array behind plotly's own way of writing one."""
    try:
        kind = {"u1c": "u1"}.get(value["dtype"], value["dtype"])
        array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=np.dtype(f"<{kind}"))
        shape = str(value.get("shape", array.size)).strip("[]()").split(",")
        return array.reshape([int(size) for size in shape if size.strip()])
    except (KeyError, TypeError, ValueError) as problem:
        raise CourseError(f"{where}: these are not base64 data as plotly writes them ({problem}).") from None
