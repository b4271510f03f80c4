"""Sentences of the application below the window that people meet in it; {1}, {2} stand for what is filled in there."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for lupdate, which knows this name; Qt's own function is not typed."""
    return text


SENTENCES: tuple[str, ...] = (
    # problems
    QT_TRANSLATE_NOOP("core", "The problem is empty."),
    QT_TRANSLATE_NOOP("core", "The problem holds binary data."),
    QT_TRANSLATE_NOOP("core", "Give plain text in UTF-8."),
    QT_TRANSLATE_NOOP("core", "Give a text file in UTF-8."),
    QT_TRANSLATE_NOOP("core", "The problem is too long: {1} characters, and at most {2} can be solved."),
    QT_TRANSLATE_NOOP("core", "Give one problem at a time, without the text around it."),
    QT_TRANSLATE_NOOP("core", "A problem with choices needs 2 to {1} of them, not {2}."),
    QT_TRANSLATE_NOOP("core", "One of the choices is empty."),
    QT_TRANSLATE_NOOP("core", "Give every choice a text."),
    QT_TRANSLATE_NOOP("core", "There is no file {1}."),
    QT_TRANSLATE_NOOP("core", "The problem is too long for this model: {1} tokens, and its context holds {2}."),
    QT_TRANSLATE_NOOP(
        "core",
        "The program printed {1}, which is none of the choices; the model was asked for the closest and named {2}.",
    ),
    # the engine
    QT_TRANSLATE_NOOP("core", "The engine was killed, most likely because memory ran out."),
    QT_TRANSLATE_NOOP("core", "The engine crashed ({1})."),
    QT_TRANSLATE_NOOP("core", "The engine ended unexpectedly (exit code {1}{2})."),
    QT_TRANSLATE_NOOP("core", "The engine was closed."),
    QT_TRANSLATE_NOOP("core", "Start it again."),
    QT_TRANSLATE_NOOP("core", "There is not enough memory to load {1}."),
    # programs
    QT_TRANSLATE_NOOP("core", "The program ran to its end."),
    QT_TRANSLATE_NOOP("core", "The program printed nothing."),
    QT_TRANSLATE_NOOP("core", "The program was not run."),
    QT_TRANSLATE_NOOP("core", "The program stopped with an error: {1}{2}."),
    QT_TRANSLATE_NOOP("core", "The program is longer than {1} KB."),
    QT_TRANSLATE_NOOP("core", "The program broke the interpreter it ran in and was stopped; nothing else was harmed."),
    QT_TRANSLATE_NOOP("core", "The sandbox stopped unexpectedly while the program ran; it is being started again."),
    QT_TRANSLATE_NOOP("core", "The sandbox is closed."),
    QT_TRANSLATE_NOOP("core", "The sandbox helper stopped {1} times within a minute."),
    QT_TRANSLATE_NOOP("core", "The sandbox helper cannot be started: {1}."),
    # models
    QT_TRANSLATE_NOOP("core", "The disk of {1} has {2} free, and {3} are needed."),
    QT_TRANSLATE_NOOP("core", "The disk is full: {1} could not be written."),
    QT_TRANSLATE_NOOP("core", "Make room, then run the same command again; it resumes."),
    QT_TRANSLATE_NOOP("core", "Make room, or set STEPPE_MODELS_DIR to a folder on a larger disk."),
    QT_TRANSLATE_NOOP("core", "The transfer from {1} was cut after {2}: {3}."),
    QT_TRANSLATE_NOOP("core", "Run the same command again; it resumes where it stopped."),
    QT_TRANSLATE_NOOP("core", "Check the network connection."),
    QT_TRANSLATE_NOOP("core", "The model {1} is not on this machine yet."),
    QT_TRANSLATE_NOOP("core", "The model {1} is not on this machine."),
    QT_TRANSLATE_NOOP("core", "There is no model called {1}."),
    QT_TRANSLATE_NOOP("core", "The model file {1} is gone."),
    QT_TRANSLATE_NOOP("core", "The model file {1} was written to since it was stored."),
    QT_TRANSLATE_NOOP("core", "The model file {1} is damaged: its SHA-256 is {2}, not {3}."),
    QT_TRANSLATE_NOOP("core", "The record {1} is damaged."),
    QT_TRANSLATE_NOOP("core", "Another process is at work on {1}; waiting for it to finish."),
    QT_TRANSLATE_NOOP("core", "It is fetched again."),
    QT_TRANSLATE_NOOP("core", "Another file is installed as {1}."),
    QT_TRANSLATE_NOOP("core", "What came as {1} is not a whole GGUF file; it was removed."),
    QT_TRANSLATE_NOOP("core", "The file {1} is not a GGUF file."),
    QT_TRANSLATE_NOOP("core", "Steppe needs a model in GGUF format."),
    QT_TRANSLATE_NOOP("core", "The file {1} cannot be read: {2}."),
    QT_TRANSLATE_NOOP("core", "The file {1} is cut short: it has {2} of {3} bytes."),
    QT_TRANSLATE_NOOP("core", "The file {1} is cut short: it ends within its own header."),
    QT_TRANSLATE_NOOP("core", "Get the file again."),
    QT_TRANSLATE_NOOP("core", "The header of {1} is damaged: {2}."),
    QT_TRANSLATE_NOOP("core", "The folder {1} cannot be made: {2}."),
    # settings
    QT_TRANSLATE_NOOP("core", "In {1}, {2} is no setting; it is ignored."),
    QT_TRANSLATE_NOOP("core", "In {1}, {2} must be {3}, not {4}; the default is used."),
    QT_TRANSLATE_NOOP("core", "The environment variable {1} is no setting; it is ignored."),
    QT_TRANSLATE_NOOP("core", "The environment variable {1} must be {2}, not {3}; it is ignored."),
    QT_TRANSLATE_NOOP("core", "The settings file {1} is not valid TOML ({2}); it is not used."),
    QT_TRANSLATE_NOOP("core", "The settings file {1} is not plain text; it is not used."),
    QT_TRANSLATE_NOOP("core", "The settings file {1} cannot be read ({2}); it is not used."),
    QT_TRANSLATE_NOOP("core", "The settings file was damaged and is kept as {1}; a new one was begun."),
    QT_TRANSLATE_NOOP("core", "The settings file {1} cannot be written: {2}."),
    QT_TRANSLATE_NOOP("core", "The change holds until Steppe ends. Make the place writable to keep it."),
    # history
    QT_TRANSLATE_NOOP("core", "The history cannot be kept in {1}: {2}."),
    QT_TRANSLATE_NOOP("core", "Make that folder writable, or set STEPPE_DATA_DIR to one that is."),
    QT_TRANSLATE_NOOP("core", "The history was damaged. {1} found again{2}. The damaged file is kept as {3}."),
    QT_TRANSLATE_NOOP("core", "The history {1} cannot grow: the disk is full."),
    QT_TRANSLATE_NOOP("core", "The history {1} cannot be written: the disk is full or does not answer."),
    QT_TRANSLATE_NOOP("core", "The history {1} may not be written."),
    QT_TRANSLATE_NOOP("core", "The history {1} is busy."),
    QT_TRANSLATE_NOOP("core", "The history {1} was written by a later version of Steppe."),
    QT_TRANSLATE_NOOP("core", "The history {1} can be read and not changed: its folder may not be written."),
    QT_TRANSLATE_NOOP("core", "Make room on the disk."),
    QT_TRANSLATE_NOOP("core", "There is no solve {1} in the history."),
)
