"""What a fresh class hands in for exercise 5, written blind.

Each right answer is in another style, each wrong one has one slip.
`told`: words of which the feedback of a wrong answer must hold one, in any case; None for a right answer.
In the first run all 28 right ones got full marks, and of 47 wrong ones 46 lost points and were told their slip. Judged
otherwise afterwards: one, as it says beside it.
"""

from typing import NamedTuple


class Answer(NamedTuple):
    """One answer: the answer cell's id, a name, the code put in place of the `raise`, and what a wrong one is told."""

    cell: str
    name: str
    code: str
    told: tuple[str, ...] | None = None


A = "answer-a-complete"
PEOPLE = 'blog = blog.add(Component("people", "sql", copies=3, stores=["user", "follow"])).connect("api", "people")\n'
LINES = 'blog = blog.add(Component("timelines", "wide_column", shards=4, copies=3, stores="timeline"))\n'
ARROWS = 'blog = blog.connect("api", "timelines").connect("api", "posts")\n'

COMPLETE = (
    Answer(A, "step by step", PEOPLE + LINES + ARROWS),
    Answer(A, "one expression", """
blog = (blog.add(Component("people", "sql", copies=3, stores=["user", "follow"]),
                 Component("timelines", "wide_column", shards=6, copies=3, stores=["timeline"]))
        .connect("api", "people").connect("api", "timelines").connect("api", "posts"))
"""),
    Answer(A, "posts and timelines in one store", PEOPLE + """
blog = blog.replace("posts", shards=8, stores=["post", "timeline"]).connect("api", "posts")
"""),
    Answer(A, "everything in one store", """
blog = blog.replace("posts", shards=10, stores=["post", "timeline", "user", "follow"])
blog = blog.connect("api", "posts")
"""),
    Answer(A, "users and follows apart", LINES + ARROWS + """
for name, kept in {"users": "user", "follows": "follow"}.items():
    blog = blog.add(Component(name, "sql", copies=3, stores=kept)).connect("api", name)
"""),
    Answer(A, "documents for people", LINES + ARROWS + """
blog = blog.add(Component("people", "document_store", shards=2, copies=3, stores=("user", "follow")))
blog = blog.connect("api", "people")
"""),
    Answer(A, "a key-value store, rented by the shard", PEOPLE + """
blog = blog.add(Component("timelines", "key_value", shards=40, stores="timeline"))
""" + ARROWS),
    Answer(A, "a cache before the timelines", PEOPLE + LINES + ARROWS + """
blog = blog.add(Component("hot", "cache", replicas=3, hit_rate="80%", stores="timeline")).connect("api", "hot")
"""),
    Answer(A, "a queue and workers", PEOPLE + LINES + ARROWS + """
blog = blog.add(Component("new_posts", "queue", replicas=3), Component("fan_out", "worker", replicas=20))
blog = blog.connect("api", "new_posts", "async").connect("new_posts", "fan_out", "async")
blog = blog.connect("fan_out", "timelines")
"""),
    Answer(A, "in zones", """
z = ["a", "b", "c"]
for box in ("balancer", "api", "posts"):
    blog = blog.replace(box, zone=z)
blog = blog.add(Component("people", "sql", copies=3, stores=["user", "follow"], zone=z))
blog = blog.add(Component("timelines", "wide_column", shards=4, copies=3, stores="timeline", zone=z))
for box in ("people", "timelines", "posts"):
    blog = blog.connect("api", box)
"""),
    Answer(A, "timelines in SQL shards", PEOPLE + """
blog = blog.add(Component("timelines", "sql", shards=5, copies=3, stores="timeline"))
""" + ARROWS),
    Answer(A, "a gateway between", PEOPLE + LINES + ARROWS + """
blog = blog.disconnect("balancer", "api").add(Component("door", "gateway", replicas=6))
blog = blog.connect("balancer", "door").connect("door", "api")
"""),
    Answer(A, "posts are not asked", PEOPLE + LINES + 'blog = blog.connect("api", "timelines")\n', ("posts", "post")),
    Answer(A, "nobody keeps who follows whom", LINES + ARROWS + """
blog = blog.add(Component("people", "sql", copies=3, stores="user")).connect("api", "people")
""", ("follow",)),
    Answer(A, "timelines stand alone", PEOPLE + LINES + 'blog = blog.connect("api", "posts")\n', ("timeline",)),
    Answer(A, "timelines in a cache alone", PEOPLE + ARROWS.replace('.connect("api", "timelines")', "") + """
blog = blog.add(Component("timelines", "cache", replicas=3, stores="timeline")).connect("api", "timelines")
""", ("cache", "forget")),
    Answer(A, "one shard for all timelines", PEOPLE + LINES.replace("shards=4, ", "") + ARROWS, ("shards", "times")),
    Answer(A, "the app asks the store itself", PEOPLE + LINES + """
blog = blog.connect("app", "timelines").connect("api", "posts")
""", ("app", "client")),
    Answer(A, "the change is not kept", PEOPLE + LINES + 'blog.connect("api", "timelines").connect("api", "posts")\n',
           ("blog = blog",)),
    Answer(A, "the arrow points the wrong way", LINES + ARROWS + """
blog = blog.add(Component("people", "sql", copies=3, stores=["user", "follow"])).connect("people", "api")
""", ("arrow", "people")),
    Answer(A, "the entity is misspelt", PEOPLE + LINES.replace('stores="timeline"', 'stores="timelines"') + ARROWS,
           ("timeline",)),
    Answer(A, "a queue that nobody empties", PEOPLE + LINES + ARROWS + """
blog = blog.add(Component("new_posts", "queue", replicas=3)).connect("api", "new_posts", "async")
""", ("queue", "new_posts")),
    Answer(A, "the store keeps nothing", LINES + ARROWS + """
blog = blog.add(Component("people", "sql", copies=3)).connect("api", "people")
""", ("user", "follow", "stores")),
    Answer(A, "copies for shards", PEOPLE + LINES.replace("shards=4, copies=3", "copies=2") + ARROWS,
           ("shards", "copies")),
    Answer(A, "only the timelines", LINES + ARROWS, ("user", "follow")),
)

B = "answer-b-mended"
ONE = """mended_1 = broken_1.add(Component("kept", "wide_column", shards=4, copies=3, zone=["a", "b", "c"],
                                  stores="timeline")).connect("api", "kept")
"""
TWO = """mended_2 = broken_2.add(Component("fan_out", "worker", replicas=18, zone=["a", "b", "c"]))
mended_2 = mended_2.connect("new_posts", "fan_out", "async")
mended_2 = mended_2.connect("fan_out", "posts").connect("fan_out", "timelines")
"""
THREE = """mended_3 = broken_3.replace("balancer", replicas=3, zone=["a", "b", "c"])
mended_3 = mended_3.replace("posts", zone=["a", "b", "c"])
"""

MENDED = (
    Answer(B, "as the hints say", ONE + TWO + THREE),
    Answer(B, "the cache becomes a store", """
mended_1 = broken_1.replace("timelines", Component("timelines", "wide_column", shards=4, copies=3,
                                                   zone=["a", "b", "c"], stores="timeline"))
""" + TWO + THREE),
    Answer(B, "the posts' store keeps timelines, too", """
mended_1 = broken_1.replace("posts", shards=8, stores=["post", "timeline"])
""" + TWO + THREE),
    Answer(B, "two zones are enough", ONE + TWO + """
mended_3 = broken_3.replace("balancer", replicas=2, zone=["a", "b"]).replace("posts", zone=["a", "b"])
"""),
    Answer(B, "async into the stores as well", ONE + """
mended_2 = broken_2.add(Component("fan_out", "worker", replicas=30, zone=["a", "b", "c"])).connect(
    "new_posts", "fan_out", "async").connect("fan_out", "posts").connect("fan_out", "timelines")
""" + THREE),
    Answer(B, "the cache asks its store", """
mended_1 = broken_1.add(Component("kept", "wide_column", shards=4, copies=3, zone=["a", "b", "c"],
                                  stores="timeline")).connect("timelines", "kept")
""" + TWO + THREE),
    Answer(B, "the post is kept at once, the worker fills timelines", ONE + """
mended_2 = broken_2.disconnect("api", "posts").connect("api", "posts").add(
    Component("fan_out", "worker", replicas=18, zone=["a", "b", "c"])).connect(
    "new_posts", "fan_out", "async").connect("fan_out", "timelines")
""" + THREE),
    Answer(B, "nothing is mended", "mended_1, mended_2, mended_3 = broken_1, broken_2, broken_3\n",
           ("forget", "source", "cache")),
    Answer(B, "more caches", 'mended_1 = broken_1.replace("timelines", replicas=9)\n' + TWO + THREE,
           ("forget", "source", "cache")),
    Answer(B, "the cache is removed", 'mended_1 = broken_1.remove("timelines")\n' + TWO + THREE, ("gone", "stays")),
    Answer(B, "the new store is not asked", ONE.replace('.connect("api", "kept")', "") + TWO + THREE,
           ("kept", "asks", "reach", "arrow")),
    Answer(B, "a second cache behind the first", ONE.replace('"wide_column", shards=4, copies=3', '"cache", replicas=3')
           + TWO + THREE, ("forget", "source", "cache")),
    Answer(B, "the store behind has one shard",  # first taken for too small: the cache leaves it a fifth of the reads
           ONE.replace("shards=4, copies=3", "shards=1, copies=3") + TWO + THREE),
    Answer(B, "a worker that writes nothing", ONE + THREE + """
mended_2 = broken_2.add(Component("fan_out", "worker", replicas=18, zone=["a", "b", "c"]))
mended_2 = mended_2.connect("new_posts", "fan_out", "async")
""", ("post", "create_post")),
    Answer(B, "one worker for all posts", ONE + TWO.replace("replicas=18, ", "") + THREE, ("fan_out", "replicas")),
    Answer(B, "the worker calls the queue", ONE + TWO.replace('"new_posts", "fan_out", "async"',
                                                              '"fan_out", "new_posts"') + THREE,
           ("arrow", "async", "queue")),
    Answer(B, "the queue waits for the worker", ONE + TWO.replace('"new_posts", "fan_out", "async"',
                                                                  '"new_posts", "fan_out"') + THREE, ("async", "wait")),
    Answer(B, "the queue is removed", ONE + THREE + """
mended_2 = broken_2.remove("new_posts").disconnect("api", "posts").connect("api", "posts")
""", ("gone", "stays")),
    Answer(B, "the worker fills timelines alone", ONE + TWO.replace('.connect("fan_out", "posts")', "") + THREE,
           ("post",)),
    Answer(B, "the balancer alone", ONE + TWO + """
mended_3 = broken_3.replace("balancer", replicas=3, zone=["a", "b", "c"])
""", ("posts", "zone")),
    Answer(B, "the posts alone", ONE + TWO + 'mended_3 = broken_3.replace("posts", zone=["a", "b", "c"])\n',
           ("balancer",)),
    Answer(B, "three balancers in one building", ONE + TWO + """
mended_3 = broken_3.replace("balancer", replicas=3).replace("posts", zone=["a", "b", "c"])
""", ("balancer", "zone")),
    Answer(B, "one balancer, said to be in three zones", ONE + TWO + """
mended_3 = broken_3.replace("balancer", zone=["a", "b", "c"]).replace("posts", zone=["a", "b", "c"])
""", ("balancer",)),
    Answer(B, "changed and not kept", ONE + TWO + """
mended_3 = broken_3
mended_3.replace("balancer", replicas=3, zone=["a", "b", "c"])
mended_3.replace("posts", zone=["a", "b", "c"])
""", ("balancer", "posts")),
)

C = "answer-c-mine"
HEAD = """z = ["a", "b", "c"]
mine = mine.add(
    Component("app", "client"),
    Component("balancer", "load_balancer", replicas=3, zone=z),
    Component("api", "service", replicas=39, zone=z),
    Component("feeds", "wide_column", shards=12, copies=3, zone=z, stores=["post", "timeline"]),
    Component("people", "sql", copies=3, zone=z, stores=["user", "follow"]))
"""
TAIL = """mine = mine.connect("app", "balancer").connect("balancer", "api")
mine = mine.connect("api", "feeds").connect("api", "people")
"""

MINE = (
    Answer(C, "five boxes", HEAD + TAIL),
    Answer(C, "one store for all", (HEAD + TAIL).replace('["post", "timeline"]',
           '["post", "timeline", "user", "follow"]')
           .replace(',\n    Component("people", "sql", copies=3, zone=z, stores=["user", "follow"])', "")
           .replace('.connect("api", "people")', "")),
    Answer(C, "documents", (HEAD + TAIL).replace("wide_column", "document_store")),
    Answer(C, "posts and timelines apart", """
z = ["a", "b", "c"]
boxes = [Component("phone", "client"), Component("lb", "load_balancer", replicas=3, zone=z),
         Component("web", "service", replicas=42, zone=z),
         Component("posts", "wide_column", shards=6, copies=3, zone=z, stores="post"),
         Component("timelines", "wide_column", shards=6, copies=3, zone=z, stores="timeline"),
         Component("people", "sql", copies=3, zone=z, stores=["user", "follow"])]
for box in boxes:
    mine = mine.add(box)
mine = mine.connect("phone", "lb").connect("lb", "web")
for store in ("posts", "timelines", "people"):
    mine = mine.connect("web", store)
"""),
    Answer(C, "names looked up first", HEAD + TAIL + """
mine = mine.add(Component("names", "dns")).connect("app", "names")
"""),
    Answer(C, "a cache that is needed", (HEAD + TAIL).replace("shards=12", "shards=3") + """
mine = mine.add(Component("hot", "cache", replicas=3, zone=z, hit_rate="80%", stores=["post", "timeline"]))
mine = mine.connect("api", "hot")
"""),
    Answer(C, "a new drawing of its own", """
mine = Architecture("Microblog", zones=["north", "south", "east"])
where = ["north", "south", "east"]
mine = mine.add(Component("app", "client"), Component("edge", "load_balancer", replicas=3, zone=where),
                Component("api", "service", replicas=45, zone=where),
                Component("db", "sql", shards=12, copies=3, zone=where, stores=["post", "timeline", "user", "follow"]))
mine = mine.connect("app", "edge").connect("edge", "api").connect("api", "db")
"""),
    Answer(C, "just enough in the dark", (HEAD + TAIL).replace("replicas=39", "replicas=36")),
    Answer(C, "two machines to spare", (HEAD + TAIL).replace("replicas=39", "replicas=54").replace("shards=12",
           "shards=16")),
    Answer(C, "all in one building", (HEAD + TAIL).replace("zone=z", 'zone="a"'), ("zone", "dark building")),
    Answer(C, "no zones", (HEAD + TAIL).replace(", zone=z", ""), ("zone", "dark building")),
    Answer(C, "too few in the dark", (HEAD + TAIL).replace("replicas=39", "replicas=27"), ("dark", "replicas")),
    Answer(C, "far too few", (HEAD + TAIL).replace("replicas=39", "replicas=6"), ("what it can take",)),
    Answer(C, "no balancer", HEAD.replace('    Component("balancer", "load_balancer", replicas=3, zone=z),\n', "")
           + 'mine = mine.connect("app", "api").connect("api", "feeds").connect("api", "people")\n', ("balancer",)),
    Answer(C, "one balancer", (HEAD + TAIL).replace('"load_balancer", replicas=3, zone=z', '"load_balancer", zone="a"'),
           ("balancer",)),
    Answer(C, "a cache that is not needed", HEAD + TAIL + """
mine = mine.add(Component("hot", "cache", replicas=3, zone=z, hit_rate="80%", stores=["post", "timeline"]))
mine = mine.connect("api", "hot")
""", ("without hot",)),
    Answer(C, "a gateway, as everybody has one", HEAD + """
mine = mine.add(Component("door", "gateway", replicas=9, zone=z))
mine = mine.connect("app", "balancer").connect("balancer", "door").connect("door", "api")
mine = mine.connect("api", "feeds").connect("api", "people")
""", ("without door",)),
    Answer(C, "two shards", (HEAD + TAIL).replace("shards=12", "shards=2"), ("what it can take", "shards")),
    Answer(C, "nobody keeps users", (HEAD + TAIL).replace('stores=["user", "follow"]', 'stores="follow"'), ("user",)),
    Answer(C, "people are not asked", HEAD + TAIL.replace('.connect("api", "people")', ""), ("follow",)),
    Answer(C, "the app asks the store", HEAD + TAIL + 'mine = mine.connect("app", "feeds")\n', ("app", "client")),
    Answer(C, "changes not kept", HEAD + 'mine.connect("app", "balancer").connect("balancer", "api")\n',
           ("way", "arrow", "mine =")),
    Answer(C, "a store with one copy", (HEAD + TAIL).replace('"sql", copies=3, zone=z', '"sql", zone="a"'), ("people",
           )),
    Answer(C, "a third fewer shards than the dark needs", (HEAD + TAIL).replace("shards=12", "shards=6"),
           ("dark", "shards")),
    Answer(C, "a worker that is waited for", HEAD + """
mine = mine.add(Component("poster", "worker", replicas=42, zone=z))
mine = mine.connect("app", "balancer").connect("balancer", "api").connect("api", "poster")
mine = mine.connect("poster", "feeds").connect("api", "feeds").connect("api", "people")
""", ("worker", "poster")),
    Answer(C, "services in two zones only", (HEAD + TAIL).replace('"service", replicas=39, zone=z',
                                                                 '"service", replicas=36, zone=["a", "b"]'),
           ("dark", "replicas")),
)

ANSWERS = (*COMPLETE, *MENDED, *MINE)
