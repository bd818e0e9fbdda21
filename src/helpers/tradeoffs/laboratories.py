"""The laboratories by name, each with the question that it answers."""

from dataclasses import dataclass

from helpers.tables import pandas
from helpers.tradeoffs.batching import batching
from helpers.tradeoffs.bloom import bloom_filter
from helpers.tradeoffs.caching import cache_policies
from helpers.tradeoffs.fan_out import fan_out
from helpers.tradeoffs.identifiers import identifiers
from helpers.tradeoffs.load_balancing import load_balancing
from helpers.tradeoffs.quorum import quorum
from helpers.tradeoffs.rate_limiting import rate_limiters
from helpers.tradeoffs.session_guarantees import session_guarantees

LABORATORIES = {each.__name__: each for each in (
    cache_policies, fan_out, rate_limiters, quorum, identifiers, bloom_filter, batching, load_balancing,
    session_guarantees)}


@dataclass(frozen=True)
class LaboratoryEntry:
    """One laboratory: its name, the question, and what it compares."""

    name: str
    question: str
    compares: str


ENTRIES = (
    LaboratoryEntry("cache_policies", "Which key should a full cache evict?",
                    "FIFO, LRU, LFU, SIEVE, ARC, S3-FIFO, and Belady's optimum as the bound"),
    LaboratoryEntry("fan_out", "Who does the work of a timeline?", "on write, on read, hybrid"),
    LaboratoryEntry("rate_limiters", "Which limiter keeps a caller to its limit?",
                    "fixed window, sliding log, sliding counter, token bucket, leaky bucket"),
    LaboratoryEntry("quorum", "How many replicas should a write and a read wait for?", "choices of R and W"),
    LaboratoryEntry("identifiers", "Which identifiers should be given out?",
                    "random letters, random bits, counter, Snowflake, ULID, UUIDv4"),
    LaboratoryEntry("bloom_filter", "How much memory does a set need that may be wrong now and then?",
                    "bits an item, and a hash set"),
    LaboratoryEntry("batching", "How many items should one message carry?", "batch sizes and waiting times"),
    LaboratoryEntry("load_balancing", "Which replica should take the next request?",
                    "random, round-robin, two-choices, shortest-queue, and one-shared-queue as the bound"),
    LaboratoryEntry("session_guarantees", "Which replica should answer a user who has just written?",
                    "any, one a user, the leader always or for a while, by the write's position"),
)


def laboratories_table() -> "pandas.DataFrame":
    """A DataFrame with one row a laboratory: its question, and what it compares.

    >>> list(laboratories_table().columns), len(laboratories_table()) == len(LABORATORIES)
    (['question', 'compares'], True)
    """
    return pandas.DataFrame([{"laboratory": each.name, "question": each.question, "compares": each.compares}
                             for each in ENTRIES]).set_index("laboratory")
