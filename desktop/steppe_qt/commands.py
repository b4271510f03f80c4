"""What the keyboard can do: every shortcut, once, for the actions of the window and for the page of help."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Command:
    """A shortcut; `is_global` is one of the window's own, the others belong to the part that has the focus."""

    name: str
    keys: str
    text: str
    is_global: bool = True


def commands() -> tuple[Command, ...]:
    """All of them, in the order of the page of help."""
    return (
        Command("solve", "Ctrl+Return", translate("Commands", "Solve the problem")),
        Command("stop", "Esc", translate("Commands", "Stop solving")),
        Command("again", "Ctrl+Shift+Return", translate("Commands", "Another try at the same problem")),
        Command("new", "Ctrl+N", translate("Commands", "New problem")),
        Command("open", "Ctrl+O", translate("Commands", "Open a text file")),
        Command("batch", "Ctrl+B", translate("Commands", "Solve a file of problems")),
        Command("keypad", "Ctrl+K", translate("Commands", "Show or hide the keypad")),
        Command("run", "Ctrl+R", translate("Commands", "Run the program again")),
        Command("export", "Ctrl+E", translate("Commands", "Save the solution as a file")),
        Command("print", "Ctrl+P", translate("Commands", "Print the solution")),
        Command("problem", "Ctrl+1", translate("Commands", "Go to the problem")),
        Command("answer", "Ctrl+2", translate("Commands", "Go to the answer")),
        Command("reasoning", "Ctrl+3", translate("Commands", "Go to the reasoning")),
        Command("program", "Ctrl+4", translate("Commands", "Go to the program")),
        Command("history", "Ctrl+H", translate("Commands", "Show or hide earlier problems")),
        Command("work", "Ctrl+D", translate("Commands", "Check my work")),
        Command("models", "Ctrl+M", translate("Commands", "Models")),
        Command("settings", "Ctrl+,", translate("Commands", "Settings")),
        Command("help", "F1", translate("Commands", "Keyboard and help")),
        Command("quit", "Ctrl+Q", translate("Commands", "Close Steppe")),
        Command("", "Up", translate("Commands", "Earlier problems, in the problem's first line"), is_global=False),
        Command("", "Tab", translate("Commands", "Go on to the next part of the window"), is_global=False),
        Command("", "Shift+Return", translate("Commands", "Run the program, inside it"), is_global=False),
    )
