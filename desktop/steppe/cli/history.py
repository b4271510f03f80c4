"""`steppe history`: list, search, show, tag, note, delete, replay and repair what was solved before."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from steppe.cli import history_export, output
from steppe.cli.numbers import number
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from steppe.history.store import Entry, History

_STATES = {"running": "running", "stopped": "stopped", "failed": "failed", "cut": "cut off"}
_PROBLEM_CHARACTERS = 72


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions and their arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    texts = {
        "list": "what was solved, the newest first",
        "search": "solves in which all words are found: in problem, answer, solution, note or tags",
        "show": "one solve with all that was kept of it",
        "delete": "delete solves for good",
        "tag": "give a solve tags, or take them away",
        "note": "write a note to a solve",
        "star": "mark a solve as a favourite, which no retention deletes",
        "export": "write solves as Markdown, LaTeX, notebook, PDF, plain text or JSON",
        "worksheet": "write many problems as a sheet, with an answer key, the solutions, or without",
        "replay": "solve it again by its receipt and say what differs",
        "repair": "look at every page of the history and save what can be read if it is damaged",
    }
    for name, text in texts.items():
        action = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        action.add_argument("--json", action="store_true", help="JSON, one object a line")
        if name in _ARGUMENTS:
            _ARGUMENTS[name](action)


def _one(action: argparse.ArgumentParser) -> None:
    action.add_argument("id", metavar="ID", type=number, help="a solve's number")


def _listing(action: argparse.ArgumentParser) -> None:
    action.add_argument("--limit", type=number, default=50, metavar="N", help="at most so many (default 50)")
    action.add_argument("--tag", action="append", default=[], metavar="TAG", help="only with this tag")
    action.add_argument("--favourites", action="store_true", help="only favourites")


def _searching(action: argparse.ArgumentParser) -> None:
    action.add_argument("words", nargs="+", metavar="WORD", help='words, or "words in quotes" that stand together')
    _listing(action)


def _deleting(action: argparse.ArgumentParser) -> None:
    action.add_argument("ids", metavar="ID", type=number, nargs="*", help="numbers of solves")
    action.add_argument("--all", action="store_true", help="everything, favourites too")
    action.add_argument("--older-than", type=number, metavar="DAYS", help="what is older and no favourite")


def _tagging(action: argparse.ArgumentParser) -> None:
    _one(action)
    action.add_argument("tags", nargs="*", metavar="TAG", help="the tags that it shall have; none takes all away")


def _noting(action: argparse.ArgumentParser) -> None:
    _one(action)
    action.add_argument("text", metavar="TEXT", help="the note; an empty one takes it away")


def _starring(action: argparse.ArgumentParser) -> None:
    _one(action)
    action.add_argument("--off", action="store_true", help="take the mark away")


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "list": _listing,
    "search": _searching,
    "show": _one,
    "delete": _deleting,
    "tag": _tagging,
    "note": _noting,
    "star": _starring,
    "export": history_export.configure_export,
    "worksheet": history_export.configure_worksheet,
    "replay": _one,
}


def run(options: argparse.Namespace) -> int:
    """Do one action; returns the exit code."""
    from steppe.history.store import History

    actions = {
        "list": _list,
        "search": _list,
        "show": _show,
        "delete": _delete,
        "tag": _tag,
        "note": _note,
        "star": _star,
        "export": history_export.export,
        "worksheet": history_export.worksheet,
        "replay": _replay,
        "repair": _repair,
    }
    with History.open(tell=output.note) as history:
        return actions[options.action](history, options)


def _list(history: History, options: argparse.Namespace) -> int:
    if options.limit < 1:
        raise BadInputError(f"--limit {options.limit} is too small.", "Give at least 1.")
    words = " ".join(getattr(options, "words", ()))
    entries = history.entries(words, tags=options.tag, favourites=options.favourites, limit=options.limit)
    for entry in entries:
        if options.json:
            output.emit_json(entry_to_json(entry))
        else:
            _print_entry(entry)
    if not entries and not options.json:
        output.note("Nothing was found." if words or options.tag or options.favourites else "Nothing is kept yet.")
    return 0


def _print_entry(entry: Entry) -> None:
    from steppe.sandbox.visible import visible

    lines = visible(entry.problem).split("\n")
    problem = lines[0] + (" ..." if len(lines) > 1 else "")
    if len(problem) > _PROBLEM_CHARACTERS:
        problem = problem[: _PROBLEM_CHARACTERS - 3].rstrip() + "..."
    mark = "*" if entry.is_favourite else " "
    when = entry.started.astimezone().strftime("%Y-%m-%d %H:%M")
    answer = _STATES.get(entry.state) or visible(entry.answer or "no answer").split("\n")[0][:40]
    tags = "".join(f" #{tag}" for tag in entry.tags)
    output.line(f"{entry.id:>5}{mark} {when}  {problem}  -> {answer}{tags}")


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """An entry as it stands in `--json`."""
    return {
        "id": entry.id,
        "started": entry.started.isoformat(timespec="seconds"),
        "state": entry.state,
        "problem": entry.problem,
        "answer": entry.answer,
        "agreement": entry.agreement,
        "confidence": entry.confidence,
        "mode": entry.mode,
        "model": entry.model,
        "seconds": round(entry.seconds, 3),
        "favourite": entry.is_favourite,
        "note": entry.note,
        "tags": list(entry.tags),
    }


def _show(history: History, options: argparse.Namespace) -> int:
    from steppe.cli.show_solve import Printer
    from steppe.sandbox.visible import visible

    stored = history.solve(options.id)
    if options.json:
        output.emit_json(
            entry_to_json(stored.entry)
            | {
                "choices": list(stored.choices),
                "failure": stored.failure,
                "receipt": stored.receipt,
                "events": [event.to_json() for event in stored.events],
            }
        )
        return 0
    output.line(visible(stored.entry.problem))
    for letter, choice in zip("ABCDEFGHIJ", stored.choices, strict=False):
        output.line(f"  {letter}. {visible(choice)}")
    output.line()
    printer = Printer(as_json=False)
    for event in stored.events:
        printer.show(event)
    printer.close()
    if stored.entry.state != "done":
        output.note(f"This solve was {_STATES.get(stored.entry.state, stored.entry.state)}. {stored.failure}".rstrip())
    if stored.entry.note:
        output.line(f"Note: {visible(stored.entry.note)}")
    return 0


def _delete(history: History, options: argparse.Namespace) -> int:
    if sum((bool(options.ids), options.all, options.older_than is not None)) != 1:
        raise BadInputError("It is not said what to delete.", "Give numbers, or --older-than DAYS, or --all.")
    if options.older_than is not None:
        if options.older_than < 1:
            raise BadInputError("--older-than needs at least 1 day.", "To delete everything, say --all.")
        deleted = history.forget_older_than(options.older_than)
    else:
        numbers = [entry.id for entry in history.entries(limit=1 << 31)] if options.all else options.ids
        for number in options.ids:
            history.solve(number)  # a wrong number is said before anything is deleted
        deleted = history.delete(numbers)
    if options.json:
        output.emit_json({"event": "done", "deleted": deleted})
    else:
        output.line(f"{deleted} deleted.")
    return 0


def _tag(history: History, options: argparse.Namespace) -> int:
    history.set_tags(options.id, options.tags)
    return _changed(history, options)


def _note(history: History, options: argparse.Namespace) -> int:
    history.set_note(options.id, options.text)
    return _changed(history, options)


def _star(history: History, options: argparse.Namespace) -> int:
    history.set_favourite(options.id, not options.off)
    return _changed(history, options)


def _changed(history: History, options: argparse.Namespace) -> int:
    entry = history.solve(options.id).entry
    if options.json:
        output.emit_json(entry_to_json(entry))
    else:
        _print_entry(entry)
    return 0


def _replay(history: History, options: argparse.Namespace) -> int:
    from steppe.history.replay import replay

    result = replay(history.solve(options.id), on_note=output.note)
    if options.json:
        output.emit_json(result.to_json())
    else:
        for line in result.lines:
            output.line(line)
    return 0 if result.is_equal else 1


def _repair(history: History, options: argparse.Namespace) -> int:
    sentence = history.repair()
    if options.json:
        output.emit_json({"event": "done", "message": sentence})
    else:
        output.line(sentence)
    return 0
