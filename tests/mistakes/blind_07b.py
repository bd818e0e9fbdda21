"""More answers to exercise 7, written from the notebook alone before any was run; each wrong one has one slip.

`RIGHT` holds (name, test, answer) of answers that deserve full marks, `WRONG` (name, test, answer, words): the feedback
must contain one of the words. At the first run, before anything was mended, 26 of 29 right answers got full marks,
45 of 45 wrong ones lost points, and 44 were told their slip.
"""

A, B, COPIES, ALERTS = "test_a_points", "test_b_mended", "test_c_copies", "test_c_alerts"

POINTS = 'single_points = ["new_posts", "zone b", "zone a"]\n'
SHARE = "reachable = 0.999 * (1 - 0.005 * 0.005 * 0.005)\n"
BURNS = '*burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back, then look behind.")'
SLOW = 'AlertRule("AnswersSlow", "balancer", "slow", "5%", "5 min", slower_than="40 ms", runbook="Which box waits?")'
DEAD = 'AlertRule("Silence", "balancer", "absent", window="2 min", runbook="Log in. Is it running?")'
EMPTY = 'AlertRule("NobodyComes", "balancer", "traffic", 40, "3 min", runbook="Open the app from a telephone.")'


def moved(**changes: str) -> str:
    """A sound drawing with some boxes changed otherwise; an empty text leaves the box as it was drawn."""
    boxes = {"balancer": 'zone=["a", "c"]', "api": "replicas=6", "posts": 'zone=["a", "b"]',
             "new_posts": 'replicas=2, zone=["b", "c"]'} | changes
    return "mended = microblog\n" + "".join(
        f'mended = mended.replace("{name}", {how})\n' for name, how in boxes.items() if how)


def watched(*rules: str) -> str:
    """A list of rules."""
    return "rules = [\n    " + ",\n    ".join(rules) + ",\n]\n"


WHOLE = """mended = Architecture("Microblog", zones=zones).add(
    Component("app", "client"),
    Component("balancer", "load_balancer", replicas=3, zone=zones),
    Component("api", "service", replicas=6, servers=1, zone=zones),
    Component("hot_timelines", "cache", zone="c", stores="timeline"),
    Component("timelines", "wide_column", copies=3, servers=2, service_time="5 ms", zone=zones,
              stores="timeline"),
    Component("posts", "sql", copies=2, zone=["a", "c"], stores="post"),
    Component("new_posts", "queue", replicas=2, zone=["a", "b"]),
    Component("fan_out", "worker", replicas=3, zone=zones))
for source, target, call in (("app", "balancer", ""), ("balancer", "api", ""),
                             ("api", "hot_timelines", "read_timeline"), ("api", "timelines", "read_timeline"),
                             ("api", "posts", "create_post"), ("fan_out", "timelines", "")):
    mended = mended.connect(source, target, for_endpoints=call or ())
mended = mended.connect("api", "new_posts", "async", for_endpoints="create_post")
mended = mended.connect("new_posts", "fan_out", "async")
"""

RIGHT = [
    ("reasons in a dictionary", A, 'single_points = {"zone a": "both balancers, both copies of the posts",\n'
     '                 "zone b": "the queue", "new_posts": "one machine, no other way"}\n' + SHARE),
    ("a text with line breaks", A, 'single_points = """\nzone a\nzone b\nnew_posts\n"""\n' + SHARE),
    ("joined by and", A, 'single_points = "zone a, zone b and new_posts"\n' + SHARE),
    ("hyphens", A, 'single_points = ["zone-a", "zone-b", "new-posts"]\n' + SHARE),
    ("a decimal number", A, "from decimal import Decimal\n" + POINTS
     + 'reachable = Decimal("0.999") * (1 - Decimal("0.005") ** 3)'),
    ("the word percent", A, POINTS + 'reachable = "99.9 percent"'),
    ("what is missing, taken away", A, POINTS + "down = 0.001 + 0.999 * 0.005 ** 3\nreachable = 1 - down"),
    ("a number as text", A, POINTS + 'reachable = "0.998999875"'),
    ("remarks in brackets", A, 'single_points = ["zone a (balancer + posts)", "zone b (queue)", "new_posts (1x)"]\n'
     + SHARE),
    ("a machine in each of three zones", B, moved(balancer="replicas=3, zone=zones", posts='zone=["b", "c"]')),
    ("eight services in two zones", B, moved(api='replicas=8, zone=["a", "b"]')),
    ("three queues", B, moved(new_posts="replicas=3, zone=zones")),
    ("a second cache as well", B, moved(hot_timelines='replicas=2, zone=["a", "c"]')),
    ("drawn anew", B, WHOLE),
    ("eight services in three zones", B, moved(api="replicas=8, zone=zones")),
    ("a loop over the changes", B, 'changes = {"balancer": {"zone": ["b", "c"]}, "api": {"replicas": 7},\n'
     '           "posts": {"zone": ["a", "c"]}, "new_posts": {"replicas": 2, "zone": ["a", "b"]}}\n'
     "mended = microblog\nfor name, change in changes.items():\n    mended = mended.replace(name, **change)\n"),
    ("four workers", B, moved(fan_out="replicas=4")),
    ("four copies, three asked", COPIES, "n, r, w = 4, 3, 2"),
    ("five copies, a majority each", COPIES, "n = 5\nmajority = n // 2 + 1\nr = w = majority"),
    ("five copies, four written", COPIES, "n, r, w = 5, 2, 4"),
    ("from a quorum", COPIES, "chosen = Quorum(n=3, r=2, w=2)\nn, r, w = chosen.n, chosen.r, chosen.w"),
    ("texts", COPIES, 'n, r, w = "3", "2", "2"'),
    ("four rules for users", ALERTS, watched(BURNS, SLOW, DEAD, EMPTY)),
    ("one after the other", ALERTS, 'rules = burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back.")\n'
     f"rules = list(rules)\nrules.append({SLOW})\nrules.append({DEAD})\nrules += [{EMPTY}]\n"),
    ("an object and add", ALERTS, 'rules = Alerts(burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll '
     f'back."))\nrules = rules.add({SLOW}, {DEAD}, {EMPTY})\n'),
    ("a ticket for busy processors", ALERTS, watched(BURNS, SLOW, DEAD, EMPTY,
     'AlertRule("Busy", "api", "saturation", "85%", "30 min", severity="ticket", runbook="Order machines.")')),
    ("numbers for times", ALERTS, watched(BURNS,
     'AlertRule("Slow", "balancer", "slow", 0.05, 300, slower_than=0.04, runbook="Look behind.")', DEAD, EMPTY)),
    ("the door and the services", ALERTS, watched(BURNS, SLOW, DEAD, EMPTY,
     'AlertRule("ApiGone", "api", "absent", window="2 min", severity="ticket", runbook="Start it again.")')),
    ("nested lists", ALERTS, 'errors = burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back.")\n'
     f"others = [{SLOW}, {DEAD}, {EMPTY}]\nrules = [errors, others]\n"),
]

WRONG = [
    ("the queue's zone forgotten", A, 'single_points = ["zone a", "new_posts"]\n' + SHARE, ("goes with the zone",)),
    ("zones only", A, 'single_points = ["zone a", "zone b"]\n' + SHARE, ("no other way",)),
    ("boxes only", A, 'single_points = ["new_posts"]\n' + SHARE, ("zone",)),
    ("the cache's zone", A, 'single_points = ["zone a", "zone b", "zone c", "new_posts"]\n' + SHARE,
     ("zone c",)),
    ("the workers as well", A, 'single_points = ["zone a", "zone b", "new_posts", "fan_out"]\n' + SHARE,
     ("fan_out",)),
    ("the balancer named for its zone", A, 'single_points = ["balancer", "zone a", "zone b", "new_posts"]\n' + SHARE,
     ("balancer",)),
    ("the app itself", A, 'single_points = ["app", "zone a", "zone b", "new_posts"]\n' + SHARE, ("app",)),
    ("a box that is not there", A, 'single_points = ["zone a", "zone b", "new_posts", "database"]\n' + SHARE,
     ("database",)),
    ("each copy with a zone of its own", A, POINTS + "reachable = 1 - (1 - 0.999 * 0.995) ** 3",
     ("same zone", "one zone", "zone of its own", "zones")),
    ("two copies", A, POINTS + "reachable = 0.999 * (1 - 0.005 ** 2)", ("three",)),
    ("the chance that all are lost", A, POINTS + "reachable = 0.005 ** 3", ("none", "all three", "at least one")),
    ("the zone as a spare", A, POINTS + "reachable = 1 - 0.001 * 0.005 ** 3", ("zone must be up", "takes")),
    ("the zone three times", A, POINTS + "reachable = 0.999 ** 3", ("three times", "once", "one zone", "zone must")),
    ("a word for a number", A, POINTS + 'reachable = "nearly always"', ("share",)),
    ("nothing moved", B, 'mended = microblog.replace("api", replicas=6)', ("zone a",)),
    ("result thrown away", B, 'mended = microblog\nmended.replace("balancer", zone=zones)\n', ("zone a", "as drawn",
     "not changed", "nothing")),
    ("five services", B, moved(api="replicas=5"), ("api",)),
    ("six services in two zones", B, moved(api='replicas=6, zone=["a", "b"]'), ("api",)),
    ("two queues in one zone", B, moved(new_posts="replicas=2"), ("zone b", "new_posts")),
    ("one queue, two zones", B, moved(new_posts='zone=["b", "c"]'), ("new_posts",)),
    ("three balancers in one zone", B, moved(balancer="replicas=3"), ("balancer",)),
    ("a third copy of the posts", B, moved(posts="copies=3, zone=zones"), ("dollars",)),
    ("faster services instead", B, moved(api='service_time="1 ms"'), ("service_time",)),
    ("a fourth zone", B, moved(posts='zone=["a", "d"]'), ("zone d", "'d'")),
    ("cheaper by decree", B, moved(posts='zone=["a", "b"], cost="$10/month"'), ("cost",)),
    ("another arrow", B, moved() + 'mended = mended.connect("api", "fan_out", "async")\n', ("arrow",)),
    ("one copy of the posts", B, moved(posts='copies=1, zone="a"'), ("one copy",)),
    ("the queue is left out", B, moved(new_posts="") + 'mended = mended.remove("new_posts")\n', ("new_posts",)),
    ("reads and writes ask all", COPIES, "n, r, w = 3, 3, 3", ("reads and writes",)),
    ("acknowledged by one", COPIES, "n, r, w = 3, 3, 1", ("one copy has it",)),
    ("neither meets", COPIES, "n, r, w = 5, 2, 3", ("miss",)),
    ("half and half", COPIES, "n, r, w = 4, 2, 2", ("miss",)),
    ("six copies", COPIES, "n, r, w = 6, 4, 3", ("five",)),
    ("two copies", COPIES, "n, r, w = 2, 1, 2", ("writes",)),
    ("a word", COPIES, 'n, r, w = "all", 2, 2', ("whole number",)),
    ("left empty", COPIES, "n = r = w = None", ("whole number",)),
    ("errors alone", ALERTS, watched(BURNS), ("slow", "traffic", "no errors", "sends no data")),
    ("nothing for slow answers", ALERTS, watched(BURNS, DEAD, EMPTY), ("slow",)),
    ("all tickets", ALERTS, 'rules = [\n    AlertRule("Fails", "balancer", "errors", "1%", "5 min", severity="ticket", '
     'runbook="Roll back."),\n    AlertRule("Slow", "balancer", "slow", "5%", "5 min", slower_than="40 ms", '
     'severity="ticket", runbook="Look."),\n]\n', ("ticket",)),
    ("busy processors page", ALERTS, watched(BURNS, SLOW, DEAD, EMPTY,
     'AlertRule("Busy", "api", "saturation", "70%", "5 min", runbook="Add machines.")'), ("feel",)),
    ("no runbook on one", ALERTS, watched(BURNS, SLOW, DEAD, 'AlertRule("NobodyComes", "balancer", "traffic", 40, '
     '"3 min")'), ("runbook",)),
    ("a single error wakes", ALERTS, watched('AlertRule("AnyError", "balancer", "errors", "0.0001%", "1 min", '
     'runbook="Look at the log.")', SLOW, DEAD, EMPTY), ("AnyError",)),
    ("traffic above instead of below", ALERTS, watched(BURNS, SLOW, DEAD, 'AlertRule("TooMany", "balancer", '
     '"traffic", 660, "5 min", runbook="Add machines.")'), ("below", "TooMany")),
    ("a box of the course", ALERTS, watched(BURNS, 'AlertRule("Slow", "links", "slow", "5%", "5 min", '
     'slower_than="40 ms", runbook="Look behind.")', DEAD, EMPTY), ("links",)),
    ("far too slow", ALERTS, watched(BURNS, 'AlertRule("Slow", "balancer", "slow", "5%", "5 min", slower_than="10 s", '
     'runbook="Look behind.")', DEAD, EMPTY), ("slow",)),
]
