"""The rules of step 7: id, severity, why each matters, and who said so, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.findings import Finding

if TYPE_CHECKING:
    from pandas import DataFrame

CALCULUS = "Treynor and others, The Calculus of Service Availability, ACM Queue 15(2), 2017"
PROMETHEUS = "Prometheus documentation, Alerting, 2023"
STABILITY = "Static stability using Availability Zones, Amazon Builders' Library, 2019"
SRE_BOOK = "Site Reliability Engineering, Google, 2016"
WORKBOOK = "The Site Reliability Workbook, Google, 2018"
ABD = "Attiya, Bar-Noy, Dolev, Sharing Memory Robustly in Message-Passing Systems, J. ACM 42(1), 1995"
GREENAN = "Greenan, Plank, Wylie, Mean Time to Meaningless, HotStorage 2010"
GIFFORD = "Gifford, Weighted Voting for Replicated Data, SOSP 1979"
PBS = "Bailis and others, Probabilistically Bounded Staleness, VLDB 2012"
RECOVERY = "AWS, Disaster Recovery of Workloads on AWS, 2021"


@dataclass(frozen=True)
class ReliabilityRule:
    """A rule's stable id, its severity, why it matters, and where it comes from."""

    id: str
    severity: str
    why: str
    origin: str

    def found(self, where: str, message: str, fix: str) -> Finding:
        """What this rule has to say about one place, its origin at the end of the message."""
        return Finding(self.id, self.severity, where, f"{message.rstrip('.')} ({self.origin})", fix)


_TABLE = (
    ReliabilityRule("availability-below-target", "error",
                    "A promise that the arithmetic does not carry is broken from the first month on.",
                    f"{SRE_BOOK}, chapter 3"),
    ReliabilityRule("target-without-budget", "error",
                    "At 100% there is no error budget: every change is a breach.", f"{SRE_BOOK}, chapter 3"),
    ReliabilityRule("dependency-below-target", "warning",
                    "A service is no better than what it cannot do without.", CALCULUS),
    ReliabilityRule("dependency-without-extra-nine", "note",
                    "A dependency that is only as good as the promise leaves nothing for one's own failures.",
                    f"{CALCULUS}: the rule of the extra 9"),
    ReliabilityRule("one-cause-dominates", "warning",
                    "More copies of anything else help little while one cause takes most of the downtime.", CALCULUS),
    ReliabilityRule("one-copy", "error", "What is kept once is lost with the first machine that fails.", GREENAN),
    ReliabilityRule("acknowledged-by-one", "warning",
                    "A user was told that it is saved, and one machine can still lose it.", PBS),
    ReliabilityRule("writes-need-all", "warning", "The write that waits for all copies stops with the first.", GIFFORD),
    ReliabilityRule("reads-need-all", "warning", "The read that waits for all copies stops with the first.", GIFFORD),
    ReliabilityRule("no-overlap", "note", "Reads that share no copy with a write may not see it for a while.", PBS),
    ReliabilityRule("overlap-is-not-linearizable", "note",
                    "R + W > N says nothing about writes still on their way, and two readers may disagree.", ABD),
    ReliabilityRule("independence-assumed", "note",
                    "Eleven nines are what is left when nothing is shared; something always is.", GREENAN),
    ReliabilityRule("replica-is-no-backup", "error",
                    "A copy repeats each mistake within moments: only a copy of another time brings back what was "
                    "deleted.", f"{SRE_BOOK}, chapter 26"),
    ReliabilityRule("backup-beside-the-data", "error",
                    "What takes the data takes a backup that lies beside it.", f"{SRE_BOOK}, chapter 26"),
    ReliabilityRule("restore-never-tried", "warning",
                    "Nobody wants backups, people want restores: one that was never tried may not work.",
                    f"{SRE_BOOK}, chapter 26"),
    ReliabilityRule("recovery-point-over-target", "error",
                    "What was written since the last copy is gone for good.", RECOVERY),
    ReliabilityRule("recovery-time-over-target", "error",
                    "Until the data is back, nobody is served.", RECOVERY),
    ReliabilityRule("nothing-left", "error", "What has no copy outside of what was lost does not come back.", RECOVERY),
    ReliabilityRule("overloaded-at-peak", "error", "Above 100% the queue grows as long as the peak lasts.",
                    f"{SRE_BOOK}, chapter 22"),
    ReliabilityRule("no-spare-machine", "warning",
                    "The machines left must carry the peak, or the first failure brings the others down.",
                    f"{SRE_BOOK}, chapter 22"),
    ReliabilityRule("no-spare-zone", "warning", "A zone is lost as a whole, and at the peak, too.", STABILITY),
    ReliabilityRule("loss-takes-down", "error", "What is there once is missing on the day it fails.",
                    f"{SRE_BOOK}, chapter 22"),
    ReliabilityRule("loss-overloads", "warning",
                    "What is left is asked for more than it can do: the failure of a part becomes that of the whole.",
                    f"{SRE_BOOK}, chapter 22"),
    ReliabilityRule("loss-leaves-one-copy", "warning",
                    "Until the copy is made again, the next failure loses the data for good.", GREENAN),
    ReliabilityRule("component-without-alert", "warning", "What nobody watches is reported by users.",
                    f"{SRE_BOOK}, chapter 6"),
    ReliabilityRule("alert-without-component", "error", "An alert on a box that is not there never fires.",
                    f"{SRE_BOOK}, chapter 6"),
    ReliabilityRule("no-alert-on-absence", "note",
                    "Without data no condition holds: a component that is dead altogether silences its own alerts.",
                    PROMETHEUS),
    ReliabilityRule("alert-without-runbook", "warning",
                    "Who is woken needs the first step: with playbooks repairs took about a third of the time.",
                    f"{SRE_BOOK}, chapter 1"),
    ReliabilityRule("cause-paged", "warning", "Symptoms hurt users; causes may not. Page on what users feel.",
                    f"{SRE_BOOK}, chapter 6"),
    ReliabilityRule("burn-below-one", "note", "Below a burn rate of 1 the budget lasts, and somebody is called still.",
                    f"{WORKBOOK}, chapter 5"),
    ReliabilityRule("no-short-window", "warning",
                    "A long window alone keeps firing long after all is well, and hides the next outage.",
                    f"{WORKBOOK}, chapter 5"),
    ReliabilityRule("one-failure-fires", "warning", "Of few requests a single failed one is a large share.",
                    f"{WORKBOOK}, chapter 5, low-traffic services"),
    ReliabilityRule("silent-at-low-traffic", "warning", "A rule that waits for more requests than come never fires.",
                    f"{WORKBOOK}, chapter 5, low-traffic services"),
    ReliabilityRule("threshold-in-the-noise", "warning",
                    "An alert that fires by chance is soon ignored, and with it the one that matters.",
                    f"{WORKBOOK}, chapter 5"),
    ReliabilityRule("outage-not-told", "warning", "Users tell it then, or nobody does.", f"{WORKBOOK}, chapter 5"),
    ReliabilityRule("choice-without-component", "error", "What names no part of the design decides nothing.",
                    f"{SRE_BOOK}, chapter 3"),
    ReliabilityRule("copies-not-drawn", "error",
                    "Cost, load and every simulation go by the drawing: a copy that is only promised carries nothing.",
                    f"{SRE_BOOK}, chapter 22"),
    ReliabilityRule("replicas-not-chosen", "warning",
                    "Somebody's default decides then what is lost and what is read old.", GIFFORD),
    ReliabilityRule("fewer-copies-than-asked", "error", "The requirement is not met on the day it is needed.", GREENAN),
    ReliabilityRule("prediction-differs", "note",
                    "What one did not foresee is what an outage is made of.", f"{SRE_BOOK}, chapter 13"),
    ReliabilityRule("target-without-alert", "warning",
                    "A promise that nobody watches is broken unseen.", f"{WORKBOOK}, chapter 5"),
    ReliabilityRule("budget-larger-than-target", "warning",
                    "An alert on a looser target stays silent while the promise is being broken.",
                    f"{WORKBOOK}, chapter 5"),
)
RULES: dict[str, ReliabilityRule] = {each.id: each for each in _TABLE}


def reliability_rules_table() -> DataFrame:
    """All rules of step 7 as a DataFrame: severity, why each matters, and its origin.

    >>> reliability_rules_table().loc["target-without-budget", "severity"]
    'error'
    """
    from helpers.tables import pandas

    return pandas.DataFrame([{"severity": each.severity, "why it matters": each.why, "origin": each.origin}
                             for each in RULES.values()], index=pandas.Index(RULES, name="rule"))
