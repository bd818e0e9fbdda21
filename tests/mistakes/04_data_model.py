"""Answers that learners give in step 4, right ones in many styles and wrong ones, and what each must score."""

from dataclasses import replace

from tests.mistakes import Mistake

A, B, C, D = "test_a_complete", "test_b_mended", "test_c_place", "test_c_guard"

# --- Task A ----------------------------------------------------------------------------------------------------------

BEGUN = """blog = DataModel("Microblog").add(
    Entity("user", {"id": "identity", "handle": "string(30)", "created": "timestamp"}, key="id", rows=100_000_000),
    Entity("post", {"id": "identity", "author": "ref user", "body": "string(280)", "created": "timestamp"},
           key="id", growth="1200/s"),
    AccessPattern("user_by_handle", "user", by="handle", limit=1, rate="12 K/s", serves="open_profile"),
    AccessPattern("posts_of_author", "post", by="author", order_by="created desc", limit=20,
                  rate="12 K/s", serves="open_profile"),
    AccessPattern("new_post", "post", writes="insert", rate="1200/s", serves="create_post"))
"""
HANDLE = 'blog = blog.put(blog["user"].replace(unique=["handle"]))\n'
POSTS = 'blog = blog.put(blog["post"].replace(indexes=[["author", "created"]]))\n'
FOLLOW = """blog = blog.add(
    Entity("follow", {"follower": "ref user", "followed": "ref user", "since": "timestamp"},
           key=["follower", "followed"], indexes=[["followed", "since"]], rows=20_000_000_000))
"""
NEW = 'blog = blog.add(AccessPattern("new_follow", "follow", writes="insert", rate=100, serves="follow"))\n'
LIST = """blog = blog.add(AccessPattern("followers", "follow", by="followed", order_by="since desc", limit=20, rate=500,
                             serves="list_followers"))
"""


def blog(*lines: str) -> dict:
    return {"task_a_complete": BEGUN + "".join(lines)}


def whole(name: str, *lines: str) -> Mistake:
    return Mistake(f"right: {name}", blog(*lines), {A: 5})


ANOTHER = """blog = blog.add(
    Entity("subscription", {"id": "identity", "reader": "ref user", "writer": "ref user", "made": "timestamp"},
           key="id", unique=[["reader", "writer"]], indexes=[["writer", "made desc"]], growth="100/s"),
    AccessPattern("subscribe", "subscription", writes="insert", rate="100/s", serves="follow"),
    AccessPattern("readers_of", "subscription", by=["writer"], order_by=["made desc"], limit=50, rate="1/s",
                  serves="list_followers"))
"""
ANEW = """blog = DataModel("Mine").add(
    Entity("user", {"id": "uuid7", "handle": "string(15)", "name": "string(50)?"}, key="id", unique=["handle"],
           rows="1000000"),
    Entity("post", {"id": "uuid7", "writer": "ref user", "text": "text", "at": "timestamp"}, key="id",
           indexes=[["writer", "at desc"]]),
    Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["whom", "who"],
           indexes=[["whom", "at"], ["who"]]),
    AccessPattern("profile", "user", by="handle", limit=1, serves="open_profile"),
    AccessPattern("newest", "post", by="writer", order_by="at desc", limit=30, serves="open_profile"),
    AccessPattern("write", "post", writes=True, serves="create_post"),
    AccessPattern("start", "follow", writes=True, serves="follow"),
    AccessPattern("fans", "follow", by="whom", order_by="at desc", limit=20, serves="list_followers"))
"""
BY_HANDLE = """blog = DataModel("Keyed by handle").add(
    Entity("user", {"handle": "string(30)", "created": "timestamp"}, key="handle"),
    Entity("post", {"id": "identity", "author": "ref user", "body": "string(280)", "created": "timestamp"}, key="id",
           indexes=[["author", "id"]]),
    AccessPattern("user_by_handle", "user", by="handle", limit=1, serves="open_profile"),
    AccessPattern("posts_of_author", "post", by="author", order_by="id desc", limit=20, serves="open_profile"),
    AccessPattern("new_post", "post", writes="insert", serves="create_post"))
"""
SMALL_PAGES = LIST.replace("limit=20", "limit=5")
THROUGH = 'blog = blog.add(Relation("user", "user", "many to many", through="follow"))\n'
UNFOLLOW = """blog = blog.add(AccessPattern("gone", "follow", by=["follower", "followed"], writes="delete", rate=10,
                              serves="follow"))
"""
ADVISED = """engine = blog.create()
blog.fill(engine, dict.fromkeys(blog.names, 2_000))
blog = blog.advise(engine).applied(blog)
"""
NO_INDEX = FOLLOW.replace(', indexes=[["followed", "since"]]', "")

TASK_A = [
    whole("as the hints lead", HANDLE, POSTS, FOLLOW, NEW, LIST),
    whole("another order", LIST.replace("blog.add(", "blog.add("), FOLLOW, NEW, POSTS, HANDLE),
    whole("with the relation", HANDLE, POSTS, FOLLOW, THROUGH, NEW, LIST),
    whole("other names, a number as key", HANDLE, POSTS, ANOTHER),
    Mistake("right: written anew", {"task_a_complete": ANEW.replace('rows="1000000"', "rows=1000000")}, {A: 5}),
    Mistake("right: the handle is the key", {"task_a_complete": BY_HANDLE + FOLLOW + NEW + LIST}, {A: 5}),
    whole(
        "downward indexes",
        HANDLE,
        POSTS.replace('"created"', '"created desc"'),
        FOLLOW.replace('"since"]]', '"since desc"]]'),
        NEW,
        LIST,
    ),
    whole("small pages", HANDLE, POSTS, FOLLOW, NEW, SMALL_PAGES),
    whole("who stops following", HANDLE, POSTS, FOLLOW, NEW, LIST, UNFOLLOW),
    whole(
        "the pair the other way round",
        HANDLE,
        POSTS,
        FOLLOW.replace('key=["follower", "followed"]', 'key=["followed", "follower"]').replace(
            '["followed", "since"]', '["followed", "since"], ["follower"]'
        ),
        NEW,
        LIST,
    ),
    whole("indexes as advised", HANDLE, NO_INDEX, NEW, LIST, ADVISED),
    whole("no rates", HANDLE, POSTS, FOLLOW, NEW.replace("rate=100, ", ""), LIST.replace("rate=500,", "")),
    whole(
        "a spare index: advice costs nothing",
        HANDLE,
        POSTS,
        FOLLOW.replace('"since"]]', '"since"], ["followed"]]'),
        NEW,
        LIST,
    ),
    Mistake("only the indexes", blog(HANDLE, POSTS), {A: 1.5}, {A: "no access pattern serves this endpoint"}),
    Mistake("posts have no index", blog(HANDLE, FOLLOW, NEW, LIST), {A: 3}, {A: "of post, and sorts them, to return"}),
    Mistake(
        "index on the author alone",
        blog(HANDLE, POSTS.replace(', "created"', ""), FOLLOW, NEW, LIST),
        {A: 3},
        {A: "and sorts them"},
    ),
    Mistake(
        "index begins with the time",
        blog(HANDLE, POSTS.replace('["author", "created"]', '["created", "author"]'), FOLLOW, NEW, LIST),
        {A: 3},
        {A: "wrong-leading-column"},
    ),
    Mistake(
        "two indexes of one field",
        blog(HANDLE, POSTS.replace('[["author", "created"]]', '["author", "created"]'), FOLLOW, NEW, LIST),
        {A: 3},
        {A: "and sorts them"},
    ),
    Mistake(
        "the handle may be there twice",
        blog(POSTS, FOLLOW, NEW, LIST),
        {A: 2.5},
        {A: "handle: two looked, both found the handle free"},
    ),
    Mistake(
        "the handle has an index, and no rule",
        blog(HANDLE.replace("unique", "indexes"), POSTS, FOLLOW, NEW, LIST),
        {A: 4.5},
        {A: "handle: two looked, both found the handle free"},
    ),
    Mistake(
        "the pair may be there twice",
        blog(HANDLE, POSTS, ANOTHER.replace('unique=[["reader", "writer"]], ', "")),
        {A: 3.5},
        {A: "reference-without-index"},
    ),
    Mistake(
        "each half of the pair is unique",
        blog(HANDLE, POSTS, ANOTHER.replace('[["reader", "writer"]]', '["reader", "writer"]')),
        {A: 4.5},
        {A: "may be there only once"},
    ),
    Mistake("followers without an index", blog(HANDLE, POSTS, NO_INDEX, NEW, LIST), {A: 3}, {A: "of follow"}),
    Mistake(
        "followers without a limit",
        blog(HANDLE, POSTS, FOLLOW, NEW, LIST.replace("limit=20, ", "")),
        {A: 3},
        {A: "somebody has a hundred million"},
    ),
    Mistake(
        "followers in no order",
        blog(HANDLE, POSTS, FOLLOW, NEW, LIST.replace('order_by="since desc", ', "")),
        {A: 3},
        {A: "in no order of time"},
    ),
    Mistake(
        "the oldest followers first",
        blog(HANDLE, POSTS, FOLLOW, NEW, LIST.replace("since desc", "since")),
        {A: 4},
        {A: "the newest first"},
    ),
    Mistake(
        "a list in the user",
        blog(
            HANDLE,
            POSTS,
            """blog = blog.put(blog["user"].replace(fields={
    "id": "identity", "handle": "string(30)", "created": "timestamp", "followers": "list(integer)"}, unique=["handle"]))
blog = blog.add(AccessPattern("add", "user", by="id", writes="update", serves="follow"),
                AccessPattern("followers", "user", by="id", limit=1, serves="list_followers"))
""",
        ),
        {A: 1.5},
        {A: "does not refer to user twice"},
    ),
    Mistake(
        "one reference, one number",
        blog(HANDLE, POSTS, FOLLOW.replace('"followed": "ref user"', '"followed": "integer"'), NEW, LIST),
        {A: 1.5},
        {A: "does not refer to user twice"},
    ),
    Mistake("nobody writes", blog(HANDLE, POSTS, FOLLOW, LIST), {A: 2.5}, {A: "No pattern that inserts serves follow"}),
    Mistake(
        "serves another call",
        blog(HANDLE, POSTS, FOLLOW, NEW.replace('serves="follow"', 'serves="following"'), LIST),
        {A: 2.5},
        {A: "no access pattern serves this endpoint"},
    ),
    Mistake(
        "a misspelt field",
        blog(HANDLE, POSTS, FOLLOW, NEW, LIST.replace('by="followed"', 'by="folowed"')),
        {A: 2},
        {A: "Did you mean followed"},
    ),
    Mistake(
        "no key",
        blog(HANDLE, POSTS, FOLLOW.replace('key=["follower", "followed"], ', ""), NEW, LIST),
        {A: 2.5},
        {A: "no-key"},
    ),
    Mistake(
        "lists whom somebody follows",
        blog(HANDLE, POSTS, FOLLOW, NEW, LIST.replace('by="followed"', 'by="follower"')),
        {A: 3},
        {A: "of follow"},
    ),
    Mistake("nothing", blog(), {A: 0}, {A: "no access pattern serves this endpoint"}),
]

# --- Task B ----------------------------------------------------------------------------------------------------------

ONE = 'mended_1 = broken_1.put(broken_1["user"].replace(unique=["handle"], indexes=[]))\n'
TWO = 'mended_2 = broken_2.put(broken_2["post"].replace(indexes=[["author", "created"]]))\n'
THREE = """mended_3 = broken_3.put(Entity("user", {"id": "identity", "name": "string(30)"}, key="id", rows=100_000_000))
mended_3 = mended_3.add(Entity("follower", {"user": "ref user", "by": "ref user", "since": "timestamp"},
                               key=["user", "by"], indexes=[["user", "since"], ["by"]], growth="100/s"))
mended_3 = mended_3.put(AccessPattern("new_follower", "follower", writes="insert", rate=100, serves="follow"))
mended_3 = mended_3.put(AccessPattern("followers_of", "follower", by="user", order_by="since desc", limit=20, rate=500,
                                      serves="list_followers"))
"""
SAME = "mended_1, mended_2, mended_3 = broken_1, broken_2, broken_3\n"


def mended(one: str = ONE, two: str = TWO, three: str = THREE) -> dict:
    return {"task_b_mended": SAME + one + two + three}


LISTED = 'mended_3 = broken_3.put(broken_3["user"].replace(fields={"id": "identity", "name": "string(30)", '
TASK_B = [
    Mistake("right: as the hints lead", mended(), {B: 6}),
    Mistake(
        "right: the handle is the key",
        mended(
            one=(
                'mended_1 = broken_1.put(Entity("user", {"handle": "string(30)", "made": "timestamp"}, key="handle"))\n'
            )
        ),
        {B: 6},
    ),
    Mistake("right: the old index is left beside the rule", mended(one=ONE.replace(", indexes=[]", "")), {B: 6}),
    Mistake(
        "right: the handle among others",
        mended(one=ONE.replace('["handle"]', '["handle", ["handle", "created"]]')),
        {B: 6},
    ),
    Mistake("right: downwards", mended(two=TWO.replace('"created"', '"created desc"')), {B: 6}),
    Mistake(
        "right: advised",
        mended(
            two="""engine = broken_2.create()
broken_2.fill(engine, 2_000)
mended_2 = broken_2.put(broken_2["post"].replace(indexes=[]))
mended_2 = mended_2.advise(engine).applied(mended_2)
"""
        ),
        {B: 6},
    ),
    Mistake(
        "right: a larger page",
        mended(two=TWO + ('mended_2 = mended_2.put(mended_2.pattern("posts_of_author").replace(limit=50))\n')),
        {B: 6},
    ),
    Mistake(
        "right: a number as key of the follower",
        mended(
            three=THREE.replace('{"user"', '{"id": "identity", "user"').replace(
                'key=["user", "by"]', 'key="id", unique=[["user", "by"]]'
            )
        ),
        {B: 6},
    ),
    Mistake("nothing", {"task_b_mended": SAME}, {B: 0}, {B: "both found the handle free"}),
    Mistake(
        "an index is no rule",
        mended(one=ONE.replace('unique=["handle"], indexes=[]', 'indexes=["handle", ["handle", "created"]]')),
        {B: 4},
        {B: "both found the handle free"},
    ),
    Mistake(
        "unique together with the key",
        mended(one=ONE.replace('["handle"]', '[["handle", "id"]]')),
        {B: 4},
        {B: "2 rows have it now"},
    ),
    Mistake(
        "looked for by id",
        mended(one=('mended_1 = broken_1.put(broken_1.pattern("handle_is_free").replace(by="id"))\n')),
        {B: 4},
        {B: "it was to look by handle"},
    ),
    Mistake(
        "the pattern is gone",
        mended(one='mended_1 = broken_1.remove("handle_is_free")\n'),
        {B: 4},
        {B: "handle_is_free is gone"},
    ),
    Mistake(
        "the old index is left",
        mended(two=TWO.replace('[["author"', '[["created", "author"], ["author"')),
        {B: 5.5},
        {B: "Three quarters"},
    ),
    Mistake("author alone", mended(two=TWO.replace(', "created"', "")), {B: 4}, {B: "and sorts them"}),
    Mistake("created alone", mended(two=TWO.replace('"author", ', "")), {B: 4}, {B: "of post"}),
    Mistake(
        "the order is left out",
        mended(two='mended_2 = broken_2.put(broken_2.pattern("posts_of_author").replace(order_by=()))\n'),
        {B: 4},
        {B: "asks for something else"},
    ),
    Mistake(
        "one post is enough",
        mended(two='mended_2 = broken_2.put(broken_2.pattern("posts_of_author").replace(limit=1))\n'),
        {B: 4},
        {B: "asks for something else"},
    ),
    Mistake(
        "a bounded list",
        mended(three=LISTED + '"followers": "list(integer, 500)"}))\n'),
        {B: 4},
        {B: "has room for 500, and refuses the next"},
    ),
    Mistake("a document", mended(three=LISTED + '"followers": "json"}))\n'), {B: 4}, {B: "one more writes"}),
    Mistake("a long text", mended(three=LISTED + '"followers": "text"}))\n'), {B: 4}, {B: "one more writes"}),
    Mistake("a string", mended(three=LISTED + '"followers": "string(4000)"}))\n'), {B: 4}, {B: "refuses the next"}),
    Mistake(
        "the list is left in the row",
        mended(three=THREE.split("\n", 1)[1].replace("mended_3 = mended_3.add(", "mended_3 = broken_3.add(", 1)),
        {B: 5},
        {B: "Half, if the list is still"},
    ),
    Mistake(
        "followers are still read from the row",
        mended(
            three=THREE[: THREE.index('mended_3 = mended_3.put(AccessPattern("followers_of')].replace(
                '"name": "string(30)"}', '"name": "string(30)", "followers": "list(integer)"}'
            )
        ),
        {B: 4},
        {B: "who follows is never shown"},
    ),
    Mistake("followers without a limit", mended(three=THREE.replace("limit=20, ", "")), {B: 4}, {B: "has no limit"}),
    Mistake(
        "followers without an index",
        mended(three=THREE.replace('key=["user", "by"], indexes=[["user", "since"], ["by"]]', 'key=["by", "user"]')),
        {B: 4},
        {B: "of follower"},
    ),
]

# --- Task C, where ----------------------------------------------------------------------------------------------------

NUMBERS = "queries, hottest, moved = 60_000, chosen.hottest, chosen.moved\n"


def place(
    chosen: str = 'lab("reader", scheme="slots", grow_to=64)',
    other: str = 'lab("post", scheme="slots")',
    numbers: str = NUMBERS,
) -> dict:
    return {"task_c_place": f"chosen = {chosen}\nother = {other}\n{numbers}"}


TASK_C = [
    Mistake("right: slots", place(), {C: 3}),
    Mistake("right: a ring", place('lab("reader", scheme="ring", grow_to=64)', 'lab("created")'), {C: 3}),
    Mistake("right: rendezvous, to 72", place('lab("reader", 48, "rendezvous", 72)'), {C: 3}),
    Mistake(
        "right: modulo, doubled",
        place('lab("reader", scheme="modulo", grow_to=96)', 'lab("reader", scheme="modulo", grow_to=64)'),
        {C: 3},
    ),
    Mistake(
        "right: numbers as text",
        place(numbers='queries, hottest, moved = "60 K/s", f"{chosen.hottest:.1f} x", "25%"\n'),
        {C: 3},
    ),
    Mistake(
        "right: numbers in words",
        place(numbers=NUMBERS + 'queries, hottest, moved = "60,000 queries a second", f"{hottest:.2f} times", "1/4"\n'),
        {C: 3},
    ),
    Mistake(
        "right: about sixty thousand, a quarter",
        place(numbers=NUMBERS + 'queries, moved = "about 60 K/s", "a quarter"\n'),
        {C: 3},
    ),
    Mistake("moved in words", place(numbers=NUMBERS + 'moved = "few"\n'), {C: 2}, {C: "moved: "}),
    Mistake(
        "right: numbers typed",
        place(numbers="queries = 60000\nhottest = round(chosen.hottest, 1)\nmoved = 0.25\n"),
        {C: 3},
    ),
    Mistake("right: another scheme was refused", place(other='lab("reader", scheme="modulo", grow_to=64)'), {C: 3}),
    Mistake("right: a longer key was refused", place(other='lab(["reader", "post"], scheme="slots")'), {C: 3}),
    Mistake("right: the key as a list", place('lab(["reader"], scheme="slots", grow_to=64)'), {C: 3}),
    Mistake(
        "by post",
        place('lab("post", scheme="slots", grow_to=64)', 'lab("created")'),
        {C: 0},
        {C: "asks all 48 shards: 2,880,000"},
    ),
    Mistake("by the time", place('lab("created", scheme="range", grow_to=64)'), {C: 0}, {C: "asks all 48 shards"}),
    Mistake(
        "by the whole key",
        place('lab(["reader", "post"], scheme="slots", grow_to=64)'),
        {C: 0},
        {C: "By reader, post, opening one timeline asks all"},
    ),
    Mistake(
        "modulo, a third more",
        place('lab("reader", scheme="modulo", grow_to=64)'),
        {C: 1},
        {C: "75% of the timelines move; even shards need 25%"},
    ),
    Mistake("does not grow", place('lab("reader", scheme="slots", grow_to=48)'), {C: 1}, {C: "next year at least 60"}),
    Mistake(
        "grows too little", place('lab("reader", scheme="slots", grow_to=50)'), {C: 1}, {C: "next year at least 60"}
    ),
    Mistake(
        "nothing",
        {"task_c_place": "chosen = other = None\nqueries = hottest = moved = None\n"},
        {C: 0},
        {C: "chosen is not made yet"},
    ),
    Mistake(
        "numbers forgotten",
        place(numbers="queries = hottest = moved = None\n"),
        {C: 2},
        {C: "queries is not filled in"},
    ),
    Mistake(
        "queries times 48", place(numbers=NUMBERS.replace("60_000", "60_000 * 48")), {C: 2}, {C: "you multiplied by 48"}
    ),
    Mistake(
        "queries of one shard",
        place(numbers=NUMBERS.replace("60_000", "1_250")),
        {C: 2},
        {C: "that is what one shard gets"},
    ),
    Mistake(
        "the hottest of the other",
        place(numbers=NUMBERS.replace("chosen.hottest", "other.hottest")),
        {C: 2},
        {C: "hottest: you say"},
    ),
    Mistake(
        "moved by guess", place(numbers=NUMBERS.replace("chosen.moved", "0.75")), {C: 2}, {C: "moved: you say 0.75"}
    ),
    Mistake("the alternative is the same", place(other="chosen"), {C: 2.5}, {C: "other is what you chose"}),
    Mistake("no alternative", place(other="None"), {C: 2.5}, {C: "other is not made yet"}),
]

# --- Task C, who ------------------------------------------------------------------------------------------------------

USER = """user = {"id": "identity", "handle": "string(30)", "email": "string(254) personal encrypted",
        "email_index": "bytes(32)", "phone": "string(20)? personal encrypted",
        "password": "string(200) secret hashed", "created": "timestamp"}
guarded = people.put(people["user"].replace(fields=user, unique=["handle", "email_index"]))
"""
SIGN = 'guarded = guarded.put(people.pattern("user_by_email").replace(by="email_index"))\n'
TEXT = """message = {each.name: each.text for each in people["message"].fields}
message["text"] = "string(2000) personal encrypted"
guarded = guarded.put(people["message"].replace(fields=message))
"""


def guard(*lines: str) -> dict:
    return {"task_c_guard": "guarded = people\n" + "".join(lines)}


TASK_D = [
    Mistake("right: as the hints lead", guard(USER, SIGN, TEXT), {D: 3}),
    Mistake(
        "right: other names",
        guard(USER.replace("email_index", "mail_hash"), SIGN.replace("email_index", "mail_hash"), TEXT),
        {D: 3},
    ),
    Mistake("right: the index as text", guard(USER.replace("bytes(32)", "string(64) hashed"), SIGN, TEXT), {D: 3}),
    Mistake(
        "right: the old rule on the e-mail is left",
        guard(USER.replace('"email_index"]', '"email_index", "email"]'), SIGN, TEXT),
        {D: 3},
    ),
    Mistake("right: the password without its mark", guard(USER.replace("secret hashed", "hashed"), SIGN, TEXT), {D: 3}),
    Mistake(
        "right: longer fields for what is sealed",
        guard(USER.replace("string(254) personal", "bytes(300) personal"), SIGN, TEXT),
        {D: 3},
    ),
    Mistake("nothing", guard(), {D: 0}, {D: "A stolen backup gives away user.email"}),
    Mistake(
        "the phone is forgotten",
        guard(USER.replace("string(20)? personal encrypted", "string(20)? personal"), SIGN, TEXT),
        {D: 1},
        {D: "still gives away user.phone"},
    ),
    Mistake("messages are forgotten", guard(USER, SIGN), {D: 1}, {D: "still gives away message.text"}),
    Mistake(
        "the password is encrypted",
        guard(USER.replace("secret hashed", "secret encrypted"), SIGN, TEXT),
        {D: 2},
        {D: "It is only compared, so hash it"},
    ),
    Mistake(
        "the password is left",
        guard(USER.replace("secret hashed", "secret"), SIGN, TEXT),
        {D: 0},
        {D: "signs in as anybody"},
    ),
    Mistake(
        "the e-mail is hashed",
        guard(
            USER.replace('personal encrypted", \n', "").replace(
                "string(254) personal encrypted", "string(254) personal hashed"
            ),
            SIGN,
            TEXT,
        ),
        {D: 2},
        {D: "nobody can read it again"},
    ),
    Mistake(
        "messages are hashed",
        guard(USER, SIGN, TEXT.replace("personal encrypted", "personal hashed")),
        {D: 2},
        {D: "message.text is hashed"},
    ),
    Mistake("looked for by the encrypted field", guard(USER, TEXT), {D: 2}, {D: "encrypted-searched"}),
    Mistake(
        "the blind index may be there twice",
        guard(
            USER.replace('unique=["handle", "email_index"]', 'unique=["handle"], indexes=["email_index"]'), SIGN, TEXT
        ),
        {D: 2},
        {D: "make it unique"},
    ),
    Mistake(
        "the blind index has no index",
        guard(USER.replace('["handle", "email_index"]', '["handle"]'), SIGN, TEXT),
        {D: 2},
        {D: "no index of user serves it"},
    ),
    Mistake(
        "the e-mail is taken out",
        guard(USER.replace('"email": "string(254) personal encrypted",', ""), SIGN, TEXT),
        {D: 1},
        {D: "user.email is gone"},
    ),
    Mistake(
        "signs in by handle",
        guard(USER, 'guarded = guarded.put(people.pattern("user_by_email").replace(by="handle"))\n', TEXT),
        {D: 2},
        {D: "that comes from the e-mail"},
    ),
    Mistake(
        "the handle is encrypted, too",
        guard(USER.replace("string(30)", "string(30) encrypted"), SIGN, TEXT),
        {D: 2},
        {D: "looks by handle, which is encrypted"},
    ),
    Mistake(
        "nobody signs in",
        guard(USER, 'guarded = guarded.remove("user_by_email")\n', TEXT),
        {D: 2},
        {D: "No pattern serves sign_in"},
    ),
    Mistake(
        "personal says nothing",
        guard(USER.replace(" encrypted", ""), SIGN, TEXT.replace(" encrypted", "")),
        {D: 1},
        {D: "gives away user.email, user.phone, message.text"},
    ),
]

MISTAKES = [
    replace(each, name=f"{task}: {each.name}")
    for task, some in (("A", TASK_A), ("B", TASK_B), ("C where", TASK_C), ("C who", TASK_D))
    for each in some
]
