"""Measurements that anyone can rerun: ours and a peer's side by side in one run, given as ratios."""
