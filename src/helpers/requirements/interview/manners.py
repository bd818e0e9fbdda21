"""How a question was asked: two in one, leading, a solution, a detail too early, repeated, or too vague to answer."""

import re

from helpers.requirements.interview import concepts
from helpers.requirements.rules.sentences import SOLUTION

CLEAR, TWO, LEADING, SOLUTION_FIRST = "clear", "two in one", "leading", "solution"
EARLY, REPEATED, VAGUE = "detail before scope", "repeated", "too vague"
NOT_UNDERSTOOD, NOTHING_ASKED, TOO_LATE = "not understood", "nothing asked", "too late"
ASKED_BACK = "asked back"
MISTAKES = (TWO, LEADING, SOLUTION_FIRST, EARLY, REPEATED, VAGUE)
# Minutes of the clock that a question takes, with its answer.
MINUTES = {
    CLEAR: 1.5,
    LEADING: 1.5,
    EARLY: 1.5,
    TWO: 2.0,
    SOLUTION_FIRST: 1.5,
    REPEATED: 1.0,
    VAGUE: 1.0,
    NOT_UNDERSTOOD: 1.0,
    ASKED_BACK: 0.5,
    NOTHING_ASKED: 0.0,
    TOO_LATE: 0.0,
}
QUESTION = (
    r"(?:how|what|which|who|whom|whose|where|when|why|is|are|was|do|does|did|can|could|may|might|must|should|shall"
    r"|will|would|has|have)"
)
JOINED = re.compile(
    rf"\s*(?:\?+|;|\.\s)\s*(?:and\s+|also\s+|or\s+)?|\s*,?\s+(?:and|also|plus)\s+(?:also\s+|then\s+)?(?={QUESTION}\b)"
    rf"|\s*,\s+(?=(?:how|what|which|who|where|when|why)\b)"
)
LISTED = re.compile(r"\s*,?\s+(?:and|as well as|plus)\s+")
LEADS = re.compile(
    r"(?:,|\?)?\s*(?:right|correct|yes|no|agreed|ok|okay|true|isn't it|aren't they|don't you(?: think)?|doesn't"
    " it|don't we"
    r"|won't it|is that right|am i right|don't you agree)\s*\?*\s*$"
    r"|^(?:so |and |but |well,? )?(?:surely|obviously|presumably|clearly|of course|naturally|certainly|no doubt)\b"
    r"|^(?:so,? )?(?:i|we) (?:assume|guess|suppose|presume|imagine|bet|believe|take it|would say|think)\b"
    r"|^(?:don't|doesn't|isn't|aren't|wouldn't|shouldn't|won't|can't|couldn't) (?:you|we|it|they|the|a|users"
    r"|people|that|there)\b"
    r"|\b(?:don't you think|wouldn't you (?:say|agree)|isn't it (?:true|obvious|better)|you (?:do )?(?:want|need"
    "|agree|mean),? "
    r"don't you)\b|^(?:so )?(?:it|that|this|there|they|we|you)(?:'s|'re| is| are| will| must| should| want|"
    r" need)\b.*\?\s*$"
)
GUESS = re.compile(
    r"^(?:so |and )?(?:is|are|was|were|will|would|do|does|has|have|can) (?!.*\b(?:how|what|which|or)\b).*"
    r"(?:\b\d[\d.,]*\s*(?:k|m|b|bn|tb|gb|mb|kb|ms|s|%|million|billion|thousand|hundred|users?|people|links?|posts?"
    r"|pastes?|years?|months?|days?|seconds?|minutes?|times|followers?|percent|dollars?|bytes)?\b|\d%)"
)
PROPOSES = re.compile(
    r"\b(?:should|shall|can|could|may|must|do|would|will|might) (?:i|we|you|it|they|the (?:system|service|data"
    "|links|texts|posts)) "
    r"(?:\w+ )?(?:use|cache|shard|put|deploy|go with|choose|pick|run|build on|add|store \w+ in|be stored in|be cached"
    r"|be sharded|live in|write \w+ to|keep \w+ in|split|partition|replicate|introduce|implement)\b"
    r"|\b(?:let's|let us|how about|what about|why not|what if we|i would|i'd|we could|we should|i will|i suggest"
    r"|i propose)\b"
    r"|\b(?:sql or nosql|nosql or sql|would .* work|is .* (?:fine|ok|okay|good enough|a good (?:choice|idea)))\b"
)
ALWAYS_SOLUTION = re.compile(
    r"\b(?:sql or nosql|nosql or sql|relational or|(?:should|shall|can|could|do|will|would|may|must) (?:i|we"
    "|you) (?:just )?"
    r"(?:use|cache|shard|deploy|partition|go with|add a|build on)"
    r"|(?:which|what) (?:database|technology|technologies|language|framework|cloud|queue|cache|tech stack|stack"
    r"|storage engine))\b"
)
# What answers "Do you mean A, or B?" and "Do you mean this?"
CHOICES = (
    (0, re.compile(r"(?:option |answer )?(?:a|1|one)|(?:the )?(?:1st|first|former)(?: one| thing)?")),
    (1, re.compile(r"(?:option |answer )?(?:b|2|two)|(?:the )?(?:2nd|second|latter|last|other)(?: one| thing)?")),
)
AGREES = re.compile(r"(?:yes|yeah|yep|yup|exactly|right|correct|sure|indeed|i do|that is it|that's it|that one|this one"
                    r"|that|precisely|of course)(?: please| i do| i mean that| that one| exactly)?")
DENIES = re.compile(r"(?:no|nope|neither|none|not really|none of (?:them|these|those|both)|neither of them|no neither"
                    r"|something else)(?: thanks| please| of (?:them|these|those))?")
BEGINS = re.compile(r"^(?:(?:i mean|i meant|yes|please|well|sorry|the answer is|let us take|let's take|i want|make it)"
                    r"[ ,]+)+")
# What goes before a question and is not what it asks for: "Once a link is out, how many ...?"
BEFORE = re.compile(
    r"^(?:so |and |but |well,? )?(?:once|if|when|whenever|after|before|for (?:every|each|a|an|one)|given|assuming"
    r"|suppose|supposing|as soon as|while|since|because|in case|say)\b[^,?;]*,\s*(?P<main>.+)$"
)
# What tells and does not ask: "I make a link", "from the moment it is saved".
STORY = re.compile(
    r"(?:so |and |but |well,? )?(?:i|we|you|they|he|she|somebody|someone|people|from|after|before|once|if|when"
    r"|whenever|suppose|say|out of)\b "
    r"(?!would|want|wonder|need|like|assume|guess|suppose|take|think|presume|believe|'d)"
    r"(?!.*\b(?:how|what|which|who|where|why)\b)"
)
# Talk about the one who is asked, and not about the system.
SMALL_TALK = re.compile(
    r"^(?:and |so |hello,? |hi,? )?(?:(?:who|how|where) (?:old )?are you\b(?! (?:going|planning|building))"
    r"|how do you do\b|(?:what|which|when|where|how old|how tall)\b(?: \w+)? ?(?:is|are|was) your (?:own )?"
    r"(?:name|age|job|office|hobby|hobbies|birthday|wife|husband|family|boss|favou?rite|salary|mood|degree)\b"
    r"|how long have you (?:been|worked|lived|known)\b|did you (?:sleep|eat|enjoy|have a)\b"
    r"|do you (?:like|love|enjoy|drink|eat|smoke|sing|dance|speak|sleep|live)\b)"
)
ABOUT = re.compile(
    r"(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:tell me (?:more |something )?about|what about|how about"
    r"|explain|describe|talk about|say something about|what (?:is|are) the (?:requirements?|features?)\b)"
)
CODE = re.compile(
    r"\{\w*\}|</?\w+[^<>]*>|;\s*--|\b(?:select|drop|insert|delete|update)\b.*\b(?:from|table|into)\b.*;",
    re.IGNORECASE,
)
TOPICS_ALONE = frozenset(concepts.GENERIC)
NEVER_MIND = re.compile(
    r"\b(?:don't|do not|needn't|need not|no need to|not going to|won't) (?:care|ask|need to (?:know|ask)|want to "
    r"(?:know|ask)|worry)\b|\bi (?:don't|do not) want\b"
)


def is_code(shown: str) -> bool:
    """Whether a text, as it was typed, is a piece of code and no question.

    >>> is_code("'; DROP TABLE facts; --"), is_code("{answer} {topic}"), is_code("How many links (short ones) a day?")
    (True, True, False)
    """
    return bool(CODE.search(shown))


def parts_of(text: str) -> list[str]:
    """The questions that one text holds, in plain letters.

    >>> parts_of("how many users are there, and how long are links kept ?")
    ['how many users are there', 'how long are links kept']
    """
    found = [part.strip(" ,.;!?") for part in JOINED.split(text) if part]
    return [part for part in found if len(part.split()) >= 2]


def is_story(text: str) -> bool:
    """Whether a text tells something and asks nothing, as what goes before a question may do.

    >>> is_story("i make a link"), is_story("from the moment it is saved"), is_story("how many users")
    (True, True, False)
    """
    return bool(STORY.match(text))


def is_small_talk(text: str) -> bool:
    """Whether it is about the one who is asked.

    >>> is_small_talk("what is your name ?"), is_small_talk("what is your latency target ?")
    (True, False)
    """
    return bool(SMALL_TALK.search(text))


def main_clause(text: str) -> str:
    """The question without what goes before it; empty where nothing does.

    >>> main_clause("once a link is out, how many people click on it ?"), main_clause("how many users ?")
    ('how many people click on it ?', '')
    """
    found = BEFORE.match(text)
    return found["main"] if found and len(found["main"].split()) > 3 else ""


def is_leading(text: str) -> bool:
    """Whether the question carries its own answer.

    >>> is_leading("is it 100 m users ?"), is_leading("how many users are there ?")
    (True, False)
    """
    return bool(LEADS.search(text) or GUESS.search(text)) and not re.match(
        rf"(?:and |so |but )?(?:how|what|which|who|where|when|why)\b.*\?\s*(?!{QUESTION})$", text
    )


def is_solution(text: str) -> bool:
    """Whether it proposes or asks for a way to build it.

    >>> is_solution("should we use redis ?"), is_solution("how long is a link kept ?")
    (True, False)
    """
    return bool(ALWAYS_SOLUTION.search(text) or (SOLUTION.search(text) and PROPOSES.search(text)))


def is_vague(text: str) -> bool:
    """Whether it names a subject so wide that no answer is one answer.

    >>> is_vague("tell me about the system"), is_vague("what about performance ?"), is_vague("what colour is it ?")
    (True, True, False)
    """
    words = [word for word in re.findall(r"[a-z][a-z-]*", text) if word not in concepts.EMPTY]
    wide = [word for word in re.findall(r"[a-z][a-z-]*", text) if word in TOPICS_ALONE]
    return bool(wide) and all(word in TOPICS_ALONE or concepts.stem(word) in concepts.COVERED for word in words)


def is_about(text: str) -> bool:
    """Whether it names a subject and asks nothing about it.

    >>> is_about("tell me about the data"), is_about("which data may be lost ?")
    (True, False)
    """
    return bool(ABOUT.match(text))


def is_refusal(text: str) -> bool:
    """Whether it says that it does not want to know.

    >>> is_refusal("i do not need to know how many users there are")
    True
    """
    return bool(NEVER_MIND.search(text)) and not text.rstrip().endswith("?")


def chosen(text: str, offered: int) -> int | None:
    """Which of the things that were asked back is meant: its place, -1 for none of them, None for another question.

    >>> chosen("the first one", 2), chosen("b.", 2), chosen("yes, please", 1), chosen("neither", 2), chosen("why ?", 2)
    (0, 1, 0, -1, None)
    """
    whole = " ".join(re.sub(r"[^\w' ]", " ", text).split())
    bare = BEGINS.sub("", whole)
    for each in (whole, bare):
        for place, words in CHOICES:
            if place < offered and words.fullmatch(each):
                return place
        if DENIES.fullmatch(each):
            return -1
        if offered == 1 and AGREES.fullmatch(each):
            return 0
    return None
