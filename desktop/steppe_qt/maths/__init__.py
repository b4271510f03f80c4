"""Formulas on the screen: found in text, typeset off the GUI thread, drawn as vectors, read aloud as words."""
