"""Wrong answers that learners give in step 6, what each must score, and the words that must meet it."""

from tests.mistakes import Mistake
from tests.mistakes.more_06_answers import ANSWERS

A, CACHE, CHOICE, RING = "test_a_fan_out", "test_b_cache", "test_b_decision", "test_c_ring"


def fan_out(machines="60", star="100", threshold="2_000_000"):
    return {"task_a_fan_out": f"machines, star_seconds, threshold = {machines}, {star}, {threshold}"}


def cache(policy, places):
    return {"task_b_cache": f"policy, places = {policy!r}, {places!r}"}


def decision(options='["Snowflake", "ULID", "UUIDv4", "counter"]', choice="Snowflake",
             flips='("leaks_count", "counter")', because="It is sortable by time.", criteria="", evidence="ids"):
    given = criteria or ('[Criterion("sortable", 3, "higher"), Criterion("text_length", 1), '
                         'Criterion("leaks_count", 2)]')
    return {"task_b_decision": f"""ids = identifiers(count=1e12, machines=40, ids_per_second=4_000)
decision = Decision("Which identifiers do posts get?", {options}, {given}, evidence={evidence},
                    choice={choice!r}, because={because!r})
what_flips = {flips}
"""}


PLACE = '''def place(text):
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

'''


def ring(points=200, put='place(f"{server}/{number}")', owner=None, remove=None):
    find = owner or """at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at % len(self.points)][1]"""
    drop = remove or "self.points = [point for point in self.points if point[1] != server]"
    return {"task_c_ring": f"""{PLACE}class Ring:
    def __init__(self):
        self.points = []

    def add(self, server):
        for number in range({points}):
            bisect.insort(self.points, ({put}, server))

    def remove(self, server):
        {drop}

    def server_of(self, key):
        {find}
"""}


MODULO = {"task_c_ring": PLACE + """class Ring:
    def __init__(self):
        self.servers = []

    def add(self, server):
        self.servers = sorted([*self.servers, server])

    def remove(self, server):
        self.servers.remove(server)

    def server_of(self, key):
        return self.servers[place(key) % len(self.servers)]
"""}
RENDEZVOUS = {"task_c_ring": PLACE + """class Ring:
    def __init__(self):
        self.servers = set()

    def add(self, server):
        self.servers.add(server)

    def remove(self, server):
        self.servers.discard(server)

    def server_of(self, key):
        return max(self.servers, key=lambda server: place(f"{server}/{key}"))
"""}

MISTAKES = [
    # Task A
    Mistake("forty-seven machines, all of them full", fan_out(machines="47"), {A: 3}, {A: "never worked off"}),
    Mistake("sized for the average", fan_out(machines="16"), {A: 3}, {A: "16 machines get 293.0% of what they can do"}),
    Mistake("half a machine", fan_out(machines="60.5"), {A: 3}, {A: "Give a whole number of machines"}),
    Mistake("no room for a burst", fan_out(machines="49"), {A: 3}, {A: "leave some room"}),
    Mistake("a crowd of machines", fan_out(machines="235"), {A: 4}, {A: "What are the rest for"}),
    Mistake("one worker makes all copies", fan_out(star="100_000"), {A: 4}, {A: "You let one worker make all copies"}),
    Mistake("minutes for seconds", fan_out(star="1.67"), {A: 4}, {A: "These are minutes"}),
    Mistake("a zero lost", fan_out(star="10"), {A: 4}, {A: "Write the zeros out once"}),
    Mistake("everything is copied", fan_out(threshold="100_000_000"), {A: 3}, {A: "five are allowed"}),
    Mistake("hardly anything is copied", fan_out(threshold="1_000"), {A: 3}, {A: "Copy more"}),
    Mistake("no number", fan_out(machines="'a lot'"), {A: 3}, {A: "which is not a number above zero"}),
    Mistake("another sound answer: a number in words", fan_out(machines="'sixty'"), {A: 5}),
    Mistake("another sound answer: enough for the day when a third is lost", fan_out("100"), {A: 5}),
    Mistake("another sound answer: seventy machines, stars from five million on",
            fan_out("70", "100.0", "5_000_000"), {A: 5}),
    # Task B, the cache
    Mistake("as it was", cache("LRU", 1200), {CACHE: 0}, {CACHE: "1,200 places are more than 800"}),
    Mistake("the same policy, smaller", cache("LRU", 800), {CACHE: 0}, {CACHE: "LRU with 800 places hits"}),
    Mistake("first in, first out", cache("FIFO", 800), {CACHE: 0}, {CACHE: "FIFO with 800 places hits"}),
    Mistake("a policy that nobody knows", cache("MRU", 800), {CACHE: 0}, {CACHE: "not known"}),
    Mistake("a better policy, as large as before", cache("ARC", 1200), {CACHE: 1}, {CACHE: "more than 800"}),
    Mistake("a better policy, too small", cache("SIEVE", 500), {CACHE: 1}, {CACHE: "SIEVE with 500 places hits"}),
    Mistake("no places", cache("ARC", 0), {CACHE: 0}, {CACHE: "Give a whole number of places"}),
    Mistake("places as text", cache("ARC", "many"), {CACHE: 0}, {CACHE: "Give a whole number of places"}),
    Mistake("another sound answer: SIEVE", cache("SIEVE", 800), {CACHE: 3}),
    Mistake("another sound answer: S3-FIFO", cache("S3-FIFO", 780), {CACHE: 3}),
    # Task B, the decision
    Mistake("one option, praised", decision('["Snowflake"]', flips='"nothing"'), {CHOICE: 0}, {CHOICE: "option"}),
    Mistake("no evidence", decision(evidence="{}"), {CHOICE: 0}, {CHOICE: "evidence"}),
    Mistake("against the evidence", decision(choice="UUIDv4"), {CHOICE: 3}, {CHOICE: "Snowflake is at least as good"}),
    Mistake("order in time forgotten",
            decision(criteria='[Criterion("text_length", 1), Criterion("leaks_count", 2)]',
                     flips='("text_length", "counter")', because="leaks_count is no"),
            {CHOICE: 3}, {CHOICE: "A timeline is sorted by time"}),
    Mistake("upside down",
            decision(criteria='[Criterion("sortable", 1, "lower"), Criterion("leaks_count", 3)]', choice="UUIDv4",
                     flips='"nothing"'), {CHOICE: 3}, {CHOICE: "You count sortable as better when it is lower"}),
    Mistake("no reason", decision(because=""), {CHOICE: 0}, {CHOICE: "because"}),
    Mistake("a reason that says nothing", decision(because="Everybody uses them."), {CHOICE: 3},
            {CHOICE: "Your reason names none of your criteria"}),
    Mistake("nothing flips, it says", decision(flips='"nothing"'), {CHOICE: 3},
            {CHOICE: "not where the winner changes"}),
    Mistake("the wrong flip", decision(flips='("sortable", "UUIDv4")'), {CHOICE: 3}, {CHOICE: "not where the winner"}),
    Mistake("another sound answer: ULID, since nobody coordinates",
            decision('["Snowflake", "ULID", "UUIDv4"]', "ULID", '("coordination", "Snowflake")',
                     "sortable, and no coordination",
                     '[Criterion("sortable", 2, "higher"), Criterion("coordination", 2), Criterion("text_length", 1)]'),
            {CHOICE: 4}),
    Mistake("one criterion alone",
            decision('["Snowflake", "random 64 bits"]', criteria='[Criterion("sortable", 1, "higher")]',
                     flips='"nothing"'), {CHOICE: 3}, {CHOICE: "One criterion is no weighing"}),
    Mistake("two that score the same",
            decision('["Snowflake", "ULID", "UUIDv4"]',
                     criteria='[Criterion("sortable", 1, "higher"), Criterion("leaks_count", 1)]',
                     flips='"nothing"'), {CHOICE: 3}, {CHOICE: "score the same"}),
    # Task C
    Mistake("the remainder of a division", MODULO, {RING: 3}, {RING: "A tenth server moved"}),
    Mistake("one point for each server", ring(points=1), {RING: 4}, {RING: "too few points"}),
    Mistake("hash() in place of place()",
            ring(put='hash(f"{server}/{number}")', owner="""at = bisect.bisect_left(self.points, (hash(key), ""))
        return self.points[at % len(self.points)][1]"""), {RING: 4}, {RING: "after a restart every key has moved"}),
    Mistake("only one point is taken out",
            ring(remove="self.points.remove(next(point for point in self.points if point[1] == server))"),
            {RING: 4}, {RING: "When cache-1 left"}),
    Mistake("falls off the end of the circle",
            ring(owner="""at = bisect.bisect_left(self.points, (place(key), ""))
        return self.points[at][1]"""), {RING: 4}, {RING: "IndexError"}),
    Mistake("one list for all rings", {"task_c_ring": ring()["task_c_ring"].replace(
        "    def __init__(self):\n        self.points = []\n", "    points = []\n").replace(
        "self.points = [point", "Ring.points = [point")}, {RING: 4}, {RING: "Does each Ring have its own list?"}),
    Mistake("takes out every server whose name begins alike",
            ring(remove="self.points = [point for point in self.points if not point[1].startswith(server)]"),
            {RING: 4}, {RING: "When cache-1 left"}),
    Mistake("forgets to return", ring(owner="at = bisect.bisect_left(self.points, (place(key), ''))"), {RING: 2},
            {RING: "is a `return` missing?"}),
    Mistake("another sound answer: a method of its own called hash", {"task_c_ring": ring(
        put='self.hash(f"{server}/{number}")')["task_c_ring"] + """
    def hash(self, text):
        return place(text)
"""}, {RING: 5}),
    Mistake("the order of adding decides", {"task_c_ring": MODULO["task_c_ring"].replace(
        "sorted([*self.servers, server])", "[*self.servers, server]")}, {RING: 2}, {RING: "Added in another order"}),
    Mistake("another sound answer: the highest of all hashes", RENDEZVOUS, {RING: 5}),
]

MISTAKES += ANSWERS
