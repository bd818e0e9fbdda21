"""Problem briefs as data files: an instructor adds a case by writing one YAML file, without touching code.

The course works `url_shortener`, half-fills `pastebin`, and grades on `microblog`; the capstone has a choice of
four others. Answers are not kept here. Where a class wants it, each student gets numbers of their
own for a case that has variants.
"""

from helpers.cases.case_files import list_cases, load_case
from helpers.cases.errors import CaseError
from helpers.cases.facts import STAGES, Fact, Result
from helpers.cases.model import Case, Failure, Flow, TypicalAssumption
from helpers.cases.trials import Trial
from helpers.cases.variant_source import VariantError, current_variant, set_variant
from helpers.cases.variants import Variants

__all__ = [
           "STAGES",
           "Case",
           "CaseError",
           "Fact",
           "Failure",
           "Flow",
           "Result",
           "Trial",
           "TypicalAssumption",
           "VariantError",
           "Variants",
           "current_variant",
           "list_cases",
           "load_case",
           "set_variant",
]
