"""Reads answers from what a model or a program wrote, and compares them."""
