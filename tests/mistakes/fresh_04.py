"""What a fresh class hands in for exercise 4, written blind.

Each right answer is in another style, each wrong one has one slip.
`told`: words of which the feedback of a wrong answer must hold one, in any case; None for a right answer.
In the first run 25 of 32 right ones got full marks, and of 60 wrong ones 59 lost points and 48 were told their
slip: `put` took one part alone. Judged otherwise afterwards: one, as it says beside it.
"""

from typing import NamedTuple


class Answer(NamedTuple):
    """One answer: the answer cell's id, a name, the code put in place of the `raise`, and what a wrong one is told."""

    cell: str
    name: str
    code: str
    told: tuple[str, ...] | None = None


A = "answer-a-complete"
POST = 'blog = blog.put(blog["post"].replace(indexes=[["author", "created"]]))\n'
HANDLE = 'blog = blog.put(blog["user"].replace(unique=["handle"]))\n'
FOLLOW = """blog = blog.add(
    Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"],
           indexes=[["whom", "at"]], growth="50/s"))
"""
WRITES = 'blog = blog.add(AccessPattern("new_follow", "follow", writes="insert", rate="50/s", serves="follow"))\n'
LISTS = """blog = blog.add(AccessPattern("followers", "follow", by="whom", order_by="at desc", limit=20, rate="500/s",
                              serves="list_followers"))
"""

COMPLETE = (
    Answer(A, "step by step, as the hint says", POST + HANDLE + FOLLOW + WRITES + LISTS),
    Answer(A, "a number of its own, the pair unique", POST + HANDLE + """
blog = blog.add(
    Entity("following", {"id": "identity", "follower": "ref user", "followed": "ref user", "since": "timestamp"},
           key="id", unique=[["follower", "followed"]], indexes=[["followed", "since desc"]]),
    AccessPattern("start_following", "following", writes="insert", rate="100/s", serves="follow"),
    AccessPattern("newest_followers", "following", by="followed", order_by="since desc", limit=20, rate="1 K/s",
                  serves="list_followers"))
"""),
    Answer(A, "the pair the other way round", POST + HANDLE + """
blog = blog.add(Entity("follows", {"followed": "ref user", "follower": "ref user", "created": "timestamp"},
                       key=["followed", "follower"], indexes=[["followed", "created"]]))
blog = blog.add(AccessPattern("f1", "follows", writes="insert", serves="follow"))
blog = blog.add(AccessPattern("f2", "follows", by="followed", order_by="created desc", limit=20,
                              serves="list_followers"))
""", ("deleting one user",)),  # first taken for right: but nothing finds what a deleted user followed
    Answer(A, "the handle is the key", """
blog = blog.put(Entity("user", {"handle": "string(30)", "created": "timestamp"}, key="handle", rows=100_000_000))
""" + POST + FOLLOW + WRITES + LISTS),
    Answer(A, "indexes that say desc", HANDLE + """
blog = blog.put(blog["post"].replace(indexes=[["author", "created desc"]]))
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"],
                       indexes=[["whom", "at desc"]]))
""" + WRITES + LISTS),
    Answer(A, "all in one expression", """
blog = blog.put(blog["user"].replace(unique=["handle"])).put(
    blog["post"].replace(indexes=[["author", "created"]])).add(
    Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"],
           indexes=[["whom", "at"]]),
    AccessPattern("follow_somebody", "follow", writes="insert", rate="10/s", serves="follow"),
    AccessPattern("my_followers", "follow", by="whom", order_by="at desc", limit=20, rate="100/s",
                  serves="list_followers"))
"""),
    Answer(A, "tuples, and put with two", """
blog = blog.put(blog["user"].replace(unique=("handle",)), blog["post"].replace(indexes=(("author", "created"),)))
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=("who", "whom"),
                       indexes=(("whom", "at"),)))
""" + WRITES + LISTS),
    Answer(A, "German names", POST + HANDLE + """
# wer folgt wem
blog = blog.add(Entity("abo", {"wer": "ref user", "wem": "ref user", "seit": "timestamp"}, key=["wer", "wem"],
                       indexes=[["wem", "seit"]]),
                AccessPattern("neues_abo", "abo", writes="insert", rate="50/s", serves="follow"),
                AccessPattern("abonnenten", "abo", by="wem", order_by="seit desc", limit=20, rate="50/s",
                              serves="list_followers"))
"""),
    Answer(A, "anew from nothing", """
blog = DataModel("Mine").add(
    Entity("user", {"id": "uuid7", "handle": "string(30)", "created": "timestamp"}, key="id", unique=["handle"],
           rows=100_000_000),
    Entity("post", {"id": "uuid7", "author": "ref user", "body": "string(280)", "created": "timestamp"}, key="id",
           indexes=[["author", "created"]], growth="1200/s"),
    Entity("follow", {"follower": "ref user", "followee": "ref user", "created": "timestamp"},
           key=["follower", "followee"], indexes=[["followee", "created"]]),
    AccessPattern("user_by_handle", "user", by="handle", limit=1, rate="12 K/s", serves="open_profile"),
    AccessPattern("posts_of_author", "post", by="author", order_by="created desc", limit=20, rate="12 K/s",
                  serves="open_profile"),
    AccessPattern("new_post", "post", writes="insert", rate="1200/s", serves="create_post"),
    AccessPattern("follow", "follow", writes="insert", rate="60/s", serves="follow"),
    AccessPattern("followers", "follow", by="followee", order_by="created desc", limit=20, rate="60/s",
                  serves="list_followers"))
"""),
    Answer(A, "whom one follows, too, on the profile", POST + HANDLE + """
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"],
                       indexes=[["whom", "at"], ["who", "at"]]))
blog = blog.add(AccessPattern("followed_by", "follow", by="who", order_by="at desc", limit=20, rate="1 K/s",
                              serves="open_profile"))
""" + WRITES + LISTS),
    Answer(A, "pages of fifty, index with the follower in it", POST + HANDLE + """
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"],
                       indexes=[["whom", "at", "who"]]))
blog = blog.add(AccessPattern("followers", "follow", by=["whom"], order_by=["at desc"], limit=50, rate="500/s",
                              serves="list_followers"))
""" + WRITES),
    Answer(A, "nothing is assigned", """
blog.put(blog["user"].replace(unique=["handle"]))
blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"]))
""", ("blog =",)),
    Answer(A, "the handle has an index and no rule", POST + FOLLOW + WRITES + LISTS + """
blog = blog.put(blog["user"].replace(indexes=["handle"]))
""", ("forbids none", "unique")),
    Answer(A, "followers looked up by the follower", POST + HANDLE + """
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"],
                       indexes=[["who", "at"]]))
blog = blog.add(AccessPattern("followers", "follow", by="who", order_by="at desc", limit=20, serves="list_followers"))
""" + WRITES, ("whom somebody follows",)),
    Answer(A, "followers without a limit", POST + HANDLE + FOLLOW + WRITES + """
blog = blog.add(AccessPattern("followers", "follow", by="whom", order_by="at desc", serves="list_followers"))
""", ("limit",)),
    Answer(A, "followers in no order", POST + HANDLE + FOLLOW + WRITES + """
blog = blog.add(AccessPattern("followers", "follow", by="whom", limit=20, serves="list_followers"))
""", ("order",)),
    Answer(A, "the oldest followers first", POST + HANDLE + FOLLOW + WRITES + """
blog = blog.add(AccessPattern("followers", "follow", by="whom", order_by="at", limit=20, serves="list_followers"))
""", ("newest", "desc")),
    Answer(A, "a pair may be there twice", POST + HANDLE + """
blog = blog.add(Entity("follow", {"id": "identity", "who": "ref user", "whom": "ref user", "at": "timestamp"},
                       key="id", indexes=[["whom", "at"]]))
""" + WRITES + LISTS, ("twice", "2 rows", "both", "unique")),
    Answer(A, "the follower alone is the key", POST + HANDLE + """
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key="who",
                       indexes=[["whom", "at"]]))
""" + WRITES + LISTS, ("pair", "only once")),
    Answer(A, "nothing inserts", POST + HANDLE + FOLLOW + LISTS + """
blog = blog.add(AccessPattern("new_follow", "follow", by=["who", "whom"], serves="follow"))
""", ("insert",)),
    Answer(A, "a list of followers in the user", POST + """
blog = blog.put(Entity("user", {"id": "identity", "handle": "string(30)", "created": "timestamp",
                                "followers": "list(integer)"}, key="id", unique=["handle"], rows=100_000_000))
blog = blog.add(AccessPattern("follow", "user", by="id", writes="update", rate="50/s", serves="follow"),
                AccessPattern("followers", "user", by="id", limit=1, rate="50/s", serves="list_followers"))
""", ("refer to user twice", "list", "entity of its own")),
    Answer(A, "the index begins with the time", HANDLE + FOLLOW + WRITES + LISTS + """
blog = blog.put(blog["post"].replace(indexes=[["created", "author"]]))
""", ("reads", "scan", "begins", "index")),
    Answer(A, "posts have no index", HANDLE + FOLLOW + WRITES + LISTS, ("reads", "scan")),
    Answer(A, "posts are indexed by author alone", HANDLE + FOLLOW + WRITES + LISTS + """
blog = blog.put(blog["post"].replace(indexes=["author"]))
""", ("sort",)),
    Answer(A, "two numbers that refer to nobody", POST + HANDLE + """
blog = blog.add(Entity("follow", {"who": "integer", "whom": "integer", "at": "timestamp"}, key=["who", "whom"],
                       indexes=[["whom", "at"]]))
""" + WRITES + LISTS, ("refer to user",)),
    Answer(A, "the call's name is misspelt", POST + HANDLE + FOLLOW + WRITES + """
blog = blog.add(AccessPattern("followers", "follow", by="whom", order_by="at desc", limit=20, serves="list_follower"))
""", ("list_followers",)),
    Answer(A, "an index for each field", HANDLE + FOLLOW + WRITES + LISTS + """
blog = blog.put(blog["post"].replace(indexes=[["author", "created"], ["author"], ["created"], ["body"]]))
""", ("index",)),
    Answer(A, "unique for each field of the pair", POST + HANDLE + """
blog = blog.add(Entity("follow", {"id": "identity", "who": "ref user", "whom": "ref user", "at": "timestamp"},
                       key="id", unique=["who", "whom"], indexes=[["whom", "at"]]))
""" + WRITES + LISTS, ("pair", "only once")),
    Answer(A, "followers unindexed", POST + HANDLE + """
blog = blog.add(Entity("follow", {"who": "ref user", "whom": "ref user", "at": "timestamp"}, key=["who", "whom"]))
""" + WRITES + LISTS, ("reads", "scan")),
)

B = "answer-b-mended"
ONE = 'mended_1 = broken_1.put(broken_1["user"].replace(unique=["handle"], indexes=[]))\n'
TWO = 'mended_2 = broken_2.put(broken_2["post"].replace(indexes=[["author", "created"]]))\n'
THREE = """mended_3 = broken_3.put(Entity("user", {"id": "identity", "name": "string(30)"}, key="id", rows=100_000_000))
mended_3 = mended_3.add(Entity("follower", {"user": "ref user", "who": "ref user", "at": "timestamp"},
                               key=["user", "who"], indexes=[["user", "at"]]))
mended_3 = mended_3.put(
    AccessPattern("new_follower", "follower", writes="insert", rate="100/s", serves="follow"),
    AccessPattern("followers_of", "follower", by="user", order_by="at desc", limit=20, rate="500/s",
                  serves="list_followers"))
"""

MENDED = (
    Answer(B, "three small changes", ONE + TWO + THREE),
    Answer(B, "the index stays beside the rule", """
mended_1 = broken_1.put(broken_1["user"].replace(unique=[["handle"]]))
mended_2 = broken_2.put(broken_2["post"].replace(indexes=[["author", "created desc"]]))
""" + THREE),
    Answer(B, "the handle is the key", """
mended_1 = broken_1.put(Entity("user", {"handle": "string(30)", "created": "timestamp"}, key="handle",
                               rows=100_000_000))
""" + TWO + THREE),
    Answer(B, "followers in no order, by the key alone", ONE + TWO + """
mended_3 = broken_3.put(broken_3["user"].replace(fields={"id": "identity", "name": "string(30)"}))
mended_3 = mended_3.add(Entity("follow", {"followed": "ref user", "follower": "ref user"},
                               key=["followed", "follower"]))
mended_3 = mended_3.put(AccessPattern("new_follower", "follow", writes="insert", rate=100, serves="follow"))
mended_3 = mended_3.put(AccessPattern("followers_of", "follow", by="followed", limit=20, rate=500,
                                      serves="list_followers"))
"""),
    Answer(B, "a number of its own, the pair unique", ONE + TWO + """
mended_3 = DataModel("Following").add(
    Entity("user", {"id": "identity", "name": "string(30)"}, key="id", rows=1e8),
    Entity("follow", {"id": "identity", "follower": "ref user", "followed": "ref user", "created": "timestamp"},
           key="id", unique=[["follower", "followed"]], indexes=[["followed", "created"]]),
    AccessPattern("new_follower", "follow", writes="insert", rate="100/s", serves="follow"),
    AccessPattern("followers_of", "follow", by="followed", order_by="created desc", limit=20, rate="500/s",
                  serves="list_followers"))
"""),
    Answer(B, "a hundred followers at a time", ONE + TWO + THREE.replace("limit=20", "limit=100")),
    Answer(B, "nothing is mended", "mended_1, mended_2, mended_3 = broken_1, broken_2, broken_3\n",
           ("both", "twice", "2 rows", "rule")),
    Answer(B, "only sorted otherwise", 'mended_1 = broken_1.put(broken_1["user"].replace(indexes=[["handle", "id"]]))\n'
           + TWO + THREE, ("forbids none", "unique")),
    Answer(B, "the rule is over handle and time", """
mended_1 = broken_1.put(broken_1["user"].replace(unique=[["handle", "created"]]))
""" + TWO + THREE, ("handle",)),
    Answer(B, "the pattern that looks is removed", 'mended_1 = broken_1.remove("handle_is_free")\n' + TWO + THREE,
           ("gone", "keep")),
    Answer(B, "the author alone", ONE + THREE + """
mended_2 = broken_2.put(broken_2["post"].replace(indexes=["author"]))
""", ("sort",)),
    Answer(B, "two indexes of one field each", ONE + THREE + """
mended_2 = broken_2.put(broken_2["post"].replace(indexes=["author", "created"]))
""", ("sort",)),
    Answer(B, "the wrong index stays beside the right one", ONE + THREE + """
mended_2 = broken_2.put(broken_2["post"].replace(indexes=[["author", "created"], ["created", "author"]]))
""", ("serves nothing", "index")),
    Answer(B, "no order any more", ONE + THREE + """
mended_2 = broken_2.put(broken_2["post"].replace(indexes=["author"])).put(
    AccessPattern("posts_of_author", "post", by="author", limit=20, rate="12 K/s", serves="open_profile"))
""", ("something else", "newest 20")),
    Answer(B, "looked up by time", ONE + THREE + """
mended_2 = broken_2.put(AccessPattern("posts_of_author", "post", by="created", order_by="created desc", limit=20,
                                      rate="12 K/s", serves="open_profile"))
""", ("looks by",)),
    Answer(B, "the list is a text now", ONE + TWO + """
mended_3 = broken_3.put(broken_3["user"].replace(fields={"id": "identity", "name": "string(30)",
                                                         "followers": "text"}))
""", ("row", "grows", "list")),
    Answer(B, "the list has moved to a table of its own", ONE + TWO + """
mended_3 = broken_3.put(Entity("user", {"id": "identity", "name": "string(30)"}, key="id")).add(
    Entity("followers", {"user": "ref user", "list": "list(integer)"}, key="user"))
mended_3 = mended_3.put(
    AccessPattern("new_follower", "followers", by="user", writes="update", rate="100/s", serves="follow"),
    AccessPattern("followers_of", "followers", by="user", limit=1, rate="500/s", serves="list_followers"))
""", ("row", "grows", "list")),
    Answer(B, "all followers at once", ONE + TWO + THREE.replace("limit=20, ", ""), ("limit",)),
    Answer(B, "the followed alone is the key", ONE + TWO + THREE.replace('key=["user", "who"]', 'key="user"'),
           ("pair", "only once")),
    Answer(B, "the old list is still read", ONE + TWO + """
mended_3 = broken_3.add(Entity("follower", {"user": "ref user", "who": "ref user", "at": "timestamp"},
                               key=["user", "who"]))
mended_3 = mended_3.put(AccessPattern("new_follower", "follower", writes="insert", rate="100/s", serves="follow"))
""", ("never shown", "reads user")),
)

C = "answer-c-place"
NUMBERS = "queries, hottest, moved = 60_000, chosen.hottest, chosen.moved\n"
OTHER = 'other = lab("post", scheme="slots")\n'
SLOTS = 'chosen = lab("reader", scheme="slots", grow_to=64)\n'

PLACED = (
    Answer(C, "slots", SLOTS + OTHER + NUMBERS),
    Answer(C, "rounded by hand",
           SLOTS + OTHER + 'queries = "60 K/s"\nhottest = round(chosen.hottest, 2)\nmoved = "25%"\n'),
    Answer(C, "a ring", 'chosen = lab("reader")\nother = lab("created")\n' + NUMBERS),
    Answer(C, "rendezvous", 'chosen = lab("reader", scheme="rendezvous", grow_to=64)\n'
           'other = lab("reader", scheme="modulo", grow_to=64)\nqueries = 60e3\n'
           'hottest = f"{chosen.hottest:.2f} times"\n'
           'moved = f"{chosen.moved:.1%}"\n'),
    Answer(C, "doubled by remainder", 'chosen = lab("reader", scheme="modulo", grow_to=96)\n'
           'other = lab("reader", scheme="modulo", grow_to=64)\n'
           'queries, moved, hottest = "60,000", "half", chosen.hottest\n'),
    Answer(C, "a list for a key", 'chosen = lab(["reader"], scheme="slots", grow_to=64)\n' + OTHER + """
queries = "60 K"
hottest = f"{chosen.hottest:.1f}x"
moved = "a quarter"
"""),
    Answer(C, "in words",
           SLOTS + OTHER + 'queries = "60 thousand/s"\nhottest = f"{chosen.hottest:.2f} times the mean"\n'
           'moved = "1/4"\n'),
    Answer(C, "percent without its sign", SLOTS + OTHER + "queries = 6e4\nhottest = chosen.hottest\nmoved = 25\n"),
    Answer(C, "other letters", 'chosen = lab("reader", scheme="Slots", grow_to=72)\n' + OTHER
           + "queries = 60_000.0\nhottest, moved = chosen.hottest, round(chosen.moved, 2)\n"),
    Answer(C, "by post", 'chosen = lab("post", scheme="slots", grow_to=64)\nother = lab("reader")\n' + NUMBERS,
           ("all 48 shards",)),
    Answer(C, "by hour", 'chosen = lab("created", scheme="slots", grow_to=64)\nother = lab("reader")\n' + NUMBERS,
           ("all 48 shards", "hottest")),
    Answer(C, "by reader and post", 'chosen = lab(["reader", "post"], scheme="slots", grow_to=64)\n' + OTHER + NUMBERS,
           ("all 48 shards",)),
    Answer(C, "the remainder with a third more",
           'chosen = lab("reader", scheme="modulo", grow_to=64)\n' + OTHER + NUMBERS,
           ("move", "even shards need")),
    Answer(C, "too few", 'chosen = lab("reader", scheme="slots", grow_to=50)\n' + OTHER + NUMBERS, ("at least 60",)),
    Answer(C, "all shards counted", SLOTS + OTHER + "queries, hottest, moved = 2_880_000, chosen.hottest, 0.25\n",
           ("one shard", "multiplied by 48")),
    Answer(C, "inserts counted", SLOTS + OTHER + 'queries, hottest, moved = "240 K/s", chosen.hottest, 0.25\n',
           ("inserts",)),
    Answer(C, "one shard counted", SLOTS + OTHER + "queries, hottest, moved = 1250, chosen.hottest, 0.25\n",
           ("what one shard gets", "all 48 together")),
    Answer(C, "its part of all", SLOTS + OTHER + "queries, hottest, moved = 60_000, chosen.hottest / 48, 0.25\n",
           ("part of all", "times the mean")),
    Answer(C, "what stays", SLOTS + OTHER + "queries, hottest, moved = 60_000, chosen.hottest, 0.75\n", ("stays",)),
    Answer(C, "what grows", SLOTS + OTHER + 'queries, hottest, moved = 60_000, chosen.hottest, "33%"\n',
           ("grow", "of all 64")),
    Answer(C, "no alternative", SLOTS + NUMBERS, ("other is not made",)),
    Answer(C, "the alternative is the choice", SLOTS + "other = chosen\n" + NUMBERS, ("is what you chose",)),
    Answer(C, "numbers forgotten", SLOTS + OTHER, ("not filled in",)),
    Answer(C, "the name of the scheme in place of the laboratory", 'chosen, other = "slots", "modulo"\n'
           "queries, hottest, moved = 60_000, 1.1, 0.25\n", ("lab(",)),
    Answer(C, "the hottest guessed", SLOTS + OTHER + "queries, hottest, moved = 60_000, 2, 0.25\n",
           ("fullest shard", "mean load")),
)

G = "answer-c-guard"
USER = """guarded = people.put(people["user"].replace(fields={
    "id": "identity", "handle": "string(30)", "email": "string(254) personal encrypted", "email_index": "bytes(32)",
    "phone": "string(20)? personal encrypted", "password": "string(200) secret hashed", "created": "timestamp"},
    unique=["handle", "email_index"]))
"""
TEXT = """guarded = guarded.put(guarded["message"].replace(fields={
    "id": "identity", "sender": "ref user", "receiver": "ref user", "text": "string(2000) personal encrypted",
    "sent": "timestamp"}))
"""
SIGN = """guarded = guarded.put(AccessPattern("user_by_email", "user", by="email_index", limit=1, rate="200/s",
                                    serves="sign_in"))
"""

GUARDED = (
    Answer(G, "as the hint says", USER + TEXT + SIGN),
    Answer(G, "a longer index, marks the other way", (USER + TEXT + SIGN).replace("bytes(32)", "string(64)")
           .replace("personal encrypted", "encrypted personal")),
    Answer(G, "another name for the index", (USER + TEXT + SIGN).replace("email_index", "email_hmac")),
    Answer(G, "the e-mail in an entity of its own pattern name", USER + TEXT + """
guarded = guarded.remove("user_by_email").add(
    AccessPattern("login", "user", by=["email_index"], limit=1, rate="200/s", serves="sign_in"))
"""),
    Answer(G, "fields changed in a loop", """
def fields_of(entity, **new):
    return {**{each.name: each.text for each in people[entity].fields}, **new}

guarded = people.put(
    people["user"].replace(fields=fields_of(
        "user", email="string(254) personal encrypted", phone="string(20)? personal encrypted",
        password="string(200) secret hashed", email_index="bytes(32)"), unique=["handle", "email_index"]),
    people["message"].replace(fields=fields_of("message", text="string(2000) personal encrypted")))
""" + SIGN),
    Answer(G, "a blind index of the phone, too", (USER + TEXT + SIGN).replace(
        '"phone":', '"phone_index": "bytes(32)?", "phone":')),
    Answer(G, "nothing", "guarded = people\n", ("gives away",)),
    Answer(G, "the password encrypted", (USER + TEXT + SIGN).replace("secret hashed", "secret encrypted"),
           ("hash it", "only compared")),
    Answer(G, "the e-mail hashed", (USER + TEXT + SIGN).replace("string(254) personal encrypted",
                                                              "string(254) personal hashed"),
           ("read it again", "mail is sent")),
    Answer(G, "still looked up by the e-mail", USER + TEXT, ("encrypted", "e-mail", "email")),
    Answer(G, "the phone forgotten", (USER + TEXT + SIGN).replace("string(20)? personal encrypted",
                                                                "string(20)? personal"), ("user.phone",)),
    Answer(G, "the messages forgotten", USER + SIGN, ("message.text",)),
    Answer(G, "the phone thrown away", (USER + TEXT + SIGN).replace(
        '"phone": "string(20)? personal encrypted", ', ""), ("is gone",)),
    Answer(G, "the blind index not unique", (USER + TEXT + SIGN).replace(
        'unique=["handle", "email_index"]', 'unique=["handle"], indexes=["email_index"]'),
        ("two accounts", "unique")),
    Answer(G, "sign in by handle", (USER + TEXT + SIGN).replace('by="email_index"', 'by="handle"'),
           ("comes from the e-mail", "look by")),
    Answer(G, "sign in by password, too", (USER + TEXT + SIGN).replace('by="email_index"',
                                                                     'by=["email_index", "password"]'),
           ("password", "salt")),
    Answer(G, "the texts hashed", (USER + TEXT + SIGN).replace("string(2000) personal encrypted",
                                                             "string(2000) personal hashed"),
           ("people read", "read it again")),
    Answer(G, "unique on what is encrypted", (USER + TEXT).replace('"email_index": "bytes(32)",\n    ', "")
           .replace('"email_index": "bytes(32)",', "").replace('"email_index"]', '"email"]'),
           ("blind index", "encrypted")),
)

ANSWERS = (*COMPLETE, *MENDED, *PLACED, *GUARDED)
