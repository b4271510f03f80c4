"""What the answer card says: how answers agree and why, in words for people; no widgets in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from steppe.solve.events import Path, Verdict
from steppe_qt.solving.program_run import ProgramRun
from steppe_qt.solving.solution import Phase, Solution, Step
from steppe_qt.translations.install import said

translate = QCoreApplication.translate
Shape = Literal["agree", "differ", "single", "none", "working", "waiting"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A shape and a few words: never a colour alone."""

    shape: Shape
    text: str


def badge_of(solution: Solution) -> Badge:
    """How sure one may be, at a glance."""
    if solution.phase is Phase.WAITING:
        return Badge("waiting", translate("Answer", "Waiting for the model"))
    if solution.is_running:
        return Badge("working", translate("Answer", "Working"))
    agreement = solution.agreement
    if agreement == "agree":
        return Badge("agree", translate("Answer", "Both ways agree"))
    if agreement == "differ":
        return Badge("differ", translate("Answer", "The two ways differ"))
    if solution.answer is not None:
        return Badge("single", translate("Answer", "One way only"))
    if solution.phase is Phase.STOPPED:
        return Badge("none", translate("Answer", "Stopped"))
    return Badge("none", translate("Answer", "No answer"))


def sentence_of(solution: Solution) -> str:
    """How the answer was checked and what that means, in one or two sentences."""
    if solution.phase is Phase.FAILED:
        return said(solution.trouble.message) if solution.trouble else ""
    if solution.edited is not None:
        return edited_sentence(solution.edited)
    if solution.verdict is not None:
        return verdict_sentence(solution.verdict)
    if solution.phase is Phase.STOPPED:
        if solution.answer is not None:
            return translate("Answer", "You stopped before this was checked.")
        return translate("Answer", "You stopped before there was an answer.")
    return progress_sentence(solution)


def verdict_sentence(verdict: Verdict) -> str:
    """Why the verdict's answer may be believed, or not."""
    answered = {path.mode for path in verdict.paths if path.answer is not None}
    tried = {path.mode for path in verdict.paths}
    if verdict.agreement == "agree":
        return translate("Answer", "A program computed it, and a line of reasoning came to the same answer.")
    if verdict.agreement == "differ":
        return translate("Answer", "The program and the reasoning come to different answers: check them yourself.")
    if verdict.agreement == "none":
        if any(path.reason in ("length", "context") for path in verdict.paths):
            return translate("Answer", "The model did not come to an end. Allow it a longer text in the settings.")
        return translate("Answer", "No answer could be read from what the model wrote.")
    if answered == {"pot"}:
        if tried == {"pot"}:
            return translate("Answer", "A program computed it. Nothing else was compared with it.")
        return translate("Answer", "A program computed it. The reasoning came to no answer to compare with.")
    if tried == {"cot"}:
        return translate("Answer", "It comes from the reasoning alone. Nothing was computed.")
    return translate("Answer", "It comes from the reasoning alone: the program gave no answer.")


def edited_sentence(run: ProgramRun) -> str:
    """What an edited program changes."""
    edited = translate("Answer", "You edited the program.")
    if not run.outcome.is_ok:
        rest = translate("Answer", "It did not run to its end, so there is no answer from it.")
    elif run.answer is None:
        rest = translate("Answer", "It printed nothing that reads as an answer.")
    elif run.agreement == "agree":
        rest = translate("Answer", "What it prints now agrees with the reasoning.")
    elif run.agreement == "differ":
        rest = translate("Answer", "What it prints now differs from the reasoning.")
    else:
        rest = translate("Answer", "This is what it prints now. Nothing else was compared with it.")
    return f"{edited} {rest}"


def progress_sentence(solution: Solution) -> str:
    """What is going on now."""
    if solution.phase is Phase.WAITING:
        return translate("Answer", "The model is being loaded. Your problem is next.")
    program, prose = solution.paths["pot"], solution.paths["cot"]
    if solution.answer is not None and program.step is Step.ENDED and prose.step is not Step.ENDED:
        if program.answer is not None:
            return translate("Answer", "The program says so. The reasoning is being written to compare.")
        return translate("Answer", "The program gave no answer. The reasoning is being written.")
    if program.step is Step.RUNNING:
        return translate("Answer", "The program is running in the sandbox.")
    if program.step is Step.WRITING and prose.step is Step.WRITING:
        return translate("Answer", "A program and a line of reasoning are being written.")
    if program.step is Step.WRITING:
        return translate("Answer", "A program is being written.")
    if prose.step is Step.WRITING:
        return translate("Answer", "The reasoning is being written.")
    return translate("Answer", "The problem is being read.")


def path_name(path: Path) -> str:
    """What a path is called above its answer."""
    return translate("Answer", "Program") if path == "pot" else translate("Answer", "Reasoning")
