"""Cache policies as functions from a trace to hits, and the laboratory that compares them."""

from helpers.tradeoffs.caching.laboratory import POLICIES, cache_policies, hits_of
from helpers.tradeoffs.caching.traces import TRACES, make_trace

__all__ = ["POLICIES", "TRACES", "cache_policies", "hits_of", "make_trace"]
