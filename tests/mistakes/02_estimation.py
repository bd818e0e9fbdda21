"""Wrong answers that learners give in step 2, what each must score, and the words that must meet it."""

from importlib import import_module

from tests.mistakes import Mistake

CASE = 'Estimate.from_case("microblog")'
RATES = (
    'blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")\n'
    'blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s")\n'
)
PER_POST = "(post_size + photo_share * photo_size)"


def blog(lines: str) -> dict:
    return {
        "task_a_scale": f"blog = {CASE}\n"
        f'blog = blog.derive("posts_per_second", "daily_users * posts_per_user", "1/s")\n{lines}'
    }


def storage(formula: str, unit: str = "PB") -> dict:
    return blog(f'{RATES}blog = blog.derive("storage", "{formula}", "{unit}")')


def mended(**answers) -> dict:
    right = {"blob_bill": "$800/month", "stream": "278 MB/s", "api_calls": "1140/s", "short_codes": "right"}
    return {"task_b_claims": f"mended = { ({**right, **answers})!r}"}


def timeline(
    bandwidth="peak * posts_per_timeline * (post_size + photo_share * photo_size)",
    memory="daily_users * 800 * post_number",
    servers="ceil(peak * service_time / at_once / 0.6) + 1",
    peak="daily_users * timelines_per_user * peak_factor",
    start=CASE,
) -> dict:
    return {
        "task_c_timeline": f'''timeline = {start}
timeline = timeline.derive("peak", "{peak}", "1/s")
timeline = timeline.derive("bandwidth_out", "{bandwidth}", "GB/s")
timeline = timeline.assume("post_number", "8 B")
timeline = timeline.derive("timeline_memory", "{memory}", "TB")
timeline = timeline.assume("service_time", "50 ms")
timeline = timeline.assume("at_once", 200)
timeline = timeline.derive("servers", "{servers}")
'''
    }


A, B, C = "test_a_scale", "test_b_claims", "test_c_timeline"
POSTS = "daily_users * posts_per_user * kept_for"
MISTAKES = [
    # Task A
    Mistake(
        "the average for the peak",
        blog(
            'blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")\n'
            'blog = blog.derive("peak_timelines_per_second", "timelines_per_second", "1/s")\n'
            f'blog = blog.derive("storage", "{POSTS} * {PER_POST} * copies", "PB")'
        ),
        {A: 4},
        {A: "That is the average"},
    ),
    Mistake(
        "posts for timelines, carried on consistently",
        blog(
            'blog = blog.derive("timelines_per_second", "daily_users * posts_per_user", "1/s")\n'
            'blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s")\n'
            f'blog = blog.derive("storage", "{POSTS} * {PER_POST} * copies", "PB")'
        ),
        {A: 4},
        {A: "That is posts, not timelines"},
    ),
    Mistake("one copy", storage(f"{POSTS} * {PER_POST}"), {A: 4}, {A: "That is one copy"}),
    Mistake("no photos", storage(f"{POSTS} * post_size * copies", "TB"), {A: 4}, {A: "The photos are missing."}),
    Mistake(
        "no photos and one copy", storage(f"{POSTS} * post_size", "TB"), {A: 4}, {A: "two of the copies are missing"}
    ),
    Mistake(
        "a photo in every post",
        storage(f"{POSTS} * (post_size + photo_size) * copies"),
        {A: 4},
        {A: "One post in ten has a photo"},
    ),
    Mistake("bits for bytes", storage(f"{POSTS} * {PER_POST} * copies * 8"), {A: 4}, {A: "counted in bits"}),
    Mistake(
        "one year",
        storage(f"daily_users * posts_per_user * year * {PER_POST} * copies"),
        {A: 4},
        {A: "one year, not five"},
    ),
    Mistake(
        "forgot how long it is kept",
        storage(f"daily_users * posts_per_user * {PER_POST} * copies"),
        {A: 4},
        {A: "data per time"},
    ),
    Mistake(
        "a misspelt name", storage("daily_users * post_per_user * kept_for"), {A: 4}, {A: "Did you mean posts_per_user"}
    ),
    Mistake("nothing but the given line", blog(""), {A: 0}, {A: "has no entry 'timelines_per_second'"}),
    Mistake("an answer that is no estimate", {"task_a_scale": "blog = 42"}, {A: 0}, {A: "Run the answer cell alone"}),
    Mistake(
        "right, by other formulas and other units",
        blog(
            'blog = blog.assume("users_a_day", "200 million users")\n'
            'blog = blog.derive("timelines_per_second", "2 * 10**9 / day", "1/hour")\n'
            'blog = blog.derive("peak_timelines_per_second", "3 * timelines_per_second", "1/s")\n'
            'blog = blog.derive("posts", "100 * 10**6 * 5 * 365")\n'
            f'blog = blog.derive("storage", "posts * {PER_POST} * 3", "TB")'
        ),
        {A: 6},
    ),
    # Task B
    Mistake(
        "believes every claim",
        mended(blob_bill="right", stream="right", api_calls="right"),
        {B: 1},
        {B: "the other way round"},
    ),
    Mistake("mends what was right", mended(short_codes="56 billion"), {B: 3}, {B: "too low"}),
    Mistake("mends by the wrong factor", mended(blob_bill="$0.8/month"), {B: 3}, {B: "too low"}),
    Mistake("repeats the claim as a value", mended(stream="2900 MB/s"), {B: 3}, {B: "That is the claim itself"}),
    Mistake("bits for bytes in a rate", mended(stream="2.2 GB/s"), {B: 3}, {B: "counted in bits"}),
    Mistake("a number without its unit", mended(blob_bill=800), {B: 3}, {B: "a plain number"}),
    Mistake("not a number at all", mended(api_calls="about four hundred"), {B: 3}, {B: 'Write "right"'}),
    Mistake(
        "right in other words and units",
        mended(
            blob_bill="9.6 K USD/year",
            stream="2.2 Gb/s",
            api_calls="1100 requests/s",
            short_codes="3.5 trillion",
        ),
        {B: 4},
    ),
    Mistake("the claim's own words, in another unit", mended(stream="24 TB/day"), {B: 3}, {B: "in one second"}),
    Mistake("a day of 100,000 seconds, as taught", mended(stream="240 MB/s"), {B: 4}),
    Mistake("no word that is known", mended(stream="wrong"), {B: 3}, {B: 'Write "right"'}),
    Mistake("binary units mixed in, still near enough", mended(stream="291 MB/s"), {B: 4}),
    # Task C
    Mistake(
        "bandwidth of the average",
        timeline(bandwidth=f"peak / peak_factor * posts_per_timeline * {PER_POST}"),
        {C: 4},
        {C: "the cables must carry the peak"},
    ),
    Mistake(
        "bandwidth without photos",
        timeline(bandwidth="peak * posts_per_timeline * post_size"),
        {C: 4},
        {C: "The photos are missing"},
    ),
    Mistake("one post a timeline", timeline(bandwidth=f"peak * {PER_POST}"), {C: 4}, {C: "a timeline shows 20"}),
    Mistake("memory in bits", timeline(memory="daily_users * 800 * post_number * 8"), {C: 5}, {C: "counted in bits"}),
    Mistake(
        "memory in three copies",
        timeline(memory="daily_users * 800 * post_number * copies"),
        {C: 5},
        {C: "asks for one"},
    ),
    Mistake(
        "servers without a spare",
        timeline(servers="ceil(peak * service_time / at_once / 0.6)"),
        {C: 4},
        {C: "When one of them dies"},
    ),
    Mistake(
        "servers full to the last thread",
        timeline(servers="ceil(peak * service_time / at_once) + 1"),
        {C: 4},
        {C: "Full to the last thread"},
    ),
    Mistake(
        "servers for the average",
        timeline(servers="ceil(peak / 3 * service_time / at_once / 0.6) + 1"),
        {C: 4},
        {C: "average load"},
    ),
    Mistake(
        "times 60%, not by 60%",
        timeline(servers="ceil(peak * service_time / at_once * 0.6) + 1"),
        {C: 4},
        {C: "Divide by 60%"},
    ),
    Mistake("a number of servers typed in", timeline(servers="30"), {C: 5}, {C: "Compute them from daily_users"}),
    Mistake("part of a server", timeline(servers="peak * service_time / at_once / 0.6 + 1"), {C: 4}, {C: "round up"}),
    Mistake(
        "numbers typed in, no model",
        timeline(bandwidth="69444 / second * 20 * 20300 * byte_", start=f'{CASE}.assume("byte_", "1 B")'),
        {C: 5},
        {C: "your bandwidth does not double"},
    ),
    Mistake(
        "ranges thrown away",
        timeline(
            start="Estimate('m').assume('daily_users', 200e6).assume('timelines_per_user', "
            "'10/day').assume('peak_factor', 3).assume('posts_per_timeline', 20).assume('post_size', '300 B')"
            ".assume('photo_share', 0.1).assume('photo_size', '200 KB')"
        ),
        {C: 5},
        {C: "next to no range"},
    ),
    Mistake(
        "a few servers more than needed", timeline(servers="ceil(peak * service_time / at_once / 0.6) + 3"), {C: 6}
    ),
    # Slips that are told by name
    *(Mistake(f"timelines: {what}", blog(
        f'blog = blog.derive("timelines_per_second", "{formula}", "1/s")\n'
        'blog = blog.derive("peak_timelines_per_second", "daily_users * timelines_per_user * peak_factor", "1/s")\n'
        f'blog = blog.derive("storage", "{POSTS} * {PER_POST} * copies", "PB")'), {A: 4}, {A: told})
      for what, formula, told in (
          ("a day's", "daily_users * timelines_per_user * 86400", "of a whole day; a day has 86,400 seconds"),
          ("posts on the screens", "daily_users * timelines_per_user * posts_per_timeline", "the posts on the screens"),
          ("followers", "daily_users * timelines_per_user * followers", "That counts followers"))),
    Mistake("storage: timelines", storage("daily_users * timelines_per_user * kept_for * "
                                          f"{PER_POST} * copies"), {A: 4}, {A: "posts are what is stored"}),
    Mistake("storage: a copy for each follower", storage(f"{POSTS} * {PER_POST} * copies * followers"), {A: 4},
            {A: "a post is stored once"}),
    Mistake("storage: one day", storage(f"daily_users * posts_per_user * day * {PER_POST} * copies"), {A: 4},
            {A: "how long are posts kept"}),
    Mistake("storage: the photos alone", storage(f"{POSTS} * photo_share * photo_size * copies"), {A: 4},
            {A: "The text of a post takes room, too"}),
    Mistake("codes: times in place of a power", mended(short_codes="434"), {B: 3}, {B: "That is 62 × 7"}),
    Mistake("codes: six characters", mended(short_codes="56.8 billion"), {B: 3}, {B: "those are six characters"}),
    Mistake("bandwidth: posts written", timeline(
        bandwidth=f"daily_users * posts_per_user * peak_factor * posts_per_timeline * {PER_POST}"), {C: 4},
            {C: "posts written, not timelines opened"}),
    Mistake("memory: whole posts", timeline(memory=f"daily_users * 800 * {PER_POST}"), {C: 5}, {C: "for their ids"}),
    Mistake("memory: one screen", timeline(memory="daily_users * posts_per_timeline * post_number"), {C: 5},
            {C: "the list holds the newest 800"}),
    Mistake("servers: one request at a time", timeline(servers="ceil(peak * service_time / 0.6) + 1"), {C: 4},
            {C: "A server works on 200 at once"}),
    # Right answers in other spellings
    *(Mistake(f"bill: {text}", mended(blob_bill=text), {B: 4}) for text in (
        "800 dollars a month", "USD 800/month", "$800 per month", "about $800/mo", "~800 $/month", "$0.8k/month")),
    *(Mistake(f"stream: {text}", mended(stream=text), {B: 4}) for text in (
        "~280 MB/s", "about 280 MB/s", "2.2 Gbit/s", "2.2 Gbps", "0.28 GB per second", "280 MBps")),
    *(Mistake(f"calls: {text}", mended(api_calls=text), {B: 4}) for text in (
        "1141 req/s", "1140 QPS", "1.14K rps", "~1140/s", "1,140 requests per second", "1.1 K/s")),
    *(Mistake(f"codes: {text}", mended(short_codes=text), {B: 4}) for text in ("RIGHT!", "Right.", "62^7")),
    Mistake("rates in K/s", blog(
        'blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "K/s")\n'
        'blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "K QPS")\n'
        f'blog = blog.derive("storage", "{POSTS} * {PER_POST} * copies", "PB")'), {A: 6}),
    Mistake("the name forgotten", blog(
        'blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")\n'
        'blog = blog.derive("peak_timelines_per_second", "daily_users * timelines_per_user * peak_factor", "1/s")\n'
        f'blog = blog.derive("storage", "{POSTS} * {PER_POST} * copies", "PB")'), {A: 4},
            {A: "Write est = est.derive(...)"}),
]
MISTAKES += import_module("tests.mistakes.02_more_answers").MISTAKES
