"""Which answers are alike: winnowed fingerprints of their words. A hint for a conversation, never a verdict.

The method is Schleimer, Wilkerson and Aiken (2003), "Winnowing: Local Algorithms for Document Fingerprinting": each run
of `k` tokens is hashed, and of each `window` of hashes the smallest is kept, so that any shared run of
`k + window - 1` tokens is found. As in their MOSS, what was handed out and what many wrote alike does not count.
"""

import io
import keyword
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

CODE_RUN, CODE_WINDOW = 8, 5
PROSE_RUN, PROSE_WINDOW = 5, 4
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


def similar_pairs(prints: Mapping[str, set[int]], released: set[int] = frozenset(), threshold: float = THRESHOLD,
                  top: int = TOP) -> list[Pair]:
    """The pairs most alike, by fingerprints that were not handed out and that few others share.

    An inverted index pairs only those who share something, so a thousand submissions take seconds.
    """
    limit = common_limit(len(prints))
    holders: dict[int, list[str]] = {}
    for who in sorted(prints):
        for each in prints[who] - released:
            holders.setdefault(each, []).append(who)
    sizes: Counter = Counter()
    shared: Counter = Counter()
    for those in holders.values():
        if len(those) <= limit:
            sizes.update(those)
            shared.update(combinations(those, 2))
    pairs = []
    for (first, second), count in shared.items():
        smaller = min(sizes[first], sizes[second])
        if count >= FEWEST_SHARED and count / smaller >= threshold:
            union = sizes[first] + sizes[second] - count
            pairs.append(Pair(first, second, count, count / union, count / smaller))
    return sorted(pairs, key=lambda each: (-each.jaccard, -each.shared, each.first, each.second))[:top]
