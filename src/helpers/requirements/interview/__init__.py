"""An interview on a case: free questions, answers in role, a clock, and a report of what each fact was worth."""

from helpers.requirements.interview.interviewer import Interviewer, Reply
from helpers.requirements.interview.manners import MISTAKES
from helpers.requirements.interview.report import Report

__all__ = ["MISTAKES", "Interviewer", "Reply", "Report"]
