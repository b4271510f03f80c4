"""What a problem or program invites to plot: found in its text, computed with a safe evaluator, no Qt."""

from steppe.plots.compute import compute
from steppe.plots.finding import find_plots
from steppe.plots.values import Curve, Marker, MarkerKind, PlotData, PlotRequest, Point

__all__ = ["Curve", "Marker", "MarkerKind", "PlotData", "PlotRequest", "Point", "compute", "find_plots"]
