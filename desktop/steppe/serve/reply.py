"""Turns a solve's events into the text that a chat shows: reasoning, programs with their output, the boxed answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from steppe.answer import Answer
from steppe.sandbox.visible import visible
from steppe.solve.events import (
    AlgebraAnswered,
    Event,
    NoteGiven,
    Path,
    PathAnswered,
    PathStarted,
    ProgramRan,
    ProgramReady,
    RepairStarted,
    SampleEnded,
    TextArrived,
    Verdict,
)

MOST_OUTPUT = 4000
_LATEX = {"\\": r"\backslash ", "%": r"\%", "#": r"\#", "&": r"\&", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}"}


class ReplyText:
    """Gives out text in Markdown as events come; `feed` returns what is new.

    Two paths may come at once: one is given out as it comes, the other is kept until the first has ended. A program
    streams in its fence where the model was put into one (`opens_fence`); otherwise it comes whole.
    """

    def __init__(self, *, opens_fence: bool) -> None:
        self._opens_fence = opens_fence
        self._shown: Path | None = None
        self._kept: dict[Path, list[Event]] = {}
        self._is_fence_open = False
        self._program = ""  # what has streamed of a program, or waits to be shown whole
        self._ends_with = "\n\n"

    def feed(self, event: Event) -> str:
        """The text that an event adds."""
        path: Path | None = getattr(event, "path", None)
        if path is not None and not isinstance(event, SampleEnded):
            if self._shown not in (None, path):
                self._kept.setdefault(path, []).append(event)
                return ""
            self._shown = path
        text = self._said(event)
        if isinstance(event, PathAnswered):
            self._shown = None
            while self._kept and self._shown is None:
                text += "".join([self.feed(each) for each in self._kept.pop(next(iter(self._kept)))])
        return text

    def _said(self, event: Event) -> str:
        text = ""
        match event:
            case PathStarted(path="pot"):
                self._program = ""
                text = self._begin_fence() if self._opens_fence else ""
            case TextArrived(path="pot"):
                self._program += event.text
                text = self._out(event.text) if self._is_fence_open else ""
            case TextArrived():
                text = self._out(event.text)
            case ProgramReady(path="pot"):
                text = self._whole_program(event.program)
            case ProgramRan(path="cot" | "pot"):
                text = self._end_fence() + self._output(event)
            case RepairStarted():
                text = self._repair(event)
            case PathAnswered():
                text = self._end_of_path()
            case SampleEnded():
                answer = event.answer.text if event.answer else "none"
                text = self._paragraph(f"Try {event.number}: {visible(answer)}")
            case AlgebraAnswered():
                text = self._algebra(event)
            case NoteGiven():
                text = self._end_fence() + self._paragraph(f"> {visible(event.text)}")
            case Verdict():
                text = self._verdict(event)
        return text

    def _begin_fence(self) -> str:
        self._is_fence_open = True
        return self._gap() + self._out("```python\n")

    def _end_fence(self) -> str:
        if not self._is_fence_open:
            return ""
        self._is_fence_open = False
        return self._out("```\n\n" if self._ends_with.endswith("\n") else "\n```\n\n")

    def _whole_program(self, program: str) -> str:
        """The program as it runs: the rest of one that streamed (a line that prints its result), else all of it."""
        streamed, self._program = self._program, ""
        if not self._is_fence_open:
            return self._gap() + self._block("python", program)
        rest = program.removeprefix(streamed) if program.startswith(streamed) else ""
        return self._out(rest) + self._end_fence()

    def _output(self, event: ProgramRan) -> str:
        if event.status != "ok":
            return self._paragraph(visible(event.message))
        output = visible(event.output).strip("\n")
        if len(output) > MOST_OUTPUT:
            output = f"{output[:MOST_OUTPUT]}\n..."
        return self._paragraph("Output:") + self._block("", output or "(nothing)")

    def _algebra(self, event: AlgebraAnswered) -> str:
        """What was understood, and each step, as formulas and sentences of our own; no model wrote them."""
        understood = f"${event.understood_latex}$" if event.understood_latex else visible(event.understood)
        return "".join(self._paragraph(line) for line in (f"Understood as: {understood}", *map(visible, event.steps)))

    def _repair(self, event: RepairStarted) -> str:
        """The next attempt comes whole: it was not begun inside a fence."""
        text = self._end_fence() + self._paragraph(f"{visible(event.message)} The program is written again.")
        self._opens_fence = False
        self._program = ""
        return text

    def _end_of_path(self) -> str:
        text = self._end_fence()
        if self._program and not text:  # it was kept for a program that never came
            text = self._out(self._program)
        self._program = ""
        return text + self._gap()

    def _verdict(self, verdict: Verdict) -> str:
        text = self._gap()
        if verdict.answer is not None:
            text += self._paragraph(f"**Answer:** $\\boxed{{{boxed(verdict.answer)}}}$")
        return text + self._out(visible(verdict.checked))

    def _block(self, language: str, text: str) -> str:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return self._out(f"{fence}{language}\n{text.rstrip()}\n{fence}\n\n")

    def _paragraph(self, text: str) -> str:
        return self._gap() + self._out(f"{text}\n\n")

    def _gap(self) -> str:
        """What is missing to begin a new paragraph."""
        missing = 2 - (len(self._ends_with) - len(self._ends_with.rstrip("\n")))
        return self._out("\n" * max(0, missing))

    def _out(self, text: str) -> str:
        self._ends_with = (self._ends_with + text)[-2:]
        return text


def boxed(answer: Answer) -> str:
    """An answer as it stands in a box: what is LaTeX stays, signs that LaTeX would take for its own are escaped."""
    text = visible(answer.text)
    if "\\" in text and text.count("{") == text.count("}"):
        return text
    escaped = "".join(_LATEX.get(sign, sign) for sign in text)
    return f"\\text{{{escaped}}}" if answer.kind == "text" else escaped


class StopScanner:
    """Lets text through up to the first of some strings, which may come in pieces; what may be one waits."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""
        self.is_stopped = False

    def feed(self, text: str) -> str:
        """What may be given out now."""
        if not self._stops or self.is_stopped:
            return "" if self.is_stopped else text
        self._held += text
        places = [place for stop in self._stops if (place := self._held.find(stop)) >= 0]
        if places:
            self.is_stopped = True
            return self._held[: min(places)]
        longest = max(len(stop) for stop in self._stops) - 1
        kept = next(
            (
                length
                for length in range(min(longest, len(self._held)), 0, -1)
                if any(stop.startswith(self._held[-length:]) for stop in self._stops)
            ),
            0,
        )
        out, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return out

    def finish(self) -> str:
        """What was held back when the text has ended."""
        rest, self._held = self._held, ""
        return "" if self.is_stopped else rest
