"""Answers to exercise 6, written from the notebook alone: half right in many styles, half wrong as people are."""

from tests.mistakes import Mistake

A, CACHE, CHOICE, RING = "test_a_fan_out", "test_b_cache", "test_b_decision", "test_c_ring"
IDS = "ids = identifiers(count=1e12, machines=40, ids_per_second=4_000)\n"
PLACE = """def place(text):
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

"""


def posts(code: str) -> dict:
    return {"task_a_fan_out": code}


def cached(code: str) -> dict:
    return {"task_b_cache": code}


def ids(options, criteria, choice, because, flips) -> dict:
    return {"task_b_decision": f'{IDS}decision = Decision("Which ids?", {options}, {criteria}, evidence=ids, '
                               f"choice={choice!r}, because={because!r})\nwhat_flips = {flips}\n"}


def ring(code: str) -> dict:
    return {"task_c_ring": PLACE + code}


THREE = '["Snowflake", "UUIDv4", "counter"]'
WEIGHED = '[Criterion("sortable", 2, "higher"), Criterion("leaks_count", 2), Criterion("text_length", 1)]'
SORTED_KEYS = """class Ring:
    def __init__(self):
        self.at = {}
    def add(self, server):
        for i in range(150):
            self.at[place(f"{server}#{i}")] = server
    def remove(self, server):
        for i in range(150):
            del self.at[place(f"{server}#{i}")]
    def server_of(self, key):
        spots = sorted(self.at)
        i = bisect.bisect_left(spots, place(key))
        return self.at[spots[i if i < len(spots) else 0]]
"""
LOOP = """class Ring:
    def __init__(self):
        self.points = []
    def add(self, server):
        self.points += [(place(server + "-" + str(i)), server) for i in range(120)]
        self.points.sort()
    def remove(self, server):
        self.points = [(p, s) for p, s in self.points if s != server]
    def server_of(self, key):
        spot, low, high = place(key), 0, len(self.points)
        while low < high:
            mid = (low + high) // 2
            if self.points[mid][0] < spot:
                low = mid + 1
            else:
                high = mid
        return self.points[0][1] if low == len(self.points) else self.points[low][1]
"""
TWO_LISTS = """class Ring:
    copies = 100
    def __init__(self):
        self.spots, self.owner = [], []
    def add(self, server):
        for i in range(self.copies):
            spot = place(f"{i}:{server}")
            at = bisect.bisect(self.spots, spot)
            self.spots.insert(at, spot)
            self.owner.insert(at, server)
    def remove(self, server):
        kept = [(s, o) for s, o in zip(self.spots, self.owner) if o != server]
        self.spots, self.owner = [s for s, _ in kept], [o for _, o in kept]
    def server_of(self, key):
        return self.owner[bisect.bisect_left(self.spots, place(key)) % len(self.spots)]
"""

RIGHT = [
    ("sixty, by hand", posts('machines = 60\nstar_seconds = 100\nthreshold = 2_000_000'), {A: 5}),
    ("divided out loud", posts('machines = int(posts_per_second / 80 / 0.7) + 1\n'
                               'star_seconds = 1e8 / copies_per_second\nthreshold = 5 * copies_per_second'), {A: 5}),
    ("a unit in the text", posts('machines, star_seconds, threshold = 66, "100 s", "2 million"'), {A: 5}),
    ("about", posts('machines, star_seconds, threshold = "60", "about 100 s", "~2 million"'), {A: 5}),
    ("minutes with their unit", posts('machines, star_seconds, threshold = 70, "1.667 min", 3e6'), {A: 5}),
    ("a float that is whole", posts('machines, star_seconds, threshold = 64.0, 100.0, 4e6'), {A: 5}),
    ("ceiling", posts('import math\nmachines = math.ceil(posts_per_second * 0.2 / 16 / 0.6)\n'
                      'star_seconds = 100e6 / copies_per_second\nthreshold = 1_500_000'), {A: 5}),
    ("1M", posts('machines, star_seconds, threshold = 75, 100, "1M"'), {A: 5}),
    ("a third lost", posts('machines, star_seconds, threshold = 71, 100, 2_500_000'), {A: 5}),
    ("a quantity", posts('from helpers import Q\nmachines, star_seconds, threshold = 60, Q("100 s"), Q("2e6")'),
     {A: 5}),
    ("sieve in small letters", cached('policy, places = "sieve", 800'), {CACHE: 3}),
    ("S3FIFO in one word", cached('policy, places = "S3FIFO", 790'), {CACHE: 3}),
    ("s3 fifo", cached('policy, places = "s3 fifo", 800'), {CACHE: 3}),
    ("Arc", cached('policy = "Arc"\nplaces = 700'), {CACHE: 3}),
    ("800.0", cached('policy, places = "ARC", 800.0'), {CACHE: 3}),
    ("least often used", cached('policy, places = "lfu", 800'), {CACHE: 3}),
    ("blanks around it", cached('policy, places = " SIEVE ", 780'), {CACHE: 3}),
    ("three options", ids(THREE, WEIGHED, "Snowflake", "It is sortable by time.", '("leaks_count", "counter")'),
     {CHOICE: 4}),
    ("any case", ids('["snowflake", "uuidv4", "COUNTER"]', WEIGHED, "snowflake", "sortable, as a timeline is",
                     '("leaks count", "Counter")'), {CHOICE: 4}),
    ("a list for the flip", ids(THREE, WEIGHED, "Snowflake", "Because it is sortable", '["leaks_count", "counter"]'),
     {CHOICE: 4}),
    ("criteria with blanks", ids(THREE, WEIGHED.replace("leaks_count", "leaks count"), "Snowflake", "sortable",
                                 '("leaks_count", "counter")'), {CHOICE: 4}),
    ("a dict of weights", ids(THREE, '{"sortable": 2, "leaks_count": 2, "text_length": 1}', "Snowflake", "sortable!",
                              '("leaks_count", "counter")'), {CHOICE: 4}),
    ("the other order of criteria",
     ids(THREE, '[Criterion("text_length", 1), Criterion("leaks_count", 2), Criterion("sortable", 2, "higher")]',
         "Snowflake", "sortable ids make a timeline", '("leaks_count", "counter")'), {CHOICE: 4}),
    ("two options, and nothing flips but order", ids(
        '["Snowflake", "UUIDv4"]', '[Criterion("sortable", 3, "higher"), Criterion("text_length", 1)]', "Snowflake",
        "sortable", '"nothing"'), {CHOICE: 4}),
    ("Nothing, with a capital", ids(
        '["ULID", "UUIDv4"]', '[Criterion("sortable", 3, "higher"), Criterion("text_length", 1)]', "ULID",
        "sortable", '"Nothing."'), {CHOICE: 4}),
    ("a counter, for who minds no leak", ids(
        THREE, '[Criterion("sortable", 2, "higher"), Criterion("text_length", 2), Criterion("leaks_time", 1)]',
        "counter", "sortable and a short text_length", '"nothing"'), {CHOICE: 4}),
    ("places in a dict", ring(SORTED_KEYS), {RING: 5}),
    ("a search of one's own", ring(LOOP), {RING: 5}),
    ("two lists", ring(TWO_LISTS), {RING: 5}),
    ("five hundred points", ring(LOOP.replace("range(120)", "range(500)")), {RING: 5}),
]

WRONG = [
    ("machines for one copy a post", posts('machines, star_seconds, threshold = 1, 100, 2e6'), {A: 3},
     {A: "never worked off"}),
    ("one post at once", posts('machines = posts_per_second * 0.2\nstar_seconds, threshold = 100, 2e6'),
     {A: 4}, {A: "What are the rest for"}),
    ("the star's copies one by one", posts('machines, star_seconds, threshold = 60, 1e8 * 0.001, 2e6'), {A: 4},
     {A: "one worker make all copies"}),
    ("milliseconds", posts('machines, star_seconds, threshold = 60, 100_000_000 / copies_per_second * 1000, 2e6'),
     {A: 4},
     {A: "one worker make all copies"}),
    ("the mean follower's time", posts('machines, star_seconds, threshold = 60, 0.2, 2e6'), {A: 4},
     {A: "followers divided by copies a second"}),
    ("the threshold in seconds", posts('machines, star_seconds, threshold = 60, 100, 5'), {A: 3}, {A: "Copy more"}),
    ("the threshold just over five seconds", posts('machines, star_seconds, threshold = 60, 100, 6_000_000'), {A: 3},
     {A: "five are allowed"}),
    ("ten thousand followers", posts('machines, star_seconds, threshold = 60, 100, 10_000'), {A: 3}, {A: "Copy more"}),
    ("full to the brim", posts('machines = posts_per_second * 0.2 / 16\nstar_seconds, threshold = 100, 2e6'), {A: 3},
     {A: "Give a whole number of machines"}),
    ("a negative number", posts('machines, star_seconds, threshold = -60, 100, 2e6'), {A: 3},
     {A: "not a number above zero"}),
    ("no threshold yet", posts('machines, star_seconds, threshold = 60, 100, None'), {A: 3}, {A: "threshold is None"}),
    ("the bigger LRU", cached('policy, places = "LRU", 5000'), {CACHE: 0}, {CACHE: "more than 800"}),
    ("a right policy, far too small", cached('policy, places = "ARC", 200'), {CACHE: 1}, {CACHE: "hits"}),
    ("the optimum", cached('policy, places = "Belady", 700'), {CACHE: 0}, {CACHE: "not known"}),
    ("half a place", cached('policy, places = "ARC", 750.5'), {CACHE: 0}, {CACHE: "whole number of places"}),
    ("a typing slip", cached('policy, places = "SEIVE", 800'), {CACHE: 0}, {CACHE: "Did you mean SIEVE"}),
    ("first come", cached('policy, places = "fifo", 800'), {CACHE: 0}, {CACHE: "hits"}),
    ("order counts for next to nothing", ids(
        '["Snowflake", "UUIDv4"]', '[Criterion("sortable", 0.1, "higher"), Criterion("leaks_time", 5)]', "UUIDv4",
        "leaks_time is no", '("leaks_time", "Snowflake")'), {CHOICE: 3}, {CHOICE: "UUIDv4 is not sortable"}),
    ("only what is sortable", ids(
        '["Snowflake", "ULID"]', '[Criterion("sortable", 5, "higher"), Criterion("text_length", 1)]', "Snowflake",
        "sortable", '"nothing"'), {CHOICE: 3}, {CHOICE: "All your options are alike in sortable"}),
    ("a weight of a hundredth", ids(
        THREE, '[Criterion("sortable", 0.01, "higher"), Criterion("text_length", 2)]', "counter",
        "text_length is short", '"nothing"'), {CHOICE: 3}, {CHOICE: "at that weight it decides nothing"}),
    ("a criterion by another name", ids(
        THREE, '[Criterion("sorted", 2, "higher"), Criterion("text_length", 1)]', "Snowflake", "sorted", '"nothing"'),
     {CHOICE: 0}, {CHOICE: "sortable"}),
    ("random ids, since they are short of leaks", ids(
        '["Snowflake", "random 64 bits"]', '[Criterion("leaks_time", 2), Criterion("coordination", 1)]',
        "random 64 bits", "leaks_time is no", '"nothing"'), {CHOICE: 3}, {CHOICE: "sorted by time"}),
    ("the flip the wrong way round", ids(THREE, WEIGHED, "Snowflake", "sortable", '("counter", "leaks_count")'),
     {CHOICE: 3}, {CHOICE: "write the criterion first"}),
    ("the flip is the criterion alone", ids(THREE, WEIGHED, "Snowflake", "sortable", '"leaks_count"'), {CHOICE: 3},
     {CHOICE: "not where the winner changes"}),
    ("everybody does", ids(THREE, WEIGHED, "Snowflake", "Twitter uses them", '("leaks_count", "counter")'), {CHOICE: 3},
     {CHOICE: "names none of your criteria"}),
    ("a tuple comes back", ring(LOOP.replace("return self.points[0][1] if low == len(self.points) else "
                                             "self.points[low][1]", "return self.points[low % len(self.points)]")),
     {RING: 2}, {RING: "the name of the server alone"}),
    ("past the end", ring(TWO_LISTS.replace(" % len(self.spots)]", "]")), {RING: 4}, {RING: "after the last"}),
    ("ten points", ring(LOOP.replace("range(120)", "range(10)")), {RING: 4}, {RING: "too few points"}),
    ("one point", ring(TWO_LISTS.replace("copies = 100", "copies = 1")), {RING: 4}, {RING: "too few points"}),
    ("remove does nothing", ring(LOOP.replace(
        "self.points = [(p, s) for p, s in self.points if s != server]", "pass")), {RING: 4},
     {RING: "When cache-1 left"}),
    ("the place of the key is forgotten", ring(LOOP.replace("spot, low, high = place(key)", "spot, low, high = 0")),
     {RING: 3}, {RING: "too few points"}),
]

ANSWERS = ([Mistake(f"right: {name}", code, scores) for name, code, scores in RIGHT]
           + [Mistake(f"wrong: {name}", code, scores, told) for name, code, scores, told in WRONG])
