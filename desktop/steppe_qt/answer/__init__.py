"""Where a solution is shown: the answer card, the prose, the program with its output, plots."""
