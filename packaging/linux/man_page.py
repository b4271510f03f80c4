"""Writes steppe(1) from the command line's own help.

Usage: python packaging/linux/man_page.py VERSION YYYY-MM-DD > steppe.1
"""

from __future__ import annotations

import sys

from command_line import Command, Option, commands

_EXIT_CODES = (
    ("0", "done"),
    ("1", "tried and failed: no answer, a program failed, a check found a wrong line"),
    ("2", "bad usage or bad input"),
    ("3", "something is missing, with the command that gets it"),
    ("4", "a damaged file"),
    ("130", "interrupted"),
)
_VARIABLES = (
    ("STEPPE_MODELS_DIR", "where models are kept"),
    ("STEPPE_CACHE_DIR", "where things are kept that can be made again"),
    ("STEPPE_API_KEY", "the key of a model server"),
)


def page(version: str, date: str) -> str:
    """The page in the man macros."""
    whole, *verbs = commands()
    lines = [
        f'.TH STEPPE 1 "{date}" "Steppe {version}" "User Commands"',
        ".SH NAME",
        "steppe \\- solve maths problems offline, step by step",
        ".SH SYNOPSIS",
        ".B steppe",
        ".br",
        ".B steppe",
        ".I VERB",
        ".RI [ OPTIONS ]",
        ".SH DESCRIPTION",
        _text(whole.description),
        "Without a verb the window opens. Data goes to standard output, progress and messages to standard error.",
        ".SH OPTIONS",
        *_options(whole.options),
    ]
    for command in verbs:
        kind = ".SH" if len(command.words) == 1 else ".SS"
        lines += [
            f'{kind} "{_text(" ".join(("steppe", *command.words)))}"',
            _text(command.description),
            *_synopsis(command),
        ]
        lines += _options(command.options)
    lines += [".SH EXIT STATUS", *(line for code, text in _EXIT_CODES for line in (".TP", f".B {code}", _text(text)))]
    lines += [".SH ENVIRONMENT", *(line for name, text in _VARIABLES for line in (".TP", f".B {name}", _text(text)))]
    lines += [".SH FILES", ".TP", ".I ~/.config/steppe", "settings and own catalogue entries", ".TP"]
    lines += [
        ".I ~/.local/share/steppe",
        "models and the history",
        ".TP",
        ".I ~/.cache/steppe",
        "what can be made again",
    ]
    return "\n".join(lines) + "\n"


def _synopsis(command: Command) -> list[str]:
    arguments = [option.value for option in command.options if not option.names]
    if command.actions:
        arguments.append("ACTION")
    return (
        [".PP", f".B {_text(' '.join(('steppe', *command.words)))}", f".I {_text(' '.join(arguments))}"]
        if arguments
        else []
    )


def _options(options: tuple[Option, ...]) -> list[str]:
    lines = []
    for option in options:
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in option.names)
        value = f"\\fI{_text(option.value)}\\fR" if option.value else ""
        lines += [".TP", " ".join(part for part in (names, value) if part), _text(option.help) or "."]
    return lines


def _text(text: str) -> str:
    """Nothing of a text is taken for a macro or an escape."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("\n", " ")
    return f"\\&{escaped}" if escaped.startswith((".", "\\(aq")) else escaped


if __name__ == "__main__":
    sys.stdout.write(page(*sys.argv[1:3]))
