"""Pandas, set so that a notebook shows its tables as they are: amounts in $ are no formulas."""

import pandas

pandas.set_option("display.html.use_mathjax", False)
pandas.set_option("display.max_colwidth", 200)  # a reason is read to its end

__all__ = ["pandas"]
