"""Which fact a question asks for: words, what they mean and how they ask are compared with each fact's wordings."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from helpers.cases.topics import TOPICS, UNRELATED
from helpers.requirements.interview import concepts
from helpers.requirements.interview.leads import cores
from helpers.requirements.interview.nearness import Index, unit
from helpers.requirements.interview.opinion import Opinion, counted, together
from helpers.requirements.interview.question_features import Features, bag, features, plain, shape_of, weighed
from helpers.requirements.interview.spelling import ratio_of
from helpers.requirements.interview.topic_weights import load_weights, with_parts

CONCEPT, WORD, WAY, UNKNOWN, NEGATION = 1.0, 0.5, 0.8, 2.0, 0.4
ENOUGH, APART, COVER, PROFILE, OTHER_WAY = 0.34, 0.12, 0.55, 0.4, 0.75
ENOUGH_FOR_TWO, APART_FOR_TWO, COVER_FOR_TWO = 0.3, 0.04, 0.5  # where the second opinion is the same
FAR, COVER_FAR = 0.19, 0.45  # with no other fact near, more of a question may be strange
NEAR, BESIDE = 0.27, 0.6  # a fact this near, with no other beside it
SHAPE = 0.25  # how much the very words and their order count beside what they mean
TRUST = (0.97, 0.22, 0.05, 0.35)  # share of the second opinion, score, gap and cover that are enough together
PLAINLY, WITH_WORDING, WORTH_ASKING = 0.85, 0.65, 0.08  # both opinions: enough alone, with a near wording, to ask back
BY_FAR, FAR_MORE = 0.7, 10.0  # enough where no other fact is nearly as likely
DIFFERS, UNSEEN = 0.6, 0.15  # so sure of another fact, or of one without topic, is the second opinion that it asks back
ABSENT = 0.6  # how much a topic counts that the case says nothing on: rather its neighbour is meant
OFF_SUBJECT, STRAY = 0.5, 0.2  # so probably off the subject that nothing is asked back, that nothing is answered
SECONDED = 0.95  # so sure must the second opinion be where the first sees two facts alike
NEIGHBOURS, CLEARLY = 3, 0.1  # three opinions must agree, unless one fact is clearly the nearest
SAME, SAID_APART, LEAST_SAID = 0.95, 0.02, 3
ALIKE, SHORTEST_TYPO, RAREST, MOST_SPELLINGS, MOST_MATCHED = 84.0, 5, 0.25, 10_000, 1_000
MEASURES = frozenset({"q_count", "q_often", "q_period", "q_size", "q_soon", "q_where", "q_share"})


@dataclass(frozen=True)
class Match:
    """The facts nearest to a question, the best first, with how near each is, and whether one of them is meant."""

    ranked: tuple[tuple[str, float], ...]
    covered: float
    understood: bool
    words: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    seconded: float = 0.0
    likely: tuple[tuple[str, float], ...] = ()

    @property
    def candidates(self) -> tuple[str, ...]:
        """The one or two facts that may be meant where none is surely; none where nothing is likely."""
        if self.understood or not self.likely:
            return ()
        if self.likely[0][0] == "-unrelated" and self.likely[0][1] > OFF_SUBJECT:
            return ()
        near = [name for name, share in self.likely if share >= WORTH_ASKING and name in self.known]
        return tuple(near[:2])

    @property
    def score(self) -> float:
        """How near the nearest fact is, from 0 to 1."""
        return self.ranked[0][1] if self.ranked else 0.0

    @property
    def best(self) -> str | None:
        """The fact that is meant; None where none is near enough."""
        return self.ranked[0][0] if self.understood and self.ranked[0][0] in self.known else None


# Small words with their letters in disorder, as in "waht": they are not held to be words of a subject.
MIXED_UP = frozenset("".join(sorted(word)) for word in concepts.EMPTY if len(word) > 2)


class Matcher:
    """Finds the fact that a question asks for, among those of one case.

    A question is near to a fact when it is near to one of its wordings, in meaning and in the order of its words, and
    to what all of them speak of. Features are weighed by how few of the facts they occur in; words that nobody knows
    count against every fact. `synonyms` are the case's: a word, and others that people use for the same.
    """

    def __init__(self, facts, ratio=None, synonyms=None):
        self.ratio = ratio or ratio_of()
        self._synonyms = {other: word for word, others in (synonyms or {}).items() for other in others}
        words = "|".join(map(re.escape, sorted(self._synonyms, key=len, reverse=True)))
        self._synonym = re.compile(rf"\b(?:{words})\b") if words else None
        asked = {fact.name: fact.questions for fact in facts} | _beside(facts)
        self.names = list(asked)
        self.known = frozenset(fact.name for fact in facts)
        self._topics = {name: name.removeprefix("-") for name in asked} | {fact.name: fact.topic for fact in facts}
        asked = {name: tuple(self._meant(plain(text)) for text in questions) for name, questions in asked.items()}
        self.wordings = [[features(text) for text in questions] for questions in asked.values()]
        self.words = {word for each in self.wordings for one in each for word in one.words}
        self._often = [self._shares(each) for each in self.wordings]
        self._weights = self._rarities()
        self._vectors = Index([[unit(self._vector(bag(one))) for one in each] for each in self.wordings])
        profiles = [
            unit({feature: self._weight(feature) * math.sqrt(share) for feature, share in each.items()})
            for each in self._often
        ]
        self._profiles = Index([[each] for each in profiles])
        self._ways = [MEASURES & each.keys() for each in profiles]
        self._denials = [any(one.denied for one in each) for each in self.wordings]
        shapes = [[shape_of(text) for text in questions] for questions in asked.values()]
        among = Counter(each for one in shapes for each in set().union(*one))
        self._rare = {each: RAREST + math.log((1 + len(self.names)) / count) for each, count in among.items()}
        self._shapes = Index([[self._shaped(one) for one in each] for each in shapes])
        self._unknown = UNKNOWN * (RAREST + math.log(1 + len(self.names)))
        self._vocabulary = sorted({each for each in (*self.words, *concepts.MEANING) if len(each) >= SHORTEST_TYPO - 1})
        self._spellings: dict[str, str] = {}
        self._matched: dict[str, Match] = {}
        self._said = {text.strip(" ?.!"): name for name, questions in asked.items() for text in questions}
        self._opinion = Opinion({name: [weighed(features(text), text) for text in questions]
                                 for name, questions in asked.items()})

    def _meant(self, text: str) -> str:
        """A question with the case's own words in place of others for the same; `text` in plain letters."""
        return self._synonym.sub(lambda found: self._synonyms[found[0]], text) if self._synonym else text

    @staticmethod
    def _shares(wordings) -> dict[str, float]:
        counts = Counter(feature for one in wordings for feature in bag(one))
        return {feature: count / len(wordings) for feature, count in counts.items()}

    def _rarities(self) -> dict[str, float]:
        spread: Counter = Counter()
        for each in self._often:
            for feature, share in each.items():
                spread[feature] += min(1.0, 3 * share)
        return {
            feature: RAREST + math.log((1 + len(self.names)) / max(1.0, among)) for feature, among in spread.items()
        }

    def _shaped(self, shape) -> dict[str, float]:
        unseen = math.log(1 + len(self.names))
        return unit({each: times * self._rare.get(each, unseen) for each, times in shape.items()})

    def _weight(self, feature: str) -> float:
        kind = (
            WORD if feature.startswith("=") else CONCEPT if feature in concepts.STRONG or feature[:2] != "q_" else WAY
        )
        return kind * self._weights.get(feature, 0.0)

    def _vector(self, parts) -> dict[str, float]:
        return {feature: weight for feature in parts if (weight := self._weight(feature)) > 0}

    def _spelled(self, word: str) -> str:
        """The word that a mistyped one stands for; itself where none is near."""
        if word in self.words or word in concepts.MEANING or word in concepts.IGNORED or len(word) < SHORTEST_TYPO:
            return word
        if word not in self._spellings:
            best, near = word, ALIKE
            for each in self._vocabulary:
                if each[0] == word[0] and abs(len(each) - len(word)) <= 2:
                    score = self.ratio(word, each, score_cutoff=near)
                    if score > near or (score == near and best == word):
                        best, near = each, score
            if len(self._spellings) > MOST_SPELLINGS:
                self._spellings.clear()
            self._spellings[word] = best
        return self._spellings[word]

    def match(self, text: str) -> Match:
        """The fact that a question asks for, if any; `text` in plain letters (see `plain`)."""
        if text not in self._matched:
            if len(self._matched) >= MOST_MATCHED:
                self._matched.clear()
            meant = self._meant(text)
            tries = [self._match(each) for each in (meant, *cores(meant))]
            self._matched[text] = next((each for each in tries if each.understood), tries[0])
        return self._matched[text]

    def says(self, text: str) -> bool:
        """Whether a text is, letter by letter, a question of a fact or a topic; `text` in plain letters."""
        return self._meant(text).strip(" ?.!") in self._said

    def _match(self, text: str) -> Match:
        asked = features(text)
        words = tuple(self._spelled(word) for word in asked.words)
        known = asked.known.union(
            *(concepts.MEANING.get(new, ()) for word, new in zip(asked.words, words, strict=True) if new != word)
        )
        vector = self._vector(bag(Features(known, words)))
        strange = [
            word
            for word in words
            if f"={word}" not in self._weights
            and word not in concepts.COVERED
            and "".join(sorted(word)) not in MIXED_UP
            and not concepts.MEANING.get(word, set()) & self._weights.keys()
        ]
        lost = len(strange) * self._unknown**2
        length = math.sqrt(sum(weight * weight for weight in vector.values()) + lost)
        said = self._said.get(text.strip(" ?.!"), "")
        if not vector or not self.names:  # "What will we not build?" is made of small words alone
            found = ((said, 1.0),) if said else ()
            return Match(found, float(bool(said)), bool(said), words, self.known, 1.0)
        ways = known & MEASURES
        shape = self._shaped(shape_of(text))
        ranked, opinions = [], []
        for name, wordings, denies, asked_by, products, (spoken,), shaped in zip(
            self.names, self.wordings, self._denials, self._ways, self._vectors.products(vector),
            self._profiles.products(vector), self._shapes.products(shape), strict=True
        ):
            nearest = sorted(
                (
                    product * (1.0 if asked.denied == one.denied else NEGATION if asked.denied else 0.95)
                    for one, product in zip(wordings, products, strict=True)
                ),
                reverse=True,
            )[:NEIGHBOURS]
            spoken_of = spoken * (NEGATION if asked.denied and not denies else 1.0)
            score = ((1 - PROFILE) * nearest[0] + PROFILE * spoken_of) / length
            score = (1 - SHAPE) * score + SHAPE * max(shaped)
            if nearest[0] >= SAME * length:
                score = nearest[0] / length
            ranked.append((name, score * (1.0 if not ways or ways & asked_by else OTHER_WAY)))
            opinions.append((nearest[0], sum(nearest) / len(nearest), spoken_of))
        ranked.sort(key=lambda pair: -pair[1])
        nearest_one, nearest_few, spoken_most = (
            self.names[max(range(len(opinions)), key=lambda place: opinions[place][kind])] for kind in range(3)
        )
        gap = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
        agreed = nearest_few == ranked[0][0] and (gap >= CLEARLY or nearest_one == spoken_most == ranked[0][0])
        often = self._often[self.names.index(ranked[0][0])]
        content = {
            feature: weight
            for feature, weight in vector.items()
            if not feature.startswith("q_") or feature in concepts.STRONG
        }
        content = content or vector  # "How large is it?" asks by its way alone
        whole = sum(content.values()) + len(strange) * self._unknown
        covered = sum(weight for feature, weight in content.items() if feature in often) / whole if whole else 0.0
        # Nearly word for word one of the fact's own questions, and not by a single word.
        said = len(vector) >= LEAST_SAID and ranked[0][1] >= SAME and gap > SAID_APART
        enough = covered >= (COVER_FAR if gap >= FAR else COVER)
        weights = counted(known, words, shape_of(text), asked.denied)
        shares = self._opinion.shares(unit(weights))
        second = max(shares, key=shares.__getitem__)
        if gap < SAID_APART and ranked[0][1] >= SAME and second == ranked[1][0] and shares[second] >= SECONDED:
            ranked[:2] = ranked[1::-1]  # the same words ask for two facts; how they are put tells which
        said = said or (gap < SAID_APART and ranked[0][1] >= SAME and shares[second] >= SECONDED)
        alone = ranked[0][1] >= ENOUGH and gap >= APART and enough and agreed
        both = ranked[0][1] >= ENOUGH_FOR_TWO and gap >= APART_FOR_TWO and covered >= COVER_FOR_TWO
        far = gap >= (1 - BESIDE) * ranked[0][1]
        lone = len(vector) >= LEAST_SAID and far and ranked[0][1] >= NEAR and covered >= COVER
        trusted = shares[second] >= TRUST[0] and ranked[0][1] >= TRUST[1] and gap >= TRUST[2] and covered >= TRUST[3]
        by_topic = load_weights().shares(with_parts(weights, text))
        # A fact without a topic has the second opinion alone.
        pooled = together(shares, {name: by_topic[topic] for name, topic in self._topics.items() if topic in by_topic},
                          {name: ABSENT for name in shares if name not in self.known and name != "-unrelated"})
        likely = sorted(pooled.items(), key=lambda pair: -pair[1])
        best, share = likely[0]
        near = second == ranked[0][0] and (said or alone or both or lone or trusted)
        # Word for word one of the case's own questions, or about what no topic is about: then the wordings decide.
        if not (near and (self.says(text) or not self._topics[second])):
            with_wording = near and ranked[0][0] == best
            contrary = asked.denied and not self._denials[self.names.index(best)]
            by_far = share >= BY_FAR and share >= FAR_MORE * likely[1][1]
            differs = any(shares[name] >= (DIFFERS if self._topics[name] else UNSEEN) for name in self.known - {best})
            near = share >= WITH_WORDING if with_wording else (share >= PLAINLY or by_far) and not (contrary or differs)
            near = near and (by_topic["unrelated"] < STRAY or best not in self.known)
            ranked.sort(key=lambda pair: (pair[0] != best, -pair[1]))
        return Match(tuple(ranked[:4]), covered, near, words, self.known, shares[second], tuple(likely[:3]))


def _beside(facts) -> dict[str, tuple[str, ...]]:
    """What people ask for beside the facts: topics that the case says nothing on, and what no case knows."""
    spoken_of = {fact.topic for fact in facts}
    others = {f"-{topic}": questions for topic, questions in TOPICS.items() if topic not in spoken_of}
    return others | {"-unrelated": UNRELATED}
