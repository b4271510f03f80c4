"""Exported documents on paper: laid out with typeset formulas, printed to PDF or by a printer."""
