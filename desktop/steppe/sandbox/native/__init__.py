"""Runs programs in a forked, walled-in Python on Linux: for numpy and scipy, and where WebAssembly takes too long."""
