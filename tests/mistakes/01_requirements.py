"""Answers that learners give in step 1: right ones in odd spellings, wrong ones with the words that must meet them."""

from tests.mistakes import Mistake

A, B, C = "test_a_kinds", "test_b_measured", "test_c_questions"
RIGHT = {
    1: "functional",
    2: "quality",
    3: "out of scope",
    4: "constraint",
    5: "functional",
    6: "not yet",
    7: "quality",
    8: "not yet",
    9: "functional",
    10: "quality",
    11: "not yet",
    12: "out of scope",
}
FAULTS = {6: "vague", 8: "solution", 11: "absolute"}
WISHES = {
    "snappy": 'Quality("snappy", "read_timeline", "latency", at_most="300 ms", percentile=99, environment="peak")',
    "up": 'Quality("up", "all", "availability", at_least="99.9%", window="30 days")',
    "safe": 'Quality("safe", "create_post", "copies", at_least=3)',
    "new": 'Quality("new", "read_timeline", "staleness", at_most="5 s")',
    "evening": "",
}
PEAK = """each = {one.name: one.value for one in case.assumptions}
a_second = each["daily_users"] * (each["timelines_per_user"] + each["posts_per_user"]) / 86_400
evening = Quality("evening", "all", "throughput", at_least=f"{a_second * each['peak_factor']}/s", environment="peak")
"""
PLAN = (
    "Who uses it?",
    "What is out of scope?",
    "How many followers does a user have?",
    "How often do people open their timeline?",
    "How fast must the timeline open?",
    "How much downtime is acceptable?",
    "How soon must a new post appear?",
    "Can we lose data?",
)


def kinds(faults=None, **changes) -> dict:
    made = {**RIGHT, **{int(name[1:]): kind for name, kind in changes.items()}}
    return {"task_a_kinds": f"kinds = {made!r}\nwrong_with = {FAULTS if faults is None else faults!r}\n"}


def wishes(**changes) -> dict:
    made = "".join(f"{name} = {code}\n" for name, code in {**WISHES, **changes}.items() if code)
    return {"task_b_measured": made + ("" if "evening" in changes else PEAK)}


def plan(*questions: str) -> dict:
    return {"task_c_questions": f"questions = {list(questions)!r}\n"}


def instead(place: int, *questions: str) -> dict:
    return plan(*PLAN[:place], *questions, *PLAN[place + 1 :])


def right_kinds(name, code):
    return Mistake(f"right: {name}", {"task_a_kinds": code}, {A: 6})


def right_wish(name, **changes):
    return Mistake(f"right: {name}", wishes(**changes), {B: 5})


def right_plan(name, *questions):
    return Mistake(f"right: {name}", plan(*questions), {C: 6})


SPOKEN = {**RIGHT, 2: "Quality", 7: "non-functional", 10: "NFR", 3: "Out of scope", 12: "excluded", 6: "no requirement"}
MISTAKES = [
    # Right, in other words
    right_kinds("names of the rows", f"kinds = {SPOKEN!r}\nwrong_with = {FAULTS!r}\n"),
    right_kinds("a list in order", f"kinds = {list(RIGHT.values())!r}\nwrong_with = {FAULTS!r}\n"),
    right_kinds("capitals", f"kinds = {{n: k.upper() for n, k in {RIGHT!r}.items()}}\nwrong_with = {FAULTS!r}\n"),
    right_kinds("the fault as the kind", f"kinds = {({**RIGHT, **FAULTS})!r}\nwrong_with = {FAULTS!r}\n"),
    right_kinds("texts as keys", f"kinds = {({str(n): k for n, k in RIGHT.items()})!r}\nwrong_with = {FAULTS!r}\n"),
    right_kinds(
        "whole sentences",
        f"kinds = {RIGHT!r}\nwrong_with = {{6: 'it has no number', 8: 'says how it is built',"
        " 11: 'nobody can build or measure it'}\n",
    ),
    right_kinds(
        "hyphens and blanks",
        "kinds = {!r}\nwrong_with = {!r}\n".format(
            {**RIGHT, 3: "out-of-scope", 12: " out_of_scope ", 6: "Not yet."},
            {6: "Vague", 8: "a solution", 11: "absolutes"},
        ),
    ),
    right_wish(
        "half a second for 95%",
        snappy='Quality("s1", "read_timeline", "latency", at_most=0.5, percentile=95, environment="peak")',
    ),
    right_wish(
        "a strict latency",
        snappy='Quality("quick", "read_timeline", "latency", at_most="100 ms",'
        ' percentile="99.9%", environment="normal", measured_at="client")',
    ),
    right_wish(
        "response time",
        snappy='Quality("quick", "read_timeline", "response time", at_most="1 s", percentile=90, environment="peak")',
    ),
    right_wish(
        "uptime of four nines in a month", up='Quality("up", "all", "uptime", at_least=0.9999, window="30 days")'
    ),
    right_wish("99.5% a year", up='Quality("up", "read_timeline", "availability", at_least="99.5%", window="1 year")'),
    right_wish("durability", safe='Quality("safe", "create_post", "durability", at_least="99.999999999%")'),
    right_wish("no loss at all", safe='Quality("safe", "create_post", "RPO", at_most="0 s")'),
    right_wish("one copy may be lost", safe='Quality("safe", "create_post", "lost_copies", at_least=1)'),
    right_wish("five copies", safe='Quality("safe", "create_post", "replicas", at_least=5)'),
    right_wish("fresh in a second", new='Quality("new", "read_timeline", "freshness", at_most="1 second")'),
    right_wish("fresh in half a minute", new='Quality("new", "read_timeline", "staleness", at_most="30 s")'),
    right_wish("at once", new='Quality("new", "read_timeline", "consistency", at_most="0 s")'),
    right_wish("room for twice the evening", evening='Quality("evening", "all", "throughput", at_least="300 K/s")'),
    right_plan("our plan", *PLAN),
    right_plan(
        "polite",
        "Could you tell me who is going to use it?",
        "What is not part of the system?",
        "How many people follow an account?",
        "How many times a day is the feed read?",
        "What latency do you expect for the timeline?",
        "What availability do you need?",
        "How fresh must a timeline be?",
        "What happens to a post if a machine dies?",
    ),
    right_plan(
        "other scale facts",
        "Who are the users?",
        "Which features are not needed?",
        "How long are posts kept?",
        "How many posts does a user write?",
        "How large is a photo?",
        "How fast must a timeline open?",
        "How often may it be down?",
    ),
    right_plan("small letters", *(each.lower().rstrip("?") for each in PLAN)),
    right_plan(
        "six are enough",
        "Who uses it?",
        "What is left out?",
        "How many followers does a user have?",
        "How uneven is the load?",
        "How fast must a timeline open?",
        "How safe must posts be?",
    ),
    right_plan(
        "qualities first after scope",
        "What is in scope?",
        "Who is it for?",
        "How quickly should the feed load?",
        "How stale may the feed be?",
        "Can we lose data?",
        "How many nines do you need?",
        "How long are posts kept?",
        "How many users are there?",
    ),
    right_plan("loud capitals", *(each.upper() for each in PLAN)),
    Mistake("right: a tuple", {"task_c_questions": f"questions = {PLAN!r}\n"}, {C: 6}),
    right_plan(
        "privacy",
        "Who uses it?",
        "What is left out?",
        "How many posts are written each day?",
        "How many followers does a user have?",
        "What personal data is stored?",
        "What latency do you expect?",
        "How long are posts kept?",
    ),
    right_wish(
        "all at the strict end",
        up='Quality("up", "all", "availability", at_least="99.99%", window="28 days")',
        safe='Quality("safe", "create_post", "copies", at_least=2)',
    ),
    # Wrong: kinds
    Mistake("vague taken for a quality", kinds(n6="quality"), {A: 5.6}, {A: "There is no number."}),
    Mistake("vague taken for functional", kinds(n6="functional"), {A: 5.6}, {A: "Could two people measure it"}),
    Mistake("a product taken for a constraint", kinds(n8="constraint"), {A: 5.6}, {A: "It says how to build it"}),
    Mistake("a product taken for functional", kinds(n8="functional"), {A: 5.6}, {A: "not what is needed"}),
    Mistake("never taken for a quality", kinds(n11="quality"), {A: 5.6}, {A: "'Never' cannot be built"}),
    Mistake("a law taken for a quality", kinds(n4="quality"), {A: 5.6}, {A: "it comes from outside"}),
    Mistake("a law taken for functional", kinds(n4="functional"), {A: 5.6}, {A: "Nobody of the team chose this"}),
    Mistake("freshness taken for functional", kinds(n10="functional"), {A: 5.6}, {A: "It says how soon"}),
    Mistake("availability taken for a constraint", kinds(n7="constraint"), {A: 5.6}, {A: "It says how well"}),
    Mistake("left out taken for a constraint", kinds(n3="constraint"), {A: 5.6}, {A: "decides not to build it"}),
    Mistake(
        "another team's work taken for functional", kinds(n12="functional"), {A: 5.6}, {A: "Somebody else builds it"}
    ),
    Mistake("a deed taken for a quality", kinds(n9="quality"), {A: 5.6}, {A: "An actor does something"}),
    Mistake("one left blank", kinds(n5=""), {A: 5.6}, {A: "Statement 5 has no kind yet"}),
    Mistake(
        "never is called vague", kinds({**FAULTS, 11: "vague"}), {A: 5.333333}, {A: "Statement 11: you said vague"}
    ),
    Mistake(
        "the product is called vague", kinds({**FAULTS, 8: "vague"}), {A: 5.333333}, {A: "Statement 8: you said vague"}
    ),
    Mistake("faults in none", kinds({}), {A: 4}, {A: "you said nothing is wrong with it"}),
    Mistake("faults in all", kinds(dict.fromkeys(RIGHT, "vague")), {A: 4}, {A: "only three are no"}),
    # Wrong: wishes
    Mistake(
        "no percentile",
        wishes(snappy='Quality("s", "read_timeline", "latency", at_most="300 ms")'),
        {B: 4},
        {B: "latency-without-percentile"},
    ),
    Mistake(
        "a percentile without a load",
        wishes(snappy='Quality("s", "read_timeline", "latency", at_most="300 ms", percentile=99)'),
        {B: 4},
        {B: "percentile-without-load"},
    ),
    Mistake(
        "the median alone",
        wishes(snappy='Quality("s", "read_timeline", "latency", at_most="300 ms", percentile=50, environment="peak")'),
        {B: 4},
        {B: "as long as they like"},
    ),
    Mistake(
        "ten seconds",
        wishes(snappy='Quality("s", "read_timeline", "latency", at_most="10 s", percentile=99, environment="peak")'),
        {B: 4},
        {B: "would still complain"},
    ),
    Mistake(
        "one millisecond",
        wishes(snappy='Quality("s", "read_timeline", "latency", at_most="1 ms", percentile=99, environment="peak")'),
        {B: 4},
        {B: "stricter than anybody notices"},
    ),
    Mistake(
        "a hundred percent",
        wishes(up='Quality("up", "all", "availability", at_least="100%", window="30 days")'),
        {B: 4},
        {B: "stricter than anybody notices"},
    ),
    Mistake(
        "no window",
        wishes(up='Quality("up", "all", "availability", at_least="99.9%")'),
        {B: 4},
        {B: "availability-without-window"},
    ),
    Mistake(
        "ninety percent",
        wishes(up='Quality("up", "all", "availability", at_least="90%", window="30 days")'),
        {B: 4},
        {B: "would still complain"},
    ),
    Mistake(
        "one copy",
        wishes(safe='Quality("safe", "create_post", "copies", at_least=1)'),
        {B: 4},
        {B: "would still complain"},
    ),
    Mistake(
        "kept long, but not safe",
        wishes(safe='Quality("safe", "create_post", "retention", at_least="5 years")'),
        {B: 4},
        {B: "You measure retention"},
    ),
    Mistake(
        "latency for freshness",
        wishes(new='Quality("new", "read_timeline", "latency", at_most="5 s", percentile=99, environment="peak")'),
        {B: 4},
        {B: "You measure latency"},
    ),
    Mistake(
        "an hour old",
        wishes(new='Quality("new", "read_timeline", "staleness", at_most="1 h")'),
        {B: 4},
        {B: "would still complain"},
    ),
    Mistake(
        "the average for the evening",
        {"task_b_measured": wishes()["task_b_measured"].replace("* each['peak_factor']", "* 1")},
        {B: 4},
        {B: "average of a day"},
    ),
    Mistake("a sentence for a quality", wishes(snappy='"99% within 300 ms at peak"'), {B: 4}, {B: "not a Quality"}),
    Mistake("no target", wishes(new='Quality("new", "read_timeline", "staleness")'), {B: 4}, {B: "has no target"}),
    # Wrong: plans
    Mistake(
        "nobody asks what is left out",
        instead(1, "How many people use it each day?"),
        {C: 5.25},
        {C: "Nobody asked what is left out"},
    ),
    Mistake("nobody asks who", instead(0, "How long are posts kept?"), {C: 5.25}, {C: "Nobody asked who uses it"}),
    Mistake(
        "a product in place of a question",
        instead(7, "Should we use Redis?"),
        {C: 5},
        {C: "a solution in place of a question"},
    ),
    Mistake("leading", instead(7, "The data must be safe, right?"), {C: 5}, {C: "leading question"}),
    Mistake(
        "a plan that tells all and asks nothing",
        plan("Tell me about the system.", "Could you explain the requirements?"),
        {C: 0},
        {C: "too vague"},
    ),
    Mistake("four questions", plan(*PLAN[:4]), {C: 4.583333}, {C: "Nobody asked how well"}),
    Mistake("small talk", plan("What is your name?", "Do you like tea?"), {C: 0}, {C: "Nothing was learned"}),
    Mistake("nine questions", plan(*PLAN, "How long are posts kept?"), {C: 5}, {C: "You planned 9 questions"}),
    Mistake("asked twice", plan(*PLAN[:7], PLAN[0]), {C: 5}, {C: "asked before"}),
    Mistake(
        "two questions at once",
        instead(7, "How many posts does a user write and how large is a photo?"),
        {C: 5},
        {C: "two questions in one"},
    ),
]
