"""Step 6, detailed design: laboratories that measure alternatives, and decisions that rest on what they measured."""

from helpers.tradeoffs.balancing import load_balancing
from helpers.tradeoffs.batches import batching
from helpers.tradeoffs.blooming import bloom_filter
from helpers.tradeoffs.caching import cache_policies, make_trace
from helpers.tradeoffs.comparison import Column, Comparison
from helpers.tradeoffs.decisions import Criterion, Decision, Decisions
from helpers.tradeoffs.errors import TradeoffError
from helpers.tradeoffs.fanning import fan_out
from helpers.tradeoffs.followers import Followers
from helpers.tradeoffs.identifying import collision_chance, identifiers
from helpers.tradeoffs.laboratories import LABORATORIES, laboratories_table
from helpers.tradeoffs.limiters import rate_limiters
from helpers.tradeoffs.quorums import enough_up, quorum

__all__ = [
    "LABORATORIES", "Column", "Comparison", "Criterion", "Decision", "Decisions", "Followers", "TradeoffError",
    "batching", "bloom_filter", "cache_policies",
    "collision_chance", "enough_up", "fan_out", "identifiers", "laboratories_table",
    "load_balancing", "make_trace", "quorum", "rate_limiters",
]
