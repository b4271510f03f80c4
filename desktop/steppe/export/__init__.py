"""Solved problems as documents: one model, written as Markdown, LaTeX, notebook, PDF, plain text and JSON."""
