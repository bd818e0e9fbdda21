"""Answers to exercise 5 in the styles of different people, written from the notebook alone: right ones, then slips."""

from tests.mistakes import Mistake

A, B, C = "test_a_complete", "test_b_mended", "test_c_mine"
Z = 'zone=["a", "b", "c"]'
BEGUN = """blog = Architecture("Microblog", zones=["a", "b", "c"]).add(
    Component("app", "client"),
    Component("balancer", "load_balancer", replicas=3),
    Component("api", "service", replicas=36),
    Component("posts", "wide_column", shards=4, copies=3, stores="post"),
).connect("app", "balancer").connect("balancer", "api")
"""


def lines(*given: str) -> str:
    return "\n".join(given) + "\n"


def a(name: str, points: float, told: str, *code: str, start: str = BEGUN) -> Mistake:
    return Mistake(f"A: {name}", {"task_a_complete": start + lines(*code)}, {A: points}, {A: told} if told else {})


ASKS = 'blog = blog.connect("api", "posts")'
PEOPLE = 'blog = blog.add(Component("people", "sql", copies=3, stores=["user", "follow"])).connect("api", "people")'
LINES = (
    'blog = blog.add(Component("timelines", "wide_column", shards=4, stores="timeline")).connect("api", "timelines")'
)

RIGHT_A = [
    a("the three stores one by one", 5, "", ASKS, PEOPLE, LINES),
    a(
        "users and follows apart",
        5,
        "",
        ASKS,
        LINES,
        'blog = blog.add(Component("users", "sql", replicas=3, stores="user"))',
        'blog = blog.add(Component("follows", "sql", replicas=3, stores="follow"))',
        'blog = blog.connect("api", "users").connect("api", "follows")',
    ),
    a(
        "timelines rented",
        5,
        "",
        ASKS,
        PEOPLE,
        'blog = blog.add(Component("lines", "key_value", shards=40, stores="timeline")).connect("api", "lines")',
    ),
    a(
        "documents",
        5,
        "",
        ASKS,
        PEOPLE,
        'blog = blog.add(Component("feeds", "document_store", shards=15, copies=1, stores=["timeline"]))',
        'blog = blog.connect("api", "feeds")',
    ),
    a(
        "posts and timelines together",
        5,
        "",
        PEOPLE,
        'blog = blog.replace("posts", shards=8, stores=["post", "timeline"])',
        ASKS,
    ),
    a(
        "a graph of people in one SQL",
        5,
        "",
        ASKS,
        LINES,
        'blog = blog.add(Component("graph", "sql", replicas=3, stores=("follow", "user"))).connect("api", "graph")',
    ),
    a(
        "a cache before the timelines",
        5,
        "",
        ASKS,
        PEOPLE,
        LINES,
        'blog = blog.add(Component("hot", "cache", replicas=3, stores="timeline")).connect("api", "hot")',
    ),
    a(
        "posts written through a queue",
        5,
        "",
        ASKS,
        PEOPLE,
        LINES,
        'blog = blog.add(Component("later", "queue", replicas=3), Component("writer", "worker", replicas=20))',
        'blog = blog.connect("api", "later", "async", for_endpoints="create_post")',
        'blog = blog.connect("later", "writer", "async").connect("writer", "posts")',
    ),
    a(
        "a list of parts",
        5,
        "",
        "from helpers import Connection",
        'blog = blog.add([Component("people", "sql", replicas=3, stores=["user", "follow"]),',
        '    Component("timelines", "wide_column", shards=4, stores="timeline"),',
        '    Connection("api", "people"), Connection("api", "timelines"), Connection("api", "posts")])',
    ),
    a("more machines than needed", 5, "", ASKS, PEOPLE, LINES.replace("shards=4", "shards=20")),
]
WRONG_A = [
    a("the name forgotten before .connect", 1, "blog = blog.connect", PEOPLE, LINES, 'blog.connect("api", "posts")'),
    a(
        "every name forgotten",
        0,
        "a change gives a new drawing",
        'blog.connect("api", "posts")',
        PEOPLE.removeprefix("blog = "),
        LINES.removeprefix("blog = "),
    ),
    a("a plural", 1, "Did you mean timelines?", ASKS, PEOPLE, LINES.replace('stores="timeline"', 'stores="timelines"')),
    a(
        "arrows turned round",
        1,
        'write connect("api", "posts")',
        PEOPLE,
        LINES,
        'blog = blog.connect("posts", "api", "async")',
    ),
    a(
        "timelines read through a queue",
        3,
        "over an async hop",
        ASKS,
        PEOPLE,
        'blog = blog.add(Component("q", "queue", replicas=3), Component("w", "worker", replicas=300),',
        '    Component("timelines", "wide_column", shards=4, stores="timeline"))',
        'blog = blog.connect("api", "q", "async").connect("q", "w", "async").connect("w", "timelines")',
    ),
    a(
        "a queue straight into a store",
        3,
        "takes nothing out of a queue by itself",
        ASKS,
        PEOPLE,
        'blog = blog.add(Component("q", "queue", replicas=3),',
        '    Component("timelines", "wide_column", shards=4, stores="timeline"))',
        'blog = blog.connect("api", "q", "async").connect("q", "timelines", "async")',
    ),
    a(
        "follows forgotten",
        2,
        "follow needs it, and no box stores it",
        ASKS,
        LINES,
        'blog = blog.add(Component("people", "sql", replicas=3, stores="user")).connect("api", "people")',
    ),
    a(
        "the app asks the people",
        3,
        "a client reaches the sql database directly",
        ASKS,
        LINES,
        PEOPLE.replace('connect("api"', 'connect("app"'),
    ),
    a(
        "timelines in a search index",
        2,
        "only timelines keeps it",
        ASKS,
        PEOPLE,
        'blog = blog.add(Component("timelines", "search", shards=60, stores="timeline")).connect("api", "timelines")',
    ),
    a(
        "one SQL copy for all people and timelines",
        3,
        "No number of copies is enough",
        ASKS,
        'blog = blog.add(Component("people", "sql", stores=["user", "follow", "timeline"])).connect("api", "people")',
    ),
    a(
        "nobody puts into the queue",
        3,
        "nothing puts messages into it",
        ASKS,
        PEOPLE,
        LINES,
        'blog = blog.add(Component("q", "queue"), Component("w", "worker")).connect("q", "w", "async")',
    ),
    a("a misspelt box", 0, "no way leads from a client to posts", ASKS.replace("posts", "post")),
]


def b(name: str, points: float, told: str, one: str = "", two: str = "", three: str = "") -> Mistake:
    answer = (
        "mended_1, mended_2, mended_3 = broken_1, broken_2, broken_3\n" + (one or ONE) + (two or TWO) + (three or THREE)
    )
    return Mistake(f"B: {name}", {"task_b_mended": answer}, {B: points}, {B: told} if told else {})


ONE = lines(
    f'mended_1 = mended_1.add(Component("kept", "wide_column", shards=4, {Z}, stores="timeline"))',
    'mended_1 = mended_1.connect("api", "kept")',
)
TWO = lines(
    f'mended_2 = mended_2.add(Component("writer", "worker", replicas=20, {Z}))',
    'mended_2 = mended_2.connect("new_posts", "writer", "async").connect("writer", "posts")',
)
THREE = lines(f'mended_3 = mended_3.replace("balancer", replicas=2, zone=["a", "b"]).replace("posts", {Z})')

RIGHT_B = [
    b("as the hints say", 6, ""),
    b("the store behind its cache", 6, "", one=ONE.replace('"api", "kept"', '"timelines", "kept"')),
    b(
        "timelines beside the posts",
        6,
        "",
        one=lines('mended_1 = mended_1.replace("posts", shards=9, stores=["post", "timeline"])'),
    ),
    b(
        "rented timelines",
        6,
        "",
        one=lines(
            'mended_1 = mended_1.add(Component("kept", "key_value", shards=20, stores="timeline"))',
            'mended_1 = mended_1.connect("api", "kept")',
        ),
    ),
    b("a service empties the queue", 6, "", two=TWO.replace('"worker", replicas=20', '"service", replicas=6')),
    b("the queue becomes a second way", 6, "", two=TWO + lines('mended_2 = mended_2.connect("writer", "timelines")')),
    b("a gateway's worth of balancers", 6, "", three=THREE.replace('replicas=2, zone=["a", "b"]', f"replicas=6, {Z}")),
    b(
        "everything in three zones",
        6,
        "",
        three=lines(
            "for box in mended_3:",
            '    if box.kind != "client":',
            f"        mended_3 = mended_3.replace(box.name, {Z})",
            'mended_3 = mended_3.replace("balancer", replicas=3)',
        ),
    ),
    b(
        "a name of its own for each step",
        6,
        "",
        two=lines(
            f'writer = Component("post_writer", "worker", replicas=12, {Z})',
            "mended_2 = mended_2.add(writer)",
            'mended_2 = mended_2.connect("new_posts", "post_writer", style="async").connect("post_writer", "posts")',
        ),
    ),
]
WRONG_B = [
    b("nothing done to the first", 4, "no store behind it", one="pass\n"),
    b("a store that nobody asks", 4, "Still there", one=ONE.split("\n")[0] + "\n"),
    b("the cache out", 4, "Gone: timelines", one=ONE + 'mended_1 = mended_1.remove("timelines")\n'),
    b(
        "the queue out",
        4,
        "Gone: new_posts",
        two=lines('mended_2 = mended_2.remove("new_posts").disconnect("api", "posts").connect("api", "posts")'),
    ),
    b(
        "the database empties the queue",
        4,
        "takes nothing out of a queue by itself",
        two='mended_2 = mended_2.connect("new_posts", "posts", "async")\n',
    ),
    b("a worker that the queue waits for", 4, 'Make the arrow "async"', two=TWO.replace(', "async"', "")),
    b(
        "the worker asks the queue",
        4,
        "turn the one from writer round",
        two=TWO.replace('"new_posts", "writer", "async"', '"writer", "new_posts"'),
    ),
    b(
        "an idle worker, and the api writes itself",
        4,
        "no endpoint's path passes it",
        two=TWO.replace('.connect("writer", "posts")', "")
        + 'mended_2 = mended_2.disconnect("api", "posts").connect("api", "posts")\n',
    ),
    b(
        "the queue made a worker",
        4,
        "new_posts was a queue",
        two=lines('mended_2 = mended_2.replace("new_posts", kind="worker", replicas=20).connect("new_posts", "posts")'),
    ),
    b("too few workers", 4, "Still there: writer", two=TWO.replace("replicas=20", "replicas=3")),
    b(
        "more balancers in the same building",
        4,
        "Still there: a",
        three=f'mended_3 = mended_3.replace("balancer", replicas=3).replace("posts", {Z})\n',
    ),
    b(
        "the posts stay in one building",
        4,
        "Still there: a",
        three=f'mended_3 = mended_3.replace("balancer", replicas=3, {Z})\n',
    ),
    b("zones for a single balancer", 4, "balancer", three=THREE.replace("replicas=2, ", "")),
    b(
        "the balancer taken out",
        4,
        "Gone: balancer",
        three=lines(f'mended_3 = mended_3.remove("balancer").connect("app", "api").replace("posts", {Z})'),
    ),
]

PARTS = {
    "app": 'Component("app", "client")',
    "balancer": f'Component("balancer", "load_balancer", replicas=3, {Z})',
    "api": f'Component("api", "service", replicas=36, {Z})',
    "feed": f'Component("feed", "wide_column", shards=8, {Z}, stores=["post", "timeline"])',
    "people": f'Component("people", "sql", copies=3, {Z}, stores=["user", "follow"])',
}
ARROWS = ("app balancer", "balancer api", "api feed", "api people")


def c(name: str, points: float, told: str = "", arrows: tuple = ARROWS, more: str = "", **parts: str) -> Mistake:
    boxes = {**PARTS, **parts}
    code = 'mine = Architecture("Mine", zones=["a", "b", "c"]).add(' + ", ".join(filter(None, boxes.values())) + ")\n"
    for arrow in arrows:
        source, target, *style = arrow.split()
        code += f"mine = mine.connect({', '.join(map(repr, [source, target, *style]))})\n"
    return Mistake(f"C: {name}", {"task_c_mine": code + more}, {C: points}, {C: told} if told else {})


def series(before: str, name: str, after: str) -> tuple:
    return (*(each for each in ARROWS if each != f"{before} {after}"), f"{before} {name}", f"{name} {after}")


WRITES = ("app balancer", "balancer api", "api people", "api feed")
RIGHT_C = [
    c("five boxes", 6),
    c("a gateway in the balancer's place", 6, balancer=f'Component("balancer", "gateway", replicas=6, {Z})'),
    c(
        "everything rented",
        6,
        feed='Component("feed", "key_value", shards=90, stores=["post", "timeline"])',
        people='Component("people", "key_value", shards=12, stores=["user", "follow"])',
    ),
    c(
        "posts and timelines apart",
        6,
        arrows=(*ARROWS, "api lines"),
        feed=f'Component("feed", "wide_column", shards=4, {Z}, stores="post")',
        lines=f'Component("lines", "wide_column", shards=4, {Z}, stores="timeline")',
    ),
    c(
        "a cache that saves shards",
        6,
        arrows=(*ARROWS, "api hot"),
        feed=f'Component("feed", "wide_column", shards=3, {Z}, stores=["post", "timeline"])',
        hot=f'Component("hot", "cache", replicas=6, {Z}, stores=["post", "timeline"])',
    ),
    c(
        "one store for everything",
        6,
        arrows=ARROWS[:3],
        people="",
        feed=f'Component("feed", "wide_column", shards=12, {Z}, stores=["post", "timeline", "user", "follow"])',
    ),
    c(
        "documents",
        6,
        feed=f'Component("feed", "document_store", shards=10, copies=3, {Z}, stores=["post", "timeline"])',
    ),
    c("plenty of services", 6, api=f'Component("api", "service", replicas=60, {Z})'),
    c(
        "a queue before the follows",
        6,
        arrows=(*ARROWS[:3], "api q async", "q w async", "w people"),
        q=f'Component("q", "queue", replicas=3, {Z})',
        w=f'Component("w", "worker", replicas=24, {Z})',
        more='mine = mine.replace("people", stores="follow").replace("feed", stores=["post", "timeline", "user"])\n',
    ),
    c("DNS drawn, as everybody has it", 6, arrows=series("app", "dns", "balancer"), dns='Component("dns", "dns")'),
    c("two kinds of clients", 6, arrows=(*ARROWS, "web balancer"), web='Component("web", "client")'),
    c(
        "reads and writes in services of their own",
        6,
        arrows=("app balancer", "balancer reader", "balancer writer", "writer people"),
        api="",
        reader=f'Component("reader", "service", replicas=36, {Z})',
        writer=f'Component("writer", "service", replicas=6, {Z})',
        more='mine = mine.connect("reader", "feed", for_endpoints="read_timeline")\n'
        'mine = mine.connect("writer", "feed", for_endpoints="create_post")\n',
    ),
]
WRONG_C = [
    c("no balancer", 5, "nothing spreads the requests", arrows=("app api", *ARROWS[2:]), balancer=""),
    c(
        "two balancers in a row",
        5,
        "everything still works",
        arrows=series("balancer", "second", "api"),
        second=f'Component("second", "load_balancer", replicas=3, {Z})',
    ),
    c(
        "gateway and balancer",
        5,
        "or without door",
        arrows=series("app", "door", "balancer"),
        door=f'Component("door", "gateway", replicas=6, {Z})',
    ),
    c(
        "a web tier before the api",
        5,
        "everything still works",
        arrows=series("balancer", "web", "api"),
        web=f'Component("web", "service", replicas=36, {Z})',
    ),
    c(
        "a service before the people",
        5,
        "Without users",
        arrows=series("api", "users", "people"),
        users=f'Component("users", "service", replicas=6, {Z})',
    ),
    c(
        "all through a queue",
        5,
        "over an async hop",
        arrows=("app balancer", "balancer api", "api q async", "q w async", "w feed", "w people"),
        q=f'Component("q", "queue", replicas=3, {Z})',
        w=f'Component("w", "worker", replicas=390, {Z})',
    ),
    c(
        "all through a queue, by arrows that wait",
        5,
        "over an async hop or a queue",
        arrows=("app balancer", "balancer api", "api q", "q w", "w feed", "w people"),
        q=f'Component("q", "queue", replicas=3, {Z})',
        w=f'Component("w", "worker", replicas=390, {Z})',
    ),
    c(
        "workers answer the requests",
        5,
        "the caller waits for slow work",
        api=f'Component("api", "worker", replicas=360, {Z})',
    ),
    c(
        "posts kept in two places",
        5,
        "each keep it for good",
        people=f'Component("people", "sql", copies=3, {Z}, stores=["user", "follow", "post"])',
    ),
    c(
        "a database empties the queue",
        5,
        "takes nothing out of a queue",
        arrows=(*ARROWS[:3], "api q async", "q people async"),
        q=f'Component("q", "queue", replicas=3, {Z})',
    ),
    c(
        "the dark zone forgotten: services",
        5,
        "is dark, api gets",
        api=f'Component("api", "service", replicas=27, {Z})',
    ),
    c(
        "the dark zone forgotten: store",
        5,
        "is dark, feed gets",
        feed=f'Component("feed", "wide_column", shards=6, {Z}, stores=["post", "timeline"])',
    ),
    c(
        "services in one building",
        5,
        "api does not stand in two zones",
        api='Component("api", "service", replicas=36, zone="a")',
    ),
    c(
        "no zones at all",
        5,
        "does not stand in two zones",
        more="for box in mine:\n    mine = mine.replace(box.name, zone=())\n",
    ),
    c(
        "one balancer",
        5,
        "balancer does not stand in two zones",
        balancer=f'Component("balancer", "load_balancer", {Z})',
    ),
    c("too few services", 4, "gets 234% of what it can take", api=f'Component("api", "service", replicas=10, {Z})'),
    c(
        "one SQL for posts and timelines",
        4,
        "No number of copies is enough",
        feed=f'Component("feed", "sql", copies=3, {Z}, stores=["post", "timeline"])',
    ),
    c(
        "timelines forgotten",
        0,
        "no box stores it",
        feed=f'Component("feed", "wide_column", shards=8, {Z}, stores="post")',
    ),
    c(
        "a cache as the only home of timelines",
        0,
        "timeline",
        arrows=(*ARROWS, "api hot"),
        feed=f'Component("feed", "wide_column", shards=8, {Z}, stores="post")',
        hot=f'Component("hot", "cache", replicas=6, {Z}, stores="timeline")',
    ),
    c(
        "a cache nobody needs",
        5,
        "Without hot",
        arrows=(*ARROWS, "api hot"),
        hot=f'Component("hot", "cache", replicas=3, {Z}, stores="post")',
    ),
    c(
        "a CDN for the looks",  # before answers that differ for everybody it only adds a fetch for each entity
        3,
        "Without cdn",
        arrows=series("app", "cdn", "balancer"),
        cdn='Component("cdn", "cdn", hit_rate=0)',
    ),
    c(
        "a search index for later",
        5,
        "Without search",
        arrows=(*ARROWS, "api search"),
        search=f'Component("search", "search", replicas=3, {Z}, stores="post")',
        more='mine = mine.replace("search", shards=20, copies=3)\n',
    ),
    c(
        "the app asks the store",
        5,
        "a client reaches",
        arrows=("app balancer", "balancer api", "app feed", "api people"),
    ),
    c("arrows turned round", 0, 'write connect("api", "people")', arrows=(*ARROWS[:3], "people api")),
    c("no client", 0, "no way to all its data", app="", arrows=ARROWS[1:]),
]

RIGHT, WRONG = [*RIGHT_A, *RIGHT_B, *RIGHT_C], [*WRONG_A, *WRONG_B, *WRONG_C]
ANSWERS = [*RIGHT, *WRONG]
