"""Pictures: pure functions from a value to a plotly figure, in one template that is safe for colour-blind readers."""

from helpers.plots.architecture import utilisation
from helpers.plots.data_model import data_flow, shard_load
from helpers.plots.estimation import (
    calibration_plot,
    certainty,
    compare_estimates,
    growth_over_years,
    reference_years,
    tornado,
)
from helpers.plots.failures import outage
from helpers.plots.interface import traceability
from helpers.plots.partitions import hottest_shards, keys_moved
from helpers.plots.pools import circle, hockey_stick
from helpers.plots.reliability import cascade, dashboard, watched_signal
from helpers.plots.simulation import (
    fullness,
    latency_against_load,
    latency_distribution,
    over_time,
    request_hops,
)
from helpers.plots.template import COLOURS, MARKERS, TEMPLATE, figure
from helpers.plots.tradeoffs import comparison, decision, weight_sensitivity

__all__ = [
    "COLOURS", "MARKERS", "TEMPLATE", "calibration_plot", "cascade", "certainty", "circle", "compare_estimates",
    "comparison", "dashboard", "data_flow", "decision", "figure", "fullness", "growth_over_years", "hockey_stick",
    "hottest_shards", "keys_moved", "latency_against_load", "latency_distribution", "outage", "over_time",
    "reference_years", "request_hops", "shard_load", "tornado", "traceability", "utilisation", "watched_signal",
    "weight_sensitivity",
]
