"""Measures solving on sets of problems with known answers; resumable, with every item's record kept."""
