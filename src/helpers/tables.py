"""Pandas, set so that a notebook shows its tables as they are: amounts in $ are no formulas."""

import pandas

pandas.set_option("display.html.use_mathjax", False)

__all__ = ["pandas"]
