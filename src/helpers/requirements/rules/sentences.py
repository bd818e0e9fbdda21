"""Rules on one sentence: what makes it vague, double, or impossible to test."""

import re
import unicodedata
from functools import lru_cache

from helpers.requirements.rules import words
from helpers.requirements.rules.registry import FEMMER, INCOSE, RULES, SCENARIO, rule

SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2011": "-", "…": "..."})
NUMBER = r"\d[\d,.]*"
ARTICLE = r"(?:a|an|the|each|every|any|some|all|only|both|its|their|his|her|our|another|this|that)"
VERBS = "|".join(sorted({*words.DEEDS, *map(words.third_person, words.DEEDS)}, key=len, reverse=True))
OTHER_VERBS = (
    "is|are|was|were|has|have|can|may|must|should|shall|will|gets?|receives?|sees?|knows?|needs?|works?|runs?|happens?"
)
ROLE = "|".join(sorted(words.ROLES, key=len, reverse=True))
VAGUE = words.any_of([*words.VAGUE, *words.VAGUE_PHRASES])
NOT_VAGUE = words.any_of(words.NOT_VAGUE)
ABSOLUTE = re.compile(rf"{words.any_of(words.ABSOLUTES).pattern}|(?<![\d.,])100(?:\.0+)?\s?(?:%|per\s?cent\b)")
ESCAPE = re.compile(
    words.any_of(words.ESCAPES).pattern + r"|\bas \w+ as (?:possible|practicable|feasible|we can|it can)"
)
OPEN_LIST = re.compile(words.any_of(words.OPEN_LISTS).pattern + r"|\w ?\.\.\.")
VAGUE_TIME = words.any_of(words.VAGUE_TIMES)
REFERENCE = re.compile(rf"\b(?:{'|'.join(words.REFERENCES)})")
NAMED_REFERENCE = re.compile(
    r"\b(?:rfc|iso|iec|ieee|din|en|section|chapter|table|clause|article|art\.|§)[ /-]*(?:iec )?\d"
)
SOLUTION = words.any_of([*words.SOLUTIONS, *words.SOLUTION_PHRASES])
NEGATIVE = re.compile(
    r"\b(?:not|cannot|can't|don't|doesn't|won't|isn't|aren't|mustn't|shouldn't|couldn't|wouldn't|nobody"
    r"|no one|none|neither)\b|\bno (?=\w+ (?:can|may|must|shall|should|will|is|are|has|gets?|sees?)\b)"
    r"|\b(?:has|have|see|sees|get|gets|allow|allows|accept|accepts) no\b"
)
NOT_NEGATIVE = re.compile(
    r"\bnot (?:more|later|longer|less|fewer|older|larger|only|before|after)\b|\bwhether or not\b"
    r"|\bnot yet\b|\bno (?:more|later|longer|less|fewer|older|larger) than\b|\bnot limited to\b"
)
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?)\s+(?:(?:\w+ly|always|never|not|then|also|only)\s+)?"
    rf"(?P<done>\w{{2,}}ed|{'|'.join(words.IRREGULAR)})\b(?P<rest>.*)"
)
SUBORDINATE = re.compile(r"[,;:(]|\b(?:when|while|that|which|who|whose|how|whether|if|because|unless|until|as|so)\b")
LEADING = re.compile(r"^(?:if|when|where|whenever|once|while|after|before|in case|for|at|during|on)\b[^,]*,\s*")
TIME = r"(?:ms|msec|milliseconds?|µs|us|microseconds?|s|secs?|seconds?|mins?|minutes?)"
LIMIT = (
    r"(?:within|under|below|in|after|at most|up to|no more than|not more than|less than|fewer than|faster than"
    r"|no later than|not later than|max(?:imum)?(?: of)?|<=?|≤)"
)
LIMITED_TIME = re.compile(
    rf"{LIMIT}\s+(?:under |at most |about |less than )?(?:{NUMBER}|an?|one|two|three|five|ten|half an?)"
    rf"\s?{TIME}\b(?!\s*(?:old|stale|before|ago|apart|long))"
)
SHARE = re.compile(
    rf"{NUMBER}\s?%|\bpercent|\bpercentile|\bp\d\d|\bper cent|\b(?:of|in) (?:100|1000|1,000|hundred|a hundred)\b"
    r"|\bmedian\b|\bmean\b|\baverage\b|\bnine(?:ty)?[- ](?:nine|five)\b|\b\d+ of \d+\b"
)
UNITLESS = re.compile(
    rf"\b(?:within|under|below|at most|at least|less than|more than|up to)\s+{NUMBER}"
    r"(?=\s*(?:$|[.;,!?](?:\s|$)|\b(?:at|in|for|on|and|or|per|during|when|if)\b))"
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The sentence in small letters and plain signs, so that rules find their words however they are written."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(SIGNS).casefold().split())


def quoted(match) -> str:
    """The words that a rule found, in quotes."""
    return f"{match[0].strip()!r}" if match else ""


def _listed(pattern: re.Pattern, text: str) -> str:
    return ", ".join(dict.fromkeys(repr(each[0].strip()) for each in pattern.finditer(text)))


@rule(
    "vague-word",
    "warning",
    INCOSE.format("R7"),
    FEMMER.format("subjective language, ambiguous adverbs and adjectives"),
    of_sentence=True,
)
def vague_word(text):
    """Two people read a vague word in two ways, and neither can show that it is met."""
    found = _listed(VAGUE, NOT_VAGUE.sub(" ", text))
    if found:
        yield (
            f"{found} can mean anything, so that nobody can tell whether it is met",
            ("Say how much: a number with its unit, and for which share of the cases."),
        )


@rule("comparative", "warning", FEMMER.format("comparatives"), of_sentence=True)
def comparative(text):
    """To be better than something that itself is not measured is no target."""
    number = rf"(?!\s*(?:{NUMBER}|an?\b|one\b|two\b|three\b|five\b|ten\b|half\b|twice\b))"
    found = re.search(rf"\b(?:{'|'.join(words.COMPARATIVES)})\b(?! than {NUMBER})", text) or re.search(
        rf"(?<!no )(?<!not )\b(?:{'|'.join(words.COMPARED_WITH)})(?: \w+)? than\b{number}"
        r"(?! \w+ (?:allows|may|can)\b)",
        text,
    )
    if found:
        yield (
            f"{quoted(found)} compares with something that is not measured here",
            ("Write the number that would satisfy you."),
        )


@rule("superlative", "warning", FEMMER.format("superlatives"), of_sentence=True)
def superlative(text):
    """There is no test for the best."""
    found = re.search(rf"\b(?:{'|'.join(words.SUPERLATIVES)})\b|(?<!at )\bmost (?:{'|'.join(words.MOST)})\b", text)
    if found:
        yield f"{quoted(found)} cannot be tested: there may be one that is more so", "Write the number that is enough."


@rule("absolute", "warning", INCOSE.format("R26"), of_sentence=True)
def absolute(text):
    """Nothing works always. Each nine costs, and the last one cannot be bought."""
    found = _listed(ABSOLUTE, text)
    if found:
        yield (
            f"{found} leaves no room for a single failure, and nothing is built so",
            ("Write the share that is enough, such as 99.9% over 30 days."),
        )


@rule("escape-clause", "warning", INCOSE.format("R8"), FEMMER.format("loopholes"), of_sentence=True)
def escape_clause(text):
    """A requirement that may be skipped is skipped."""
    found = _listed(ESCAPE, text)
    if found:
        yield (
            f"{found} lets everybody off: the requirement is met whatever is built",
            ("Name the condition so that it can be tested, or lower the priority to could."),
        )


@rule("open-list", "warning", INCOSE.format("R9"), FEMMER.format("open-ended, non-verifiable terms"), of_sentence=True)
def open_list(text):
    """A list without an end cannot be finished, or tested."""
    found = _listed(OPEN_LIST, text)
    if found:
        yield f"{found} leaves the list open", "Write the whole list; what is not on it is out of scope."


@rule("two-in-one", "warning", INCOSE.format("R18, R19"), of_sentence=True)
def two_in_one(text):
    """Two requirements in one sentence cannot be met, ranked or dropped one by one."""
    actors = re.search(
        rf"(?:,|;)?\s*\b(?:and|but|while|whereas)\s+(?:then\s+|also\s+)?(?:{ARTICLE}\s+)?(?:\w+\s+)?(?:{ROLE})\s+"
        rf"(?:\w+ly\s+)?(?:{VERBS}|{OTHER_VERBS})\b",
        text,
    )
    things = (
        re.search(
            rf"\b(?:and|but|while)\s+(?:the|a|an|each|every|all)\s+(?:\w+\s+){{1,3}}?(?:{VERBS}|{OTHER_VERBS})\s"
            rf"(?!of\b|for\b|to\b)",
            text,
        )
        if not actors
        else None
    )
    modals = re.search(
        r"\b(?:must|shall|should|can|may|will)\b.+\b(?:and|but)\s+(?:it\s+|also\s+)?"
        r"(?:must|shall|should|can|may|will)\b",
        text,
    )
    deeds = _second_deed(text)
    sentences = re.search(r"[.!?]\s+\w+\s+\w+\s+\w+", text)
    found = actors or things or modals or deeds or re.search(r"\band/or\b", text) or sentences
    if found:
        yield (
            f"{quoted(found).strip(', ')} begins a second requirement in the same sentence",
            ("Split it: one actor and one deed in each."),
        )


def _second_deed(text: str):
    """A second deed with an object of its own, by the same actor; an outcome of the first is none."""
    for match in re.finditer(
        rf"(?P<before>[\w'-]+),?\s+(?:and|as well as)\s+(?:then\s+|also\s+)?(?P<verb>{VERBS})\s+"
        r"(?P<object>[\w'-]+)",
        text,
    ):
        first = re.search(rf"\b(?P<verb>{VERBS})\b", text[: match.start("before")])
        alike = first and (first["verb"] in words.DEEDS) == (match["verb"] in words.DEEDS)
        coordinated = re.fullmatch(VERBS, match["before"]) and (
            (match["before"] in words.DEEDS) == (match["verb"] in words.DEEDS)
        )
        if first and alike and not coordinated and match["object"] not in ("it", "them", "this", "that", "of", "in"):
            return match
    return None


@rule("negative", "note", INCOSE.format("R16"), FEMMER.format("negative statements"), of_sentence=True)
def negative(text):
    """What must not happen has no test that ends; what happens in its place has one."""
    found = _listed(NEGATIVE, NOT_NEGATIVE.sub(" ", text))
    if found:
        yield f"{found} says what does not happen, and that cannot be seen", "Say what the system does in that case."


@rule("solution", "warning", INCOSE.format("R31"), of_sentence=True)
def solution(text):
    """A solution posing as a requirement hides the need, and closes the choice that steps 5 and 6 make."""
    found = _listed(SOLUTION, text)
    if found:
        yield (
            f"{found} is a way to build it, not a need of somebody",
            ("Say what it is needed for. If it is given from outside, write it as a Constraint."),
        )


@rule("vague-pronoun", "note", INCOSE.format("R24"), FEMMER.format("vague pronouns"), of_sentence=True)
def vague_pronoun(text):
    """A pronoun whose noun has to be guessed is guessed in two ways."""
    found = (
        (
            re.search(r"^(?:it|they|this|these|those|he|she)(?= (?!\w+s? of\b)(?:\w+))(?!\s\w+\s(?:of|for)\b)", text)
            if re.match(rf"^(?:it|they|he|she)\b|^(?:this|these|those|that)\s+(?:{VERBS}|{OTHER_VERBS})\b", text)
            else None
        )
        or re.search(rf"\b(?:and|but|then) (?:it|they|this)\s+(?:{VERBS}|{OTHER_VERBS}|keeps?|works?|does|do)\b", text)
        or re.search(r"\b(?:this|these|those)(?=\s*(?:$|[.,;]|\b(?:when|whenever|if|and|in|on|at|for|too)\b))", text)
    )
    if found:
        yield f"{quoted(found)} could stand for more than one thing", "Repeat the noun."


@rule("incomplete-reference", "warning", FEMMER.format("incomplete references"), of_sentence=True)
def incomplete_reference(text):
    """What stands elsewhere, in a place that is not named, is not required of anybody."""
    found = REFERENCE.search(text)
    if found and not NAMED_REFERENCE.search(text[found.start() :]):
        yield (
            f"{quoted(found)} leads to something that is not here",
            ("Name the document with its number and section, or write out what it asks for."),
        )


@rule("vague-time", "warning", INCOSE.format("R35"), of_sentence=True)
def vague_time(text):
    """A time without a number is no time."""
    found = _listed(VAGUE_TIME, re.sub(r"\bas soon as (?!possible)", " ", text))
    if found:
        yield f"{found} names no time", "Write the number of seconds, hours or days."


@rule("no-actor", "warning", INCOSE.format("R2, R3"), of_sentence=True)
def no_actor(text):
    """Where nobody does it, nobody builds it, and nobody can be asked whether it is right."""
    clause = LEADING.sub("", text)
    cut = SUBORDINATE.search(clause)
    main = clause[: cut.start()] if cut else clause
    found = PASSIVE.search(main)
    if (
        found
        and found["done"] not in words.STATES
        and not re.search(r"\bby (?!\d)(?!the (?:end|time)\b)\w+", found["rest"])
    ):
        yield (
            f"{found[0].removesuffix(found['rest']).strip()!r} says what is done, and not who does it",
            ("Begin with the actor: a visitor, an owner, the system."),
        )


@rule(
    "number-without-percentile", "warning", SCENARIO.format("response measure"), INCOSE.format("R34"), of_sentence=True
)
def number_without_percentile(text):
    """Some answer is always slow. A limit without a share means the slowest of all, and nothing keeps it."""
    found = LIMITED_TIME.search(text)
    if not found or SHARE.search(text):
        return
    doer = re.search(rf"\b(?:{ROLE})\s+(?:can |may |must |shall |should |will )?(?P<verb>\w+)", text[: found.start()])
    people = (
        doer
        and doer["verb"] in {*words.DEEDS, *map(words.third_person, words.DEEDS)}
        and not re.search(r"\b(?:system|service|app|application|platform|site|website|product|software)\b", doer[0])
    )
    if not people:
        yield (
            f"{quoted(found)} is said of every single case, even the slowest",
            ("Say for which share, such as 99% of the requests, and under which load."),
        )


@rule("number-without-unit", "warning", INCOSE.format("R6"), of_sentence=True)
def number_without_unit(text):
    """A number without its unit is off by a thousand in somebody's head."""
    found = UNITLESS.search(text)
    if found:
        yield f"{quoted(found)} has no unit", "Write the unit: ms, KB, requests a second."


@rule("superfluous-words", "note", INCOSE.format("R10"), of_sentence=True)
def superfluous_words(text):
    """What the system is able to do is not yet what it does."""
    found = re.search(r"\b(?:be|is|are) (?:able to|capable of|designed to|in a position to)\b", text)
    if found:
        yield f"{quoted(found)} promises an ability, not a deed", "Say what happens: who does what."


@lru_cache(maxsize=4096)
def look(text: str, leave_out: frozenset[str] = frozenset()) -> tuple[tuple[str, str, str], ...]:
    """What the rules say of one sentence: (rule, message, fix), but for the rules to leave out."""
    small = plain(text)
    return tuple(
        (each.id, message, fix)
        for each in RULES.values()
        if each.of_sentence and each.id not in leave_out
        for message, fix in each.check(small)
    )
