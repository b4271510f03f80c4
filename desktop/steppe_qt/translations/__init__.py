"""The languages of the window: Qt's .ts files, read as they are, and how a language is put on the application."""
