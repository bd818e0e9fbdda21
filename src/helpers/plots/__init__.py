"""Pictures: pure functions from a value to a plotly figure, in one template that is safe for colour-blind readers."""

from helpers.plots.architecture import utilisation
from helpers.plots.estimation import (
    calibration_plot,
    certainty,
    compare_estimates,
    growth_over_years,
    reference_years,
    tornado,
)
from helpers.plots.template import COLOURS, MARKERS, TEMPLATE, figure

__all__ = ["COLOURS", "MARKERS", "TEMPLATE", "calibration_plot", "certainty", "compare_estimates", "figure",
           "growth_over_years", "reference_years", "tornado", "utilisation"]
