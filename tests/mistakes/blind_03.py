"""Answers to exercise 3, written from the notebook alone: whole contracts in many styles, and each with one slip.

`RIGHT` holds (task, style, code) that must get all points, `WRONG` (task, slip, code, what the feedback must say): the
last is a pattern that is sought in what the graded cell tells.
"""

BEGUN = """blog = Api("Microblog", auth="bearer", resources={
    "Post": {"id": "string(32) read-only", "author": "string(32) read-only",
             "text": "string", "created_at": "date-time read-only"}})
blog = blog.add(
    Endpoint("create_post", "POST", "/posts", serves=["create_post"], body="Post", returns="Post"),
    Endpoint("read_timeline", "GET", "/timeline", returns="list[Post]"))
"""
POST = """blog = blog.resource("Post", id="string(32) read-only", author="string(32) read-only", text="string(280)",
                     created_at="date-time read-only")
"""
CREATE = """blog = blog.change("create_post", idempotent=True, errors=[400, 401, 409, 422, 429], rate_limit="30/min")
"""
TIMELINE = """blog = blog.change("read_timeline", serves=["read_timeline"], paginated="cursor", page_limit=50,
                   errors=[400, 401, 429], rate_limit="60/min")
"""
FOLLOW = """blog = blog.add(Endpoint("follow", "PUT", "/follows/{user}", serves=["follow"],
                         parameters={"user": "string(32)"}, errors=[400, 401, 404, 429],
                         owner_only=True, rate_limit="60/min"))
"""
UNFOLLOW = """blog = blog.add(Endpoint("unfollow", "DELETE", "/follows/{user}", serves=["follow"],
                         parameters={"user": "string(32)"}, errors=[401, 404, 429],
                         owner_only=True, rate_limit="60/min"))
"""
WHOLE_A = BEGUN + POST + CREATE + TIMELINE + FOLLOW + UNFOLLOW

RIGHT_A = [
    ("a", "one change after the other", WHOLE_A),
    (
        "a",
        "all in one expression",
        """
blog = (Api("Microblog", auth="bearer", resources={
            "Post": {"id": "string(32) read-only", "author": "string(32) read-only", "text": "string(1..280)",
                     "created_at": "date-time read-only"}})
        .add(Endpoint("create_post", "POST", "/posts", serves=["create_post"], body="Post", returns="Post",
                      errors=[400, 401, 409, 422, 429], idempotent=True, rate_limit="10/min"),
             Endpoint("read_timeline", "GET", "/timeline", serves=["read_timeline"], returns="list[Post]",
                      errors=[400, 401, 429], paginated="cursor", page_limit=20, rate_limit="100/min"),
             Endpoint("follow", "PUT", "/follows/{user}", serves=["follow"], errors=[400, 401, 404, 429],
                      parameters={"user": "string(1..32)"}, owner_only=True, rate_limit="30/min"),
             Endpoint("unfollow", "DELETE", "/follows/{user}", serves=["follow"], errors=[400, 401, 404, 429],
                      parameters={"user": "string(1..32)"}, owner_only=True, rate_limit="30/min")))
""",
    ),
    (
        "a",
        "a Follow is a thing: POST and DELETE",
        BEGUN
        + POST
        + CREATE
        + TIMELINE
        + """
blog = blog.resource("Follow", id="string(32) read-only", writer="string(32)", since="date-time read-only")
blog = blog.add(
    Endpoint("follow", "POST", "/follows", serves=["follow"], body="Follow", returns="Follow", idempotent=True,
             errors=[400, 401, 404, 409, 422, 429], rate_limit="60/min"),
    Endpoint("unfollow", "DELETE", "/follows/{id}", serves=["follow"], parameters={"id": "string(32)"},
             errors=[401, 403, 404, 429],
                         owner_only=True, rate_limit="60/min"))
""",
    ),
    (
        "a",
        "follows below me, as code hosts write it",
        BEGUN
        + POST
        + CREATE
        + TIMELINE
        + """
for name, method in (("follow", "PUT"), ("unfollow", "DELETE")):
    blog = blog.add(Endpoint(name, method, "/me/follows/{writer}", serves=["follow"],
                             parameters={"writer": "string(32)"}, errors=[400, 401, 404, 429], rate_limit="60/min",
                             owner_only=True))
""",
    ),
    (
        "a",
        "version in the path",
        (
            WHOLE_A
            + """
for each in list(blog.endpoints):
    blog = blog.change(each.name, path="/v1" + each.path)
"""
        ),
    ),
    (
        "a",
        "what is sent is another thing than what comes back",
        """
blog = Api("Microblog", auth="bearer", resources={
    "NewPost": {"text": "string(500 ~100)"},
    "Post": {"id": "uuid", "author": "string(32)", "text": "string(500 ~100)", "created_at": "date-time"}})
common = dict(rate_limit="120/min")
blog = blog.add(
    Endpoint("create_post", "POST", "/posts", serves=["create_post"], body="NewPost", returns="Post",
             errors=[400, 401, 409, 422, 429], idempotent=True, **common),
    Endpoint("read_timeline", "GET", "/timeline", serves=["read_timeline"], returns="list[Post]", paginated="cursor",
             page_limit=100, errors=[400, 401, 429], **common),
    Endpoint("follow", "PUT", "/follows/{user}", serves=["follow"], parameters={"user": "string(32)"},
             errors=[400, 401, 404, 429], owner_only=True, **common),
    Endpoint("unfollow", "DELETE", "/follows/{user}", serves=["follow"], parameters={"user": "string(32)"},
             errors=[400, 401, 404, 429], owner_only=True, **common))
""",
    ),
    (
        "a",
        "the token is named at each endpoint",
        WHOLE_A.replace('Api("Microblog", auth="bearer",', 'Api("Microblog",')
        + """
for name in blog.names:
    blog = blog.change(name, auth="bearer")
""",
    ),
    (
        "a",
        "a reader reads one post too",
        WHOLE_A
        + """
blog = blog.add(Endpoint("read_post", "GET", "/posts/{id}", serves=["read_timeline"], parameters={"id": "string(32)"},
                         returns="Post", errors=[401, 404, 429], rate_limit="100/min"))
""",
    ),
    (
        "a",
        "a writer deletes a post too",
        WHOLE_A
        + """
blog = blog.add(Endpoint("delete_post", "DELETE", "/posts/{id}", serves=["create_post"], owner_only=True,
                         parameters={"id": "string(32)"}, errors=[401, 403, 404, 429], rate_limit="10/min"))
""",
    ),
    (
        "a",
        "every error that there is, with those of the server",
        WHOLE_A
        + """
for each in blog.names:
    blog = blog.change(each, errors=[400, 401, 403, 404, 409, 422, 429, 500, 503])
""",
    ),
    (
        "a",
        "follow is a switch that is put on and off",
        BEGUN
        + POST
        + CREATE
        + TIMELINE
        + """
blog = blog.resource("Follow", user="string(32) read-only", following="boolean")
blog = blog.add(Endpoint("set_follow", "PUT", "/follows/{user}", serves=["follow"], body="Follow", returns="Follow",
                         parameters={"user": "string(32)"}, errors=[400, 401, 404, 422, 429], owner_only=True,
                         rate_limit="60/min"))
""",
    ),
    (
        "a",
        "lower-case methods, tuples, other words for time",
        WHOLE_A.replace('"PUT"', '"put"')
        .replace('serves=["follow"]', 'serves=("follow",)')
        .replace('"60/min"', '"1/s"'),
    ),
]

WRONG_A = [
    ("a", "nobody serves follow", BEGUN + POST + CREATE + TIMELINE, r"(?i)serves.*follow"),
    ("a", "nobody can stop following", BEGUN + POST + CREATE + TIMELINE + FOLLOW, r"(?i)stop|DELETE"),
    (
        "a",
        "the timeline serves nothing",
        WHOLE_A.replace('serves=["read_timeline"], ', ""),
        r"(?i)serves.*read.timeline",
    ),
    ("a", "a text without a limit", BEGUN + CREATE + TIMELINE + FOLLOW + UNFOLLOW, r"(?i)longest|limit|bound"),
    ("a", "posting cannot go wrong", WHOLE_A.replace(", errors=[400, 401, 409, 422, 429]", ""), r"(?i)answer|wrong"),
    ("a", "a list without pages", WHOLE_A.replace('paginated="cursor", page_limit=50,', ""), r"(?i)page"),
    ("a", "posted twice is there twice", WHOLE_A.replace("idempotent=True, ", ""), r"(?i)twice"),
    ("a", "a verb in the path", WHOLE_A.replace('"/posts"', '"/createPost"'), r"(?i)verb"),
    (
        "a",
        "a GET that changes something",
        WHOLE_A.replace('"follow", "PUT", "/follows/{user}"', '"follow", "GET", "/follow/{user}"'),
        r"(?i)GET.*chang|changes",
    ),
    (
        "a",
        "everybody may post",
        WHOLE_A + 'blog = blog.change("create_post", auth="public")\n',
        r"(?i)anybody|who is calling",
    ),
    ("a", "a slash at the end", WHOLE_A.replace('"/posts"', '"/posts/"'), r"(?i)slash"),
    (
        "a",
        "an id misspelt behind serves",
        WHOLE_A.replace('serves=["read_timeline"]', 'serves=["read_timelines"]'),
        r"read_timelines|read.timeline",
    ),
    ("a", "a token, and no 401", WHOLE_A.replace("errors=[400, 401, 429]", "errors=[400, 429]"), r"401"),
    ("a", "200 for something made", WHOLE_A + 'blog = blog.change("create_post", status=200)\n', r"201"),
    ("a", "offset where posts arrive", WHOLE_A.replace('paginated="cursor"', 'paginated="offset"'), r"(?i)cursor"),
    ("a", "a collection in the singular", WHOLE_A.replace('"/posts"', '"/post"'), r"(?i)plural|singular"),
    (
        "a",
        "a secret in the address",
        WHOLE_A.replace(
            'paginated="cursor", page_limit=50,',
            'paginated="cursor", page_limit=50, parameters={"token": "string(64)"},',
        ),
        r"(?i)secret|URL|log",
    ),
    (
        "a",
        "an endpoint for nobody",
        WHOLE_A
        + """
blog = blog.add(Endpoint("read_statistics", "GET", "/statistics", returns="Post", errors=[401, 429],
                         rate_limit="10/min"))
""",
        r"(?i)serves no",
    ),
]

MENDED_1 = 'mended_1 = broken_1.change("create_post", idempotent=True, errors=[400, 401, 409, 422, 429])\n'
MENDED_2 = 'mended_2 = broken_2.change("read_timeline", paginated="cursor")\n'
MENDED_3 = """mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True,
                           errors=[400, 401, 403, 404, 412, 428, 429])
"""
WHOLE_B = MENDED_1 + MENDED_2 + MENDED_3

RIGHT_B = [
    ("b", "three changes", WHOLE_B),
    (
        "b",
        "the errors that are there, and more",
        """
mended_1 = broken_1.change("create_post", idempotent=True, errors=[*broken_1["create_post"].errors, 409, 422])
mended_2 = broken_2.change("read_timeline", paginated="cursor")
old = broken_3["change_profile"].errors
mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True, errors=old + (403, 412, 428))
""",
    ),
    (
        "b",
        "one after the other",
        """
mended_1 = broken_1
mended_1 = mended_1.change("create_post", idempotent=True)
mended_1 = mended_1.change("create_post", errors=[400, 401, 409, 422, 429])
mended_2 = broken_2.change("read_timeline", paginated="cursor", page_limit=100)
mended_3 = broken_3.change("change_profile", if_match=True)
mended_3 = mended_3.change("change_profile", owner_only=True)
mended_3 = mended_3.change("change_profile", errors=(400, 401, 403, 404, 412, 428, 429))
""",
    ),
    (
        "b",
        "PUT with an id that the client makes up",
        MENDED_2
        + MENDED_3
        + """
mended_1 = broken_1.change("create_post", method="PUT", path="/posts/{id}", parameters={"id": "string(32)"},
                           errors=[400, 401, 403, 404, 422, 429], owner_only=True)
""",
    ),
    (
        "b",
        "a contract written anew, as the studio shows it",
        MENDED_2
        + MENDED_3
        + """
mended_1 = Api("Posting", auth="bearer", resources={
    "Post": {"id": "string(32) read-only", "author": "string(32) read-only", "text": "string(1..280 ~120)",
             "created_at": "date-time read-only"},
}).add(
    Endpoint("create_post", "POST", "/posts", serves=["create_post"], body="Post", returns="Post", idempotent=True,
             errors=[400, 401, 409, 422, 429], rate_limit="60/min"),
    Endpoint("read_timeline", "GET", "/timeline", serves=["read_timeline"], returns="list[Post]",
             errors=[400, 401, 429], paginated="cursor", rate_limit="300/min"),
)
""",
    ),
    (
        "b",
        "a stranger is told 404",
        MENDED_1
        + MENDED_2
        + """
mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True, errors=[400, 401, 404, 412, 428, 429])
""",
    ),
    (
        "b",
        "PUT replaces a profile, with its version",
        MENDED_1
        + MENDED_2
        + """
mended_3 = broken_3.change("change_profile", method="PUT", if_match=True, owner_only=True,
                           errors=[400, 401, 403, 404, 412, 428, 429])
""",
    ),
    (
        "b",
        "a key for the change too",
        MENDED_1
        + MENDED_2
        + """
mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True, idempotent=True,
                           errors=[400, 401, 403, 404, 409, 412, 422, 428, 429])
""",
    ),
    (
        "b",
        "more answers than are needed",
        WHOLE_B
        + """
for each in ("create_post", "read_timeline"):
    mended_1 = mended_1.change(each, errors=[400, 401, 403, 404, 409, 422, 429, 500, 503])
""",
    ),
    (
        "b",
        "smaller pages, a sharper limit",
        MENDED_1
        + MENDED_3
        + """
mended_2 = broken_2.change("read_timeline", paginated="cursor", page_limit=20, rate_limit="60/min")
""",
    ),
    (
        "b",
        "taken out and put in again",
        MENDED_1
        + MENDED_3
        + """
mended_2 = broken_2.remove("read_timeline").add(
    Endpoint("read_timeline", "GET", "/timeline", serves=["read_timeline"], returns="list[Post]", paginated="cursor",
             errors=[400, 401, 429], rate_limit="300/min"))
""",
    ),
]

WRONG_B = [
    ("b", "the first is left as it was", "mended_1 = broken_1\n" + MENDED_2 + MENDED_3, r"(?i)2 made"),
    (
        "b",
        "PUT on the collection: each post replaces the one before",
        MENDED_2 + MENDED_3 + 'mended_1 = broken_1.change("create_post", method="PUT")\n',
        r"(?i)replace|two wishes|different|second post|id",
    ),
    (
        "b",
        "GET, since GET is idempotent",
        MENDED_2 + MENDED_3 + 'mended_1 = broken_1.change("create_post", method="GET", body=None)\n',
        r"(?i)GET|nothing was made|makes no",
    ),
    (
        "b",
        "a sharper limit against doubles",
        MENDED_2 + MENDED_3 + 'mended_1 = broken_1.change("create_post", rate_limit="1/min")\n',
        r"(?i)2 made",
    ),
    (
        "b",
        "409 is named, and nothing is promised",
        MENDED_2 + MENDED_3 + 'mended_1 = broken_1.change("create_post", errors=[400, 401, 409, 422, 429])\n',
        r"(?i)2 made",
    ),
    (
        "b",
        "no pages, no page boundary",
        MENDED_1 + MENDED_3 + 'mended_2 = broken_2.change("read_timeline", paginated=None)\n',
        r"(?i)no pages",
    ),
    (
        "b",
        "longer pages instead of a cursor",
        MENDED_1 + MENDED_3 + 'mended_2 = broken_2.change("read_timeline", page_limit=1000)\n',
        r"(?i)shown twice|never shown",
    ),
    (
        "b",
        "If-Match, and neither 412 nor 428 named",
        MENDED_1 + MENDED_2 + 'mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True)\n',
        r"412",
    ),
    (
        "b",
        "a stranger may still write",
        MENDED_1
        + MENDED_2
        + 'mended_3 = broken_3.change("change_profile", if_match=True, errors=[400, 401, 404, 412, 428, 429])\n',
        r"(?i)alice's",
    ),
    (
        "b",
        "two editors still overwrite",
        MENDED_1
        + MENDED_2
        + 'mended_3 = broken_3.change("change_profile", owner_only=True, errors=[400, 401, 403, 404, 429])\n',
        r"(?i)overwrote",
    ),
    (
        "b",
        "signed in is taken for owner",
        MENDED_1
        + MENDED_2
        + """
mended_3 = broken_3.change("change_profile", if_match=True, auth="bearer", errors=[400, 401, 403, 404, 412, 428, 429])
""",
        r"(?i)alice's",
    ),
    (
        "b",
        "412 is named, and nothing is promised",
        MENDED_1
        + MENDED_2
        + """
mended_3 = broken_3.change("change_profile", owner_only=True, errors=[400, 401, 403, 404, 412, 428, 429])
""",
        r"(?i)overwrote",
    ),
    ("b", "the contracts are mixed up", WHOLE_B + "mended_2, mended_3 = mended_3, mended_2\n", r"(?i)gone"),
    (
        "b",
        "what breaks is taken out",
        MENDED_1 + MENDED_2 + 'mended_3 = broken_3.remove("change_profile")\n',
        r"(?i)gone",
    ),
    (
        "b",
        "errors= replaces, and the old ones are lost",
        MENDED_1
        + MENDED_2
        + """
mended_3 = broken_3.change("change_profile", if_match=True, owner_only=True, errors=[403, 412, 428])
""",
        r"(?i)\b(400|401|404|429)\b",
    ),
    (
        "b",
        "errors= of the first replaces, and the old ones are lost",
        MENDED_2 + MENDED_3 + 'mended_1 = broken_1.change("create_post", idempotent=True, errors=[409, 422])\n',
        r"(?i)\b(400|401|429)\b",
    ),
]

MINE = """mine = Api("Mine", auth="bearer", resources={
    "Post": {"id": "string(32) read-only", "author": "string(32) read-only", "text": "string(280)",
             "created_at": "date-time read-only"}})
mine = mine.add(
    Endpoint("create_post", "POST", "/posts", body="Post", returns="Post", idempotent=True,
             errors=[400, 401, 409, 422, 429], rate_limit="30/min"),
    Endpoint("read_timeline", "GET", "/timeline", returns="list[Post]", paginated="cursor", page_limit=50,
             errors=[400, 401, 429], rate_limit="100/min"),
    Endpoint("delete_post", "DELETE", "/posts/{id}", parameters={"id": "string(32)"}, owner_only=True,
             errors=[401, 403, 404, 429], rate_limit="20/min"))
"""
MINE_2 = """mine_2 = mine.resource("Post", id="string(32) read-only", author="string(32) read-only", text="string(280)",
                       created_at="date-time read-only", photo_url="uri(2048)?")
"""
WHOLE_C = MINE + MINE_2
SPLIT = """mine = Api("Mine", auth="bearer", resources={
    "NewPost": {"text": "string(1..500)"},
    "Post": {"id": "uuid", "text": "string(1..500)", "created_at": "date-time"}})
mine = mine.add(
    Endpoint("create_post", "POST", "/posts", body="NewPost", returns="Post", idempotent=True,
             errors=[400, 401, 409, 422, 429], rate_limit="10/min"),
    Endpoint("read_timeline", "GET", "/timeline", returns="list[Post]", paginated="cursor", page_limit=100,
             errors=[400, 401, 429], rate_limit="5/s"),
    Endpoint("delete_post", "DELETE", "/posts/{id}", owner_only=True, parameters={"id": "uuid"},
             errors=[400, 401, 404, 429], rate_limit="10/min"))
"""
SPLIT_2 = """mine_2 = mine.resource("NewPost", text="string(1..500)", photo_url="uri(1000)?")
mine_2 = mine_2.resource("Post", id="uuid", text="string(1..500)", created_at="date-time", photo_url="uri(1000)?")
"""

RIGHT_C = [
    ("c", "one Post for both ways", WHOLE_C),
    ("c", "what is sent and what comes back are two things", SPLIT + SPLIT_2),
    (
        "c",
        "as few fields as can be",
        """
mine = Api("Mine", auth="bearer", resources={"Post": {"id": "string(20) read-only", "text": "string(140)"}}).add(
    Endpoint("create_post", "POST", "/posts", body="Post", returns="Post", idempotent=True,
             errors=[400, 401, 409, 422, 429], rate_limit="1/s"),
    Endpoint("read_timeline", "GET", "/timeline", returns="list[Post]", paginated="cursor", page_limit=20,
             errors=[400, 401, 429], rate_limit="1/s"),
    Endpoint("delete_post", "DELETE", "/posts/{id}", owner_only=True, errors=[401, 404, 429], rate_limit="1/s"))
mine_2 = mine.resource("Post", id="string(20) read-only", text="string(140)", photo_url="uri(2048)?")
""",
    ),
    (
        "c",
        "version in the path, and new version number",
        WHOLE_C.replace('"/posts', '"/v1/posts').replace('"/timeline"', '"/v1/timeline"')
        + 'mine_2 = mine_2.replace(version="1.1.0")\n',
    ),
    (
        "c",
        "a client makes up the id: PUT",
        MINE.replace(
            '"POST", "/posts", body', '"PUT", "/posts/{id}", parameters={"id": "string(32)"}, owner_only=True, body'
        )
        .replace("idempotent=True,", "")
        .replace("errors=[400, 401, 409, 422, 429]", "errors=[400, 401, 403, 404, 422, 429]")
        + MINE_2,
    ),
    (
        "c",
        "another name for the path's id",
        WHOLE_C.replace("/posts/{id}", "/posts/{post_id}").replace(
            'parameters={"id": "string(32)"}', 'parameters={"post_id": "string(32)"}'
        ),
    ),
    (
        "c",
        "the timeline lies below its reader",
        WHOLE_C.replace(
            '"/timeline", returns',
            '"/users/{user}/timeline", parameters={"user": "string(32)"}, owner_only=True, returns',
        ).replace(
            'errors=[400, 401, 429], rate_limit="100/min"', 'errors=[400, 401, 403, 404, 429], rate_limit="100/min"'
        ),
    ),
    (
        "c",
        "limits in other words of time",
        WHOLE_C.replace('"30/min"', '"500/h"').replace('"100/min"', '"2/s"').replace('"20/min"', '"200/day"'),
    ),
    (
        "c",
        "put together in a loop",
        """
POST = {"id": "string(32) read-only", "text": "string(1..280 ~80)", "created_at": "date-time read-only"}
calls = {
    "create_post": ("POST", "/posts", dict(body="Post", returns="Post", idempotent=True,
                                            errors=[400, 401, 409, 422, 429])),
    "read_timeline": ("GET", "/timeline", dict(returns="list[Post]", paginated="cursor", page_limit=25,
                                               errors=[400, 401, 429])),
    "delete_post": ("DELETE", "/posts/{id}", dict(owner_only=True, errors=[401, 403, 404, 429]))}
mine = Api("Mine", auth="bearer", resources={"Post": POST})
for name, (method, path, more) in calls.items():
    mine = mine.add(Endpoint(name, method, path, rate_limit="60/min", **more))
mine_2 = mine.resource("Post", **POST, photo_url="uri(2048 ~80)?")
""",
    ),
    (
        "c",
        "a token at each endpoint, 204 written out",
        WHOLE_C.replace('Api("Mine", auth="bearer",', 'Api("Mine",')
        .replace("rate_limit=", 'auth="bearer", rate_limit=')
        .replace('"DELETE",', '"DELETE",')
        .replace("owner_only=True,", "owner_only=True, status=204,"),
    ),
    (
        "c",
        "deleting names the version too",
        WHOLE_C.replace("errors=[401, 403, 404, 429]", "if_match=True, errors=[400, 401, 403, 404, 412, 428, 429]"),
    ),
    (
        "c",
        "version 2 has a new call as well",
        WHOLE_C
        + """
mine_2 = mine_2.add(Endpoint("read_post", "GET", "/posts/{id}", parameters={"id": "string(32)"}, returns="Post",
                             errors=[401, 404, 429], rate_limit="100/min"))
""",
    ),
    # written down as wrong at first: it is right, for pages state a limit of 100 by themselves
    ("c", "a limit for a page is not written", WHOLE_C.replace(" page_limit=50,", "")),
    (
        "c",
        "more fields: language and likes",
        WHOLE_C.replace(
            'text="string(280)",', 'text="string(280)", language="string(2..8)?", likes="integer(0..) read-only",'
        ).replace(
            '"text": "string(280)",',
            '"text": "string(280)", "language": "string(2..8)?", "likes": "integer(0..) read-only",',
        ),
    ),
]

WRONG_C = [
    ("c", "posted twice is there twice", WHOLE_C.replace("idempotent=True,", ""), r"(?i)2 made"),
    ("c", "offset where posts arrive", WHOLE_C.replace('"cursor"', '"offset"'), r"(?i)shown twice|never shown"),
    ("c", "a timeline without pages", WHOLE_C.replace('paginated="cursor", page_limit=50,', ""), r"(?i)no pages"),
    ("c", "signed in is taken for owner", WHOLE_C.replace("owner_only=True,", ""), r"(?i)alice's"),
    (
        "c",
        "a timeline open to all",
        WHOLE_C.replace('returns="list[Post]",', 'returns="list[Post]", auth="public",'),
        r"(?i)read_timeline works for somebody",
    ),
    (
        "c",
        "posting open to all",
        WHOLE_C.replace('body="Post",', 'body="Post", auth="public",'),
        r"(?i)create_post works for somebody",
    ),
    (
        "c",
        "nobody says who they are",
        WHOLE_C.replace('Api("Mine", auth="bearer",', 'Api("Mine", auth="public",'),
        r"(?i)who they are|who is",
    ),
    ("c", "a text without a limit", WHOLE_C.replace("string(280)", "string"), r"(?i)how long"),
    ("c", "a limit that is none", WHOLE_C.replace("string(280)", "string(10000000)"), r"(?i)how long|100,000"),
    ("c", "a page of a million", WHOLE_C.replace("page_limit=50", "page_limit=1000000"), r"(?i)page"),
    ("c", "no limit for deleting", WHOLE_C.replace(', rate_limit="20/min"', ""), r"(?i)delete_post.*limit"),
    ("c", "a limit, and no 429", WHOLE_C.replace("errors=[400, 401, 429]", "errors=[400, 401]"), r"429"),
    ("c", "old clients must send a photo", WHOLE_C.replace('"uri(2048)?"', '"uri(2048)"'), r"(?i)must be sent"),
    (
        "c",
        "resource() sets all anew, and the text is lost",
        MINE + 'mine_2 = mine.resource("Post", photo_url="uri(2048)?")\n',
        r"(?i)gone|text",
    ),
    ("c", "version 2 is version 1", MINE + "mine_2 = mine\n", r"(?i)photo"),
    ("c", "a photo that only the server sets", WHOLE_C.replace('"uri(2048)?"', '"uri(2048)? read-only"'), r"(?i)photo"),
    (
        "c",
        "a photo that is sent and never shown",
        SPLIT + 'mine_2 = mine.resource("NewPost", text="string(1..500)", photo_url="uri(1000)?")\n',
        r"(?i)come back",
    ),
    (
        "c",
        "deleting does not say which",
        WHOLE_C.replace('"/posts/{id}", parameters={"id": "string(32)"}', '"/posts"'),
        r"(?i)which post",
    ),
    (
        "c",
        "a verb: POST to /delete",
        WHOLE_C.replace('"DELETE", "/posts/{id}"', '"POST", "/posts/{id}/delete"'),
        r"DELETE",
    ),
    ("c", "a GET that deletes", WHOLE_C.replace('"DELETE", "/posts/{id}"', '"GET", "/posts/{id}/delete"'), r"DELETE"),
    (
        "c",
        "the text has another name in version 2",
        WHOLE_C.replace(
            'author="string(32) read-only", text="string(280)"', 'author="string(32) read-only", message="string(280)"'
        ),
        r"(?i)text|must be sent|gone|required property",
    ),  # the last: the same in other words
    ("c", "a tighter limit in version 2", WHOLE_C.replace('text="string(280)"', 'text="string(140)"'), r"(?i)140"),
    (
        "c",
        "the thing has another name",
        WHOLE_C.replace('"Post"', '"Tweet"').replace("list[Post]", "list[Tweet]"),
        r"(?i)Post",
    ),
    (
        "c",
        "PUT on the collection: each post replaces the one before",
        WHOLE_C.replace('"POST", "/posts"', '"PUT", "/posts"'),
        r"(?i)replace|different|two wishes|second post",
    ),
    ("c", "version 2 drops deleting", WHOLE_C + 'mine_2 = mine_2.remove("delete_post")\n', r"(?i)delete_post|gone"),
]

RIGHT = [*RIGHT_A, *RIGHT_B, *RIGHT_C]
WRONG = [*WRONG_A, *WRONG_B, *WRONG_C]
