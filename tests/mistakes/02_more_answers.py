"""More answers to exercise 2, written from its notebook alone: right ones in many styles, wrong ones as people are."""

from tests.mistakes import Mistake

CASE = 'Estimate.from_case("microblog")'
GIVEN = 'blog = blog.derive("posts_per_second", "daily_users * posts_per_user", "1/s")\n'
SIZE = "(post_size + photo_share * photo_size)"
A, B, C = "test_a_scale", "test_b_claims", "test_c_timeline"
RATE = ("timelines_per_second", "daily_users * timelines_per_user", "1/s")
PEAK = ("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s")
STORED = ("storage", f"daily_users * posts_per_user * kept_for * {SIZE} * copies", "PB")


def lines(estimate: str, entries) -> str:
    """Each entry as a line of code: a tuple is a formula, text is code as it stands."""
    made = (
        each if isinstance(each, str) else f"{estimate} = {estimate}.derive({', '.join(map(repr, each))})"
        for each in entries
    )
    return "\n".join(made)


def blog(*entries) -> dict:
    """Task A with these lines after those that are given."""
    return {"task_a_scale": f"blog = {CASE}\n{GIVEN}{lines('blog', entries)}"}


def claims(**answers) -> dict:
    """Task B, right but for these answers."""
    right = {"blob_bill": "$800/month", "stream": "278 MB/s", "api_calls": "1140/s", "short_codes": "right"}
    set_one_by_one = "\n".join(
        f'mended["{name}"] = {text if isinstance(text, Code) else repr(text)}'
        for name, text in {**right, **answers}.items()
    )
    return {"task_b_claims": f"mended = {{}}\n{set_one_by_one}"}


class Code(str):
    """An answer that is Python and no text."""

    __slots__ = ()


TOP = ("peak", "daily_users * timelines_per_user * peak_factor", "1/s")
OUT = ("bandwidth_out", f"peak * posts_per_timeline * {SIZE}", "GB/s")
IDS = (
    'timeline = timeline.assume("newest", 800)',
    'timeline = timeline.assume("id_size", "8 B")',
    ("timeline_memory", "daily_users * newest * id_size", "TB"),
)
LITTLE = ('timeline = timeline.assume("service_time", "50 ms")', 'timeline = timeline.assume("at_once", 200)')
SERVERS = ("servers", "ceil(peak * service_time / at_once / 0.6) + 1")


def timeline(*entries, start=CASE) -> dict:
    """Task C with these lines."""
    return {"task_c_timeline": f"timeline = {start}\n{lines('timeline', entries)}"}


def sent(formula, unit="GB/s") -> dict:
    return timeline(TOP, ("bandwidth_out", formula, unit), *IDS, *LITTLE, SERVERS)


def held(formula, unit="TB", *before) -> dict:
    return timeline(TOP, OUT, *IDS[:2], *before, ("timeline_memory", formula, unit), *LITTLE, SERVERS)


def served(*entries) -> dict:
    return timeline(TOP, OUT, *IDS, *entries)


RIGHT = [
    (
        "A: one long chain",
        blog(
            'blog = (blog.derive("timelines_per_second", "daily_users*timelines_per_user", "1/s")\n'
            '            .derive("peak_timelines_per_second", "timelines_per_second*peak_factor", "1/s")\n'
            '            .derive("storage", "posts_per_second*kept_for*(post_size+photo_share*photo_size)*copies"))'
        ),
    ),
    ("A: no units asked for", blog(RATE[:2], PEAK[:2], STORED[:2])),
    (
        "A: timelines per second as a unit",
        blog((*RATE[:2], "timelines/s"), (*PEAK[:2], "timelines/second"), (*STORED[:2], "TB")),
    ),
    ("A: per minute and petabytes as gigabytes", blog((*RATE[:2], "1/min"), (*PEAK[:2], "1/min"), (*STORED[:2], "GB"))),
    ("A: requests per second", blog((*RATE[:2], "requests/s"), (*PEAK[:2], "req/s"), STORED)),
    ("A: qps", blog((*RATE[:2], "qps"), (*PEAK[:2], "rps"), STORED)),
    (
        "A: text and photos apart",
        blog(
            RATE,
            PEAK,
            ("posts_kept", "daily_users * posts_per_user * kept_for"),
            ("text_stored", "posts_kept * post_size", "TB"),
            ("photos_stored", "posts_kept * photo_share * photo_size", "TB"),
            ("storage", "(text_stored + photos_stored) * copies", "PB"),
        ),
    ),
    (
        "A: from the day to the years",
        blog(
            RATE,
            PEAK,
            ("posts_a_day", "daily_users * posts_per_user", "1/day"),
            ("bytes_a_day", f"posts_a_day * {SIZE}", "TB/day"),
            ("storage", "bytes_a_day * kept_for * copies", "PB"),
        ),
    ),
    (
        "A: 3 in place of copies, 10% in place of its name",
        blog(
            RATE,
            (PEAK[0], "timelines_per_second * 3", "1/s"),
            ("storage", "daily_users * posts_per_user * kept_for * (post_size + 0.1 * photo_size) * 3", "PB"),
        ),
    ),
    (
        "A: all in Python's own words",
        blog(
            'average = "daily_users * timelines_per_user"',
            'blog = blog.derive("timelines_per_second", average, unit="1/s")',
            'blog = blog.derive("peak_timelines_per_second", f"({average}) * peak_factor", unit="1/s")',
            'size = "(post_size + photo_share * photo_size)"',
            'blog = blog.derive("storage", f"posts_per_second * kept_for * {size} * copies", unit="PB")',
        ),
    ),
    (
        "A: storage with the course's block",
        blog(
            RATE,
            PEAK,
            "from helpers.estimation import add_storage",
            f'blog = blog.derive("one_post", "{SIZE}", "KB")',
            'blog = add_storage(blog, "posts_per_second", "one_post", "kept_for", "copies")',
            'blog = blog.derive("storage", "items_kept * one_post * copies", "PB")',
        ),
    ),
    (
        "A: five years of 365 days",
        blog(RATE, PEAK, ("storage", f"daily_users * posts_per_user * 1825 * day * {SIZE} * copies", "PB")),
    ),
    ("B: a bill a year", claims(blob_bill="$9600/year")),
    ("B: dollars after the number", claims(blob_bill="800$/month")),
    ("B: 0.8 K$", claims(blob_bill="0.8 K$/month")),
    ("B: dollars per month", claims(blob_bill="800 dollars per month")),
    ("B: US$", claims(blob_bill="US$ 800 per month")),
    ("B: every month", claims(blob_bill="$800 monthly")),
    (
        "B: quantities",
        claims(
            blob_bill=Code('Q("800 $/month")'),
            stream=Code('Q("24 TB/day").to("MB/s")'),
            api_calls=Code('Q("3e9/month").to("1/s")'),
        ),
    ),
    ("B: the calculator's text", claims(stream=Code('human(Q("24 TB/day").to("MB/s"))'))),
    ("B: gigabytes a second", claims(stream="0.278 GB/s")),
    ("B: more digits than needed", claims(stream="277.78 MB/s", api_calls="1,157.4 per second")),
    ("B: words for units", claims(stream="278 megabytes per second")),
    ("B: a wavy equals sign", claims(stream="≈ 280 MB/s", api_calls="≈1,200/s")),
    ("B: circa", claims(stream="approx. 280 MB/s", api_calls="roughly 1200 per second")),
    ("B: 1 TB an hour", claims(stream="1 TB/hour")),
    ("B: no blank", claims(stream="278MB/s", api_calls="1.2k/s")),
    ("B: as in an interview", claims(api_calls="1200 requests per second")),
    ("B: an equals sign", claims(blob_bill="= $800/month", api_calls="1.2 K requests/s")),
    ("B: correct", claims(short_codes="correct")),
    ("B: the number itself", claims(short_codes=Code("62**7"))),
    ("B: all its digits", claims(short_codes="3,521,614,606,208")),
    ("B: trillion codes", claims(short_codes="3.5 trillion codes")),
    ("B: 3.52e12", claims(short_codes="3.52e12")),
    (
        "C: one long chain",
        timeline(
            'timeline = (timeline.assume("work", "50 ms").assume("slots", 200).assume("room", "60%")\n'
            '    .assume("id", "8 bytes")\n'
            '    .derive("peak", "daily_users * timelines_per_user * peak_factor", "1/s")\n'
            '    .derive("bandwidth_out", "peak * posts_per_timeline * (post_size + photo_share*photo_size)")\n'
            '    .derive("timeline_memory", "daily_users * 800 * id", "TB")\n'
            '    .derive("servers", "ceil(peak * work / (slots * room)) + 1"))'
        ),
    ),
    (
        "C: with the course's blocks",
        timeline(
            "from helpers.estimation import add_bandwidth, add_servers",
            TOP,
            f'timeline = timeline.derive("one_timeline", "posts_per_timeline * {SIZE}", "KB")',
            'timeline = add_bandwidth(timeline, writes="peak", reads="peak", size="one_timeline")',
            *IDS,
            *LITTLE,
            'timeline = timeline.assume("full", 60, "%")',
            'timeline = add_servers(timeline, "peak", "service_time", "at_once", target="full", spare=1)',
        ),
    ),
    (
        "C: begun from the blog",
        {
            "task_a_scale": f"blog = {CASE}\n{GIVEN}" + lines("blog", [RATE, PEAK, STORED]),
            "task_c_timeline": "timeline = blog\n"
            + lines(
                "timeline",
                [
                    ("bandwidth_out", f"peak_timelines_per_second * posts_per_timeline * {SIZE}", "GB/s"),
                    *IDS,
                    *LITTLE,
                    ("servers", "ceil(peak_timelines_per_second * service_time / at_once / 0.6) + 1"),
                ],
            ),
        },
    ),
    ("C: bandwidth in gigabits", sent(f"peak * posts_per_timeline * {SIZE}", "Gb/s")),
    (
        "C: what one server does in a second",
        served(
            *LITTLE, ("per_server", "at_once / service_time * 0.6", "1/s"), ("servers", "ceil(peak / per_server) + 1")
        ),
    ),
    (
        "C: at work at once, named",
        served(*LITTLE, ("at_work", "peak * service_time"), ("servers", "ceil(at_work / (at_once * 0.6)) + 1")),
    ),
    (
        "C: 120 at once",
        served(
            *LITTLE[:1],
            'timeline = timeline.assume("usable", 120, why="60% of 200")',
            ("servers", "ceil(peak * service_time / usable) + 1"),
        ),
    ),
    (
        "C: a spare by name",
        served(
            *LITTLE,
            'timeline = timeline.assume("spare", 1)',
            ("servers", "ceil(peak * service_time / at_once / 0.6 + spare)"),
        ),
    ),
    (
        "C: rounded by hand to the next ten",
        served(*LITTLE, ("servers", "ceil(peak*service_time/at_once/0.6/10)*10 + 1")),
    ),
    ("C: memory in gigabytes", held("daily_users * 800 * id_size", "GB")),
    (
        "C: ids of 64 bits",
        held("daily_users * newest * id_bits", "TB", 'timeline = timeline.assume("id_bits", "64 b")'),
    ),
    ("C: bytes a user first", held("per_user * daily_users", "TB", ("per_user", "newest * id_size", "KB"))),
    (
        "C: users with a unit of their own",
        timeline(
            TOP,
            OUT,
            'timeline = timeline.assume("ids_per_user", "800 ids/user")',
            'timeline = timeline.assume("id_size", "8 B/id")',
            ("timeline_memory", "daily_users * ids_per_user * id_size", "TB"),
            *LITTLE,
            SERVERS,
        ),
    ),
    (
        "C: text and photos apart",
        sent("peak * posts_per_timeline * post_size + peak * posts_per_timeline * photo_share * photo_size", "MB/s"),
    ),
    (
        "C: 50 ms as a number of seconds",
        served(
            'timeline = timeline.assume("service_time", 0.05, "s")',
            'timeline = timeline.assume("at_once", 200)',
            SERVERS,
        ),
    ),
]

# What is wrong, the answer, the points it keeps, and the words that tell it
WRONG = [
    (
        "A: divided by the seconds of a day, too",
        blog(("timelines_per_second", "daily_users * timelines_per_user / 86400", "1/s"), PEAK, STORED),
        4,
        "You divided by the seconds of a day",
    ),
    (
        "A: the peak factor twice",
        blog(RATE, ("peak_timelines_per_second", "timelines_per_second * peak_factor * peak_factor", "1/s"), STORED),
        4,
        "The evening is counted twice",
    ),
    (
        "A: divided by the peak factor",
        blog(RATE, ("peak_timelines_per_second", "timelines_per_second / peak_factor", "1/s"), STORED),
        4,
        "not calmer: multiply",
    ),
    (
        "A: the peak of posts",
        blog(RATE, ("peak_timelines_per_second", "posts_per_second * peak_factor", "1/s"), STORED),
        4,
        "Those are posts, not timelines",
    ),
    (
        "A: the peak of one day",
        blog(
            RATE, ("peak_timelines_per_second", "daily_users * timelines_per_user * peak_factor * 86400", "1/s"), STORED
        ),
        4,
        "timelines of a whole day",
    ),
    (
        "A: posts times timelines",
        blog(("timelines_per_second", "posts_per_second * timelines_per_user", "1/s"), PEAK, STORED),
        2,
        "Two rates were multiplied",
    ),
    ("A: seconds as the unit", blog((*RATE[:2], "s"), PEAK, STORED), 2, "'s' is time"),
    (
        "A: only for one user",
        blog(("timelines_per_second", "timelines_per_user", "1/s"), PEAK, STORED),
        4,
        "That is one user",
    ),
    ("A: users alone", blog(("timelines_per_second", "daily_users", "1/s"), PEAK, STORED), 2, "Divide by a time"),
    (
        "A: Python's names, no estimate",
        blog(
            "timelines_per_second = 200e6 * 10 / 86400", "peak_timelines_per_second = timelines_per_second * 3", STORED
        ),
        2,
        "has no entry 'timelines_per_second'",
    ),
    (
        "A: a result misspelt",
        blog(("timeline_per_second", *RATE[1:]), (PEAK[0], "timeline_per_second * peak_factor", "1/s"), STORED),
        4,
        "timeline_per_second",
    ),
    (
        "A: parentheses forgotten",
        blog(
            RATE,
            PEAK,
            (
                "storage",
                "daily_users * posts_per_user * kept_for * post_size + photo_share * photo_size * copies",
                "PB",
            ),
        ),
        4,
        "parentheses are",
    ),
    (
        "A: copies of the photos alone",
        blog(
            RATE,
            PEAK,
            ("storage", "posts_per_second * kept_for * (post_size + photo_share * photo_size * copies)", "PB"),
        ),
        4,
        "does not grow with copies",
    ),
    (
        "A: 90% with a photo",
        blog(
            RATE,
            PEAK,
            ("storage", "posts_per_second * kept_for * (post_size + (1 - photo_share) * photo_size) * copies", "PB"),
        ),
        4,
        "share with a photo taken",
    ),
    (
        "A: the copies twice",
        blog(RATE, PEAK, (STORED[0], STORED[1] + " * copies", "PB")),
        4,
        "The copies are counted twice",
    ),
    (
        "A: one copy of three forgotten",
        blog(RATE, PEAK, (STORED[0], STORED[1].replace("copies", "(copies - 1)"), "PB")),
        4,
        "The first of the three copies",
    ),
    (
        "A: three copies beside the first",
        blog(RATE, PEAK, (STORED[0], STORED[1].replace("copies", "(copies + 1)"), "PB")),
        4,
        "three copies in all",
    ),
    (
        "A: one user's storage",
        blog(RATE, PEAK, ("storage", f"posts_per_user * kept_for * {SIZE} * copies", "PB")),
        4,
        "That is one user",
    ),
    (
        "A: one post a user and day",
        blog(RATE, PEAK, ("storage", f"daily_users * kept_for * {SIZE} * copies", "PB")),
        4,
        "time",
    ),
    (
        "A: the peak stored all day",
        blog(RATE, PEAK, ("storage", f"posts_per_second * peak_factor * kept_for * {SIZE} * copies", "PB")),
        4,
        "follows the average",
    ),
    (
        "A: stored once for each screen",
        blog(RATE, PEAK, ("storage", f"posts_per_second * posts_per_timeline * kept_for * {SIZE} * copies", "PB")),
        4,
        "stored once",
    ),
    (
        "A: twelve months in five years",
        blog(RATE, PEAK, ("storage", f"posts_per_second * kept_for * 12 * {SIZE} * copies", "PB")),
        4,
        "a year has 12 months",
    ),
    ("A: as a rate", blog(RATE, PEAK, (*STORED[:2], "MB/s")), 4, "data per time"),
    ("B: 1,000 from TB to GB forgotten", claims(blob_bill="$0.80 a month"), 3, "a thousand times too low"),
    ("B: a zero too many", claims(blob_bill="$8,000/month"), 3, "One zero too many"),
    ("B: a zero too few", claims(blob_bill="$80/month"), 3, "One zero is missing"),
    ("B: the wrong way", claims(blob_bill="$40,000,000/month"), 3, "the wrong way"),
    ("B: a month for a year", claims(blob_bill="$800/year"), 3, "a year has 12 months"),
    ("B: no month", claims(blob_bill="$800"), 3, "money per time"),
    ("B: price times terabytes", claims(blob_bill="$2000/month"), 3, "Multiply by the price"),
    ("B: hours for seconds", claims(stream="16.7 GB/s"), 3, "a minute has 60 seconds"),
    ("B: bits for bytes in the claim", claims(stream="2,900 Mb/s"), 3, "read in bits"),
    ("B: gigabytes for megabytes", claims(stream="278 GB/s"), 3, "a thousand times too high"),
    ("B: kilobytes for megabytes", claims(stream="278 KB/s"), 3, "a thousand times too low"),
    ("B: no seconds", claims(stream="278 MB"), 3, "data; the task asks for data per time"),
    ("B: the claim again", claims(api_calls="12 K/s"), 3, "That is the claim itself"),
    ("B: a day for a month", claims(api_calls="34,700/s"), 3, "about 30 days"),
    ("B: a zero too few in requests", claims(api_calls="120/s"), 3, "One zero is missing"),
    ("B: no unit", claims(api_calls="1,200"), 3, "a plain number"),
    ("B: seven times 62", claims(short_codes="434"), 3, "62 × 7"),
    ("B: seven to the 62", claims(short_codes="7^62"), 3, "the other way round"),
    ("B: billions for trillions", claims(short_codes="3.5 billion"), 3, "a thousand times too low"),
    ("B: a right claim called wrong", claims(short_codes="wrong"), 3, 'Write "right"'),
    ("B: eight characters", claims(short_codes="218 trillion"), 3, "eight characters"),
    ("B: 36 characters", claims(short_codes="78 billion"), 3, "36 to the power"),
    (
        "C: a post in every photo",
        sent("peak * posts_per_timeline * (post_size + photo_size)"),
        4,
        "One post in ten has a photo",
    ),
    ("C: in bits", sent(f"peak * posts_per_timeline * {SIZE} * 8"), 4, "bits"),
    ("C: all copies sent", sent(f"peak * posts_per_timeline * {SIZE} * copies"), 4, "a timeline is sent once"),
    ("C: the peak twice", sent(f"peak * peak_factor * posts_per_timeline * {SIZE}"), 4, "twice"),
    ("C: followers sent", sent(f"peak * followers * {SIZE}"), 4, "followers"),
    (
        "C: data in place of a rate",
        sent(f"posts_per_timeline * {SIZE}", "KB"),
        3,
        "data; the task asks for data per time",
    ),
    ("C: 800 posts sent", sent(f"peak * newest * {SIZE}"), 4, "shows 20"),
    ("C: one id a user", held("daily_users * id_size"), 5, "800"),
    ("C: bytes without a unit", held("daily_users * 800 * 8", None), 5, "data"),
    (
        "C: 8 bits an id",
        held("daily_users * 800 * id_bits", "TB", 'timeline = timeline.assume("id_bits", "8 b")'),
        5,
        "bits",
    ),
    (
        "C: 8 KB an id",
        held("daily_users * 800 * big", "PB", 'timeline = timeline.assume("big", "8 KB")'),
        5,
        "a thousand times too high",
    ),
    ("C: each opening anew", held("daily_users * timelines_per_user * day * 800 * id_size"), 5, "once for each user"),
    ("C: followers' lists", held("daily_users * followers * 800 * id_size", "PB"), 5, "followers"),
    ("C: one user's memory", held("newest * id_size", "KB"), 4, "That is one user"),
    ("C: 50 s", served('timeline = timeline.assume("service_time", 50, "s")', LITTLE[1], SERVERS), 4, "50 ms"),
    ("C: 5 ms", served('timeline = timeline.assume("service_time", "5 ms")', LITTLE[1], SERVERS), 4, "50 ms"),
    (
        "C: 40% in place of 60%",
        served(*LITTLE, ("servers", "ceil(peak * service_time / at_once / 0.4) + 1")),
        4,
        "40% full",
    ),
    (
        "C: 1.6 times",
        served(*LITTLE, ("servers", "ceil(peak * service_time / at_once * 1.6) + 1")),
        4,
        "fuller than allowed",
    ),
    (
        "C: all doubled",
        served(*LITTLE, ("servers", "ceil(peak * service_time / at_once / 0.6) * 2")),
        4,
        "One server may be lost",
    ),
    (
        "C: the peak factor again",
        served(*LITTLE, ("servers", "ceil(peak * peak_factor * service_time / at_once / 0.6) + 1")),
        4,
        "counted twice",
    ),
    (
        "C: times 200",
        served(*LITTLE, ("servers", "ceil(peak * service_time * at_once / 0.6) + 1")),
        4,
        "Divide by the 200",
    ),
    (
        "C: posts for timelines",
        served(
            *LITTLE, ("servers", "ceil(daily_users * posts_per_user * peak_factor * service_time / at_once / 0.6) + 1")
        ),
        3,
        "posts written, not timelines",
    ),
    ("C: time left out", served(*LITTLE, ("servers", "ceil(peak / at_once / 0.6) + 1")), 3, "is a rate (1 per time)"),
    (
        "C: a lost one taken off",
        served(*LITTLE, ("servers", "ceil(peak * service_time / at_once / 0.6) - 1")),
        4,
        "one of them dies",
    ),
    (
        "C: names kept by nobody",
        timeline(
            TOP, OUT, *IDS, *LITTLE, 'timeline.derive("servers", "ceil(peak * service_time / at_once / 0.6) + 1")'
        ),
        3,
        "Write est = est.derive(...)",
    ),
]
FULL = {"A": {A: 6}, "B": {B: 4}, "C": {C: 6}}
MISTAKES = [
    *(Mistake(f"right, {name}", cells, FULL[name[0]]) for name, cells in RIGHT),
    *(
        Mistake(f"wrong, {name}", cells, dict.fromkeys(FULL[name[0]], points), dict.fromkeys(FULL[name[0]], words))
        for name, cells, points, words in WRONG
    ),
]
