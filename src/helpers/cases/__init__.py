"""Problem briefs as data files: an instructor adds a case by writing one YAML file, without touching code.

The course works `url_shortener`, half-fills `pastebin`, and grades on `microblog`. Answers are not kept here.
"""

from helpers.cases.loading import CaseError, list_cases, load_case
from helpers.cases.model import Assumption, Case, Fact, Failure, Flow

__all__ = ["Assumption", "Case", "CaseError", "Fact", "Failure", "Flow", "list_cases", "load_case"]
