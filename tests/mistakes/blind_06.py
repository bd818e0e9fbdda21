"""Answers to exercise 6, written from the notebook alone before any was run; each wrong one has one slip to be told.

`RIGHT` holds (name, test, answer) of answers that deserve full marks, `WRONG` (name, test, answer, words): the feedback
must contain one of the words. At the first run, before anything was mended, 36 of 38 right answers got full marks,
53 of 53 wrong ones lost points, and 50 were told their slip (47, read strictly). Some words were made stricter since.
"""

A, CACHE, CHOICE, RING = "test_a_fan_out", "test_b_cache", "test_b_decision", "test_c_ring"
IDS = "ids = identifiers(count=1e12, machines=40, ids_per_second=4_000)\n"
PLACE = '''def place(text):
    """A place on the circle for a text: a whole number below 2**64."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

'''


def decision(options: str, criteria: str, choice: str, because: str, flips: str, evidence: str = "ids") -> str:
    return (f'{IDS}decision = Decision("Which identifiers do posts get?", {options}, {criteria}, evidence={evidence},\n'
            f"    choice={choice!r}, because={because!r})\nwhat_flips = {flips}\n")


FIRST_FLIP = """
rows = decision.flips()
what_flips = next(((name, option) for name, row in rows.iterrows() for option in (row["below_to"], row["above_to"])
                   if isinstance(option, str)), "nothing")
"""


def found(options: str, criteria: str, choice: str, because: str) -> str:
    """A decision whose flip is read off the table by code, as a careful student does."""
    return decision(options, criteria, choice, because, "None") + FIRST_FLIP


RIGHT = [
    ("sixty machines, computed", A, "machines = 60\nstar_seconds = 100e6 / copies_per_second\n"
     "threshold = 5 * copies_per_second"),
    ("seventy percent, rounded up", A, "import math\nper_machine = 16 / 0.2\n"
     "machines = math.ceil(posts_per_second / per_machine / 0.7)\nstar_seconds = 100\nthreshold = 5_000_000"),
    ("half full", A, "machines = 94\nstar_seconds = 100.0\nthreshold = 4e6"),
    ("a third may be lost", A, "machines = 71  # 47 * 1.5\nstar_seconds = 1e8 / 1e6\nthreshold = 2_500_000"),
    ("text with units", A, 'machines = "67"\nstar_seconds = "100 s"\nthreshold = "5 million"'),
    ("a unit of the course", A, 'from helpers import Q\nmachines = 67\n'
     'star_seconds = Q("100 s")\nthreshold = 3_000_000'),
    ("minutes said as minutes", A, 'machines = 67\nstar_seconds = "1 min 40 s"\nthreshold = 5e6'),
    ("text with a comma", A, 'machines = 60\nstar_seconds = "100 seconds"\nthreshold = "5,000,000"'),
    ("floor division", A, "machines = posts_per_second * 200 // 1000 // 16 + 20\n"
     "star_seconds = 100_000_000 // copies_per_second\nthreshold = copies_per_second * 5 // 1"),
    ("a whole float", A, "machines = 60.0\nstar_seconds = 100\nthreshold = 5e6"),
    ("numpy number", A, "import numpy as np\nmachines = np.ceil(posts_per_second * 0.2 / 16 / 0.75)\n"
     "star_seconds = np.float64(1e8) / copies_per_second\nthreshold = np.int64(4_000_000)"),
    ("in one line", A, "machines, star_seconds, threshold = 64, 100, 4_500_000"),
    ("a fraction", A, "from fractions import Fraction\n"
     "machines = round(posts_per_second / Fraction(16 * 10, 2) / Fraction(3, 4))\n"
     "star_seconds = Fraction(100_000_000, 1_000_000)\nthreshold = 5_000_000"),
    ("sieve", CACHE, 'policy, places = "SIEVE", 800'),
    ("arc, lower case", CACHE, 'policy = "arc"\nplaces = 780'),
    ("s3-fifo", CACHE, 'policy, places = "S3-FIFO", 800'),
    ("lfu", CACHE, "policy, places = 'LFU', 800"),
    ("s3fifo without the dash", CACHE, "policy = 's3fifo'\nplaces = 800"),
    ("arc as a tuple", CACHE, "policy, places = ('ARC', 8 * 100)"),
    ("places as a float", CACHE, "policy, places = 'ARC', 800.0"),
    ("numpy places", CACHE, "import numpy as np\npolicy, places = 'ARC', np.int64(800)"),
    ("snowflake, three options", CHOICE, found('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion("sortable", 3, "higher"), Criterion("leaks_count", 2), Criterion("text_length", 1)]', "Snowflake",
     "sortable ids need no second index, and leaks_count is no.")),
    ("ulid for its independence", CHOICE, found('["ULID", "UUIDv4", "Snowflake"]',
     '[Criterion("sortable", 3, "higher"), Criterion("coordination", 3)]', "ULID",
     "It is sortable and needs no coordination.")),
    ("snowflake against uuid, names with spaces", CHOICE, found('["Snowflake", "UUIDv4"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text length", 1)]', "Snowflake",
     "text length and sortable both speak for it")),
    ("counter in a closed network", CHOICE, found('["counter", "random 64 bits"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text_length", 1), Criterion("leaks_time", 1)]', "counter",
     "It is sortable, short, and leaks_time is no.")),
    ("all six", CHOICE, found("list(ids.frame.index)",
     '[Criterion("sortable", 5, "higher"), Criterion("leaks_count", 3), Criterion("coordination", 1)]', "ULID",
     "sortable counts most; leaks_count second.")),
    ("a tuple of options", CHOICE, found('("Snowflake", "UUIDv4", "random 64 bits")',
     '(Criterion("sortable", 2, "higher"), Criterion("leaks_time", 1), Criterion("next_taken_chance", 1))', "Snowflake",
     "sortable: the timeline reads them in order of time")),
    ("weights as parts of one", CHOICE, found('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion("sortable", 0.5, "higher"), Criterion("leaks_count", 0.3), Criterion("text_length", 0.2)]',
     "Snowflake", "Because it is SORTABLE and short enough")),
    ("criteria by keyword", CHOICE, found('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion(name="sortable", weight=4, better="higher"), Criterion(name="leaks_count", weight=3), '
     'Criterion(name="coordination", weight=1)]', "Snowflake", "sortable, and leaks_count is no")),
    ("two options alone", CHOICE, found('["ULID", "UUIDv4"]',
     '[Criterion("sortable", 3, "higher"), Criterion("text_length", 1)]', "ULID", "sortable, and shorter text_length")),
    ("one list, a dict", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []

    def add(self, server):
        for number in range(200):
            bisect.insort(self.points, (place(f"{server}/{number}"), server))

    def remove(self, server):
        self.points = [each for each in self.points if each[1] != server]

    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
'''),
    ("sort after each", RING, PLACE + '''class Ring:
    def __init__(self, points=128):
        self.many, self.ring = points, []

    def add(self, server):
        self.ring += [(place(server + ":" + str(i)), server) for i in range(self.many)]
        self.ring.sort()

    def remove(self, server):
        self.ring = [(at, name) for at, name in self.ring if name != server]

    def server_of(self, key):
        h = place(key)
        for at, name in self.ring:
            if at >= h:
                return name
        return self.ring[0][1]
'''),
    ("places and names apart", RING, PLACE + '''class Ring:
    def __init__(self):
        self.places, self.owner = [], {}

    def add(self, server):
        for i in range(300):
            at = place(f"{i}-{server}")
            bisect.insort(self.places, at)
            self.owner[at] = server

    def remove(self, server):
        for at in [at for at, name in self.owner.items() if name == server]:
            self.places.remove(at)
            del self.owner[at]

    def server_of(self, key):
        index = bisect.bisect_left(self.places, place(key))
        if index == len(self.places):
            index = 0
        return self.owner[self.places[index]]
'''),
    ("numpy arrays", RING, "import numpy as np\n" + PLACE + '''class Ring:
    def __init__(self):
        self.servers = set()
        self._built = None

    def add(self, server):
        self.servers.add(server)
        self._built = None

    def remove(self, server):
        self.servers.discard(server)
        self._built = None

    def _build(self):
        pairs = sorted((place(f"{s}|{i}"), s) for s in self.servers for i in range(150))
        self._built = np.array([p for p, _ in pairs], dtype=np.uint64), [s for _, s in pairs]

    def server_of(self, key):
        if self._built is None:
            self._build()
        places, names = self._built
        return names[int(np.searchsorted(places, np.uint64(place(key)))) % len(names)]
'''),
    ("a dataclass", RING, "from dataclasses import dataclass, field\n" + PLACE + '''@dataclass
class Ring:
    points: list = field(default_factory=list)

    def add(self, server: str) -> None:
        for n in range(256):
            bisect.insort(self.points, (place(f"{server}#{n}"), server))

    def remove(self, server: str) -> None:
        self.points[:] = [p for p in self.points if p[1] != server]

    def server_of(self, key: str) -> str:
        i = bisect.bisect(self.points, (place(key), chr(0x10FFFF)))
        return self.points[i % len(self.points)][1]
'''),
    ("rendezvous, the other consistent hashing", RING, PLACE + '''class Ring:
    def __init__(self):
        self.servers = []

    def add(self, server):
        self.servers.append(server)

    def remove(self, server):
        self.servers.remove(server)

    def server_of(self, key):
        return max(self.servers, key=lambda server: place(server + "/" + key))
'''),
    ("a table of places", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = {}

    def add(self, server):
        self.points.update({place(f"{server}{i:04}"): server for i in range(200)})
        self.order = sorted(self.points)

    def remove(self, server):
        self.points = {k: v for k, v in self.points.items() if v != server}
        self.order = sorted(self.points)

    def server_of(self, key):
        i = bisect.bisect_left(self.order, place(key))
        return self.points[self.order[i] if i < len(self.order) else self.order[0]]
'''),
    ("keyed search", RING, PLACE + '''class Ring:
    def __init__(self):
        self.circle = []
    def add(self, server):
        for replica in range(1, 161):
            bisect.insort(self.circle, (place(server + "-" + str(replica)), server), key=lambda each: each[0])
    def remove(self, server):
        self.circle = list(filter(lambda each: each[1] != server, self.circle))
    def server_of(self, key):
        where = bisect.bisect_left(self.circle, place(key), key=lambda each: each[0])
        return self.circle[where if where < len(self.circle) else 0][1]
'''),
]

WRONG = [
    ("exactly the work", A, "machines = 47\nstar_seconds = 100\nthreshold = 5e6", ("room", "piles up")),
    ("half the work", A, "machines = 24\nstar_seconds = 100\nthreshold = 5e6", ("piles up",)),
    ("one post at a time", A, "machines = 750\nstar_seconds = 100\nthreshold = 5e6", ("rest for",)),
    ("twice as safe as needed", A, "machines = 200\nstar_seconds = 100\nthreshold = 5e6", ("rest for",)),
    ("a broken machine", A, "machines = posts_per_second * 0.2 / 16 / 0.7\nstar_seconds = 100\nthreshold = 5e6",
     ("whole number",)),
    ("one worker for the star", A, "machines = 67\nstar_seconds = 1e8 / 1000\nthreshold = 5e6", ("one worker",)),
    ("minutes", A, "machines = 67\nstar_seconds = 100 / 60\nthreshold = 5e6", ("minutes",)),
    ("milliseconds", A, "machines = 67\nstar_seconds = 100_000\nthreshold = 5e6", ("one worker", "millisecond")),
    ("a million for 100 million", A, "machines = 67\nstar_seconds = 1e6 / copies_per_second\nthreshold = 5e6",
     ("off by zeros",)),
    ("posts for copies", A, "machines = 67\nstar_seconds = 1e8 / posts_per_second\nthreshold = 5e6", ("posts",)),
    ("upside down", A, "machines = 67\nstar_seconds = copies_per_second / 1e8\nthreshold = 5e6", ("upside",)),
    ("ten million copied", A, "machines = 67\nstar_seconds = 100\nthreshold = 10_000_000", ("longest wait",)),
    ("all copied", A, "machines = 67\nstar_seconds = 100\nthreshold = 100_000_000", ("longest wait",)),
    ("few copied", A, "machines = 67\nstar_seconds = 100\nthreshold = 10_000", ("Copy more", "costs")),
    ("threshold in seconds", A, "machines = 67\nstar_seconds = 100\nthreshold = 5", ("followers",)),
    ("threshold forgotten", A, "machines = 67\nstar_seconds = 100", ("threshold",)),
    ("still lru", CACHE, "policy, places = 'LRU', 800", ("LRU",)),
    ("lru, more places", CACHE, "policy, places = 'LRU', 1_200", ("800",)),
    ("fifo", CACHE, "policy, places = 'FIFO', 800", ("FIFO",)),
    ("sieve, too small", CACHE, "policy, places = 'SIEVE', 300", ("hits",)),
    ("arc, too large", CACHE, "policy, places = 'ARC', 1_000", ("800",)),
    ("a word it does not know", CACHE, "policy, places = 'MRU', 800", ("MRU",)),
    ("the optimum", CACHE, "policy, places = \"Belady's optimum\", 800", ("future",)),
    ("places as text", CACHE, "policy, places = 'ARC', 'plenty'", ("whole number",)),
    ("policy and places swapped", CACHE, "policy, places = 800, 'ARC'", ("swap",)),
    ("one option", CHOICE, decision('["Snowflake"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text_length", 1)]', "Snowflake", "sortable", '"nothing"'),
     ("option",)),
    ("everybody uses it", CHOICE, decision('["Snowflake", "UUIDv4"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text_length", 1)]', "Snowflake", "Everybody uses them.",
     '"nothing"'), ("reason", "criteria")),
    ("sortable is worse", CHOICE, decision('["Snowflake", "UUIDv4"]',
     '[Criterion("sortable", 2), Criterion("text_length", 1)]', "Snowflake", "sortable", '"nothing"'),
     ("better when it is lower", "higher")),
    ("all sortable", CHOICE, decision('["Snowflake", "ULID"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text_length", 1)]', "Snowflake", "sortable and text_length",
     '"nothing"'), ("not sortable",)),
    ("time does not count", CHOICE, decision('["Snowflake", "UUIDv4"]',
     '[Criterion("leaks_count", 2), Criterion("text_length", 1)]', "Snowflake", "text_length", '"nothing"'),
     ("sorted by time",)),
    ("one criterion", CHOICE, decision('["Snowflake", "UUIDv4"]', '[Criterion("sortable", 2, "higher")]', "Snowflake",
     "sortable", '"nothing"'), ("no weighing",)),
    ("chance against the evidence", CHOICE, decision('["Snowflake", "UUIDv4"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text_length", 1)]', "UUIDv4", "text_length", '"nothing"'),
     ("Change the choice",)),
    ("nothing, though it flips", CHOICE, decision('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion("sortable", 3, "higher"), Criterion("leaks_count", 2), Criterion("text_length", 1)]', "Snowflake",
     "sortable, leaks_count", '"nothing"'), ("sensitivity",)),
    ("flips the other way round", CHOICE, found('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion("sortable", 3, "higher"), Criterion("leaks_count", 2), Criterion("text_length", 1)]', "Snowflake",
     "sortable, leaks_count") + "what_flips = what_flips[::-1]\n", ("criterion first",)),
    ("flips to itself", CHOICE, decision('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion("sortable", 3, "higher"), Criterion("leaks_count", 2), Criterion("text_length", 1)]', "Snowflake",
     "sortable, leaks_count", '("sortable", "Snowflake")'), ("best already",)),
    ("no evidence", CHOICE, decision('["Snowflake", "UUIDv4"]',
     '[Criterion("sortable", 2, "higher"), Criterion("text_length", 1)]', "Snowflake", "sortable", '"nothing"', "None"),
     ("evidence",)),
    ("sortable as good as nothing", CHOICE, decision('["Snowflake", "UUIDv4", "counter"]',
     '[Criterion("sortable", 0.1, "higher"), Criterion("text_length", 9), Criterion("leaks_time", 1)]', "counter",
     "text_length", "None"), ("decides nothing", "counts for")),
    ("a column that is not there", CHOICE, decision('["Snowflake", "UUIDv4"]',
     '[Criterion("sortable", 2, "higher"), Criterion("speed", 1)]', "Snowflake", "sortable", '"nothing"'),
     ("No speed was measured",)),
    ("remainder", RING, PLACE + '''class Ring:
    def __init__(self):
        self.servers = []
    def add(self, server):
        self.servers.append(server)
    def remove(self, server):
        self.servers.remove(server)
    def server_of(self, key):
        return self.servers[place(key) % len(self.servers)]
''', ("moved",)),
    ("one point each", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        bisect.insort(self.points, (place(server), server))
    def remove(self, server):
        self.points.remove((place(server), server))
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("few points",)),
    ("no way round", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        return self.points[bisect.bisect_left(self.points, (place(key), ""))][1]
''', ("past the last",)),
    ("last instead of first", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[min(at, len(self.points) - 1)][1] if at == 0 else self.points[0][1]
''', ("share", "moved")),
    ("not sorted", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            self.points.append((place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("order",)),
    ("hash()", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (hash(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (hash(key), ""))
        return self.points[at % len(self.points)][1]
''', ("restart", "hash()")),
    ("gives the point", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)]
''', ("name of the server",)),
    ("one list for all rings", RING, PLACE + '''class Ring:
    points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points[:] = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("own list",)),
    ("removes one point", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points.remove((place(f"{server}/0"), server))
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("all of its points", "stayed")),
    ("remove does nothing", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        pass
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("stayed",)),
    ("no return", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        self.points[at % len(self.points)][1]
''', ("return",)),
    ("no remove at all", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("remove",)),
    ("ten points each", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(10):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("few points",)),
    ("points named by the place in the list", RING, PLACE + '''class Ring:
    def __init__(self):
        self.servers, self.points = [], []
    def add(self, server):
        self.servers.append(server)
        number = len(self.servers)
        for n in range(150):
            bisect.insort(self.points, (place(f"{number}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(self, key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("another order",)),
    ("server_of without self", RING, PLACE + '''class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        for n in range(150):
            bisect.insort(self.points, (place(f"{server}/{n}"), server))
    def remove(self, server):
        self.points = [p for p in self.points if p[1] != server]
    def server_of(key):
        at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]
''', ("self",)),
]
