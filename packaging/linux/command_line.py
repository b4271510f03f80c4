"""The command line as data, read from its own argparse parsers: verbs, actions, options and their help."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from steppe.cli.main import VERBS, build_parser


@dataclass(frozen=True, slots=True)
class Option:
    """One option or argument; `names` is empty for an argument, `value` for a switch."""

    names: tuple[str, ...]
    value: str
    help: str
    choices: tuple[str, ...] = ()

    @property
    def wants_file(self) -> bool:
        """Whether its value is a file or folder."""
        words = {"FILE", "F", "DIR", "FOLDER", "KEY", "SOURCE", "ID|FILE|URL"}
        return self.value in words


@dataclass(frozen=True, slots=True)
class Command:
    """One verb, or one action of a verb; `words` is how it is called, without the program's name."""

    words: tuple[str, ...]
    description: str
    options: tuple[Option, ...]
    actions: tuple[tuple[str, str], ...]


def commands() -> Iterator[Command]:
    """The program itself, then every verb, each followed by its actions."""
    yield _command((), build_parser(None))
    for verb in VERBS:
        parser = _inner(build_parser(verb))[verb]
        yield _command((verb,), parser)
        for action, inner in _inner(parser).items():
            yield _command((verb, action), inner)


def _inner(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _command(words: tuple[str, ...], parser: argparse.ArgumentParser) -> Command:
    options, actions = [], []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            actions = [(each.dest, str(each.help or "")) for each in action._choices_actions]
        elif action.help != argparse.SUPPRESS:
            options.append(_option(action))
    return Command(words, parser.description or "", tuple(options), tuple(actions))


def _option(action: argparse.Action) -> Option:
    value = ""
    if action.nargs != 0:
        told = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
        value = told if isinstance(told, str) else " ".join(told)
    text = (action.help or "").replace("%%", "%")
    choices = tuple(str(choice) for choice in action.choices or ())
    return Option(tuple(action.option_strings), value, text, choices)
