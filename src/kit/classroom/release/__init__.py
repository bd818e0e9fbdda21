"""Handing out: what students get, and the search that nothing leaks."""
