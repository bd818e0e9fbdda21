"""Answers to exercise 2, written from the notebook's text alone: half right in many styles, half wrong as people are.

What a wrong answer must be told is a word of the feedback; `|` stands between words of one meaning. When they first
ran, 98.0% of the right ones had full marks, 98.6% of the wrong ones lost points, and 87.5% were told their slip.
Labelled anew since: a hundred million calls a day are the right quantity; "One zero too many" says ten times, and "a
plain number" says that the unit is missing; a year and a day are known to formulas, which is told before any slip.
"""

A, B, C = "test_a_scale", "test_b_claims", "test_c_timeline"
BEGUN = ('blog = Estimate.from_case("microblog")\n'
         'blog = blog.derive("posts_per_second", "daily_users * posts_per_user", "1/s")\n')
AVERAGE = "daily_users * timelines_per_user"
PEAK = "timelines_per_second * peak_factor"
STORED = "daily_users * posts_per_user * kept_for * (post_size + photo_share * photo_size) * copies"


def scaled(average: str = AVERAGE, peak: str = PEAK, stored: str = STORED, before: str = "", unit: str = "PB") -> dict:
    return {"task_a_scale": BEGUN + before + f'blog = blog.derive("timelines_per_second", "{average}", "1/s")\n'
            f'blog = blog.derive("peak_timelines_per_second", "{peak}", "1/s")\n'
            f'blog = blog.derive("storage", "{stored}", "{unit}")'}


def blog(code: str) -> dict:
    return {"task_a_scale": BEGUN + code}


CLAIMS = {"blob_bill": "$800/month", "stream": "278 MB/s", "api_calls": "1,141/s", "short_codes": "right"}


def mended(**changed: object) -> dict:
    return {"task_b_claims": f"mended = { {**CLAIMS, **changed}!r}"}


def claims(code: str) -> dict:
    return {"task_b_claims": code}


BUSY = "daily_users * timelines_per_user * peak_factor"
SENT = "peak * posts_per_timeline * (post_size + photo_share * photo_size)"
LISTS = "daily_users * 800 * id_size"
LITTLE = "ceil(peak * service_time / at_once / 0.6) + 1"


def timeline(peak: str = BUSY, sent: str = SENT, lists: str = LISTS, servers: str = LITTLE, each: str = "50 ms",
             more: str = "") -> dict:
    return {"task_c_timeline": f"""timeline = Estimate.from_case("microblog")
timeline = timeline.assume("service_time", "{each}", why="the task")
timeline = timeline.assume("at_once", 200, why="the task")
timeline = timeline.assume("id_size", "8 B", why="the task")
{more}timeline = timeline.derive("peak", "{peak}", "1/s")
timeline = timeline.derive("bandwidth_out", "{sent}", "GB/s")
timeline = timeline.derive("timeline_memory", "{lists}", "TB")
timeline = timeline.derive("servers", "{servers}")"""}


def line(code: str) -> dict:
    return {"task_c_timeline": 'timeline = Estimate.from_case("microblog")\n' + code}


CHAIN = """blog = (blog
        .derive("timelines_per_second", "timelines_per_user * daily_users", "1/s")
        .derive("peak_timelines_per_second", "peak_factor * timelines_per_second", "1/s")
        .derive("storage", "copies * kept_for * posts_per_second * (post_size + photo_size * photo_share)", "TB"))"""
LOOP = """for name, formula, unit in [
    ("timelines_per_second", "daily_users * timelines_per_user", "1/s"),
    ("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s"),
    ("average_post", "post_size + photo_share * photo_size", "KB"),
    ("storage", "posts_per_second * kept_for * average_post * copies", "PB"),
]:
    blog = blog.derive(name, formula, unit)"""
PARTS = """blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")
blog = blog.derive("peak_timelines_per_second", "daily_users * timelines_per_user * peak_factor", "1/s")
blog = blog.derive("posts_kept", "posts_per_second * kept_for", "1")
blog = blog.derive("texts", "posts_kept * post_size", "TB")
blog = blog.derive("photos", "posts_kept * photo_share * photo_size", "PB")
blog = blog.derive("storage", "(texts + photos) * copies", "PB")"""
DAILY = """blog = blog.derive("timelines_per_day", "daily_users * timelines_per_user", "1/day")
blog = blog.derive("timelines_per_second", "timelines_per_day", "1/s")
blog = blog.derive("peak_timelines_per_second", "timelines_per_day * peak_factor", "1/s")
blog = blog.derive("posts_per_day", "daily_users * posts_per_user", "1/day")
blog = blog.derive("storage", "posts_per_day * kept_for * (post_size + photo_size * photo_share) * copies", "GB")"""
NAMED = """blog = blog.derive(name="timelines_per_second", formula="daily_users * timelines_per_user", unit="1/s")
blog = blog.derive(name="peak_timelines_per_second", formula="timelines_per_second * peak_factor", unit="1/s")
blog = blog.derive(name="storage", formula="posts_per_second * kept_for * copies * "
                   "(post_size + photo_share * photo_size)", unit="PB")"""
NO_UNIT = """blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")
blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "1/s")
blog = blog.derive("storage", "posts_per_second * kept_for * copies * (post_size + photo_share * photo_size)")"""
ROUNDED = """blog = blog.assume("timelines_per_second", 23_000, "1/s", why="2 billion a day / 86,400")
blog = blog.derive("peak_timelines_per_second", "3 * timelines_per_second", "1/s")
blog = blog.assume("average_post", "20 KB", why="300 B, and 200 KB for one in ten")
blog = blog.derive("storage", "posts_per_second * kept_for * average_post * 3", "PB")"""
SLACK = """blog = blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")
blog = blog.derive("peak_timelines_per_second", "timelines_per_second * peak_factor", "K/s")
blog = blog.derive("with_photo", "photo_share * (post_size + photo_size)", "B")
blog = blog.derive("without_photo", "(1 - photo_share) * post_size", "B")
blog = blog.derive("storage", "daily_users * posts_per_user * kept_for * (with_photo + without_photo) * copies", "B")"""
READY = """from helpers.estimation import add_servers
timeline = timeline.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")
timeline = timeline.derive("peak", "timelines_per_second * peak_factor", "1/s")
timeline = timeline.derive("timeline_size", "posts_per_timeline * (post_size + photo_share * photo_size)", "KB")
timeline = timeline.derive("bandwidth_out", "peak * timeline_size", "GB/s")
timeline = timeline.assume("list_size", 6400, "B", why="800 ids of 8 bytes")
timeline = timeline.derive("timeline_memory", "daily_users * list_size", "GB")
timeline = timeline.assume("service_time", 50, "ms", why="the task")
timeline = timeline.assume("at_once", 200, why="the task")
timeline = timeline.assume("fullness", 60, "%", why="the task")
timeline = add_servers(timeline, "peak", "service_time", "at_once", target="fullness", spare=1)"""
WORDY = """timeline = timeline.assume("request_time", "0.05 s", why="one request")
timeline = timeline.assume("threads", 200, why="at once")
timeline = timeline.assume("load", "60%", why="how full")
timeline = timeline.assume("spare", 1, why="one may be lost")
timeline = timeline.assume("ids", 800, why="newest posts")
timeline = timeline.assume("id_bytes", "8 bytes", why="one id")
timeline = timeline.derive("peak_rate", "peak_factor * timelines_per_user * daily_users", "1/s")
timeline = timeline.derive("in_flight", "peak_rate * request_time", "1")
timeline = timeline.derive("per_server", "threads * load", "1")
timeline = timeline.derive("servers", "ceil(in_flight / per_server) + spare", "1")
timeline = timeline.derive("timeline_memory", "ids * id_bytes * daily_users", "TB")
timeline = timeline.derive("bandwidth_out", "peak_rate * posts_per_timeline * (post_size + photo_size * photo_share)",
                           "Gb/s")"""

RIGHT = [
    ("the plain three", scaled(), {A: 6}),
    ("a chain", blog(CHAIN), {A: 6}),
    ("a loop with an average post", blog(LOOP), {A: 6}),
    ("texts and photos apart", blog(PARTS), {A: 6}),
    ("by the day first", blog(DAILY), {A: 6}),
    ("arguments by name", blog(NAMED), {A: 6}),
    ("no unit for storage", blog(NO_UNIT), {A: 6}),
    ("rounded by hand", blog(ROUNDED), {A: 6}),
    ("with and without a photo", blog(SLACK), {A: 6}),
    ("terabytes", scaled(unit="TB"), {A: 6}),
    ("bytes", scaled(unit="B"), {A: 6}),
    ("multiplied out", scaled(stored="daily_users * posts_per_user * kept_for * post_size * copies + daily_users * "
                              "posts_per_user * kept_for * photo_share * photo_size * copies"), {A: 6}),
    ("the first line used twice", scaled(average="posts_per_second / posts_per_user * timelines_per_user"), {A: 6}),
    ("a comment and blank lines", blog(f'# reads\nblog = blog.derive("timelines_per_second", "{AVERAGE}", "1/s")\n\n'
                                       f'# evening\nblog = blog.derive("peak_timelines_per_second", "{PEAK}", "1/s")\n'
                                       f'\n# disks\nblog = blog.derive("storage", "{STORED}", "PB")'), {A: 6}),
    ("the plain four", mended(), {B: 4}),
    ("dollars behind", mended(blob_bill="800 $/month"), {B: 4}),
    ("dollars in words", mended(blob_bill="800 dollars a month"), {B: 4}),
    ("dollars per month", mended(blob_bill="800 dollars per month"), {B: 4}),
    ("in USD", mended(blob_bill="800 USD/month"), {B: 4}),
    ("dollar in front, a month", mended(blob_bill="$800 a month"), {B: 4}),
    ("thousand of dollars", mended(blob_bill="0.8 K$/month"), {B: 4}),
    ("gigabytes", mended(stream="0.278 GB/s"), {B: 4}),
    ("rounded stream", mended(stream="280 MB/s"), {B: 4}),
    ("interview day", mended(stream="240 MB/s"), {B: 4}),
    ("bits, and says so", mended(stream="2.2 Gb/s"), {B: 4}),
    ("in words", mended(stream="about 280 MB per second"), {B: 4}),
    ("a tilde", mended(api_calls="~1150/s"), {B: 4}),
    ("thousands", mended(api_calls="1.2 K/s"), {B: 4}),
    ("per second", mended(api_calls="1,200 per second"), {B: 4}),
    ("requests", mended(api_calls="1,100 requests/s"), {B: 4}),
    ("requests per second", mended(api_calls="1100 requests per second"), {B: 4}),
    ("small k", mended(api_calls="1.1k/s"), {B: 4}),
    ("Right with a capital", mended(short_codes="Right"), {B: 4}),
    ("right, with a stop", mended(short_codes="right."), {B: 4}),
    ("correct", mended(short_codes="correct"), {B: 4}),
    ("the calls by the day", mended(api_calls="100 million/day"), {B: 4}),
    ("the codes counted", mended(short_codes="3.52 trillion"), {B: 4}),
    ("computed by the units", claims('mended = {}\nmended["blob_bill"] = Q("40 TB") * Q("0.02 $/GB/month")\n'
                                     'mended["stream"] = Q("24 TB/day").to("MB/s")\n'
                                     'mended["api_calls"] = Q("3 billion/month").to("1/s")\n'
                                     'mended["short_codes"] = "right"'), {B: 4}),
    ("human text", claims('mended = dict(short_codes="right", stream=human(Q("24 TB/day").to("MB/s")), '
                          'api_calls=human(Q("3 billion/month").to("1/s")), '
                          'blob_bill=human((Q("40 TB") * Q("0.02 $/GB/month")).to("$/month")))'), {B: 4}),
    ("update", claims('mended = {"short_codes": "right"}\nmended.update(blob_bill="$800/month", stream="278MB/s")\n'
                      'mended["api_calls"] = f"{3e9 / 30 / 86400:.0f}/s"'), {B: 4}),
    ("the plain timeline", timeline(), {C: 6}),
    ("the ready formulas", line(READY), {C: 6}),
    ("everything named", line(WORDY), {C: 6}),
    ("two spare", timeline(servers="ceil(peak * service_time / (at_once * 0.6)) + 2"), {C: 6}),
    ("ceil around all", timeline(servers="ceil(peak * service_time / at_once / 0.6 + 1)"), {C: 6}),
    ("120 a server", timeline(servers="ceil(peak * service_time / 120) + 1"), {C: 6}),
    ("fullness named", timeline(servers="1 + ceil(peak * service_time / (fullness * at_once))",
                                more='timeline = timeline.assume("fullness", 0.6, why="60%")\n'), {C: 6}),
    ("seconds", timeline(each="0.05 s"), {C: 6}),
    ("6,400 bytes", timeline(lists="daily_users * list_size", more='timeline = timeline.assume("list_size", '
                             '"6.4 KB", why="800 × 8 bytes")\n'), {C: 6}),
    ("a size of its own", timeline(sent="peak * page_size", more='timeline = timeline.derive("page_size", '
                                   '"posts_per_timeline * (post_size + photo_share * photo_size)", "KB")\n'), {C: 6}),
]

WRONG = [
    ("posts for timelines", scaled(average="daily_users * posts_per_user"), {A: "posts, not timelines"}),
    ("the peak for the average", scaled(average=BUSY, peak=BUSY), {A: "average"}),
    ("the peak is the average", scaled(peak="timelines_per_second"), {A: "That is the average"}),
    ("divided by the peak factor", scaled(peak="timelines_per_second / peak_factor"), {A: "multiply"}),
    ("the peak added", scaled(peak="timelines_per_second + timelines_per_second * peak_factor"), {A: "not added"}),
    ("the peak twice", scaled(peak="timelines_per_second * peak_factor * peak_factor"), {A: "twice"}),
    ("divided by the day", scaled(average=f"{AVERAGE} / 86400"), {A: "once more"}),
    ("one user", scaled(average="timelines_per_user"), {A: "one user"}),
    ("posts on the screens", scaled(average=f"{AVERAGE} * posts_per_timeline"), {A: "on the screens"}),
    ("followers open it", scaled(average=f"{AVERAGE} * followers"), {A: "owner alone"}),
    ("one copy", scaled(stored=STORED.removesuffix(" * copies")), {A: "one copy"}),
    ("copies twice", scaled(stored=STORED + " * copies"), {A: "twice"}),
    ("no photos", scaled(stored="daily_users * posts_per_user * kept_for * post_size * copies"),
     {A: "photos are missing"}),
    ("photos alone", scaled(stored="daily_users * posts_per_user * kept_for * photo_share * photo_size * copies"),
     {A: "photos alone"}),
    ("a photo in each post", scaled(stored=STORED.replace("photo_share * ", "")), {A: "not every one"}),
    ("the share turned around", scaled(stored=STORED.replace("photo_share", "(1 - photo_share)")), {A: "without"}),
    ("parentheses forgotten", scaled(stored=STORED.replace("(", "").replace(")", "")), {A: "parentheses"}),
    ("timelines are stored", scaled(stored=STORED.replace("posts_per_user", "timelines_per_user")), {A: "opened"}),
    ("a copy for each follower", scaled(stored=STORED + " * followers"), {A: "follower"}),
    ("the peak piles up", scaled(stored=STORED + " * peak_factor"), {A: "peak"}),
    ("one user's posts", scaled(stored=STORED.removeprefix("daily_users * ")), {A: "one user"}),
    ("one year", scaled(stored=STORED.replace("kept_for", "year"), before='blog = blog.assume("year", "1 year", '
                        'why="a year")\n'), {A: "one year|already means"}),
    ("a year by another name", scaled(stored=STORED.replace("kept_for", "my_year"), before='blog = blog.assume('
                                      '"my_year", "1 year", why="a year")\n'), {A: "one year"}),
    ("a day by another name", scaled(stored=STORED.replace("kept_for", "my_day"), before='blog = blog.assume('
                                     '"my_day", "1 day", why="a day")\n'), {A: "one day"}),
    ("one day", scaled(stored=STORED.replace("kept_for", "day"), before='blog = blog.assume("day", "1 day", '
                       'why="a day")\n'), {A: "one day|already means"}),
    ("three copies beside the first", scaled(stored=STORED.replace("copies", "(copies + 1)")), {A: "first"}),
    ("not kept", blog('blog.derive("timelines_per_second", "daily_users * timelines_per_user", "1/s")'),
     {A: "not kept|blog ="}),
    ("another name", blog('blog = blog.derive("timeline_per_second", "daily_users * timelines_per_user", "1/s")'),
     {A: "timelines_per_second"}),
    ("the bill is right", mended(blob_bill="right"), {B: "other way round"}),
    ("the bill divided", mended(blob_bill="$2,000/month"), {B: "divides"}),
    ("the bill ten times too high", mended(blob_bill="$8,000/month"), {B: "One zero too many"}),
    ("the bill ten times too low", mended(blob_bill="$80/month"), {B: "One zero is missing"}),
    ("the bill a thousand times up", mended(blob_bill="$40,000,000/month"), {B: "too high|1,000|wrong way"}),
    ("the bill without a unit", mended(blob_bill="800"), {B: "a plain number"}),
    ("the bill of a year", mended(blob_bill="$800/year"), {B: "month|year|times"}),
    ("the stream is right", mended(stream="right"), {B: "other way round"}),
    ("the stream as claimed", mended(stream="2.9 GB/s"), {B: "claim itself"}),
    ("the stream a tenth", mended(stream="28 MB/s"), {B: "One zero is missing"}),
    ("the stream in bits", mended(stream="278 Mb/s"), {B: "bits"}),
    ("the stream by the day", mended(stream="24 TB/day"), {B: "second"}),
    ("the calls are right", mended(api_calls="right"), {B: "other way round"}),
    ("the calls as claimed", mended(api_calls="12,000/s"), {B: "claim itself"}),
    ("the calls a tenth", mended(api_calls="114/s"), {B: "One zero is missing"}),
    ("the calls without a unit", mended(api_calls="1141"), {B: "a plain number"}),
    ("the codes times seven", mended(short_codes="434"), {B: "multiplies"}),
    ("six characters", mended(short_codes="56.8 billion"), {B: "six"}),
    ("eight characters", mended(short_codes="218 trillion"), {B: "eight"}),
    ("never twice the same", mended(short_codes="2.48 trillion"), {B: "twice"}),
    ("wrong, and nothing else", mended(stream="wrong"), {B: "value with its unit"}),
    ("a wrong key", claims('mended = {"blob bill": "$800/month", "stream": "278 MB/s", "api_calls": "1,141/s", '
                           '"short_codes": "right"}'), {B: "blob_bill"}),
    ("the average", timeline(peak=AVERAGE), {C: "average"}),
    ("the average sent", timeline(sent=SENT.replace("peak", AVERAGE)), {C: "average"}),
    ("no photos sent", timeline(sent="peak * posts_per_timeline * post_size"), {C: "photos are missing"}),
    ("one post sent", timeline(sent="peak * (post_size + photo_share * photo_size)"), {C: "one post"}),
    ("a photo in each sent", timeline(sent=SENT.replace("photo_share * ", "")), {C: "not each"}),
    ("800 posts sent", timeline(sent=SENT.replace("posts_per_timeline", "800")), {C: "800 posts"}),
    ("copies sent", timeline(sent=SENT + " * copies"), {C: "sent once"}),
    ("three copies of the lists", timeline(lists=LISTS + " * copies"), {C: "three copies"}),
    ("whole posts in memory", timeline(lists="daily_users * 800 * post_size"), {C: "ids"}),
    ("a screen of ids", timeline(lists="daily_users * posts_per_timeline * id_size"), {C: "one screen"}),
    ("the followers' lists", timeline(lists=LISTS + " * followers"), {C: "one list"}),
    ("one list", timeline(lists="800 * id_size"), {C: "one user"}),
    ("none to spare", timeline(servers=LITTLE.removesuffix(" + 1")), {C: "dies|spare|lost"}),
    ("quite full", timeline(servers="ceil(peak * service_time / at_once) + 1"), {C: "60%"}),
    ("times 60%", timeline(servers="ceil(peak * service_time / at_once * 0.6) + 1"), {C: "do not multiply"}),
    ("one at once", timeline(servers="ceil(peak * service_time / 0.6) + 1"), {C: "200 at once"}),
    ("no whole server", timeline(servers="peak * service_time / at_once / 0.6 + 1"), {C: "round up"}),
    ("half a second", timeline(each="500 ms"), {C: "500 ms"}),
    ("fifty seconds", timeline(each="50 s"), {C: "50 s"}),
    ("twice as many", timeline(servers="2 * ceil(peak * service_time / at_once / 0.6)"), {C: "not half|Fewer"}),
    ("numbers in place of names", timeline(sent="69444 * 20 * 20300 * one", lists="1.28 * much", servers="30",
                                           more='timeline = timeline.assume("one", "1 B/s", why="unit")\ntimeline = '
                                           'timeline.assume("much", "1 TB", why="unit")\n'), {C: "daily_users"}),
    ("the servers of posts", timeline(servers=LITTLE.replace("peak", "daily_users * posts_per_user * peak_factor")),
     {C: "posts written"}),
    ("a server for each post shown", timeline(servers=LITTLE.replace("peak", "peak * posts_per_timeline")),
     {C: "whole timeline"}),
]
