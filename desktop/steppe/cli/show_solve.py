"""Shows a solve's events on the terminal as they come: prose and program, output, the answer, how it was checked."""

from __future__ import annotations

import os
import sys

from steppe.cli import output
from steppe.cli.show_tally import TallyLines, confidence_sentence
from steppe.sandbox.visible import visible
from steppe.solve.events import (
    AlgebraAnswered,
    EquationChecked,
    Event,
    NoteGiven,
    Path,
    PathAnswered,
    PathStarted,
    ProgramEdited,
    ProgramRan,
    RepairStarted,
    SampleEnded,
    Started,
    StepChecked,
    TallyChanged,
    TextArrived,
    Verdict,
)

_HEADINGS: dict[Path, str] = {"pot": "Program", "cot": "Reasoning", "interleaved": "Reasoning with programs"}
_OUTPUT_LINES = 12
_EQUATION_WORDS = {
    "holds": "holds",
    "close": "holds approximately",
    "fails": "fails",
    "undefined": "is not defined",
    "unchecked": "could not be checked",
}


class Printer:
    """Writes events to standard output: for people, or as JSON Lines.

    Two paths may come at once. For people one is shown as it comes; the other is kept until the first has ended.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._has_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._is_line_open = False
        self._is_waiting = False
        self._shown_path: Path | None = None
        self._kept: dict[Path, list[Event]] = {}
        self._tally = TallyLines(self._styled)

    def waiting(self, model_name: str) -> None:
        """Say on a terminal that the model is loading."""
        if sys.stderr.isatty():
            sys.stderr.write(f"Loading {model_name} ...")
            sys.stderr.flush()
            self._is_waiting = True

    def show(self, event: Event) -> None:
        """Write one event."""
        if self._is_waiting and not isinstance(event, Started):
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._is_waiting = False
        if self._as_json:
            output.emit_json(event.to_json())
            return
        path: Path | None = None if isinstance(event, SampleEnded) else getattr(event, "path", None)
        if path is not None and self._shown_path not in (None, path):
            self._kept.setdefault(path, []).append(event)
            return
        self._shown_path = path or self._shown_path
        self._show_text(event)
        if isinstance(event, PathAnswered):
            self._shown_path = None
            self._show_kept()

    def _show_kept(self) -> None:
        """What the next path has written meanwhile; it is the one shown from here on."""
        while self._kept and self._shown_path is None:
            for event in self._kept.pop(next(iter(self._kept))):
                self.show(event)

    def _show_text(self, event: Event) -> None:
        if isinstance(event, TallyChanged):
            self._end_line()
            self._tally.show(event)
            return
        if not isinstance(event, SampleEnded):
            self._tally.settle()
        heading = _heading_of(event)
        if heading:
            self._heading(heading)
        if isinstance(event, AlgebraAnswered):
            self._algebra(event)
        elif isinstance(event, EquationChecked):
            self._equation(event)
        elif isinstance(event, TextArrived):
            self._write(visible(event.text))
        elif isinstance(event, ProgramRan):
            self._output(event)
        elif isinstance(event, StepChecked) and event.state == "wrong":
            self._end_line()
            self._write(self._styled(f"  wrong: {visible(event.note)}", "31") + "\n")
        elif isinstance(event, NoteGiven):
            self._end_line()
            output.note(f"Note: {event.text}")
        elif isinstance(event, ProgramEdited):
            self._write(visible(event.program).rstrip("\n") + "\n")
            self._output(event)
        elif isinstance(event, Verdict):
            self._verdict(event)

    def close(self) -> None:
        """End an open line, so that what comes next starts on its own."""
        self._tally.settle()
        self._end_line()
        if self._is_waiting:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        if text:
            sys.stdout.write(text)
            sys.stdout.flush()
            self._is_line_open = not text.endswith("\n")

    def _end_line(self) -> None:
        if self._is_line_open:
            self._write("\n")

    def _styled(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._has_colour else text

    def _heading(self, text: str) -> None:
        self._end_line()
        self._write(self._styled(text, "1;36") + "\n")

    def _algebra(self, event: AlgebraAnswered) -> None:
        self._heading("Algebra")
        for line in (f"Understood as: {event.understood}", *event.steps):
            self._write(f"{visible(line)}\n")

    def _equation(self, event: EquationChecked) -> None:
        self._end_line()
        values = f" with {event.values}" if event.values else ""
        left_over = f" by {event.residual}" if event.state == "fails" else ""
        colour = {"holds": "32", "close": "32", "fails": "31", "undefined": "31"}.get(event.state, "0")
        words = _EQUATION_WORDS[event.state]
        self._write(self._styled(f"  {words}{left_over}: {visible(event.equation)}{visible(values)}", colour) + "\n")

    def _output(self, event: ProgramRan | ProgramEdited) -> None:
        self._end_line()
        lines = visible(event.output).rstrip("\n").splitlines()
        if event.status == "ok":
            more = [f"... ({len(lines) - _OUTPUT_LINES} more lines)"] if len(lines) > _OUTPUT_LINES else []
            shown = "\n".join([*lines[:_OUTPUT_LINES], *more]) or "(nothing)"
            self._write(f"{self._styled('Output', '1;36')}\n{shown}\n\n")
        else:
            self._write(f"{self._styled('Output', '1;36')}\n{visible(event.message)}\n\n")

    def _verdict(self, verdict: Verdict) -> None:
        self._end_line()
        colour = {"agree": "32", "differ": "33"}.get(verdict.agreement, "0")
        answer = visible(verdict.answer.text) if verdict.answer else "none"
        self._write("\n" + self._styled(f"Answer: {answer}", "1") + "\n")
        self._write(self._styled(visible(verdict.checked), colour) + "\n")
        if verdict.evidence is not None:
            self._write(confidence_sentence(verdict.evidence) + "\n")
        output.note(f"({verdict.model}, {verdict.seconds:.1f} s)")


def _heading_of(event: Event) -> str:
    """What stands above that which now begins; "" where nothing new begins."""
    if isinstance(event, PathStarted):
        return _HEADINGS[event.path]
    if isinstance(event, RepairStarted):
        return "Program, corrected"
    return "Program, edited" if isinstance(event, ProgramEdited) else ""
