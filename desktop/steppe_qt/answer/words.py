"""What the answer card says: how answers agree and why, in words for people; no widgets in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from steppe.check.trust import FEW
from steppe.solve.events import Agreement, Evidence, Path, PathResult, TallyChanged, Verdict
from steppe.solve.tally import SAFE
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
    return settled_badge(solution)


def settled_badge(solution: Solution) -> Badge:
    """How sure one may be of what a solve has come to."""
    agreement = solution.agreement
    if solution.algebra is not None and solution.edited is None:
        return Badge("agree", translate("Answer", "Computed by algebra"))
    if solution.tally is not None and solution.edited is None and solution.answer is not None:
        return _vote_badge(agreement)
    if agreement == "agree":
        return Badge("agree", translate("Answer", "Both ways agree"))
    if agreement == "differ":
        return Badge("differ", translate("Answer", "The two ways differ"))
    if solution.answer is not None:
        return Badge("single", translate("Answer", "One way only"))
    if solution.phase is Phase.STOPPED:
        return Badge("none", translate("Answer", "Stopped"))
    return Badge("none", translate("Answer", "No answer"))


def _vote_badge(agreement: Agreement) -> Badge:
    if agreement == "agree":
        return Badge("agree", translate("Answer", "A clear vote"))
    if agreement == "single":
        return Badge("single", translate("Answer", "No other answer"))
    return Badge("differ", translate("Answer", "A close vote"))


def stale_badge() -> Badge:
    """In place of the badge while the program is another than the one that the answer came from."""
    return Badge("waiting", translate("Answer", "Edited: run it"))


def stale_sentence() -> str:
    """In place of how the answer was checked, while the program is another than the one that it came from."""
    return translate("Answer", "The program was changed after this. Run it to see what it prints now.")


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
    if solution.tally is not None:
        return translate("Answer", "More answers are being written and compared.")
    return progress_sentence(solution)


def verdict_sentence(verdict: Verdict) -> str:
    """Why the verdict's answer may be believed, or not."""
    return f"{_paths_sentence(verdict)}{equations_sentence(verdict)}"


def algebra_sentence(verdict: Verdict) -> str:
    """How an answer of algebra was looked at again, and what belongs to it."""
    assert verdict.algebra is not None
    kept = [each for each in verdict.equations if each.state in ("holds", "close")]
    if not kept:
        text = translate("Answer", "Computed by algebra.")
    elif kept[0].values:
        text = translate("Answer", "Computed by algebra, and put back: it holds.")
    else:
        text = translate("Answer", "Computed by algebra, and checked in another way.")
    if verdict.algebra.note:
        text += f" {said(verdict.algebra.note)}"
    if verdict.agreement == "agree":
        text += " " + translate("Answer", "The explanation comes to the same answer.")
    elif verdict.agreement == "differ":
        text += " " + translate("Answer", "The explanation comes to another answer: do not trust it.")
    return text


def equations_sentence(verdict: Verdict) -> str:
    """That the answer was put back into the equations of the problem or the program; begins with a blank."""
    if not verdict.equations or verdict.algebra is not None:
        return ""
    if any(each.state in ("fails", "undefined") for each in verdict.equations):
        return " " + translate("Answer", "Put back into the equations it fails: check it yourself.")
    is_rounded = any(each.state == "close" for each in verdict.equations)
    if verdict.equations[0].source == "problem":
        if is_rounded:
            return " " + translate("Answer", "Put back into the equations it holds within its rounding.")
        return " " + translate("Answer", "Put back into the equations it holds.")
    if is_rounded:
        return " " + translate("Answer", "Put back into the program's own equations it holds within its rounding.")
    return " " + translate("Answer", "Put back into the program's own equations it holds.")


def _paths_sentence(verdict: Verdict) -> str:
    if verdict.algebra is not None:
        return algebra_sentence(verdict)
    if verdict.tally is not None:
        return vote_sentence(verdict.tally)
    ways = [_way(path) for path in verdict.paths if path.answer is not None]
    if len(ways) > len(set(ways)):
        return _alike_sentence(verdict, ways[0])
    if verdict.agreement == "agree":
        return translate("Answer", "A program computed it, and a line of reasoning came to the same answer.")
    if verdict.agreement == "differ":
        return translate("Answer", "The program and the reasoning come to different answers: check them yourself.")
    if verdict.agreement == "none":
        if any(path.reason in ("length", "context") for path in verdict.paths):
            return translate("Answer", "The model did not come to an end. Allow it a longer text in the settings.")
        return translate("Answer", "No answer could be read from what the model wrote.")
    return single_sentence(set(ways), {_way(path) for path in verdict.paths})


def _alike_sentence(verdict: Verdict, way: Path) -> str:
    """Of two answers that were come to in the same way."""
    if verdict.agreement == "differ":
        return translate("Answer", "Two texts of the same kind come to different answers: check them yourself.")
    if way == "pot":
        return translate("Answer", "Two programs agree. No reasoning was compared with them.")
    return translate("Answer", "Two lines of reasoning agree. Nothing was computed.")


def _way(path: PathResult) -> Path:
    """Which way a path went, whatever was asked for: a text for a program may hold none, and reasoning may hold one."""
    return path.mode if path.mode == "interleaved" else "pot" if path.program is not None else "cot"


def single_sentence(answered: set[Path], tried: set[Path]) -> str:
    """What one answer rests on with which no other could be compared."""
    if "interleaved" in answered:
        return translate("Answer", "Reasoning and small programs in turn came to it. Nothing else was compared.")
    if answered == {"pot"}:
        if tried == {"pot"}:
            return translate("Answer", "A program computed it. Nothing else was compared with it.")
        return translate("Answer", "A program computed it. The reasoning came to no answer to compare with.")
    if tried == {"cot"}:
        return translate("Answer", "It comes from the reasoning alone. Nothing was computed.")
    return translate("Answer", "It comes from the reasoning alone: the program gave no answer.")


def vote_sentence(tally: TallyChanged) -> str:
    """What the vote came to."""
    if not tally.groups:
        return translate("Answer", "No answer could be read from what the model wrote.")
    first = tally.groups[0]
    if tally.safety >= SAFE and first.cot and first.pot:
        return translate("Answer", "Programs and reasoning came to it again and again: the lead is safe.")
    if tally.safety >= SAFE:
        return translate("Answer", "Most answers say so, but only by one of the two ways: check it yourself.")
    if len(tally.groups) == 1:
        return translate("Answer", "Too few answers could be read to be safe: check it yourself.")
    return translate("Answer", "The answers are divided. This one leads, but not safely: check it yourself.")


def confidence_words(evidence: Evidence) -> tuple[str, str]:
    """A confidence in a few words, and what it means and rests on in sentences."""
    times = round(100 * evidence.right / evidence.count)
    short = translate("Answer", "Right {times} times in 100").format(times=times)
    long = translate(
        "Answer",
        "Measured with this model: of {count} answers to practice problems that were found and checked in this way,"
        " {right} were right.",
    ).format(count=evidence.count, right=evidence.right)
    if evidence.count < FEW:
        short = translate("Answer", "{right} of {count} were right").format(right=evidence.right, count=evidence.count)
        long += " " + translate("Answer", "These are few: take it as a hint.")
    return short, long


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


def algebra_name() -> str:
    """What algebra is called above its answer."""
    return translate("Answer", "Algebra")


def path_name(path: Path) -> str:
    """What a path is called above its answer."""
    return translate("Answer", "Program") if path == "pot" else translate("Answer", "Reasoning")
