"""Pandas for tables that a notebook shows as they are: amounts in $ are no formulas, reasons are read to their end.

Import it from here: `from helpers.tables import pandas`. Its `DataFrame` differs from the real one only in how a page
shows it; the options that a learner has set for tables of their own stay untouched.
"""

import re
from typing import TYPE_CHECKING, Any

import pandas as _pandas

MOST_ROWS, MOST_COLUMNS, WIDEST = 60, 30, 200
WIDE = 7  # columns beside the index, from which on a table may not fit
SHORT = 20  # characters that are never broken into two lines: a number with its unit


class Table(_pandas.DataFrame):
    """A DataFrame with one header row and one alignment in a page, and without formulas."""

    @property
    def _constructor(self):
        return Table

    def _repr_html_(self) -> str:
        frame = _pandas.DataFrame(self)
        if frame.index.nlevels == frame.columns.nlevels == 1:  # the index's name stands beside those of the columns
            frame = frame.rename_axis(index=None, columns=frame.index.name)
        with _pandas.option_context("display.html.use_mathjax", False, "display.max_colwidth", WIDEST):
            page = frame.to_html(justify="left", max_rows=MOST_ROWS, max_cols=MOST_COLUMNS, border=0)
        left = "style=\"text-align:left;vertical-align:top\""
        page = page.replace("<th></th>", "<td></td>", 1)  # a screen reader is told of no header without a name
        one_line = f"<td {left[:-1]};white-space:nowrap\">"  # "100 M/month"
        page = re.sub(rf"<td>(?=[^<]{{1,{SHORT}}}</td>)", one_line, page)
        page = page.replace("<td>", f"<td {left}>").replace("<th>", f"<th {left}>")
        if len(frame.columns) < WIDE:
            return page
        # It may be wider than the page: then it is moved sideways, by the keyboard as well.
        return f'<div role="region" aria-label="Table" tabindex="0" style="overflow-x:auto">{page}</div>'

    def __repr__(self) -> str:
        with _pandas.option_context("display.max_colwidth", WIDEST):
            return super().__repr__()


class _Pandas:
    """The pandas module, with `Table` for its DataFrame."""

    DataFrame = Table

    def __getattr__(self, name: str) -> Any:
        return getattr(_pandas, name)


if TYPE_CHECKING:
    import pandas
else:
    pandas = _Pandas()

__all__ = ["Table", "pandas"]
