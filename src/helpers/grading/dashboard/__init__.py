"""The class dashboard: one page on how an assignment went. `report` writes it."""

from helpers.grading.dashboard.page import report

__all__ = ["report"]
