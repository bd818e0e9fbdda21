"""The class dashboard: one page on how an assignment went. `report` writes it."""

from kit.classroom.dashboard.page import report

__all__ = ["report"]
