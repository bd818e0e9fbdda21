"""Practice: a whole interview against a clock, follow-ups that change a number, and the design judged by its case."""

from helpers.practice.bests import Bests, Result
from helpers.practice.capstone import Capstone
from helpers.practice.case_load import CaseLoad, case_load
from helpers.practice.course_progress import CourseProgress, course_progress
from helpers.practice.errors import PracticeError
from helpers.practice.follow_ups import Effect, FollowUp, effect_of, follow_ups
from helpers.practice.interview import MockInterview
from helpers.practice.judgement import Judgement, judge
from helpers.practice.report import PracticeReport
from helpers.practice.savings import Saving, cheaper
from helpers.practice.splits import SPLITS, STAGES, Split, find_split, splits_table
from helpers.practice.trials import Outcome, outcomes

__all__ = [
    "SPLITS", "STAGES", "Bests", "Capstone", "CaseLoad", "CourseProgress", "Effect", "FollowUp", "Judgement",
    "MockInterview", "Outcome", "PracticeError", "PracticeReport", "Result", "Saving", "Split", "case_load", "cheaper",
    "course_progress", "effect_of", "find_split", "follow_ups", "judge", "outcomes", "splits_table",
]
