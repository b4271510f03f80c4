"""The kiosk: the same page for strangers, with no way out of it and nothing kept."""
