"""Three newer policies, as their papers give them: ARC, SIEVE and S3-FIFO."""

from collections import OrderedDict, deque


def arc(keys: list, size: int) -> list[bool]:
    """Adaptive replacement: balances a list of keys seen once against one of keys seen again.

    Megiddo & Modha, FAST 2003, figure 4. It remembers the names of up to `size` keys that it evicted.

    >>> arc([1, 1, 2, 3, 4, 1], size=3)
    [False, True, False, False, False, True]
    """
    once, again = OrderedDict(), OrderedDict()  # T1, T2 of the paper: held
    once_gone, again_gone = OrderedDict(), OrderedDict()  # B1, B2: names of evicted keys
    target, hits = 0.0, []  # p: how many of the places T1 should have

    def replace(key) -> None:
        if once and (len(once) > target or (key in again_gone and len(once) == target)):
            once_gone[once.popitem(last=False)[0]] = None
        else:
            again_gone[again.popitem(last=False)[0]] = None

    note, renew = hits.append, again.move_to_end
    for key in keys:
        if key in again:  # case I
            note(True)
            renew(key)
            continue
        hit = key in once
        note(hit)
        if hit:
            del once[key]
            again[key] = None
        elif key in once_gone:  # case II: the list of keys seen once was too short
            step = 1.0 if len(once_gone) >= len(again_gone) else len(again_gone) / len(once_gone)
            target = min(target + step, float(size))
            replace(key)
            del once_gone[key]
            again[key] = None
        elif key in again_gone:  # case III: it was too long
            step = 1.0 if len(again_gone) >= len(once_gone) else len(once_gone) / len(again_gone)
            target = max(target - step, 0.0)
            replace(key)
            del again_gone[key]
            again[key] = None
        else:  # case IV
            recent = len(once) + len(once_gone)
            total = recent + len(again) + len(again_gone)
            if recent == size:
                if len(once) < size:
                    once_gone.popitem(last=False)
                    replace(key)
                else:
                    once.popitem(last=False)
            elif total >= size:
                if total == 2 * size:
                    again_gone.popitem(last=False)
                replace(key)
            once[key] = None
    return hits


def sieve(keys: list, size: int) -> list[bool]:
    """One queue and a hand that moves from old to new: it evicts the first key not asked for since it last passed.

    Zhang et al., NSDI 2024, algorithm 1. A hit sets one bit and moves nothing.

    >>> sieve([1, 2, 1, 3, 1, 2], size=2)
    [False, False, True, False, True, False]
    """
    newer, older, visited = {}, {}, {}
    head = tail = hand = None
    hits = []
    note = hits.append
    for key in keys:
        hit = key in visited
        note(hit)
        if hit:
            visited[key] = True
            continue
        if len(visited) >= size:
            place = tail if hand is None else hand
            while visited[place]:
                visited[place] = False
                place = newer[place]
                if place is None:
                    place = tail
            ahead, behind = newer.pop(place), older.pop(place)
            hand = ahead
            if ahead is None:
                head = behind
            else:
                older[ahead] = behind
            if behind is None:
                tail = ahead
            else:
                newer[behind] = ahead
            del visited[place]
        newer[key], older[key] = None, head
        if head is None:
            tail = key
        else:
            newer[head] = key
        head, visited[key] = key, False
    return hits


def s3_fifo(keys: list, size: int) -> list[bool]:
    """A small queue that sorts out keys seen once, a main queue, and the names of those sorted out.

    Yang et al., SOSP 2023, algorithm 1: the small queue has a tenth of the places; a key asked for more than once in it
    moves to the main queue; as many names are remembered as the main queue has places.

    >>> s3_fifo([1, 2, 1, 1, 3, 1], size=2)
    [False, False, True, True, False, True]
    """
    small_size = max(1, size // 10)
    main_size = max(1, size - small_size)
    small, main, gone = deque(), deque(), OrderedDict()
    count_of, hits = {}, []

    def evict_main() -> None:
        while main:
            key = main.popleft()
            if count_of[key]:
                count_of[key] -= 1
                main.append(key)
            else:
                del count_of[key]
                return

    def evict_small() -> None:
        while small:
            key = small.popleft()
            if count_of[key] > 1:
                if len(main) >= main_size:
                    evict_main()
                count_of[key] = 0
                main.append(key)
            else:
                del count_of[key]
                gone[key] = None
                if len(gone) > main_size:
                    gone.popitem(last=False)
                return

    note, counted = hits.append, count_of.get
    for key in keys:
        count = counted(key)
        note(count is not None)
        if count is not None:
            if count < 3:
                count_of[key] = count + 1
            continue
        while len(count_of) >= size:
            if len(small) >= small_size or not main:
                evict_small()
            else:
                evict_main()
        if key in gone:
            del gone[key]
            main.append(key)
        else:
            small.append(key)
        count_of[key] = 0
    return hits
