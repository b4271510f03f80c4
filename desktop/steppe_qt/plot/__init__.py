"""Plots of functions and data, drawn with Qt's own painter."""
