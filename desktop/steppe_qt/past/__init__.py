"""What was solved before, at the side of the window: a searchable list, reopened as it was."""
