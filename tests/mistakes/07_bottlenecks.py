"""Wrong answers that learners give in step 7, what each must score, and the words that must meet it."""

from tests.mistakes import Mistake

A, B, COPIES, ALERTS = "test_a_points", "test_b_mended", "test_c_copies", "test_c_alerts"


def points(names='["new_posts", "zone a", "zone b"]', reachable="0.999 * (1 - 0.005 ** 3)"):
    return {"task_a_points": f"single_points = {names}\nreachable = {reachable}"}


SPREAD = '''mended = (microblog.replace("balancer", zone=["a", "b"]).replace("posts", zone=["a", "b"])
          .replace("new_posts", replicas=2, zone=["b", "c"]).replace("api", replicas=6))
'''


def mended(more="", start=SPREAD):
    return {"task_b_mended": f"{start}{f'mended = mended{more}' if more else ''}"}


def copies(n, r, w):
    return {"task_c_copies": f"n, r, w = {n}, {r}, {w}"}


BURN = '*burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back.")'
SLOW = 'AlertRule("Slow", "balancer", "slow", "5%", "5 min", "1 min", slower_than="40 ms", runbook="Look behind it.")'
ABSENT = 'AlertRule("Silent", "balancer", "absent", window="2 min", runbook="Is it there?")'
FEW = 'AlertRule("Nobody", "balancer", "traffic", 30, window="2 min", runbook="Try the way in.")'
BUSY = 'AlertRule("Busy", "api", "saturation", "80%", "5 min", runbook="Add machines.")'


def rules(*each, given=""):
    return {"task_c_alerts": given or f"rules = [{', '.join(each)}]"}


MISTAKES = [
    # Task A
    Mistake("one machine is enough to be a single point", points('["hot_timelines", "new_posts", "zone a", "zone b"]'),
            {A: 3}, {A: "hot_timelines: no single point of failure"}),
    Mistake("every zone is one", points('["new_posts", "zone a", "zone b", "zone c"]'), {A: 3},
            {A: "zone c: no single"}),
    Mistake("boxes alone, no zones", points('["new_posts"]'), {A: 2}, {A: "Two machines, or two copies, in one zone"}),
    Mistake("the zones alone", points('["zone a", "zone b"]'), {A: 3.333333},
            {A: "A box with one machine, and no other way"}),
    Mistake("the zone of the queue forgotten", points('["new_posts", "zone a"]'), {A: 3.333333},
            {A: "What stands alone in a zone goes with the zone"}),
    Mistake("two balancers taken for one", points('["balancer", "new_posts", "zone a", "zone b"]'), {A: 3},
            {A: "balancer: no single point of failure, as it has 2 machines"}),
    Mistake("the stores, since data is dear", points('["posts", "timelines"]'), {A: 1}, {A: "3 missing"}),
    Mistake("nothing, for there are copies", points("[]"), {A: 1}, {A: "single_points is empty"}),
    Mistake("a name that is not there", points('["database"]'), {A: 1}, {A: "There is no box or zone 'database'"}),
    Mistake("a zone that is not there", points('["new_posts", "zone d"]'), {A: 1},
            {A: "There is no box or zone 'zone d'"}),
    Mistake("a number for a list", points("3"), {A: 1}, {A: "Give a list of names"}),
    Mistake("the zone forgotten", points(reachable="1 - 0.005 ** 3"), {A: 3}, {A: "when nothing takes them together"}),
    Mistake("all three needed", points(reachable="0.995 ** 3"), {A: 3}, {A: "One is enough"}),
    Mistake("all three needed, and the zone", points(reachable="0.999 * 0.995 ** 3"), {A: 3}, {A: "One is enough"}),
    Mistake("one copy in the zone", points(reachable="0.999 * 0.995"), {A: 3}, {A: "That is one copy in the zone"}),
    Mistake("a guess", points(reachable="0.9"), {A: 3}, {A: "The zone must be up, and at least one of three copies"}),
    Mistake("words for a share", points(reachable="'often'"), {A: 3}, {A: "Give a share"}),
    Mistake("another sound answer: percent as text", points(reachable="'99.9%'"), {A: 4}),
    Mistake("another sound answer: percent as a number", points(reachable="99.9"), {A: 4}),
    Mistake("another sound answer: other spellings", points('("New Posts", "a", "zone:b")'), {A: 4}),
    Mistake("another sound answer: from the drawing itself",
            points('microblog.single_points_of_failure(evening.mix, of=("component", "zone"))'), {A: 4}),
    # Task B
    Mistake("as it was drawn", mended(start="mended = microblog\n"), {B: 0}, {B: "is a single point of failure"}),
    Mistake("a second queue in the same zone", mended('.replace("new_posts", replicas=2, zone="b")'), {B: 1},
            {B: "All machines of new_posts stand there"}),
    Mistake("balancers still in one zone", mended('.replace("balancer", zone="a")'), {B: 1},
            {B: "All machines of balancer stand there"}),
    Mistake("n + 1 services, and no zone to spare", mended('.replace("api", replicas=5)'), {B: 3},
            {B: "api gets more than what is left of it can do"}),
    Mistake("six services in two zones", mended('.replace("api", replicas=6, zone=["a", "b"])'), {B: 3},
            {B: "api gets more than what is left of it can do"}),
    Mistake("three of everything", mended('.replace("posts", copies=3, zone=zones)'), {B: 4}, {B: "4,300 are there"}),
    Mistake("faster services in place of more", mended('.replace("api", replicas=4, servers=4)'), {B: 0},
            {B: "api.servers was 1 and is 4"}),
    Mistake("without the queue", mended('.remove("new_posts")'), {B: 0}, {B: "new_posts is gone"}),
    Mistake("cheaper machines", mended('.replace("timelines", cost="$10/month")'), {B: 0}, {B: "timelines.cost was"}),
    Mistake("a cache that always hits", mended('.replace("hot_timelines", hit_rate=1.0)'), {B: 0},
            {B: "hot_timelines.hit_rate"}),
    Mistake("one copy of the posts", mended('.replace("posts", copies=1)'), {B: 0}, {B: "posts keeps one copy"}),
    Mistake("no zones at all", mended('.replace("api", zone=[])'), {B: 0}, {B: "api stands in no zone"}),
    Mistake("a zone of one's own", mended('.replace("api", zone=["a", "b", "d"])'), {B: 0}, {B: "There is no zone d"}),
    Mistake("a list for a drawing", mended(start="mended = ['api']\n"), {B: 0}, {B: "Give a drawing"}),
    Mistake("another sound answer: eight services in two zones",
            mended('.replace("api", replicas=8, zone=["a", "b"])'), {B: 5}),
    Mistake("another sound answer: all zones, seven services",
            mended('.replace("api", replicas=7).replace("balancer", zone=zones).replace("posts", zone=["c", "b"])'),
            {B: 5}),
    Mistake("another sound answer: two copies of the timelines pay for a third of the posts",
            mended('.replace("timelines", copies=2, zone=["a", "b"]).replace("posts", copies=3, zone=zones)'), {B: 5}),
    Mistake("a copy of the store stands where its cache does",
            mended('.replace("timelines", copies=2, zone=["a", "c"]).replace("posts", copies=3, zone=zones)'), {B: 3},
            {B: "timelines gets more than what is left of it can do"}),
    # Task C, the copies
    Mistake("acknowledged by one", copies(3, 3, 1), {COPIES: 2}, {COPIES: "acknowledged while one copy has it"}),
    Mistake("all must have it", copies(3, 1, 3), {COPIES: 2}, {COPIES: "With one machine lost writes wait"}),
    Mistake("fast and forgetful", copies(3, 1, 1), {COPIES: 1}, {COPIES: "67% of the readers may miss it"}),
    Mistake("no overlap", copies(4, 2, 2), {COPIES: 2}, {COPIES: "A reader asks 2 of 4"}),
    Mistake("two copies", copies(2, 1, 2), {COPIES: 1}, {COPIES: "5.1e-07 of the years"}),
    Mistake("one copy", copies(1, 1, 1), {COPIES: 1}, {COPIES: "With n=1 a post"}),
    Mistake("a crowd", copies(9, 5, 5), {COPIES: 0}, {COPIES: "9 copies are more than five"}),
    Mistake("more answers than copies", copies(3, 4, 2), {COPIES: 0}, {COPIES: "r is 4, and there are 3 copies"}),
    Mistake("nothing chosen", copies(None, None, None), {COPIES: 0}, {COPIES: "n is None"}),
    Mistake("half a copy", copies(3, 2, 1.5), {COPIES: 0}, {COPIES: "w is 1.5"}),
    Mistake("another sound answer: five, three and three", copies(5, 3, 3), {COPIES: 3}),
    Mistake("another sound answer: four, two and three", copies(4, 2, 3), {COPIES: 3}),
    Mistake("another sound answer: whole numbers as text", copies("'3'", "'2'", "2.0"), {COPIES: 3}),
    # Task C, the alerts
    Mistake("no rules", rules(), {ALERTS: 0}, {ALERTS: "There are no rules yet"}),
    Mistake("busy processors page", rules(BUSY), {ALERTS: 0}, {ALERTS: "wakes somebody because a machine is busy"}),
    Mistake("errors alone, with the budget", rules(BURN), {ALERTS: 2}, {ALERTS: "Most often missed"}),
    Mistake("no look at who does not come", rules(BURN, SLOW), {ALERTS: 3}, {ALERTS: "Most often missed"}),
    Mistake("no look at what sends no data", rules(BURN, SLOW, FEW), {ALERTS: 4},
            {ALERTS: "a box is dead and sends no data"}),
    Mistake("no look at what is slow", rules(BURN, ABSENT, FEW), {ALERTS: 4}, {ALERTS: "Most often missed"}),
    Mistake("no runbook", rules(BURN, SLOW, ABSENT, FEW.replace(', runbook="Try the way in."', "")), {ALERTS: 4},
            {ALERTS: "Nobody has no runbook"}),
    Mistake("a hair trigger", rules(BURN, SLOW.replace('"5%", "5 min", "1 min"', '"0.1%", "1 min"'), ABSENT, FEW),
            {ALERTS: 4},
            {ALERTS: "Noisiest: Slow"}),
    Mistake("everything is a ticket", rules(*(each.replace("runbook", 'severity="ticket", runbook')
                                              for each in (SLOW, ABSENT, FEW))), {ALERTS: 0},
            {ALERTS: "Every rule writes a ticket"}),
    Mistake("sound rules, and a page for busy processors", rules(BURN, SLOW, ABSENT, FEW, BUSY), {ALERTS: 4},
            {ALERTS: "Busy wakes somebody"}),
    Mistake("a box that is not there", rules(BURN.replace("balancer", "gateway")), {ALERTS: 0},
            {ALERTS: "there is no such box"}),
    Mistake("text for rules", rules(given='rules = ["page me"]'), {ALERTS: 0}, {ALERTS: "which is no AlertRule"}),
    Mistake("another sound answer: busy processors get a ticket",
            rules(BURN, SLOW, ABSENT, FEW, BUSY.replace("runbook", 'severity="ticket", runbook')), {ALERTS: 5}),
    Mistake("another sound answer: Alerts, and lists in a list",
            rules(given=f"rules = Alerts([{BURN}, {SLOW}, {ABSENT}, {FEW}])"), {ALERTS: 5}),
    Mistake("a threshold on errors so low that it rings before anything is wrong",
            rules('AlertRule("Fails", "balancer", "errors", "0.5%", "15 min", "2 min", runbook="Roll back.")',
                  SLOW, ABSENT, FEW), {ALERTS: 4}, {ALERTS: "Noisiest: Fails"}),
    Mistake("another sound answer: a threshold on errors",
            rules('AlertRule("Fails", "balancer", "errors", "2%", "10 min", runbook="Roll back.")',
                  '*burn_rate_rules("balancer", ErrorBudget("99.9%"), rows=[("ticket", 259200, 0.1)], runbook="Look.")',
                  SLOW, ABSENT, FEW), {ALERTS: 5}),
    Mistake("another sound answer: at the service behind the balancer",
            rules(BURN.replace("balancer", "api"), BURN, SLOW, ABSENT, FEW), {ALERTS: 5}),
]
