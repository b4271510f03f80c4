"""Check my work: a learner's own derivation, checked line by line without giving the answer away."""
