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


BURN = 'burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back.")'
SLOW = ('AlertRule("Slow", "balancer", "slow", "5%", "5 min", "1 min", slower_than="40 ms", runbook="Look behind it.")')
ABSENT = 'AlertRule("Silent", "balancer", "absent", window="2 min", runbook="Is it there?")'
FEW = 'AlertRule("Nobody", "balancer", "traffic", 30, window="2 min", runbook="Try the way in.")'


def rules(*each):
    return {"task_c_alerts": f"rules = [{', '.join(each)}]"}


MISTAKES = [
    # Task A
    Mistake("everything that looks lonely", points('["hot_timelines", "new_posts", "zone a", "zone b", "zone c"]'),
            {A: 3}, {A: "hot_timelines: no single point of failure"}),
]
