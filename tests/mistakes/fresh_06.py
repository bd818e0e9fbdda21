"""What a fresh class hands in for exercise 6, written blind.

Each right answer is in another style, each wrong one has one slip.
`told`: words of which the feedback of a wrong answer must hold one, in any case; None for a right answer.
In the first run 33 of 34 right ones got full marks, and all 62 wrong ones lost points and were told their slip.
"""

from typing import NamedTuple


class Answer(NamedTuple):
    """One answer: the answer cell's id, a name, the code put in place of the `raise`, and what a wrong one is told."""

    cell: str
    name: str
    code: str
    told: tuple[str, ...] | None = None


A = "answer-a-fan-out"


def _three(machines="72", star="100", threshold="2_000_000"):
    return f"machines = {machines}\nstar_seconds = {star}\nthreshold = {threshold}\n"


FANNED = (
    Answer(A, "plain numbers", _three()),
    Answer(A, "worked out", "one = 16 / 0.2\nmachines = round(posts_per_second / one / 0.65)\n"
           "star_seconds = 100e6 / copies_per_second\nthreshold = 5 * copies_per_second\n"),
    Answer(A, "at seventy percent", _three("67", "1e8 / 1e6", "5e6")),
    Answer(A, "generous", _three("100", "100.0", "3_000_000")),
    Answer(A, "little room", _three("53", "100", "5_000_000")),
    Answer(A, "with its unit", _three("71", '"100 s"', '"5 million"')),
    Answer(A, "words", _three('"72 machines"', '"100 seconds"', '"2 million followers"')),
    Answer(A, "texts", _three('"72"', '"100"', '"2,000,000"')),
    Answer(A, "rounded up", "import math\n" + _three("math.ceil(posts_per_second * 0.2 / 16 * 1.5)", "100", "4e6")),
    Answer(A, "minutes said as minutes", _three("72", '"1.67 min"', "2_500_000")),
    Answer(A, "a million", _three("80", "100", '"1 M"')),
    Answer(A, "exactly full", _three("47"), ("never worked off", "piles up", "leave some room")),
    Answer(A, "hardly any room", _three("48"), ("room", "never worked off")),
    Answer(A, "half of them", _three("24"), ("never worked off", "piles up")),
    Answer(A, "the sixteen forgotten", _three("750"), ("rest for",)),
    Answer(A, "the fifth of a second forgotten", _three("235"), ("rest for",)),
    Answer(A, "upside down", _three("1"), ("never worked off", "piles up")),
    Answer(A, "not whole", _three("posts_per_second * 0.2 / 16 / 0.7"), ("whole number",)),
    Answer(A, "minutes", _three(star="1.67"), ("minutes",)),
    Answer(A, "one worker", _three(star="100_000"), ("one worker", "all machines")),
    Answer(A, "posts a second", _three(star="100e6 / posts_per_second"), ("posts a second",)),
    Answer(A, "the fraction upside down", _three(star="copies_per_second / 100e6"), ("upside down",)),
    Answer(A, "a zero lost", _three(star="10"), ("zeros",)),
    Answer(A, "ten million followers", _three(star="1000"), ("zeros",)),
    Answer(A, "nobody is a star", _three(threshold="100_000_000"), ("five are allowed", "copy less")),
    Answer(A, "ten seconds", _three(threshold="10_000_000"), ("five are allowed", "copy less")),
    Answer(A, "the threshold of the step", _three(threshold="10_000"), ("copy more",)),
    Answer(A, "seconds", _three(threshold="5"), ("are these seconds",)),
    Answer(A, "the mean", _three(threshold="200"), ("copy more",)),
    Answer(A, "threshold forgotten", _three(threshold="None"), ("threshold",)),
    Answer(A, "all with on read", _three(threshold="0"), ("threshold", "above zero")),
)

B = "answer-b-cache"


def _cache(policy, places):
    return f"policy, places = {policy}, {places}\n"


CACHED = (
    Answer(B, "SIEVE", _cache('"SIEVE"', "800")),
    Answer(B, "S3-FIFO", _cache('"S3-FIFO"', "800")),
    Answer(B, "ARC", _cache('"ARC"', "800")),
    Answer(B, "LFU", _cache('"LFU"', "800")),
    Answer(B, "small letters", _cache('"sieve"', "800.0")),
    Answer(B, "without the hyphen", _cache('"S3FIFO"', "800")),
    Answer(B, "two lines", 'policy = "SIEVE"\nplaces = 4 * 200   # at most 800\n'),
    Answer(B, "the number as a text", _cache('"SIEVE"', '"800"')),
    Answer(B, "LRU, smaller", _cache('"LRU"', "800"), ("hits", "suffers")),
    Answer(B, "FIFO", _cache('"FIFO"', "800"), ("hits",)),
    Answer(B, "as many places as before", _cache('"SIEVE"', "1200"), ("more than 800",)),
    Answer(B, "the optimum", _cache('"optimum"', "800"), ("future",)),
    Answer(B, "far too small", _cache('"SIEVE"', "100"), ("hits",)),
    Answer(B, "swapped", _cache("800", '"SIEVE"'), ("swap",)),
    Answer(B, "a slip of the pen", _cache('"SEIVE"', "800"), ("SIEVE",)),
    Answer(B, "a share for places", _cache('"SIEVE"', "0.45"), ("whole number",)),
    Answer(B, "a policy that the table does not have", _cache('"MRU"', "800"), ("LRU", "known", "choose")),
)

D = "answer-b-decision"


def _decide(options='["Snowflake", "UUIDv4", "counter"]', criteria="""[Criterion("sortable", 2, "higher"),
     Criterion("leaks_count", 2), Criterion("text_length", 1)]""", choice='"Snowflake"',
            because='"sortable, since a timeline is sorted by time, and leaks_count is no"',
            flips='("leaks_count", "counter")', evidence=", evidence=ids"):
    return (f'decision = Decision("Which identifiers do posts get?", {options},\n    {criteria}{evidence},\n'
            f"    choice={choice}, because={because})\nwhat_flips = {flips}\n")


DECIDED = (
    Answer(D, "three options", _decide()),
    Answer(D, "two, and nothing flips it", _decide('["Snowflake", "UUIDv4"]', flips='"nothing"', criteria="""[
        Criterion("sortable", 2, "higher"), Criterion("text_length", 1)]""")),
    Answer(D, "nothing, with a full stop", _decide('["Snowflake", "UUIDv4"]', flips='"Nothing."', criteria="""[
        Criterion("sortable", 3, "higher"), Criterion("text_length", 1)]""")),
    Answer(D, "a list", _decide(flips='["leaks_count", "counter"]')),
    Answer(D, "as in the table", _decide(flips='("leaks count", "Counter")')),
    Answer(D, "the other that flips it", _decide(flips='("text_length", "counter")')),
    Answer(D, "ULID, since nobody hands out machine numbers", _decide(
        '["Snowflake", "ULID", "UUIDv4"]', '[Criterion("sortable", 3, "higher"), Criterion("coordination", 1),'
        ' Criterion("text_length", 1)]', '"ULID"', '"sortable, and no coordination"', '("coordination", "Snowflake")')),
    Answer(D, "criteria with spaces", _decide(criteria="""[Criterion("sortable", 2, "higher"),
        Criterion("leaks count", 2), Criterion("text length", 1)]""",
                                              because='"leaks count is no and it is sortable"')),
    Answer(D, "weights of a half", _decide(criteria="""[Criterion("sortable", 0.5, "higher"),
        Criterion("leaks_count", 0.3), Criterion("text_length", 0.2)]""")),
    Answer(D, "one option", 'decision = Decision("Which identifiers do posts get?", ["Snowflake"],\n'
           '    [Criterion("sortable", 2, "higher"), Criterion("text_length", 1)], evidence=ids,\n'
           '    choice="Snowflake", because="sortable")\nwhat_flips = "nothing"\n', ("option",)),
    Answer(D, "one criterion", _decide('["Snowflake", "UUIDv4"]', '[Criterion("sortable", 2, "higher")]',
                                       flips='"nothing"'), ("one criterion",)),
    Answer(D, "sortable counted as bad", _decide(criteria="""[Criterion("sortable", 2), Criterion("leaks_count", 2),
        Criterion("text_length", 1)]"""), ("better when", "sortable")),
    Answer(D, "length counted as good", _decide(criteria="""[Criterion("sortable", 2, "higher"),
        Criterion("leaks_count", 2), Criterion("text_length", 1, "higher")]"""), ("text_length", "better when")),
    Answer(D, "no reason", _decide(because='""'), ("because", "reason")),
    Answer(D, "a reason that everybody gives", _decide(because='"everybody uses them"'), ("criteria", "criterion")),
    Answer(D, "no choice", _decide(choice='""'), ("choice", "chosen", "choose")),
    Answer(D, "the worst is chosen", _decide(choice='"UUIDv4"', because='"leaks_count is no"'), ("UUIDv4",)),
    Answer(D, "the pair turned round", _decide(flips='("counter", "leaks_count")'), ("criterion first",)),
    Answer(D, "the chosen one named", _decide(flips='("leaks_count", "Snowflake")'), ("best already",)),
    Answer(D, "nothing, though something flips it", _decide(flips='"nothing"'), ("sensitivity",)),
    Answer(D, "the criterion alone", _decide(flips='"leaks_count"'), ("sensitivity", "option")),
    Answer(D, "what flips it is forgotten", _decide(flips="None"), ("sensitivity",)),
    Answer(D, "all can be sorted", _decide('["Snowflake", "ULID"]', '[Criterion("sortable", 2, "higher"),'
                                         ' Criterion("text_length", 1)]', flips='"nothing"'), ("alike",)),
    Answer(D, "sortable hardly counts", _decide(criteria="""[Criterion("sortable", 0.1, "higher"),
        Criterion("leaks_count", 2), Criterion("text_length", 1)]"""), ("sortable",)),
    Answer(D, "nothing about order", _decide('["Snowflake", "UUIDv4"]', '[Criterion("text_length", 2),'
           ' Criterion("leaks_count", 1)]', because='"text_length is short"', flips='"nothing"'), ("sorted by time",)),
    Answer(D, "no evidence", _decide(evidence=""), ("evidence",)),
    Answer(D, "a column that there is not", _decide(criteria="""[Criterion("sorted", 2, "higher"),
        Criterion("leaks_count", 2)]"""), ("sorted",)),
)

C = "answer-c-ring"
PLACE = '''def place(text):
    """A place on the circle for a text: a whole number below 2**64."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

'''
INSORT = PLACE + '''class Ring:
    """Servers and keys on one circle."""

    def __init__(self):
        self.points = []

    def add(self, server):
        for number in range(150):
            bisect.insort(self.points, (place(f"{server}/{number}"), server))

    def remove(self, server):
        self.points = [each for each in self.points if each[1] != server]

    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
'''

RINGS = (
    Answer(C, "a sorted list", INSORT),
    Answer(C, "a dictionary and its sorted keys", PLACE + '''class Ring:
    def __init__(self):
        self.owner, self.places = {}, []

    def add(self, server):
        self.owner.update({place(f"{server}#{i}"): server for i in range(200)})
        self.places = sorted(self.owner)

    def remove(self, server):
        self.owner = {where: who for where, who in self.owner.items() if who != server}
        self.places = sorted(self.owner)

    def server_of(self, key):
        at = bisect.bisect_left(self.places, place(key))
        return self.owner[self.places[0 if at == len(self.places) else at]]
'''),
    Answer(C, "servers kept, the circle built anew", PLACE + '''class Ring:
    def __init__(self, copies=128):
        self.servers, self.copies = set(), copies
        self._build()

    def _build(self):
        self.points = sorted((place(f"{s}-{i}"), s) for s in self.servers for i in range(self.copies))

    def add(self, server):
        self.servers.add(server)
        self._build()

    def remove(self, server):
        self.servers.discard(server)
        self._build()

    def server_of(self, key):
        at = bisect.bisect_right(self.points, (place(key), ""))
        if at == len(self.points):
            at = 0
        return self.points[at][1]
'''),
    Answer(C, "highest draw wins", PLACE + '''class Ring:
    """Each server draws a lot for each key; the highest has it."""

    def __init__(self):
        self.servers = []

    def add(self, server):
        self.servers.append(server)

    def remove(self, server):
        self.servers.remove(server)

    def server_of(self, key):
        return max(self.servers, key=lambda server: place(f"{server}|{key}"))
'''),
    Answer(C, "typed, with a dataclass", PLACE + '''from dataclasses import dataclass, field

@dataclass
class Ring:
    points: list[tuple[int, str]] = field(default_factory=list)

    def add(self, server: str) -> None:
        self.points = sorted([*self.points, *((place(f"{server}:{n}"), server) for n in range(100))])

    def remove(self, server: str) -> None:
        self.points = [(where, who) for where, who in self.points if who != server]

    def server_of(self, key: str) -> str:
        index = bisect.bisect(self.points, (place(key),))
        return self.points[index % len(self.points)][1]
'''),
    Answer(C, "two lists side by side", PLACE + '''class Ring:
    def __init__(self):
        self.where = []
        self.who = []
    def add(self, server):
        for n in range(120):
            p = place(server + str(n))
            i = bisect.bisect_left(self.where, p)
            self.where.insert(i, p)
            self.who.insert(i, server)
    def remove(self, server):
        keep = [i for i, s in enumerate(self.who) if s != server]
        self.where = [self.where[i] for i in keep]
        self.who = [self.who[i] for i in keep]
    def server_of(self, key):
        i = bisect.bisect_left(self.where, place(key))
        if i >= len(self.where):
            i = 0
        return self.who[i]
'''),
    Answer(C, "by remainder", PLACE + '''class Ring:
    def __init__(self):
        self.servers = []
    def add(self, server):
        self.servers.append(server)
        self.servers.sort()
    def remove(self, server):
        self.servers.remove(server)
    def server_of(self, key):
        return self.servers[place(key) % len(self.servers)]
''', ("one in ten", "moved")),
    Answer(C, "hash()", INSORT.replace("place(f", "hash(f").replace("(place(key)", "(hash(key)"), ("hash()",)),
    Answer(C, "one point for each server", INSORT.replace("range(150)", "range(1)"), ("too few points",)),
    Answer(C, "one list for all rings", INSORT.replace("    def __init__(self):\n        self.points = []\n",
                                                      "    points = []\n").replace(
        "bisect.insort(self.points", "bisect.insort(Ring.points"), ("its own list",)),
    Answer(C, "past the last point", INSORT.replace("[at % len(self.points)]", "[at]"), ("first again",)),
    Answer(C, "one point is taken out", INSORT.replace(
        "self.points = [each for each in self.points if each[1] != server]",
        'self.points.remove((place(f"{server}/0"), server))'), ("still stands", "stayed")),
    Answer(C, "place and server are given back", INSORT.replace("len(self.points)][1]", "len(self.points)]"),
           ("name of the server alone",)),
    Answer(C, "return is missing", INSORT.replace("return self.points[at", "self.points[at"), ("return",)),
    Answer(C, "not sorted", INSORT.replace('bisect.insort(self.points, (place(f"{server}/{number}"), server))',
                                          'self.points.append((place(f"{server}/{number}"), server))'),
           ("order", "another order", "between old servers")),
    Answer(C, "no remove", INSORT.replace("""    def remove(self, server):
        self.points = [each for each in self.points if each[1] != server]

""", ""), ("remove",)),
    Answer(C, "the same place for all points", INSORT.replace('place(f"{server}/{number}")', "place(server)"),
           ("too few points",)),
    Answer(C, "by the order of adding", PLACE + '''class Ring:
    def __init__(self):
        self.points = []
        self.count = 0
    def add(self, server):
        for number in range(100):
            bisect.insort(self.points, (place(f"{self.count}/{number}"), server))
        self.count += 1
    def remove(self, server):
        self.points = [each for each in self.points if each[1] != server]
    def server_of(self, key):
        return self.points[bisect.bisect_left(self.points, (place(key), "")) % len(self.points)][1]
''', ("another order",)),
    Answer(C, "the server before the key", INSORT.replace("len(self.points)][1]", "len(self.points) - 1][0]"),
           ("name", "names")),
    Answer(C, "remove does nothing", INSORT.replace(
        "self.points = [each for each in self.points if each[1] != server]", "pass"), ("still stands", "stayed")),
    Answer(C, "self is forgotten", INSORT.replace("def server_of(self, key)", "def server_of(key)"), ("self",)),
)

ANSWERS = (*FANNED, *CACHED, *DECIDED, *RINGS)
