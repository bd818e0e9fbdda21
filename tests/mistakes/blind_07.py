"""Answers to exercise 7, written from the notebook alone before any was run; each wrong one has one slip to be told.

`RIGHT` holds (name, test, answer) of answers that deserve full marks, `WRONG` (name, test, answer, words): the feedback
must contain one of the words. At the first run, before anything was mended, 34 of 38 right answers got full marks,
59 of 60 wrong ones lost points, and 55 were told their slip. One wording ("none can be reached") was put down later.
"""

A, B, COPIES, ALERTS = "test_a_points", "test_b_mended", "test_c_copies", "test_c_alerts"

POINTS = 'single_points = ["zone a", "zone b", "new_posts"]\n'
SHARE = "reachable = 0.999 * (1 - 0.005 ** 3)\n"
BURNS = '*burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back the last deploy.")'
SLOW = 'AlertRule("Slow", "balancer", "slow", "5%", "5 min", slower_than="40 ms", runbook="Look at the boxes behind.")'
NO_DATA = 'AlertRule("NoData", "balancer", "absent", window="2 min", runbook="Is the balancer there?")'
FEW = 'AlertRule("FewCome", "balancer", "traffic", 33, "5 min", runbook="Try the way in from outside.")'
GOOD = f"[{BURNS}, {SLOW}, {NO_DATA}, {FEW}]"


def spread(**changes: str) -> str:
    """A sound drawing with some boxes changed otherwise; an empty text leaves the box as it was drawn."""
    boxes = {"balancer": 'zone=["a", "b"]', "api": "replicas=6", "posts": 'zone=["b", "c"]',
             "new_posts": 'replicas=2, zone=["a", "c"]'} | changes
    return "mended = microblog" + "".join(f'.replace("{name}", {how})' for name, how in boxes.items() if how) + "\n"


RIGHT = [
    ("list and formula", A, POINTS + SHARE),
    ("tuple and percent", A, 'single_points = ("new_posts", "zone a", "zone b")\nreachable = "99.9%"'),
    ("capital letters", A, 'single_points = ["Zone A", "Zone B", "New_Posts"]\nreachable = 0.9989998751'),
    ("underscores", A, 'single_points = ["zone_a", "zone_b", "new_posts"]\n' + SHARE),
    ("letters for zones", A, 'single_points = ["new_posts", "a", "b"]\nreachable = 0.999'),
    ("one text with commas", A, 'single_points = "new_posts, zone a, zone b"\nreachable = 0.999'),
    ("a set, spaces in names", A, 'single_points = {"new posts", "zone a", "zone b"}\nreachable = 99.9'),
    ("found by code", A, 'single_points = [each.name for each in microblog.single_points_of_failure(\n'
     '    evening.mix, of=("component", "zone"))]\nreachable = round(0.999 * (1 - 0.005 ** 3), 6)'),
    ("the points themselves", A, 'single_points = microblog.single_points_of_failure(evening.mix, '
     'of=("component", "zone"))\n' + SHARE),
    ("a decimal comma", A, POINTS + 'reachable = "99,9 %"'),
    ("a fraction", A, "from fractions import Fraction\n" + POINTS
     + "reachable = Fraction(999, 1000) * (1 - Fraction(5, 1000) ** 3)"),
    ("words around", A, 'single_points = ["zone a", "zone b", "the queue new_posts"]\n' + SHARE),
    ("two zones each", B, spread()),
    ("three zones for all", B, spread(balancer="zone=zones", posts="zone=zones", new_posts="replicas=2, zone=zones")),
    ("a third balancer", B, spread(balancer="replicas=3, zone=zones")),
    ("a seventh service", B, spread(api="replicas=7")),
    ("tuples of zones", B, spread(balancer='zone=("b", "c")', posts='copies=2, zone=("a", "c")')),
    ("in a loop", B, 'mended = microblog.replace("api", replicas=6).replace("new_posts", replicas=2)\n'
     'for name in ("balancer", "posts", "new_posts"):\n    mended = mended.replace(name, zone=zones[:2])'),
    ("two workers", B, spread(fan_out='replicas=2, zone=["a", "b"]')),
    ("a cache elsewhere", B, spread(hot_timelines='zone="b"')),
    ("3, 2, 2", COPIES, "n, r, w = 3, 2, 2"),
    ("five and majority", COPIES, "n = 5\nr = 3\nw = 3"),
    ("four, w two", COPIES, "n, r, w = 4, 3, 2"),
    ("five, w two", COPIES, "n, w, r = 5, 2, 4"),
    ("five, w four", COPIES, "n = 5; w = 4; r = 2  # reads are many"),
    ("texts", COPIES, 'n, r, w = "3", "2", "2"'),
    ("floats", COPIES, "n, r, w = 3.0, 2.0, 2.0"),
    ("worked out", COPIES, "n = 3\nw = n // 2 + 1\nr = n - w + 1"),
    ("from a quorum", COPIES, "chosen = Quorum(3, 2, 2)\nn, r, w = chosen.n, chosen.r, chosen.w"),
    ("the four kinds", ALERTS, f"rules = {GOOD}"),
    ("burn rates as one item", ALERTS, f"rules = [{BURNS[1:]}, {SLOW}, {NO_DATA}, {FEW}]"),
    ("a set of alerts", ALERTS, f"rules = Alerts({GOOD})"),
    ("a ticket for saturation", ALERTS, f'rules = {GOOD} + [AlertRule("Busy", "api", "saturation", "90%", "10 min", '
     'severity="ticket", runbook="Plan for more machines.")]'),
    ("no data of each box", ALERTS, f'rules = {GOOD} + [AlertRule(f"NoData_{{name}}", name, "absent", window="2 min", '
     'runbook="Is it there?")\n    for name in ("api", "timelines", "posts")]'),
    ("a tenth of the traffic", ALERTS, f"rules = {GOOD.replace('33', '0.1 * 660')}"),
    ("names by keyword", ALERTS,
     f'rules = [{BURNS}, {NO_DATA}, {FEW},\n    AlertRule(name="SlowAnswers", component="balancer",'
     ' signal="slow", threshold=0.05, window=300, slower_than=0.05, runbook="Look behind.")]'),
    ("a tuple", ALERTS, f"rules = ({GOOD[1:-1]})"),
    ("built up", ALERTS, f"rules = []\nrules += burn_rate_rules('balancer', ErrorBudget(0.999), runbook='Roll back.')\n"
     f"rules.append({SLOW})\nrules.append({NO_DATA})\nrules.append({FEW})"),
]

WRONG = [
    ("the queue forgotten", A, 'single_points = ["zone a", "zone b"]\n' + SHARE, ["one machine"]),
    ("zone b forgotten", A, 'single_points = ["zone a", "new_posts"]\n' + SHARE, ["stands alone in a zone"]),
    ("zone a forgotten", A, 'single_points = ["zone b", "new_posts"]\n' + SHARE, ["a dark zone takes both"]),
    ("no zones at all", A, 'single_points = ["new_posts"]\n' + SHARE, ["zone"]),
    ("balancer with two machines", A, POINTS + 'single_points += ["balancer"]\n' + SHARE, ["has 2 machines"]),
    ("the cache", A, POINTS + 'single_points += ["hot_timelines"]\n' + SHARE, ["timelines", "another way", "store"]),
    ("the cache's zone", A, POINTS + 'single_points += ["zone c"]\n' + SHARE, ["zone c: no single point"]),
    ("the posts", A, POINTS + 'single_points += ["posts"]\n' + SHARE, ["has 2 machines"]),
    ("everything", A, "single_points = [*microblog.names[1:], *(f'zone {zone}' for zone in zones)]\n" + SHARE,
     ["no single point"]),
    ("nothing", A, "single_points = []\n" + SHARE, ["empty"]),
    ("a name that is not there", A, POINTS + 'single_points += ["database"]\n' + SHARE, ["no box or zone"]),
    ("all three needed", A, POINTS + "reachable = 0.995 ** 3", ["One is enough"]),
    ("all three and the zone", A, POINTS + "reachable = 0.999 * 0.995 ** 3", ["One is enough"]),
    ("zone forgotten", A, POINTS + "reachable = 1 - 0.005 ** 3", ["The zone does"]),
    ("zone as a stand-in", A, POINTS + "reachable = 1 - 0.001 * 0.005 ** 3", ["zone"]),
    ("one copy in the zone", A, POINTS + "reachable = 0.999 * 0.995", ["There are three"]),
    ("how often it is not", A, POINTS + "reachable = 1 - 0.999 * (1 - 0.005 ** 3)", ["none can be reached"]),
    ("the step's zone", A, POINTS + "reachable = 0.9995 * (1 - 0.005 ** 3)", ["99.9%"]),
    ("failures added", A, POINTS + "reachable = 0.999 * (1 - 3 * 0.005)", ["added", "One is enough"]),
    ("api as drawn", B, spread(api=""), ["gets more than"]),
    ("one service more", B, spread(api="replicas=5"), ["gets more than"]),
    ("six in two zones", B, spread(api='replicas=6, zone=["a", "b"]'), ["gets more than"]),
    ("queue twice in one zone", B, spread(new_posts="replicas=2"), ["new_posts stand there"]),
    ("one queue, elsewhere", B, spread(new_posts='zone="c"'), ["one machine", "new_posts stand there"]),
    ("posts left in a", B, spread(posts=""), ["posts stand there"]),
    ("balancers left in a", B, spread(balancer=""), ["balancer stand there"]),
    ("posts moved, not spread", B, spread(posts='zone="c"'), ["posts stand there"]),
    ("three copies of posts", B, spread(posts="copies=3, zone=zones"), ["4,300"]),
    ("faster machines", B, spread(api="replicas=4, service_time='2 ms'"), ["service_time"]),
    ("more servers a machine", B, spread(api="replicas=4, servers=2"), ["servers"]),
    ("a second queue as a box", B,
     spread() + 'mended = mended.add(Component("new_posts_2", "queue", zone="c"))', ["is new"]),
    ("one copy of the timelines", B, spread(timelines='copies=1, zone="a"'), ["one copy"]),
    ("a zone that is not there", B, spread(balancer='zone=["a", "d"]'), ["no zone d"]),
    ("each on the original", B,
     'microblog.replace("balancer", zone=["a", "b"])\nmended = microblog.replace("api", replicas=6)',
     ["stand there"]),
    ("a list", B, spread() + "mended = [mended]", ["Give a drawing"]),
    ("w is one", COPIES, "n, r, w = 3, 1, 1", ["acknowledged while one copy"]),
    ("read all, write one", COPIES, "n, r, w = 3, 3, 1", ["acknowledged while one copy"]),
    ("write all", COPIES, "n, r, w = 3, 1, 3", ["writes wait"]),
    ("read all", COPIES, "n, r, w = 3, 3, 2", ["reads wait"]),
    ("two copies", COPIES, "n, r, w = 2, 1, 2", ["writes wait"]),
    ("no overlap", COPIES, "n, r, w = 3, 1, 2", ["may miss it"]),
    ("half and half", COPIES, "n, r, w = 4, 2, 2", ["may miss it"]),
    ("five, two, two", COPIES, "n, r, w = 5, 2, 2", ["may miss it"]),
    ("too many", COPIES, "n, r, w = 7, 4, 4", ["more than five"]),
    ("more than there are", COPIES, "n, r, w = 3, 2, 4", ["there are 3 copies"]),
    ("one forgotten", COPIES, "n, r = 3, 2\nw = None", ["whole number"]),
    ("one copy", COPIES, "n, r, w = 1, 1, 1", ["one copy", "1 copies"]),
    ("processors only", ALERTS,
     'rules = [AlertRule("Busy", "api", "saturation", "70%", "5 min", runbook="Add machines.")]',
     ["machine is busy"]),
    ("errors only", ALERTS, f"rules = [{BURNS}]", ["hardly anybody can reach", "answers are slow", "sends no data"]),
    ("no rule for traffic", ALERTS,
     f'rules = [AlertRule("Fails", "balancer", "errors", "5%", "5 min", runbook="Roll back."), {SLOW}, {NO_DATA}]',
     ["hardly anybody can reach"]),
    ("no runbooks", ALERTS,
     f"rules = {GOOD}".replace('runbook="Try the way in from outside."', 'runbook=""'), ["FewCome has no runbook"]),
    ("everything a ticket", ALERTS, "from dataclasses import replace\n"
     f"rules = [replace(each, severity='ticket') for each in {GOOD}]", ["Every rule writes a ticket"]),
    ("none", ALERTS, "rules = []", ["no rules yet"]),
    ("at the users' app", ALERTS, 'rules = [AlertRule("Fails", "app", "errors", "1%", "5 min", runbook="Roll back.")]',
     ["app"]),
    ("a box that is not there", ALERTS,
     'rules = [AlertRule("Fails", "load_balancer", "errors", "1%", "5 min", runbook="x")]',
     ["no such box"]),
    ("far too touchy", ALERTS,
     f'rules = {GOOD} + [AlertRule("Touchy", "balancer", "errors", "0.1%", "1 min", runbook="Roll back.")]',
     ["Noisiest: Touchy"]),
    ("half of the evening's traffic", ALERTS, f"rules = {GOOD.replace('33', '330')}", ["Noisiest: FewCome"]),
    ("far too late", ALERTS, 'rules = [AlertRule("Fails", "balancer", "errors", "0.5%", "6 h", runbook="Roll back.")]',
     ["outages are told, not", "Shorter windows"]),
    ("one page for a busy machine", ALERTS, f'rules = {GOOD} + [AlertRule("Busy", "api", "saturation", "80%", "5 min", '
     'runbook="Add machines.")]', ["Busy wakes somebody"]),
    ("words instead of rules", ALERTS, 'rules = ["page when errors are above 1%"]', ["no AlertRule"]),
]
