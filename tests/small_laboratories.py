"""Settings with which each laboratory answers at once: for tests that call one again and again."""

SMALL = {
    "cache_policies": {"requests": 60, "keys": 20, "sizes": [5]},
    "fan_out": {"accounts": 100},
    "rate_limiters": {"limit": 5, "windows": 2},
    "quorum": {"n": 2, "samples": 100},
    "identifiers": {"sample": 20},
    "bloom_filter": {"measured_items": 50, "questions": 100, "bits_per_item": [8]},
    "batching": {"items": 100, "sizes": [2], "lingers": [0]},
    "load_balancing": {"requests": 200, "policies": ["random", "two choices"]},
    "session_guarantees": {"reads": 3},
}
