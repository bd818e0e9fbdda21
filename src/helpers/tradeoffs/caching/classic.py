"""The classic policies and the optimum: each takes keys (a list of hashable values) and a size, and gives the hits.

A hit list has one True or False a request. Every policy stores each key it is asked for: none may refuse one.
"""

from collections import OrderedDict, deque
from heapq import heappop, heappush


def fifo(keys: list, size: int) -> list[bool]:
    """First in, first out: evicts the key that came first. One step a request.

    >>> fifo([1, 2, 1, 3, 1], size=2)
    [False, False, True, False, False]
    """
    held, order, hits = set(), deque(), []
    note, add, forget, come, go = hits.append, held.add, held.discard, order.append, order.popleft
    free = size
    for key in keys:
        hit = key in held
        note(hit)
        if not hit:
            if free:
                free -= 1
            else:
                forget(go())
            add(key)
            come(key)
    return hits


def lru(keys: list, size: int) -> list[bool]:
    """Least recently used: evicts the key not asked for the longest (Mattson et al., 1970). One step a request.

    >>> lru([1, 2, 1, 3, 1], size=2)
    [False, False, True, False, True]
    """
    held, hits = OrderedDict(), []
    note, renew, evict = hits.append, held.move_to_end, held.popitem
    free = size
    for key in keys:
        hit = key in held
        note(hit)
        if hit:
            renew(key)
        else:
            if free:
                free -= 1
            else:
                evict(False)  # the oldest
            held[key] = None
    return hits


def lfu(keys: list, size: int) -> list[bool]:
    """Least frequently used, counted while held; among equals the one that reached its count first goes.

    One step a request, with a list a count (Shah, Mitra & Matani, 2010).

    >>> lfu([1, 1, 2, 3, 1], size=2)
    [False, True, False, False, True]
    """
    count_of, by_count, least, hits = {}, {}, 1, []
    note, counted = hits.append, count_of.get
    for key in keys:
        count = counted(key)
        note(count is not None)
        if count is None:
            if len(count_of) >= size:
                evicted, _ = by_count[least].popitem(last=False)
                del count_of[evicted]
            count, least = 0, 1
        else:
            del by_count[count][key]
            if count == least and not by_count[count]:
                least = count + 1
        count_of[key] = count + 1
        alike = by_count.get(count + 1)
        if alike is None:
            alike = by_count[count + 1] = OrderedDict()
        alike[key] = None
    return hits


def optimum(keys: list, size: int) -> list[bool]:
    """Evict the key whose next request is farthest away: no policy can do better (Belady, 1966; MIN).

    It needs the future, so it is a bound and no policy. About log(requests) steps a request.

    >>> optimum([1, 2, 3, 1, 2], size=2)
    [False, False, False, True, False]
    """
    never = len(keys)
    following, last = [never] * never, {}
    for place in range(never - 1, -1, -1):
        following[place] = last.get(keys[place], never + place)
        last[keys[place]] = place
    held, farthest, hits = {}, [], []  # a place says which key is asked for there, so that the heap holds places alone
    note = hits.append
    for key, after in zip(keys, following, strict=True):
        hit = key in held
        note(hit)
        if not hit and len(held) >= size:
            while True:
                place = -heappop(farthest)
                evicted = keys[place if place < never else place - never]
                if held.get(evicted) == place:
                    del held[evicted]
                    break
        held[key] = after
        heappush(farthest, -after)
    return hits
