"""The window: PySide6 Widgets over the application in `steppe`."""
