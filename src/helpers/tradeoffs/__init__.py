"""Step 6, detailed design: laboratories that measure alternatives, and decisions that rest on what they measured."""

from helpers.tradeoffs.batching import batching
from helpers.tradeoffs.bloom import bloom_filter
from helpers.tradeoffs.caching import cache_policies, make_trace
from helpers.tradeoffs.comparison import Column, Comparison
from helpers.tradeoffs.decisions import Criterion, Decision, Decisions
from helpers.tradeoffs.errors import TradeoffError
from helpers.tradeoffs.fan_out import fan_out
from helpers.tradeoffs.followers import Followers
from helpers.tradeoffs.identifiers import collision_chance, identifiers
from helpers.tradeoffs.laboratories import LABORATORIES, laboratories_table
from helpers.tradeoffs.load_balancing import load_balancing
from helpers.tradeoffs.quorum import enough_up, quorum
from helpers.tradeoffs.rate_limiting import rate_limiters
from helpers.tradeoffs.session_guarantees import session_guarantees

__all__ = [
    "LABORATORIES", "Column", "Comparison", "Criterion", "Decision", "Decisions", "Followers", "TradeoffError",
    "batching", "bloom_filter", "cache_policies",
    "collision_chance", "enough_up", "fan_out", "identifiers", "laboratories_table",
    "load_balancing", "make_trace", "quorum", "rate_limiters", "session_guarantees",
]
