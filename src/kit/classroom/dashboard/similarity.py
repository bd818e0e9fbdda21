"""Which answers are alike: winnowed fingerprints of their words. A hint for a conversation, never a verdict.

The method is Schleimer, Wilkerson and Aiken (2003), "Winnowing: Local Algorithms for Document Fingerprinting": each run
of `k` tokens is hashed, and of each `window` of hashes the smallest is kept, so that any shared run of
`k + window - 1` tokens is found. As in their MOSS, what was handed out and what many wrote alike does not count.
Submissions that are copies as a whole are told however many they are.
"""

import io
import keyword
import math
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

CODE_RUN, CODE_WINDOW = 8, 5
PROSE_RUN, PROSE_WINDOW = 5, 4
SAME = 0.9  # of all fingerprints of two submissions: they are copies
THRESHOLD = 0.6  # of the smaller answer's fingerprints must be shared
FEWEST_SHARED = 6  # fingerprints: fewer are an accident of short answers
MOST_COMMON = 10  # submissions, as in MOSS: what more of them hold alike is the exercise's, not theirs
TOP = 20
LONGEST = 100_000  # characters of one answer
WORD = re.compile(r"\w+|[^\w\s]")
SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
           tokenize.ENDMARKER}


@dataclass(frozen=True)
class Pair:
    """Two submissions whose answers are alike.

    `jaccard` is the shared part of all their fingerprints, `containment` the shared part of the smaller one's.
    """

    first: str
    second: str
    shared: int
    jaccard: float
    containment: float


@dataclass(frozen=True, order=True)
class Copies:
    """Submissions whose answers are all but the same.

    `shared` counts the fingerprints that all of them hold; `least` is the smallest shared part of two that were joined.
    """

    students: tuple[str, ...]
    shared: int
    least: float


@dataclass(frozen=True)
class Found:
    """What a report shows: groups of three copies or more, and pairs besides."""

    groups: tuple[Copies, ...] = ()
    pairs: tuple[Pair, ...] = ()


def code_tokens(source: str) -> list[str]:
    """The tokens of Python with names made alike and comments left out; attributes and the words of texts are kept.

    >>> code_tokens("total = price.sum()  # all")
    ['n', '=', 'n', '.', 'sum', '(', ')']
    """
    source, found = source[:LONGEST], []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in SKIPPED:
                continue
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                found.append(token.string if found and found[-1] == "." else "n")
            elif token.type == tokenize.STRING or token.string[:1] in "\"'":
                found += WORD.findall(token.string)
            else:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):  # not Python: as far as it was read, then its bare words
        return found + WORD.findall(source)[len(found):]
    return found


def prose_tokens(source: str) -> list[str]:
    """The words of a text, in small letters.

    >>> prose_tokens("Photos: nearly *all*.")
    ['photos', 'nearly', 'all']
    """
    return re.findall(r"\w+", source[:LONGEST].lower())


def fingerprints(tokens: list[str], run: int = CODE_RUN, window: int = CODE_WINDOW) -> set[int]:
    """The winnowed hashes of all runs of tokens; empty where there are fewer tokens than a run has."""
    hashes = [int.from_bytes(blake2b("\0".join(tokens[at:at + run]).encode("utf-8", "replace"), digest_size=8).digest())
              for at in range(len(tokens) - run + 1)]
    if not hashes:
        return set()
    return {min(hashes[at:at + window]) for at in range(max(1, len(hashes) - window + 1))}


def answer_fingerprints(answers: Iterable[tuple[str, str]]) -> set[int]:
    """The fingerprints of one submission's answers, each a kind of cell (`code` or `markdown`) and its text."""
    found: set[int] = set()
    for kind, source in answers:
        if kind == "code":
            found |= fingerprints(code_tokens(source))
        else:
            found |= fingerprints(prose_tokens(source), PROSE_RUN, PROSE_WINDOW)
    return found


def common_limit(submissions: int) -> int:
    """In how many submissions a passage may stand and still count.

    >>> common_limit(2), common_limit(12), common_limit(1000)
    (3, 6, 10)
    """
    return max(3, min(MOST_COMMON, submissions // 2))


def alike(first: set[int], second: set[int]) -> float:
    """The part of all fingerprints of two submissions that both hold (Jaccard): 0 to 1.

    >>> alike({1, 2, 3}, {2, 3, 4})
    0.5
    """
    return len(first & second) / len(first | second) if first or second else 0.0


def copies(prints: Mapping[str, set[int]], released: Set[int] = frozenset()) -> list[Copies]:
    """The groups of submissions that are all but the same, the largest first, however many are in one.

    Two belong together when they share `SAME` of all their fingerprints and at least `FEWEST_SHARED`; a chain of such
    twos is one group. What many wrote alike counts here, for a copy holds all of it, and nothing else.

    Parameters
    ----------
    prints : Mapping[str, set[int]]
        The fingerprints of each submission, by student.
    released : Set[int]
        The fingerprints of what was handed out; these do not count.
    """
    own = {who: frozenset(prints[who] - released) for who in sorted(prints)}
    same: dict[frozenset, list[str]] = {}
    for who, held in own.items():
        if len(held) >= FEWEST_SHARED:
            same.setdefault(held, []).append(who)
    texts = list(same)
    leader = list(range(len(texts)))

    def first_of(at: int) -> int:
        while leader[at] != at:
            at = leader[at]
        return at

    least: dict[int, float] = {}
    for one, other in _near(texts):
        found = alike(texts[one], texts[other])
        if found >= SAME and len(texts[one] & texts[other]) >= FEWEST_SHARED:
            low, high = sorted((first_of(one), first_of(other)))
            leader[high] = low
            least[low] = min(found, least.get(low, 1.0), least.get(high, 1.0))
    groups: dict[int, list[int]] = {}
    for at in range(len(texts)):
        groups.setdefault(first_of(at), []).append(at)
    listed = [Copies(tuple(sorted(who for at in members for who in same[texts[at]])),
                     len(frozenset.intersection(*(texts[at] for at in members))), least.get(head, 1.0))
              for head, members in groups.items()]
    return sorted((each for each in listed if len(each.students) > 1), key=lambda each: (-len(each.students), each))


def _near(texts: list[frozenset]) -> set[tuple[int, int]]:
    """The pairs that may share `SAME` of their fingerprints: they have one of their rarest in common.

    The filter loses none: of a set of n, all but n - ceil(SAME n) + 1 would have to be missing from the other
    (Chaudhuri, Ganti and Kaushik, 2006, "A Primitive Operator for Similarity Joins in Data Cleaning").
    """
    often = Counter(each for held in texts for each in held)
    holders: dict[int, list[int]] = {}
    for at, held in enumerate(texts):
        rarest = sorted(held, key=lambda each: (often[each], each))
        for each in rarest[:len(held) - math.ceil(SAME * len(held) - 1e-9) + 1]:
            holders.setdefault(each, []).append(at)
    return {pair for those in holders.values() for pair in combinations(those, 2)}


def similar_pairs(prints: Mapping[str, set[int]], released: Set[int] = frozenset(), threshold: float = THRESHOLD,
                  top: int = TOP, groups: Sequence[Copies] | None = None) -> list[Pair]:
    """The pairs most alike: copies, and those who share fingerprints that were not handed out and that few others hold.

    A group of copies counts as one holder, so that a passage is no more common for being copied often. An inverted
    index pairs only those who share something, so a thousand submissions take seconds.

    Parameters
    ----------
    prints : Mapping[str, set[int]]
        The fingerprints of each submission, by student.
    released : Set[int]
        The fingerprints of what was handed out; these do not count.
    threshold : float
        The part of the smaller submission's fingerprints that must be shared, 0 to 1.
    top : int
        How many pairs are returned at most.
    groups : Sequence[Copies], optional
        Groups of copies that are shown by themselves: pairs within one are left out. Without it all pairs are
        returned, but for those of a class in which everybody wrote the same.
    """
    found = copies(prints, released)
    group_of = {who: at for at, group in enumerate(found) for who in group.students}
    group_of = {who: group_of.get(who, who) for who in prints}
    limit = common_limit(len(set(group_of.values())))
    own = {who: prints[who] - released for who in sorted(prints)}
    holders: dict[int, list[str]] = {}
    for who, held in own.items():
        for each in held:
            holders.setdefault(each, []).append(who)
    sizes: Counter = Counter()
    shared: Counter = Counter()
    for those in holders.values():
        if len(those) <= limit or len({group_of[who] for who in those}) <= limit:
            sizes.update(those)
            shared.update(pair for pair in combinations(those, 2) if group_of[pair[0]] != group_of[pair[1]])
    pairs = []
    for (first, second), count in shared.items():
        smaller = min(sizes[first], sizes[second])
        if count >= FEWEST_SHARED and count / smaller >= threshold:
            union = sizes[first] + sizes[second] - count
            pairs.append(Pair(first, second, count, count / union, count / smaller))
    shown = {group.students for group in groups or ()}
    everybody = len(prints) > common_limit(len(prints))
    for group in found:
        if group.students not in shown and not (everybody and len(group.students) == len(prints)):
            pairs += _within(group, own)
    return sorted(pairs, key=lambda each: (-each.jaccard, -each.shared, each.first, each.second))[:top]


def compare(prints: Mapping[str, set[int]], released: Set[int] = frozenset()) -> Found:
    """The groups of three copies or more, and the pairs that are alike and not in one group."""
    groups = tuple(each for each in copies(prints, released) if len(each.students) > 2)
    return Found(groups, tuple(similar_pairs(prints, released, groups=groups)))


def _within(group: Copies, own: Mapping[str, set[int]]) -> Iterator[Pair]:
    for first, second in combinations(group.students, 2):
        count = len(own[first] & own[second])
        smaller = min(len(own[first]), len(own[second]))
        yield Pair(first, second, count, alike(own[first], own[second]), count / smaller)
