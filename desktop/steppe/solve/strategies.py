"""The strategies: prose alone, program alone, the paper's hybrid rule, and both compared."""

from __future__ import annotations

import time
from collections.abc import Iterator

from steppe.check.compare import same_answer
from steppe.solve.events import Agreement, Event, Path, PathResult, Started, Verdict
from steppe.solve.path import PathRun
from steppe.solve.schedule import paths_at_once
from steppe.solve.task import Options, Task
from steppe.solve.together import together
from steppe_models.errors import BadInputError


def solve(task: Task) -> Iterator[Event]:
    """Solve the problem by the options' mode; the last event is the `Verdict`.

    Closing the iterator stops whatever the model is writing.

    Raises:
        SteppeError: the engine could not load or run the model.
    """
    started = time.perf_counter()
    runs: list[PathRun] = []
    mode = task.options.mode
    _check_mode(task)
    yield Started(mode, task.profile.id)
    strategy = {"cot": _cot, "pot": _pot, "hybrid": _hybrid, "auto": _auto}[mode]
    try:
        yield from strategy(task, runs)
    finally:
        for run in runs:
            if not run.is_done:
                run.cancel()
    yield _verdict(task, [run.result() for run in runs], time.perf_counter() - started)


def _check_mode(task: Task) -> None:
    known = task.profile.modes
    wanted = {"cot": ("cot",), "pot": ("pot",), "hybrid": ("pot", "cot"), "auto": ("cot",)}[task.options.mode]
    missing = [mode for mode in wanted if mode not in known]
    if missing:
        raise BadInputError(
            f"{task.profile.name} was not trained to write programs.", "Use --mode cot, or another model."
        )


def _cot(task: Task, runs: list[PathRun]) -> Iterator[Event]:
    yield from _whole(_new(task, "cot", runs))


def _pot(task: Task, runs: list[PathRun]) -> Iterator[Event]:
    yield from _whole(_new(task, "pot", runs))


def _hybrid(task: Task, runs: list[PathRun]) -> Iterator[Event]:
    """The rule of the MAmmoTH paper (arXiv 2309.05653, and its authors' code): program first, prose if it fails.

    Open questions: prose iff no answer could be extracted. Multiple choice: prose iff there was a program and running
    it gave no output. A text that holds `print(` and no program counts as a program that fails. The second answer is
    final.
    """
    program = _new(task, "pot", runs)
    yield from _whole(program)
    failed = program.printed_nothing if task.problem.choices else program.result().answer is None
    if failed or program.only_mentions_code:
        yield from _whole(_new(task, "cot", runs))


def _auto(task: Task, runs: list[PathRun]) -> Iterator[Event]:
    """Both paths: at once where that pays; else the program first, and the prose while the program runs."""
    if "pot" not in task.profile.modes:
        yield from _cot(task, runs)
        return
    program = _new(task, "pot", runs)
    if paths_at_once(task.engine):
        yield from together([program, _new(task, "cot", runs)])
        return
    yield from program.write()
    prose = _new(task, "cot", runs)
    prose.begin()
    yield from program.conclude()
    yield from _whole(prose)


def _new(task: Task, path: Path, runs: list[PathRun]) -> PathRun:
    run = PathRun(task, path, is_first=not runs)
    runs.append(run)
    return run


def _whole(run: PathRun) -> Iterator[Event]:
    yield from run.write()
    yield from run.conclude()


def _verdict(task: Task, paths: list[PathResult], seconds: float) -> Verdict:
    """Prefer the program's answer where both were wanted; where the second pass replaced the first, take the last."""
    answered = [path for path in paths if path.answer is not None]
    if not answered:
        return Verdict(None, "none", _why_none(paths), tuple(paths), task.profile.id, seconds)
    chosen = answered[0]
    agreement, checked = _agreement(answered, paths, task)
    checked = f"{checked}{_steps_sentence(paths)}"
    if task.options.mode == "hybrid" and len(paths) > 1:
        chosen = paths[-1] if paths[-1].answer else chosen
    return Verdict(chosen.answer, agreement, checked, tuple(paths), task.profile.id, seconds)


def _agreement(answered: list[PathResult], paths: list[PathResult], task: Task) -> tuple[Agreement, str]:
    if len(answered) == 1:
        only = answered[0]
        kind = "A program computed it" if only.program else "It comes from the reasoning alone"
        other = next((path for path in paths if path is not only), None)
        if other is None:
            return "single", f"{kind}; nothing else was compared with it."
        failed = "the program gave no answer" if other.mode == "pot" else "the reasoning gave no answer"
        return "single", f"{kind}: {failed}."
    first, second = answered[0].answer, answered[1].answer
    assert first is not None
    assert second is not None
    if same_answer(first, second, task.sandbox):
        return "agree", "The program and the reasoning agree."
    return "differ", f"The program says {first.text}, the reasoning says {second.text}: check it yourself."


def _steps_sentence(paths: list[PathResult]) -> str:
    """What the arithmetic of the reasoning came to, if any of it could be checked."""
    right = sum(path.steps.right for path in paths)
    wrong = sum(path.steps.wrong for path in paths)
    if wrong and not right:
        return f" {'The one step' if wrong == 1 else f'All {wrong} steps'} that could be checked {_is(wrong)} wrong."
    if wrong:
        return f" {wrong} of the {right + wrong} steps that could be checked {_is(wrong)} wrong."
    if right:
        return f" {'The one step' if right == 1 else f'All {right} steps'} that could be checked held."
    return ""


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _why_none(paths: list[PathResult]) -> str:
    if any(path.reason in ("length", "context") for path in paths):
        return "No answer: the model did not come to an end. Allow it more with --max-tokens."
    return "No answer could be read from what the model wrote."


__all__ = ["Options", "Task", "solve"]
