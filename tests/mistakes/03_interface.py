"""Answers that learners give in step 3, right ones in many styles and wrong ones, and what each must score."""

from dataclasses import replace

from tests.mistakes import Mistake

A, B, C = "test_a_complete", "test_b_mended", "test_c_mine"

# --- Task A ----------------------------------------------------------------------------------------------------------

BEGUN = """blog = Api("Microblog", auth="bearer", resources={
    "Post": {"id": "string(32) read-only", "author": "string(32) read-only",
             "text": "string", "created_at": "date-time read-only"}})
blog = blog.add(
    Endpoint("create_post", "POST", "/posts", serves=["create_post"], body="Post", returns="Post"),
    Endpoint("read_timeline", "GET", "/timeline", returns="list[Post]"))
"""
TEXT = """blog = blog.resource("Post", id="string(32) read-only", author="string(32) read-only",
                     text="string(280)", created_at="date-time read-only")
"""
POST = 'blog = blog.change("create_post", idempotent=True, errors=[400, 401, 409, 422, 429], rate_limit="60/min")\n'
TIMELINE = """blog = blog.change("read_timeline", serves="read_timeline", paginated="cursor",
                   errors=[400, 401, 429], rate_limit="300/min")
"""
FOLLOW = """blog = blog.add(
    Endpoint("follow", "PUT", "/follows/{user}", serves=["follow"], parameters={"user": "string(32)"},
             errors=[401, 404, 429], owner_only=True, rate_limit="60/min"),
    Endpoint("unfollow", "DELETE", "/follows/{user}", serves=["follow"], parameters={"user": "string(32)"},
             errors=[401, 404, 429], owner_only=True, rate_limit="60/min"))
"""


def blog(*lines: str) -> dict:
    return {"task_a_complete": BEGUN + "".join(lines)}


def whole(name: str, *lines: str) -> Mistake:
    return Mistake(f"right: {name}", blog(*lines), {A: 5})


PAIRS = """rules = dict(serves=["follow"], errors=[400, 401, 403, 404, 429], rate_limit="1/s", owner_only=True)
blog = blog.add(Endpoint("follow_user", "PUT", "/users/{user_id}/followers/me", **rules))
blog = blog.add(Endpoint("unfollow_user", "DELETE", "/users/{user_id}/followers/me", **rules))
"""
RESOURCE = """blog = blog.resource("Follow", id="string(32) read-only", user="string(32)")
blog = blog.add(
    Endpoint("follow", "POST", "/follows", serves=["follow"], body="Follow", returns="Follow", idempotent=True,
             errors=[400, 401, 409, 422, 429], rate_limit="60/min"),
    Endpoint("unfollow", "DELETE", "/follows/{id}", serves=["follow"], parameters={"id": "string(32)"},
             errors=[401, 403, 404, 429], owner_only=True, rate_limit="60/min"))
"""
ANEW = """blog = Api("Mine", auth="oauth2", resources={
    "Post": {"post_id": "uuid read-only", "text": "string(1..500)", "created_at": "date-time read-only"}}).add(
    Endpoint("post", "POST", "/v1/posts", serves="create_post", body="Post", returns="Post", idempotent=True,
             errors=[400, 401, 409, 422, 429], rate_limit="30/min"),
    Endpoint("home", "GET", "/v1/timeline", serves="read_timeline", returns="list[Post]", paginated="cursor",
             page_limit=20, errors=[400, 401, 429], rate_limit="300/min"),
    Endpoint("follow", "PUT", "/v1/follows/{user}", serves="follow", parameters={"user": "string(32)"},
             errors=[400, 401, 404, 429], owner_only=True, rate_limit="60/min"),
    Endpoint("unfollow", "DELETE", "/v1/follows/{user}", serves="follow", parameters={"user": "string(32)"},
             errors=[400, 401, 404, 429], owner_only=True, rate_limit="60/min"))
"""

TASK_A = [
    whole("as the hints lead", TEXT, POST, TIMELINE, FOLLOW),
    whole("another order", FOLLOW, TIMELINE, POST, TEXT),
    whole("a longer text", TEXT.replace("(280)", "(1..500 ~100)"), POST, TIMELINE, FOLLOW),
    whole("following as a thing of its own", TEXT, POST, TIMELINE, RESOURCE),
    whole("no limits: advice costs nothing", TEXT, POST.replace(', rate_limit="60/min"', ""), TIMELINE, FOLLOW),
    whole("default for all that may go wrong", TEXT,
          POST.replace("[400, 401, 409, 422, 429]", '[400, 401, 409, 422, 429, "default"]'), TIMELINE, FOLLOW),
    whole("small pages", TEXT, POST, TIMELINE.replace('paginated="cursor"', 'paginated="cursor", page_limit=20'),
          FOLLOW),
    whole("one chain", TEXT, POST.replace("blog = blog", "blog = (blog").replace('"60/min")', '"60/min"))'),
          TIMELINE, FOLLOW),
    whole("with server errors", TEXT, POST.replace("429]", "429, 500, 503]"), TIMELINE, FOLLOW),
    whole("errors as a tuple", TEXT, POST.replace("[400, 401, 409, 422, 429]", "(400, 401, 409, 422, 429)"), TIMELINE,
          FOLLOW),
    Mistake("right: written anew", {"task_a_complete": ANEW}, {A: 5}),
    Mistake("only the following is added", blog(FOLLOW), {A: 1}, {A: "names no answer for a call that is wrong"}),
    Mistake("nobody follows", blog(TEXT, POST, TIMELINE), {A: 2}, {A: "No endpoint serves follow"}),
    Mistake("pages forgotten", blog(TEXT, POST, TIMELINE.replace('paginated="cursor", ', "").replace(
        'paginated="cursor",\n', "\n"), FOLLOW), {A: 3}, {A: "list-without-pages"}),
    Mistake("pages by offset", blog(TEXT, POST, TIMELINE.replace("cursor", "offset"), FOLLOW), {A: 3},
            {A: "offset-paging"}),
    Mistake("no key", blog(TEXT, POST.replace("idempotent=True, ", ""), TIMELINE, FOLLOW), {A: 3},
            {A: "post-not-retry-safe"}),
    Mistake("no bound for the text", blog(POST, TIMELINE, FOLLOW), {A: 4}, {A: "unbounded-text"}),
    Mistake("the timeline serves nothing", blog(TEXT, POST, TIMELINE.replace('serves="read_timeline", ', ""), FOLLOW),
            {A: 2}, {A: "No endpoint serves read_timeline"}),
    Mistake("a misspelt id", blog(TEXT, POST, TIMELINE, FOLLOW.replace('serves=["follow"]', 'serves=["folow"]')),
            {A: 3}, {A: "No endpoint serves follow"}),
    Mistake("GET that follows", blog(TEXT, POST, TIMELINE, FOLLOW.replace(
        '"PUT", "/follows/{user}"', '"GET", "/follow/{user}"')), {A: 2}, {A: "get-"}),
    Mistake("401 forgotten", blog(TEXT, POST.replace("401, ", ""), TIMELINE, FOLLOW), {A: 3}, {A: "missing-401"}),
    Mistake("404 forgotten", blog(TEXT, POST, TIMELINE, FOLLOW.replace("401, 404", "401")), {A: 3},
            {A: "names neither 403 nor 404"}),
    Mistake("everybody follows for everybody", blog(TEXT, POST, TIMELINE, FOLLOW.replace("owner_only=True, ", "")),
            {A: 3}, {A: "no-object-check"}),
    Mistake("open to all", blog(TEXT, POST.replace("idempotent", 'auth="public", idempotent'), TIMELINE, FOLLOW),
            {A: 3}, {A: "open-to-all"}),
    Mistake("a misspelt field", blog('blog = blog.change("create_post", idempotant=True)\n'), {A: 0},
            {A: "No endpoint serves"}),
    Mistake("not a contract", {"task_a_complete": 'blog = "POST /posts"'}, {A: 0}, {A: "Run the answer cell alone"}),
]

# --- Task B ----------------------------------------------------------------------------------------------------------

ONE = 'mended_1 = broken_1.change("create_post", idempotent=True, errors=[400, 401, 409, 422, 429])\n'
TWO = 'mended_2 = broken_2.change("read_timeline", paginated="cursor")\n'
THREE = """mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True,
                           errors=[400, 401, 403, 404, 412, 428, 429])
"""
PUT = """mended_1 = broken_1.remove("create_post").add(
    Endpoint("create_post", "PUT", "/posts/{id}", parameters={"id": "string(32)"}, body="Post", returns="Post",
             serves=["create_post"], errors=[400, 401, 403, 404, 429], owner_only=True, rate_limit="60/min"))
"""


def mended(one: str = ONE, two: str = TWO, three: str = THREE) -> dict:
    names = "mended_1, mended_2, mended_3 = broken_1, broken_2, broken_3\n"
    return {"task_b_mended": names + one + two + three}


TASK_B = [
    Mistake("right: as the hints lead", mended(), {B: 6}),
    Mistake("right: the client chooses the id", mended(one=PUT), {B: 6}),
    Mistake("right: errors of the key left out", mended(one=ONE.replace(", errors=[400, 401, 409, 422, 429]", "")),
            {B: 6}),
    Mistake("right: default stands for the new answers",
            mended(three=THREE.replace("[400, 401, 403, 404, 412, 428, 429]", '[400, 401, 404, 429, "default"]')),
            {B: 6}),
    Mistake("right: the key as a header",
            mended(one='mended_1 = broken_1.change("create_post", headers={"Idempotency-Key": "string(64)"})\n'),
            {B: 6}),
    Mistake("right: smaller pages, too", mended(two=TWO.replace('"cursor"', '"cursor", page_limit=20')), {B: 6}),
    Mistake("right: step by step", mended(three=(
        'mended_3 = broken_3.change("change_profile", if_match=True)\n'
        'mended_3 = mended_3.change("change_profile", owner_only=True)\n'
        'mended_3 = mended_3.change("change_profile", errors=[400, 401, 403, 404, 412, 428, 429])\n')), {B: 6}),
    Mistake("nothing changed", mended("", "", ""), {B: 0}, {B: "2 made, and one was wanted"}),
    Mistake("409 named, and nothing else",
            mended(one='mended_1 = broken_1.change("create_post", errors=[400, 401, 409, 429])\n'), {B: 4},
            {B: "2 made, and one was wanted"}),
    Mistake("a tighter limit of calls", mended(one='mended_1 = broken_1.change("create_post", rate_limit="1/min")\n'),
            {B: 4}, {B: "2 made"}),
    Mistake("a smaller page", mended(two='mended_2 = broken_2.change("read_timeline", page_limit=10)\n'), {B: 4},
            {B: "shown twice"}),
    Mistake("no pages any more", mended(two='mended_2 = broken_2.change("read_timeline", paginated=None)\n'), {B: 4},
            {B: "has no pages any more"}),
    Mistake("only the owner", mended(three=THREE.replace("if_match=True, ", "")), {B: 5}, {B: "overwrote"}),
    Mistake("only the version", mended(three=THREE.replace("owner_only=True,", "")), {B: 5}, {B: "changed what is"}),
    Mistake("mended, and the answers not named",
            mended(three='mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True)\n'), {B: 5.5},
            {B: "Half, if an answer is not named"}),
    Mistake("the endpoint taken out", mended(three='mended_3 = broken_3.remove("change_profile")\n'), {B: 4},
            {B: "change_profile is gone"}),
    Mistake("the wrong contract", mended(one="mended_1 = broken_3\n"), {B: 4}, {B: "create_post is gone"}),
]

# --- Task C ----------------------------------------------------------------------------------------------------------

MINE = """post = {{"id": "string(32) read-only", "text": "{text}", "created_at": "date-time read-only"}}
mine = Api("Mine", auth="{auth}", resources={{"Post": post}}).add(
    Endpoint("create_post", "POST", "/posts", body="Post", returns="Post"{key},
             errors=[400, 401, 409, 422, 429], rate_limit="60/min"),
    Endpoint("read_timeline", "GET", "/timeline", returns="list[Post]"{pages}, errors=[400, 401, 429],
             rate_limit="300/min"),
    Endpoint("delete_post", "DELETE", "/posts/{{id}}", parameters={{"id": "string(32)"}}, resource="Post"{owner},
             errors=[401, 403, 404, 429]{limit}))
"""
SECOND = 'mine_2 = mine.resource("Post", **post, photo_url="uri(2048)?")\n'
PARTS = {"text": "string(1..280)", "auth": "bearer", "key": ", idempotent=True", "pages": ', paginated="cursor"',
         "owner": ", owner_only=True", "limit": ', rate_limit="60/min"'}


def mine(second: str = SECOND, **parts: str) -> dict:
    return {"task_c_mine": MINE.format(**{**PARTS, **parts}) + second}


PUT_MINE = MINE.format(**PARTS).replace('"POST", "/posts", body="Post", returns="Post", idempotent=True',
                                        '"PUT", "/posts/{id}", parameters={"id": "string(32)"}, body="Post", '
                                        'returns="Post", owner_only=True')
SEPARATE = """
mine_2 = mine.resource("Post", **post, photo_url="uri(2048 ~80)?").replace(version="1.1.0")
"""

TASK_C = [
    Mistake("right: as in Tasks A and B", mine(), {C: 6}),
    Mistake("right: a longer text", mine(text="string(1..1000 ~200)"), {C: 6}),
    Mistake("right: oauth2", mine(auth="oauth2"), {C: 6}),
    Mistake("right: an api key", mine(auth="api-key"), {C: 6}),
    Mistake("right: small pages", mine(pages=', paginated="cursor", page_limit=10'), {C: 6}),
    Mistake("right: the client chooses the id", {"task_c_mine": PUT_MINE + SECOND}, {C: 6}),
    Mistake("right: a version number, too", mine(SEPARATE), {C: 6}),
    Mistake("right: a photo may be null", mine(SECOND.replace("uri(2048)?", "uri(2048)|null?")), {C: 6}),
    Mistake("right: a photo's address as a text", mine(SECOND.replace("uri(2048)?", "string(500)?")), {C: 6}),
    Mistake("right: one more endpoint in version 2", mine(SECOND + (
        'mine_2 = mine_2.add(Endpoint("read_post", "GET", "/posts/{id}", returns="Post", '
        'parameters={"id": "string(32)"}, errors=[401, 404, 429], rate_limit="300/min"))\n')), {C: 6}),
    Mistake("right: limits by the second", mine(limit=', rate_limit="1/s"'), {C: 6}),
    Mistake("right: an hour's limit", mine(limit=', rate_limit="500/hour"'), {C: 6}),
    Mistake("no key", mine(key=""), {C: 5}, {C: "2 made, and one was wanted"}),
    Mistake("by offset", mine(pages=', paginated="offset"'), {C: 5}, {C: "shown twice"}),
    Mistake("no pages", mine(pages=""), {C: 5}, {C: "has no pages"}),
    Mistake("public", mine(auth="public"), {C: 5}, {C: "works for somebody who does not say who they are"}),
    Mistake("anybody deletes", mine(owner=""), {C: 5}, {C: "bob got 204"}),
    Mistake("a text without an end", mine(text="string"), {C: 5}, {C: "how long may a text be"}),
    Mistake("a very long text", mine(text="string(1000000)"), {C: 5}, {C: "how long may a text be"}),
    Mistake("a page of a million", mine(pages=', paginated="cursor", page_limit=1000000'), {C: 5},
            {C: "that is no limit"}),
    Mistake("deleting has no limit", mine(limit=""), {C: 5}, {C: "delete_post states no limit"}),
    Mistake("the photo is required", mine(SECOND.replace("?", "")), {C: 5}, {C: "Clients of version 1 notice"}),
    Mistake("resource() sets all anew", mine('mine_2 = mine.resource("Post", photo_url="uri(2048)?")\n'), {C: 5},
            {C: "the field is gone"}),
    Mistake("version 2 forgotten", mine("mine_2 = mine\n"), {C: 4}, {C: "A photo is sent, and does not come back"}),
    Mistake("the photo is read-only", mine(SECOND.replace("?", "? read-only")), {C: 4},
            {C: "A post with a photo gets"}),
    Mistake("another name for the photo", mine(SECOND.replace("photo_url", "photo")), {C: 4},
            {C: "A photo is sent, and does not come back"}),
    Mistake("a text made shorter in version 2", mine(SECOND + (
        'mine_2 = mine_2.resource("Post", **{**post, "text": "string(1..140)"}, photo_url="uri(2048)?")\n')), {C: 5},
        {C: "Clients of version 1 notice"}),
    Mistake("another path in version 2", mine(SECOND + (
        'mine_2 = mine_2.change("read_timeline", path="/v2/timeline")\n')), {C: 5}, {C: "Clients of version 1 notice"}),
    Mistake("no delete_post", mine(SECOND + 'mine = mine.remove("delete_post")\nmine_2 = mine\n'), {C: 0},
            {C: "There is no delete_post yet"}),
    Mistake("another name for posting", mine(SECOND + (
        'mine = mine.remove("create_post")\n')), {C: 0}, {C: "There is no create_post yet"}),
]

MISTAKES = [replace(each, name=f"{task}: {each.name}")
            for task, some in (("A", TASK_A), ("B", TASK_B), ("C", TASK_C)) for each in some]
