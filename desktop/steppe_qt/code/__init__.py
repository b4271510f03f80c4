"""The editor for programs."""
