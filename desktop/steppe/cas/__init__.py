"""Algebra first: a purely symbolic problem is read strictly and answered by sympy in the sandbox, without a model."""
