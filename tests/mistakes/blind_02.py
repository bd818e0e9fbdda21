"""Answers to exercise 2, written from the notebook's text alone, before they were ever run.

Half are right, in the many styles of a class; half are wrong, each with one slip and the words (a pattern) that the
feedback should contain. When they first ran, 98.1% of the right ones had full marks, 96.4% of the wrong ones lost
points, and 86.5% were told their slip.
"""

TIMELINES = 'blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")\n'
PEAK = 'blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s")\n'
STORAGE = """blog = blog.derive("storage",
    "daily_users * posts_per_user * kept_for * (post_size + photo_share * photo_size) * copies", "PB")
"""
SCALE = TIMELINES + PEAK + STORAGE

RATE = 'timeline = timeline.derive("peak", "daily_users * timelines_per_user * peak_factor", "1/s")\n'
SENT = """timeline = timeline.derive("bandwidth_out",
    "peak * posts_per_timeline * (post_size + photo_share * photo_size)", "GB/s")
"""
MEMORY = """timeline = timeline.assume("id_size", "8 B", why="the task").assume("newest", 800, why="the task")
timeline = timeline.derive("timeline_memory", "daily_users * newest * id_size", "TB")
"""
SERVERS = """timeline = timeline.assume("service_time", "50 ms", why="the task").assume("at_once", 200, why="the task")
timeline = timeline.derive("servers", "ceil(peak * service_time / at_once / 0.6) + 1")
"""
TIMELINE = RATE + SENT + MEMORY + SERVERS


def claims(
    bill: object = "800 $/month", stream: object = "280 MB/s", calls: object = "1,200/s", codes: object = "right"
) -> str:
    """The four mended claims, all right unless told otherwise."""
    return f"""mended["blob_bill"] = {bill!r}
mended["stream"] = {stream!r}
mended["api_calls"] = {calls!r}
mended["short_codes"] = {codes!r}
"""


RIGHT = {
    "a": {
        "the plain answer": SCALE,
        "one chain of calls": """blog = (blog.derive("timelines_per_second", "daily_users*timelines_per_user", "1/s")
            .derive("peak_timelines_per_second", "peak_factor*timelines_per_second", "1/s")
            .derive("storage", "copies*kept_for*daily_users*posts_per_user*(photo_share*photo_size+post_size)", "PB"))
""",
        "timelines a second in words": SCALE.replace('"1/s"', '"timelines/second"'),
        "requests as the unit": SCALE.replace('"1/s"', '"requests/s"'),
        "no unit asked for": SCALE.replace(', "1/s"', "").replace(', "PB"', ""),
        "terabytes": SCALE.replace('"PB"', '"TB"'),
        "gigabytes": SCALE.replace('"PB"', '"GB"'),
        "binary petabytes": SCALE.replace('"PB"', '"PiB"'),
        "peak from the assumptions alone": TIMELINES
        + PEAK.replace("timelines_per_second *", "daily_users * timelines_per_user *")
        + STORAGE,
        "steps with names of its own": TIMELINES
        + PEAK
        + """
blog = blog.derive("average_post", "post_size + photo_share * photo_size", "KB")
blog = blog.derive("posts_kept", "daily_users * posts_per_user * kept_for")
blog = blog.derive("one_copy", "posts_kept * average_post", "TB")
blog = blog.derive("storage", "one_copy * copies", "PB")
""",
        "from the finished line": TIMELINES
        + PEAK
        + """
blog = blog.derive("storage", "posts_per_second * kept_for * copies * (post_size + photo_size * photo_share)", "PB")
""",
        "text and photos apart": TIMELINES
        + PEAK
        + """
blog = blog.derive("texts", "posts_per_second * post_size * kept_for", "TB")
blog = blog.derive("photos", "posts_per_second * photo_share * photo_size * kept_for", "TB")
blog = blog.derive("storage", "(texts + photos) * copies", "PB")
""",
        "rounded in the head, as assumptions": """blog = blog.assume("timelines_per_second", "23 K/s", why="2e9 a day")
blog = blog.assume("peak_timelines_per_second", "70 K/s", why="three times")
blog = blog.assume("storage", "11 PB", why="100 M posts a day of 20 KB, 5 years, 3 copies")
""",
        "the interview day": """blog = blog.assume("timelines_per_second", 20_000, "1/s", why="2e9 / 1e5")
blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s")
"""
        + STORAGE,
        "a post averaged the long way": TIMELINES
        + PEAK
        + """
blog = blog.derive("plain", "(1 - photo_share) * post_size", "B")
blog = blog.derive("pictured", "photo_share * (post_size + photo_size)", "B")
blog = blog.derive("storage", "daily_users * posts_per_user * kept_for * (plain + pictured) * copies", "PB")
""",
        "three written as a number": SCALE.replace("* copies", "* 3"),
        "divided instead of multiplied": TIMELINES
        + PEAK
        + """
blog = blog.derive("one_in", "1 / photo_share")
blog = blog.derive("storage", "copies * posts_per_second * (post_size + photo_size / one_in) * kept_for", "PB")
""",
    },
    "b": {
        "the plain answer": claims(),
        "the price first": claims(bill="$800/month"),
        "in words": claims("800 dollars a month", "278 MB per second", "1,140 per second", "right"),
        "dollars per month": claims("800 dollars per month", "277.8 MB/s", "1141/s", "Right"),
        "exact": claims("$800 / month", "277.78 MB/s", "1140.77/s", "right"),
        "other prefixes": claims("0.8 K$/month", "0.28 GB/s", "1.2 K/s", "right"),
        "USD": claims("800 USD/month", "280MB/s", "1200/s", "RIGHT"),
        "with about": claims("about $800/month", "~280 MB/s", "about 1,200/s", "right."),
        "as quantities": """mended = {"blob_bill": Q("40 TB") * Q("0.02 $/GB/month"), "stream": Q("24 TB/day"),
          "api_calls": Q("3 billion/month"), "short_codes": 62**7}
""",
        "quantities turned into the claim's unit": """mended["blob_bill"] = "$800/month"
mended["stream"] = human(Q("24 TB/day").to("MB/s"))
mended["api_calls"] = human(Q("3 billion/month").to("1/s"))
mended["short_codes"] = "right"
""",
        "the codes in full": claims(codes="3,521,614,606,208"),
        "the codes rounded": claims(codes="3.5 trillion"),
        "the codes as a power": claims(codes=62**7),
        "interview seconds": claims("$800/month", "240 MB/s", "1,200 requests/s", "right"),
        "a month's worth of words": claims(
            "800 $ a month", "278 megabytes per second", "1.14 thousand per second", "right"
        ),
        "requests a second": claims("$800/mo", "280 MB/sec", "1,200 requests per second", "it is right"),
        # Labelled wrong at first ("not in the claim's unit"); their values are right, so they are right.
        "a year's bill": claims(bill="$9,600/year"),
        "per minute": claims(stream="16,700 MB/min", calls="68,400/min"),
        "per hour": claims(calls="4.1 million/hour"),
        "per day": claims(calls="100 million/day"),
        "a dictionary in one go": 'mended = dict(blob_bill="$800/month", stream="280 MB/s", api_calls="1200/s", '
        'short_codes="right")\n',
    },
    "c": {
        "the plain answer": TIMELINE,
        "a chain, no peak of its own": """timeline = (timeline
    .assume("id_bytes", "8 bytes").assume("ids", 800).assume("work", "0.05 s").assume("slots", 200)
    .derive("bandwidth_out",
            "daily_users*timelines_per_user*peak_factor*posts_per_timeline*(post_size+photo_share*photo_size)")
    .derive("timeline_memory", "daily_users*ids*id_bytes")
    .derive("servers", "1 + ceil(daily_users*timelines_per_user*peak_factor*work/(slots*0.6))"))
""",
        "bits for the network": TIMELINE.replace('"GB/s"', '"Gb/s"'),
        "gigabytes of memory": TIMELINE.replace('"TB"', '"GB"'),
        "fullness by name": TIMELINE.replace(
            'timeline = timeline.derive("servers"',
            'timeline = timeline.assume("full", "60%")\ntimeline = timeline.derive("servers"',
        ).replace("/ 0.6)", "/ full)"),
        "at work by name": TIMELINE.replace(
            'timeline = timeline.derive("servers"',
            'timeline = timeline.derive("at_work", "peak * service_time")\ntimeline = timeline.derive("servers"',
        ).replace("ceil(peak * service_time / at_once / 0.6)", "ceil(at_work / (at_once * 0.6))"),
        "the helper of the course": RATE
        + SENT
        + MEMORY
        + """from helpers.estimation import add_servers
timeline = timeline.assume("service_time", "50 ms").assume("at_once", 200).assume("fullness", 60, "%")
timeline = add_servers(timeline, "peak", "service_time", "at_once", target="fullness", spare=1)
""",
        "two more spare": TIMELINE.replace("0.6) + 1", "0.6) + 2"),
        "the list's size by name": RATE
        + SENT
        + """timeline = timeline.assume("list_size", "6.4 KB", why="800 ids of 8 bytes")
timeline = timeline.derive("timeline_memory", "list_size * daily_users", "TB")
"""
        + SERVERS,
        "ranges of its own": TIMELINE.replace('"50 ms", why', '"50 ms", low="30 ms", high="80 ms", why'),
        "service time with a unit apart": TIMELINE.replace('"50 ms"', '50, "ms"').replace('"8 B"', '8, "B"'),
        "the page by name": RATE
        + """
timeline = timeline.derive("page", "posts_per_timeline * (post_size + photo_share * photo_size)", "KB")
timeline = timeline.derive("bandwidth_out", "page * peak", "GB/s")
"""
        + MEMORY
        + SERVERS,
        "average first": """timeline = timeline.derive("rate", "daily_users * timelines_per_user", "1/s")
timeline = timeline.derive("peak", "rate * peak_factor", "1/s")
"""
        + SENT
        + MEMORY
        + SERVERS,
        "max instead of nothing": TIMELINE.replace("ceil(", "max(2, ceil(").replace("0.6) + 1", "0.6)) + 1"),
        "rounded down, plus two": TIMELINE.replace(
            "ceil(peak * service_time / at_once / 0.6) + 1", "ceil(peak * service_time / at_once / 0.6 - 1) + 2"
        ),
        "text and photos apart": RATE
        + """
timeline = timeline.derive("texts", "peak * posts_per_timeline * post_size", "GB/s")
timeline = timeline.derive("photos", "peak * posts_per_timeline * photo_share * photo_size", "GB/s")
timeline = timeline.derive("bandwidth_out", "texts + photos", "GB/s")
"""
        + MEMORY
        + SERVERS,
        "sixty per cent as an integer": TIMELINE.replace("/ 0.6)", "* 100 / 60)"),
        "timeline_cache copied from a helper's words": TIMELINE.replace("newest", "ids_kept"),
    },
}

# Wrong answers: the code, the check that must lose points, and what the learner must be told.
WRONG = {
    "a": {
        "posts, not timelines": (
            SCALE.replace("timelines_per_user", "posts_per_user"),
            "timelines_per_second",
            "posts, not timelines",
        ),
        "seconds counted twice": (
            SCALE.replace('timelines_per_user", "1/s"', 'timelines_per_user / 86400", "1/s"'),
            "timelines_per_second",
            "once more|twice|already",
        ),
        "screens of posts": (
            SCALE.replace('timelines_per_user", "1/s"', 'timelines_per_user * posts_per_timeline", "1/s"'),
            "timelines_per_second",
            "posts on the screen|not the timelines|timelines opened",
        ),
        "the peak for the average": (
            SCALE.replace('timelines_per_user", "1/s"', 'timelines_per_user * peak_factor", "1/s"'),
            "timelines_per_second",
            "average",
        ),
        "followers counted": (
            SCALE.replace('timelines_per_user", "1/s"', 'timelines_per_user * followers", "1/s"'),
            "timelines_per_second",
            "followers",
        ),
        "forgot the users": (
            SCALE.replace("daily_users * timelines_per_user", "timelines_per_user"),
            "timelines_per_second",
            "one user",
        ),
        "the peak divided": (
            SCALE.replace("* peak_factor", "/ peak_factor"),
            "peak_timelines_per_second",
            "multiply|busier",
        ),
        "the peak forgotten": (
            SCALE.replace("timelines_per_second * peak_factor", "timelines_per_second"),
            "peak_timelines_per_second",
            "average",
        ),
        "the peak twice": (
            SCALE.replace("* peak_factor", "* peak_factor * peak_factor"),
            "peak_timelines_per_second",
            "twice",
        ),
        "the peak added": (
            SCALE.replace(
                "timelines_per_second * peak_factor", "timelines_per_second + timelines_per_second * peak_factor"
            ),
            "peak_timelines_per_second",
            "times|evening|once",
        ),
        "the peak of posts": (
            SCALE.replace("timelines_per_second * peak_factor", "posts_per_second * peak_factor"),
            "peak_timelines_per_second",
            "posts, not timelines",
        ),
        "one copy": (SCALE.replace(" * copies", ""), "storage", "one copy"),
        "four copies": (SCALE.replace("* copies", "* (copies + 1)"), "storage", "three copies in all"),
        "copies squared": (SCALE.replace("* copies", "* copies * copies"), "storage", "twice"),
        "photos on every post": (
            SCALE.replace("photo_share * photo_size", "photo_size"),
            "storage",
            "has a photo|not every",
        ),
        "no photos": (
            SCALE.replace("(post_size + photo_share * photo_size)", "post_size"),
            "storage",
            "photos are missing",
        ),
        "photos alone": (
            SCALE.replace("(post_size + photo_share * photo_size)", "photo_share * photo_size"),
            "storage",
            "photos alone|text of a post",
        ),
        "no parentheses": (
            SCALE.replace("(post_size + photo_share * photo_size)", "post_size + photo_share * photo_size"),
            "storage",
            "parenthes",
        ),
        "one year": (SCALE.replace("kept_for", "kept_for / 5"), "storage", "one year"),
        "years as a number": (SCALE.replace("kept_for", "5"), "storage", "time|how long"),
        "days without a unit": (SCALE.replace("kept_for", "1825"), "storage", "time|how long"),
        "timelines stored": (
            STORAGE.replace("posts_per_user", "timelines_per_user").join([TIMELINES + PEAK, ""]),
            "storage",
            "posts are what is stored|timelines opened",
        ),
        "one user's storage": (SCALE.replace("daily_users * posts_per_user", "posts_per_user"), "storage", "one user"),
        "a copy for each follower": (SCALE.replace("* copies", "* copies * followers"), "storage", "follower"),
        "the peak all day": (SCALE.replace("* copies", "* copies * peak_factor"), "storage", "peak|average"),
        "bits": (SCALE.replace("* copies", "* copies * 8"), "storage", "bits"),
        "a unit inside the formula": (SCALE.replace("photo_size)", "200 KB)"), "storage", "assume"),
        "a percentage inside the formula": (SCALE.replace("photo_share", "10%"), "storage", "assume|0.1|name"),
        "the unit of a rate for storage": (SCALE.replace('"PB"', '"PB/day"'), "storage", "gives data|per time"),
        "results not kept": (SCALE.replace("blog = blog", "blog"), "timelines_per_second", "not kept"),
        "plain Python variables": (
            'timelines_per_second = 23_148\npeak_timelines_per_second = 69_444\nstorage = "11 PB"\n',
            "storage",
            "derive",
        ),
        "a misspelt name": (
            SCALE.replace('"timelines_per_second",', '"timeline_per_second",'),
            "timelines_per_second",
            "Did you mean timeline_per_second",
        ),
        "no quotes": (
            SCALE.replace('"daily_users * timelines_per_user"', "daily_users * timelines_per_user"),
            "timelines_per_second",
            "quotes",
        ),
        "a thousand short": (SCALE.replace("* copies", "* copies / 1000"), "storage", "1,000|thousand|zeros"),
        "the share of those without": (
            SCALE.replace("photo_share * photo_size", "(1 - photo_share) * photo_size"),
            "storage",
            "share",
        ),
        "minutes": (
            SCALE.replace(
                'blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")',
                'blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user * 60", "1/s")',
            ),
            "timelines_per_second",
            "minute",
        ),
    },
    "b": {
        "called right, bill": (claims(bill="right"), "blob_bill", "called it right"),
        "called right, stream": (claims(stream="right"), "stream", "called it right"),
        "called right, calls": (claims(calls="right"), "api_calls", "called it right"),
        "the claim itself": (claims(bill="$40,000/month"), "blob_bill", "claim itself"),
        "ten times, bill": (claims(bill="$8,000/month"), "blob_bill", "zero too many"),
        "a tenth, bill": (claims(bill="$80/month"), "blob_bill", "zero is missing"),
        "no month": (claims(bill="$800"), "blob_bill", "money per time|month"),
        "no money": (claims(bill="800/month"), "blob_bill", "money"),
        "a bare number": (claims(bill=800), "blob_bill", "plain number"),
        "a bare number in text": (claims(stream="278"), "stream", "plain number"),
        "divided by the price": (claims(bill="$2,000/month"), "blob_bill", "divide|Multiply"),
        "wrong, without a value": (claims(calls="wrong"), "api_calls", "value"),
        "false": (claims(calls=False), "api_calls", "right|value"),
        "true": (claims(codes=True), "short_codes", 'Write "right"'),
        "bits, stream": (claims(stream="2,200 MB/s"), "stream", "bits"),
        "bits from the claim": (claims(stream="362 MB/s"), "stream", "bits"),
        "a thousand too small": (claims(stream="0.28 MB/s"), "stream", "zero|thousand|1,000"),
        "a day for the month": (claims(calls="34,700/s"), "api_calls", "day|month"),
        "a year for the month": (claims(calls="95/s"), "api_calls", "year|month"),
        "one zero short": (claims(calls="120/s"), "api_calls", "zero is missing"),
        "requests in all": (claims(calls="3 billion"), "api_calls", "rate"),
        "codes mended though right": (claims(codes="35 trillion"), "short_codes", "zero too many"),
        "62 times 7": (claims(codes="434"), "short_codes", "62 × 7|multipl"),
        "six characters": (claims(codes="56.8 billion"), "short_codes", "six"),
        "letters and digits only lower case": (claims(codes="78 billion"), "short_codes", "36"),
        "seven to the power of 62": (claims(codes=7**62), "short_codes", "other way round"),
        "no repetition": (claims(codes="2.48 trillion"), "short_codes", "twice|again|repeat"),
        "an empty answer": (claims(stream=""), "stream", "value|right|empty|nothing"),
        "none": (claims(stream=None), "stream", "value|right|nothing"),
        "the key is misspelt": (claims().replace('"api_calls"', '"api_call"'), "api_calls", "api_call"),
        "a minute's seconds": (claims(stream="400 KB/s"), "stream", "zero|1,000|thousand|unit"),
    },
    "c": {
        "the average bandwidth": (
            TIMELINE.replace('"peak * posts', '"daily_users * timelines_per_user * posts'),
            "bandwidth_out",
            "peak",
        ),
        "no photos": (
            TIMELINE.replace("(post_size + photo_share * photo_size)", "post_size"),
            "bandwidth_out",
            "photos are missing",
        ),
        "a photo on each": (TIMELINE.replace("photo_share * ", ""), "bandwidth_out", "has a photo|not each"),
        "one post": (TIMELINE.replace("peak * posts_per_timeline *", "peak *"), "bandwidth_out", "one post"),
        "800 posts": (TIMELINE.replace("peak * posts_per_timeline", "peak * 800"), "bandwidth_out", "800"),
        "copies sent": (
            TIMELINE.replace("peak * posts_per_timeline", "copies * peak * posts_per_timeline"),
            "bandwidth_out",
            "[Cc]opies",
        ),
        "followers sent": (
            TIMELINE.replace("peak * posts_per_timeline", "followers * peak * posts_per_timeline"),
            "bandwidth_out",
            "follower",
        ),
        "posts written": (
            TIMELINE.replace("daily_users * timelines_per_user", "daily_users * posts_per_user"),
            "bandwidth_out",
            "posts written|not timelines",
        ),
        "bits as bytes": (TIMELINE.replace('"peak * posts', '"8 * peak * posts'), "bandwidth_out", "[Bb]its"),
        "no parentheses": (
            TIMELINE.replace("(post_size + photo_share * photo_size)", "post_size + photo_share * photo_size"),
            "bandwidth_out",
            "parenthes|per time",
        ),
        "memory of copies": (
            TIMELINE.replace('"daily_users * newest', '"copies * daily_users * newest'),
            "timeline_memory",
            "three copies|one",
        ),
        "memory in bits": (TIMELINE.replace('"8 B"', '"8 b"'), "timeline_memory", "bits"),
        "one screen remembered": (
            TIMELINE.replace("newest * id_size", "posts_per_timeline * id_size"),
            "timeline_memory",
            "800",
        ),
        "whole posts remembered": (
            TIMELINE.replace("newest * id_size", "newest * post_size"),
            "timeline_memory",
            "ids",
        ),
        "one user's memory": (TIMELINE.replace('"daily_users * newest', '"newest'), "timeline_memory", "one user"),
        "a size without a unit": (TIMELINE.replace('"8 B"', "8"), "timeline_memory", "size in bytes|bytes"),
        "a unit in the formula": (TIMELINE.replace("newest * id_size", "800 * 8 B"), "timeline_memory", "assume"),
        "each opening remembered": (
            TIMELINE.replace('"daily_users * newest', '"timelines_per_user * daily_users * newest').replace(
                '"TB")', ")"
            ),
            "timeline_memory",
            "once for each user|per time",
        ),
        "ids of followers": (
            TIMELINE.replace("newest * id_size", "followers * newest * id_size"),
            "timeline_memory",
            "follower",
        ),
        "a thousand ids": (TIMELINE.replace('"newest", 800', '"newest", 8000'), "timeline_memory", "zero|800"),
        "no spare": (TIMELINE.replace("0.6) + 1", "0.6)"), "servers", "dies|fuller"),
        "full to the last": (TIMELINE.replace(" / 0.6", ""), "servers", "60%"),
        "times 60%": (TIMELINE.replace("/ 0.6)", "* 0.6)"), "servers", "[Dd]ivide by 60%"),
        "not rounded": (TIMELINE.replace("ceil(", "("), "servers", "round up"),
        "the average": (TIMELINE.replace("ceil(peak", "ceil(peak / peak_factor"), "servers", "average"),
        "one fewer": (TIMELINE.replace("0.6) + 1", "0.6) - 1"), "servers", "one more"),
        "double": (TIMELINE.replace("ceil(peak", "2 * ceil(peak"), "servers", "not half|one server|Fewer"),
        "500 ms": (TIMELINE.replace('"50 ms"', '"500 ms"'), "servers", "500 ms|50 ms"),
        "5 ms": (TIMELINE.replace('"50 ms"', '"5 ms"'), "servers", "50 ms"),
        "50 seconds": (TIMELINE.replace('"50 ms"', '"50 s"'), "servers", "50 ms"),
        "a time without a unit": (TIMELINE.replace('"50 ms"', "0.05"), "servers", "unit|time"),
        "at once forgotten": (TIMELINE.replace("/ at_once ", ""), "servers", "200 at once"),
        "40% full": (TIMELINE.replace("0.6", "0.4"), "servers", "40%"),
        "a fifth to spare": (TIMELINE.replace("ceil(peak", "1.5 * ceil(peak"), "servers", "Fewer|round|one"),
        "typed numbers": (
            """timeline = timeline.assume("bandwidth_out", "28 GB/s").assume("timeline_memory", "1.28 TB")
timeline = timeline.assume("servers", 30)
""",
            "it is a model",
            "daily_users|formula",
        ),
        "users as a number": (TIMELINE.replace("daily_users", "200e6"), "it is a model", "daily_users"),
        "wrong name": (TIMELINE.replace('"bandwidth_out"', '"bandwidth"'), "bandwidth_out", "bandwidth"),
        "results not kept": (
            TIMELINE.replace("timeline = timeline.derive", "timeline.derive"),
            "bandwidth_out",
            "not kept|nothing gives",
        ),
        "utilisation added": (TIMELINE.replace("/ 0.6)", "+ 0.6)"), "servers", "60%"),
        "the spare inside": (
            TIMELINE.replace(
                "ceil(peak * service_time / at_once / 0.6) + 1", "ceil(peak * service_time / at_once / (0.6 + 1))"
            ),
            "servers",
            "60%|too few",
        ),
    },
}
