"""Files of problems: read, solved with the engine kept full, and written line by line so that a kill loses nothing."""
