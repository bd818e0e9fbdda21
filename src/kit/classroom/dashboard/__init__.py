"""The class dashboard: `report` writes a page on one assignment, `overview` on all of them or on one student."""

from kit.classroom.dashboard.overview import overview
from kit.classroom.dashboard.page import report

__all__ = ["overview", "report"]
