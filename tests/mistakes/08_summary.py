"""Answers that learners give in step 8, right ones in many styles and wrong ones, and what each must score."""

from tests.mistakes import Mistake

A, B, C = "test_a_together", "test_b_meanings", "test_c_lean"

# --- Task A ----------------------------------------------------------------------------------------------------------

API = 'for name in ("follow", "unfollow"):\n    api = api.change(name, serves=["follow"])\n'
MODEL = 'model = model.put(model["follow"].replace(indexes=[["followed", "follower"]]))\n'
NUMBERS = 'numbers = numbers.derive("timeline_size", "posts_per_timeline * post_size", "KB")\n'
STORES = 'drawing = drawing.replace("home_timelines", stores=["timeline"])\n'
MACHINES = 'drawing = drawing.replace("api", replicas=36)\n'
DECIDED = ('decided = Decisions([each.replace(choice="wide column store", because="hours to add a shard decide") '
           'if each.choice == "SQL database" else each for each in decided])\n')
PLAN = 'plan = plan.replace(alerts=plan.alerts.add(AlertRule("q", "new_posts", "errors", "5%", runbook="look")))\n'
NOTES = 'notes = notes.replace(evidence=[Evidence("data_deleted", "25 days", "assumed", "a nightly job")])\n'
TOGETHER = """together = pieces.replace(requirements=sheet, estimate=numbers, api=api, data_model=model,
                          architecture=drawing, decisions=decided, reliability=plan, notes=notes)
"""
ALL = {"api": API, "model": MODEL, "numbers": NUMBERS, "stores": STORES, "machines": MACHINES, "decided": DECIDED,
       "plan": PLAN, "notes": NOTES}


def together(more: str = "", after: str = "", **parts: str) -> dict:
    """Task A with some mends written in another way, left out (""), or followed by something."""
    return {"task_a_together": "".join({**ALL, **parts}.values()) + more + TOGETHER + after}


SQL = """drawing = drawing.replace("posts", kind="sql", shards=8)
"""
PIECES = """
together = pieces.replace(api=pieces.api.change("follow", serves="follow").change("unfollow", serves="follow"))
together = together.replace(
    data_model=together.data_model.put(together.data_model["follow"].replace(indexes="followed")),
    estimate=together.estimate.derive("timeline_size", "20 * post_size", "KB"))
boxes = together.architecture.replace("home_timelines", stores="timeline").replace("api", replicas=40)
together = together.replace(architecture=boxes, decisions=Decisions([
    each.replace(choice=each.options[0]) for each in together.decisions]))
rule = AlertRule("QueueFails", "new_posts", "errors", 0.05, runbook="restart it")
together = together.replace(reliability=pieces.reliability.replace(alerts=[*pieces.reliability.alerts, rule]))
together = together.replace(notes=together.notes.replace(
    evidence=[Evidence("data_deleted", "25 days", "assumed", "a job")]))
"""

TASK_A = [
    Mistake("right: all eight mends", together(), {A: 5}),
    Mistake("right: everything in one value, step by step", {"task_a_together": PIECES}, {A: 5}),
    Mistake("right: the sheet is brought up to the contract's name",
            together(api="", more="""
from helpers import Functional
sheet = sheet.add(Functional("follow_writer", "reader", "follows a writer", fit="the next posts stand there"))
api = api.change("follow", serves=["follow", "follow_writer"]).change("unfollow", serves=["follow_writer"])
"""), {A: 5}),
    Mistake("right: 33 machines carry the peak, and half as many again survive the zone",
            together(machines='drawing = drawing.replace("api", replicas=48)\n'), {A: 5}),
    Mistake("nothing is mended", {"task_a_together": TOGETHER}, {A: 0}, {A: "Nothing is mended yet"}),
    Mistake("the endpoints still serve another name", together(api=""), {A: 3}, {A: "follow_writer"}),
    Mistake("only one of the two endpoints is mended",
            together(api='api = api.change("follow", serves=["follow"])\n'), {A: 3}, {A: "unfollow"}),
    Mistake("no index for the followers", together(model=""), {A: 3}, {A: "followers_of_author"}),
    Mistake("an index on the wrong end", together(model='model = model.put(model["follow"].replace('
                                                 'indexes=[["follower"]]))\n'), {A: 3},
            {A: "Add an index on followed"}),
    Mistake("photos in every timeline", together(numbers=""), {A: 3}, {A: "bandwidth_out"}),
    Mistake("the wrong advice is taken: timelines are kept five years",
            together(stores="", more='model = model.put(model["timeline"].replace(keep="5 years"))\n'), {A: 3},
            {A: "no box stores it"}),
    Mistake("the entity gets the box's name, too, and the old one stays homeless",
            together(stores='drawing = drawing.replace("home_timelines", stores=["feeds"])\n'), {A: 2},
            {A: "timeline"}),
    Mistake("too few machines", together(machines='drawing = drawing.replace("api", replicas=22)\n'), {A: 3},
            {A: "at the peak"}),
    Mistake("the peak is wished away",
            together(machines='numbers = numbers.what_if(peak_factor=1)\n'), {A: 0}, {A: "peak_factor was 3"}),
    Mistake("the decision is thrown away",
            together(decided='decided = Decisions([each for each in decided if each.choice != "SQL database"])\n'),
            {A: 0}, {A: "The decision 'Which kind of store for posts?' is gone"}),
    Mistake("the decision still says SQL", together(decided=""), {A: 3}, {A: "SQL database"}),
    Mistake("no alert on the queue", together(plan=""), {A: 3}, {A: "nobody is told when it fails"}),
    Mistake("the mistyped evidence", together(notes=""), {A: 3}, {A: "data_deleted"}),
    Mistake("the quality is thrown away with its evidence",
            together(notes='sheet = sheet.remove("data_deleted")\nnotes = notes.replace(evidence=[])\n'), {A: 0},
            {A: "data_deleted is gone from the requirements"}),
    Mistake("the requirement is thrown away with its endpoints",
            together(api='sheet = sheet.remove("follow")\napi = api.remove("follow").remove("unfollow")\n'), {A: 0},
            {A: "follow is gone from the requirements"}),
    Mistake("a promise gets weaker", together(more='sheet = sheet.replace("service_up", at_least="99%")\n'), {A: 0},
            {A: "service_up is weaker than it was"}),
    Mistake("a must-have becomes a could-have",
            together(more='sheet = sheet.replace("follow", priority="could")\n'), {A: 0}, {A: "follow was a must"}),
    Mistake("mended, and not put together", together(after="together = pieces\n"), {A: 0}, {A: "Nothing is mended"}),
    Mistake("no design at all", {"task_a_together": "together = None\n"}, {A: 0}),
    Mistake("a piece is left out", together(after="together = together.replace(notes=None, decisions=None)\n"), {A: 0},
            {A: "There is no decisions any more"}),
]

# --- Task B ----------------------------------------------------------------------------------------------------------

HEAD = "misunderstood, contradiction, mended = {row!r}, {steps!r}, agreed\n"
SHEET = 'mended = mended.replace(requirements=mended.requirements.replace("fresh_timeline", at_most="5 s"))\n'
CACHED = 'mended = mended.replace(api=mended.api.change("read_timeline", cached=None))\n'
WRITE = ('mended = mended.replace(decisions=Decisions([each.replace(choice="on write", because="p99_ms decides") '
         'if each.choice == "on read" else each for each in mended.decisions]))\n')


def meanings(row: object = "fresh_timeline", steps: object = (5, 6), sheet: str = SHEET, cached: str = CACHED,
             write: str = WRITE, more: str = "") -> dict:
    return {"task_b_meanings": HEAD.format(row=row, steps=steps) + sheet + cached + write + more}


TASK_B = [
    Mistake("right: all three are seen", meanings(), {B: 5}),
    Mistake("right: the contract and the decision", meanings(steps=(3, 6)), {B: 5}),
    Mistake("right: in another order, as a list of texts", meanings(steps=["step 6", "step 4"]), {B: 5}),
    Mistake("right: with capitals and a blank", meanings(row="Fresh timeline"), {B: 5}),
    Mistake("right: kept for a second, which fits",
            meanings(cached='mended = mended.replace(api=mended.api.change("read_timeline", cached="1 s"))\n'), {B: 5}),
    Mistake("right: 5000 ms", meanings(sheet=SHEET.replace("5 s", "5000 ms")), {B: 5}),
    Mistake("nothing", {"task_b_meanings": 'misunderstood = ""\ncontradiction = ()\nmended = agreed\n'}, {B: 0},
            {B: "No requirement is named yet"}),
    Mistake("another row, which is right", meanings(row="posts_kept"), {B: 4}, {B: "says what the interviewer said"}),
    Mistake("no row of the sheet", meanings(row="caching"), {B: 4}, {B: "The sheet has no row 'caching'"}),
    Mistake("the deletion is called misunderstood", meanings(row="data_deleted"), {B: 4},
            {B: "says what the interviewer said"}),
    Mistake("the age is in minutes still", meanings(sheet=""), {B: 3}, {B: "Her number has a unit"}),
    Mistake("a stricter number than was said", meanings(sheet=SHEET.replace("5 s", "1 s")), {B: 3},
            {B: "What did the interviewer say?"}),
    Mistake("the row is dropped", meanings(
        sheet='mended = mended.replace(requirements=mended.requirements.remove("fresh_timeline"))\n'), {B: 3},
        {B: "is not in the sheet any more"}),
    Mistake("answers are kept for a minute still", meanings(cached=""), {B: 4}, {B: "staleness of read_timeline"}),
    Mistake("two steps that agree", meanings(steps=(1, 3)), {B: 4}, {B: "both rest on the misunderstanding"}),
    Mistake("two steps that tell the same story", meanings(steps=(4, 5)), {B: 4}, {B: "One of the two is right"}),
    Mistake("one step", meanings(steps=(6,)), {B: 4}, {B: "does not name two steps"}),
    Mistake("a number", meanings(steps=6), {B: 4}, {B: "does not name two steps"}),
    Mistake("the decision stays", meanings(write=""), {B: 4}, {B: "The decision is still on read"}),
    Mistake("the queue is taken out instead", meanings(write="", more=(
        'mended = mended.replace(architecture=mended.architecture.remove("post_queue"))\n')), {B: 2},
        {B: "post_queue is gone from the diagram"}),
    Mistake("another promise is weaker", meanings(
        more='mended = mended.replace(requirements=mended.requirements.replace("three_copies", at_least=1))\n'),
        {B: 2}, {B: "three_copies is weaker"}),
]

# --- Task C ----------------------------------------------------------------------------------------------------------

BALANCER = 'drawing = drawing.replace("balancer", replicas=3, zone=zones)\n'
SERVICES = 'drawing = drawing.replace("api", replicas=36)\n'
DISKS = 'drawing = drawing.replace("posts", shards=2, copies=3)\n'
LINES = 'drawing = drawing.replace("timeline_cache", shards=11, copies=3)\n'
WORKERS = 'drawing = drawing.replace("spreaders", replicas=21)\n'


def lean(more: str = "", after: str = "", **parts: str) -> dict:
    boxes = {"balancer": BALANCER, "services": SERVICES, "disks": DISKS, "lines": LINES, "workers": WORKERS, **parts}
    return {"task_c_lean": "drawing = dear.architecture\n" + "".join(boxes.values()) + more
            + "lean = dear.replace(architecture=drawing)\n" + after}


TASK_C = [
    Mistake("right: cheaper, and every promise kept", lean(), {C: 6}),
    Mistake("right: two balancers, some more services",
            lean(balancer='drawing = drawing.replace("balancer", replicas=2, zone=["a", "b"])\n',
                 services='drawing = drawing.replace("api", replicas=45)\n'), {C: 6}),
    Mistake("right: workers to spare", lean(workers='drawing = drawing.replace("spreaders", replicas=40)\n'), {C: 6}),
    Mistake("nothing is changed", {"task_c_lean": "lean = dear\n"}, {C: 0}, {C: "Nothing is changed yet"}),
    Mistake("everything stays dear", lean(disks='drawing = drawing.replace("posts", shards=5, copies=3)\n'), {C: 5},
            {C: "cost of everything"}),
    Mistake("two copies are cheaper", lean(disks='drawing = drawing.replace("posts", shards=2, copies=2)\n'), {C: 4},
            {C: "copies of create_post at least 3"}),
    Mistake("the balancer alone in its zone", lean(balancer=""), {C: 3}, {C: "balancer"}),
    Mistake("three balancers in one zone", lean(balancer='drawing = drawing.replace("balancer", replicas=3)\n'),
            {C: 4}, {C: "without zone a"}),
    Mistake("services for sunny days alone", lean(services='drawing = drawing.replace("api", replicas=26)\n'), {C: 5},
            {C: "Is it resilient? no"}),
    Mistake("too few services", lean(services=""), {C: 3}, {C: "104%"}),
    Mistake("cheap, and it carries nothing", lean(services='drawing = drawing.replace("api", replicas=3)\n'), {C: 2},
            {C: "does not carry the evening, so what it costs says nothing yet"}),
    Mistake("one shard, disks that are too small", lean(
        disks='drawing = drawing.replace("posts", shards=1, copies=3, stored_gb=27_000)\n'), {C: 4}, {C: "posts"}),
    Mistake("the budget is raised", lean(services="", after=(
        'lean = lean.replace(requirements=lean.requirements.replace("budget", at_most="90000 USD/month"))\n')), {C: 0},
        {C: "budget is weaker than it was"}),
    Mistake("the peak is wished away to save money", lean(
        services="", after='lean = lean.replace(estimate=lean.estimate.what_if(peak_factor=2))\n'), {C: 0},
        {C: "change the diagram alone"}),
    Mistake("no design", {"task_c_lean": "lean = None\n"}, {C: 0}),
]

MISTAKES = [*TASK_A, *TASK_B, *TASK_C]
