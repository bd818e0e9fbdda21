"""How a request, an attempt or a call ends: the codes that both engines write, and their words for people.

A loop that was compiled earlier keeps the numbers of that time. Whoever changes one here touches `loop.py` as well, so
that it is compiled anew.
"""

IN_FLIGHT, SERVED, TIMED_OUT, QUEUE_FULL, LOAD_SHED = range(5)
REPLICA_DOWN, CRASHED, LINK_LOST, CIRCUIT_OPEN, ABANDONED, FAILED = range(5, 11)
REASONS = ("in flight", "served", "timed out", "queue full", "load shed", "replica down", "crashed", "link lost",
           "circuit open", "abandoned", "failed")
