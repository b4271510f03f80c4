"""Strategies that solve a problem and tell of it in one stream of typed events."""
