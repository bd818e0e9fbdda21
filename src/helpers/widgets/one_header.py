"""A table with one header row, no empty header cell, words at the left and figures at the right."""

import re
from html import escape

CELL = "style='padding:2px 10px;text-align:{}'"
FIGURE = re.compile(r"^[<>≈~]?\s*[-−+]?[$€]?[\d.,]+(\s*[×x%]|\s*\S{1,9})?(/\S+)?$")


def one_header(frame, corner: str) -> str:
    """A DataFrame as HTML: its index is the first column, headed by `corner`.

    >>> from pandas import DataFrame
    >>> "<th scope='row'" in one_header(DataFrame({"wait": ["5 ms"]}, index=["random"]), "policy")
    True
    """
    sides = ["right" if all(FIGURE.match(str(cell).strip()) or not str(cell).strip() for cell in frame[name])
             else "left" for name in frame.columns]
    head = "".join(f"<th scope='col' {CELL.format(side)}>{escape(str(name))}</th>"
                   for name, side in zip([corner, *frame.columns], ["left", *sides], strict=True))
    rows = "".join(
        f"<tr><th scope='row' {CELL.format('left')}>{escape(str(name))}</th>"
        + "".join(f"<td {CELL.format(side)}>{escape(str(cell))}</td>" for cell, side in zip(row, sides, strict=True))
        + "</tr>" for name, row in zip(frame.index, frame.itertuples(index=False, name=None), strict=True))
    return f"<table style='border-collapse:collapse'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
