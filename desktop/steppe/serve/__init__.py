"""Serves the solver to other programs on this machine, over the chat endpoint that they already know."""
