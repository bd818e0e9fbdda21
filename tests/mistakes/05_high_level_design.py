"""Wrong answers that learners give in step 5, what each must score, and the words that must meet it."""

from tests.mistakes import Mistake
from tests.mistakes.answers_05 import ANSWERS

A, B, C = "test_a_complete", "test_b_mended", "test_c_mine"
BEGUN = """blog = Architecture("Microblog", zones=["a", "b", "c"]).add(
    Component("app", "client"), Component("balancer", "load_balancer", replicas=3),
    Component("api", "service", replicas=36), Component("posts", "wide_column", shards=4, stores="post"),
).connect("app", "balancer").connect("balancer", "api")
"""
PEOPLE = 'blog = blog.add(Component("people", "sql", replicas=3, stores=["user", "follow"])).connect("api", "people")\n'
TIMELINES = (
    'blog = blog.add(Component("timelines", "{}", {}, stores="timeline")).connect("api", "timelines")\n'
)
STORE = TIMELINES.format("wide_column", "shards=4")
POSTS = 'blog = blog.connect("api", "posts")\n'

ONE = """store = Component("timeline_store", "wide_column", shards=4, zone=["a", "b", "c"], stores="timeline")
mended_1 = broken_1.add(store)
mended_1 = mended_1.connect("api", "timeline_store")
"""
TWO = """mended_2 = broken_2.add(Component("writer", "worker", replicas=20, zone=["a", "b", "c"]))
mended_2 = mended_2.connect("new_posts", "writer", "async").connect("writer", "posts")
"""
THREE = (
    'mended_3 = broken_3.replace("balancer", replicas=3, zone=["a", "b", "c"]).replace("posts", zone=["a", "b", "c"])\n'
)

MINE = """zones = ["a", "b", "c"]
mine = Architecture("Mine", zones=zones).add(
    Component("app", "client"), Component("balancer", "load_balancer", replicas=3, zone=zones),
    Component("api", "service", replicas={api}, zone=zones),
    Component("feed", "wide_column", shards=8, zone={zone}, stores=["post", "timeline"]),
    Component("people", "sql", replicas=3, zone=zones, stores=["user", "follow"]),
).connect("app", "balancer").connect("balancer", "api").connect("api", "feed").connect("api", "people")
"""


def blog(*lines: str) -> dict:
    return {"task_a_complete": BEGUN + "".join(lines)}


def mended(one: str = ONE, two: str = TWO, three: str = THREE) -> dict:
    return {"task_b_mended": one + two + three}


def mine(more: str = "", api: int = 36, zone: str = "zones") -> dict:
    return {"task_c_mine": MINE.format(api=api, zone=zone) + more}


MISTAKES = [
    # Task A
    Mistake(
        "boxes without arrows",
        blog('blog = blog.add(Component("people", "sql", stores=["user", "follow"]))\n'),
        {A: 0},
        {A: "does not find all its data"},
    ),
    Mistake(
        "the new boxes, but nobody asks the posts", blog(PEOPLE, STORE), {A: 1}, {A: "read_timeline does not find"}
    ),
    Mistake(
        "timelines in a cache alone",
        blog(POSTS, PEOPLE, TIMELINES.format("cache", "replicas=3")),
        {A: 1},
        {A: "create_post"},
    ),
    Mistake(
        "too few machines",
        blog(POSTS, PEOPLE, TIMELINES.format("wide_column", "replicas=1")),
        {A: 3},
        {A: "It needs shards="},
    ),
    Mistake(
        "copies of everything in one store",
        blog(
            POSTS,
            'blog = blog.replace("posts", shards=1, copies=36, stores=["post", "timeline", "user", "follow"])\n',
        ),
        {A: 3},
        {A: "more copies do not help"},
    ),
    Mistake("the arrow the wrong way", blog(PEOPLE, STORE, 'blog = blog.connect("posts", "api")\n'), {A: 1}),
    Mistake(
        "the app asks the database",
        blog(POSTS, PEOPLE, STORE, 'blog = blog.connect("app", "posts")\n'),
        {A: 3},
        {A: "client-to-store"},
    ),
    Mistake("a misspelt kind", blog('blog = blog.add(Component("people", "sqll", stores="user"))\n'), {A: 0}),
    Mistake(
        "not a drawing", {"task_a_complete": 'blog = "client -> api -> db"'}, {A: 0}, {A: "Run the answer cell alone"}
    ),
    Mistake(
        "another sound answer: one store for all",
        blog(POSTS, 'blog = blog.replace("posts", shards=12, stores=["post", "timeline", "user", "follow"])\n'),
        {A: 5},
    ),
    # Task B
    Mistake("nothing changed", mended(one="mended_1 = broken_1\n"), {B: 4}, {B: "Still there: timelines"}),
    Mistake(
        "the cache taken out, and its data with it",
        mended(one='mended_1 = broken_1.remove("timelines")\n'),
        {B: 4},
        {B: "Gone: timelines"},
    ),
    Mistake(
        "a worker that takes nothing",
        mended(two=TWO.replace('.connect("new_posts", "writer", "async")', "")),
        {B: 4},
        {B: "Still there"},
    ),
    Mistake(
        "a worker that forgets to write",
        mended(two=TWO.replace('.connect("writer", "posts")', "")),
        {B: 4},
        {B: "Still there: create_post"},
    ),
    Mistake(
        "two balancers in one building",
        mended(three='mended_3 = broken_3.replace("balancer", replicas=2)\n'),
        {B: 4},
        {B: "Still there: a"},
    ),
    Mistake(
        "drawn anew",
        mended(three="mended_3 = mended_1.remove('posts', 'people')\n"),
        {B: 4},
        {B: "that is another drawing"},
    ),
    Mistake(
        "the queue taken out, though every box stays",
        mended(two='mended_2 = broken_2.remove("new_posts").disconnect("api", "posts").connect("api", "posts")\n'),
        {B: 4},
        {B: "Gone: new_posts"},
    ),
    Mistake(
        "another sound answer: the cache made a store",
        mended(one='mended_1 = broken_1.replace("timelines", kind="wide_column", shards=4, copies=3)\n'),
        {B: 6},
    ),
    # Task C
    Mistake("too few services", mine(api=6), {C: 4}, {C: "api gets 391% of what it can take"}),
    Mistake("a store in one building", mine(zone='"a"'), {C: 5}, {C: "feed does not stand in two zones"}),
    Mistake(
        "a cache that nothing asks for",
        mine(
            'mine = mine.add(Component("hot", "cache", replicas=3, zone=zones, stores="post")).connect("api", "hot")\n'
        ),
        {C: 5},
        {C: "Without hot everything still works"},
    ),
    Mistake(
        "a box for the looks",
        mine('mine = mine.add(Component("events", "stream", replicas=3, zone=zones))\n'),
        {C: 4},
        {C: "Without events everything still works"},
    ),
    Mistake("an empty drawing", {"task_c_mine": 'mine = Architecture("Mine")'}, {C: 0}, {C: "no way to all its data"}),
    Mistake("people forgotten", mine('mine = mine.remove("people")\n'), {C: 0}, {C: "follow finds no way"}),
    Mistake(
        "another sound answer: one store for everything",
        mine(
            'mine = mine.remove("people").replace("feed", shards=12, stores=["post", "timeline", "user", "follow"])\n'
        ),
        {C: 6},
    ),
    *ANSWERS,
]
