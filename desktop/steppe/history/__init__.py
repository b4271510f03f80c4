"""Every solve is kept as it streams: searchable, reopened as it was, deleted for good when that is asked for."""
