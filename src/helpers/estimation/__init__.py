"""Step 2, back-of-the-envelope estimation: named assumptions, formulas, ranges, and what depends on what."""

from helpers.estimation.blocks import (
    add_bandwidth,
    add_cache,
    add_cost,
    add_scale,
    add_servers,
    add_storage,
    storage_by_year,
)
from helpers.estimation.errors import EstimateError
from helpers.estimation.interval import Interval
from helpers.estimation.model import Estimate
from helpers.estimation.references import REFERENCES, reference, references_table
from helpers.estimation.scores import Calibration, calibration, log10_distance

__all__ = [
    "REFERENCES", "Calibration", "Estimate", "EstimateError", "Interval", "add_bandwidth", "add_cache", "add_cost",
    "add_scale", "add_servers", "add_storage", "calibration", "log10_distance", "reference", "references_table",
    "storage_by_year",
]
