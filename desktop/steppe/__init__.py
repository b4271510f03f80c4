"""The application without a window: solving, the sandbox, checks and the command line."""

__version__ = "0.1.0"
