"""Makes a document of what the history keeps, or of the events of a solve that has just ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from steppe.answer import Answer
from steppe.export.document import Answers, Document, Fact, Mark, Opinion, Paper, Passage, Program, Result, Solved
from steppe.export.formula_plain import plain_formula
from steppe.export.telling import Told
from steppe.export.words import ENGLISH, Words
from steppe.plots import PlotData, compute, find_plots
from steppe.problem import Problem
from steppe.prose.answer_formula import formula_of
from steppe.prose.blocks import BlockReader
from steppe.prose.delimiters import split
from steppe.prose.flow import Paragraph, Run, paragraphs
from steppe.prose.step_marks import marks_of, states_something
from steppe.sandbox.visible import visible
from steppe.solve.events import Event, StepChecked, Verdict

if TYPE_CHECKING:
    from steppe.history.entry import StoredSolve

_LONGEST_NAME = 70
_FORMULAS = ("inline", "display")
_MODES = {
    "auto": "program and reasoning, compared",
    "cot": "reasoning",
    "pot": "program",
    "hybrid": "program first",
    "interleaved": "reasoning with programs",
    "vote": "a vote of many answers",
}


Say = Callable[[str], str]
Judge = Callable[[Verdict], str]


def _checked(verdict: Verdict) -> str:
    return verdict.checked


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a solve beside its events: its number in the history, how it ended, the user's notes."""

    number: int = 0
    state: str = "done"
    failure: str = ""
    remark: str = ""
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def solved_from_history(stored: StoredSolve, words: Words = ENGLISH, say: Say = str, judge: Judge = _checked) -> Solved:
    """One solve of the history; `say` translates sentences, `judge` says how an answer was checked."""
    entry = stored.entry
    facts = _facts(stored.receipt, entry.started, entry.seconds, words, say)
    kept = Kept(entry.id, entry.state, stored.failure, entry.note, entry.tags, facts)
    return solved_from_events(stored.problem, stored.events, kept, words=words, say=say, judge=judge)


def solved_from_events(
    problem: Problem,
    events: Iterable[Event],
    kept: Kept | None = None,
    *,
    words: Words = ENGLISH,
    say: Say = str,
    judge: Judge = _checked,
) -> Solved:
    """One solve from its events, as they came."""
    kept = kept or Kept()
    told = Told()
    for event in events:
        told.take(event)
    told.finish()
    program = told.program
    opinions = ((path, _result(answer, problem.choices)) for path, answer in told.differing)
    return Solved(
        number=kept.number,
        problem_text=problem.text,
        problem=passages(problem.text),
        choices=tuple(_runs(choice) for choice in problem.choices),
        answer=_result(told.answer, problem.choices, told.answer_latex),
        opinions=tuple(Opinion(path, result) for path, result in opinions if result is not None),
        agreement=told.agreement,
        checked=words.edited if told.edited else judge(told.verdict) if told.verdict else "",
        state=kept.state,
        failure=say(kept.failure) if kept.failure else "",
        reasoning=_reasoning(told, words),
        program=program,
        notes=tuple(say(note) for note in told.notes),
        remark=kept.remark,
        tags=kept.tags,
        facts=(*(kept.facts or _facts_of(told, words)), *_votes(told, words)),
        plot=_plot(problem.text, program),
    )


def document_of(
    solves: Sequence[Solved],
    *,
    title: str = "",
    answers: Answers = "full",
    is_worksheet: bool = False,
    words: Words = ENGLISH,
    language: str = "en",
    paper: Paper = "a4",
    now: datetime | None = None,
) -> Document:
    """A document of some solves; several are a worksheet."""
    is_worksheet = is_worksheet or len(solves) > 1
    shown = title.strip() or (words.worksheet if is_worksheet else "")
    name = shown or (short_name(solves[0].problem_text) if solves else words.worksheet)
    made = (now or datetime.now(UTC)).astimezone().isoformat(timespec="seconds")
    return Document(tuple(solves), name, shown, is_worksheet, answers, words, language, made, paper)


def passages(text: str, claims: Sequence[StepChecked] = ()) -> tuple[Passage, ...]:
    """Text in passages, each with the mark that the claims in it give it."""
    reader = BlockReader()
    reader.feed(text)
    reader.finish()
    blocks = reader.closed()
    lines = [
        _Line(place, block.text)
        for place, block in enumerate(blocks)
        if block.kind in ("text", "item") and states_something(block.text)
    ]
    marks = {mark.number: Mark(mark.state, visible(mark.note)) for mark in marks_of(text, claims, lines)}
    made: list[Passage] = []
    follows_blank = False
    for place, block in enumerate(blocks):
        inside = paragraphs(block, follows_blank=follows_blank)
        follows_blank = block.kind == "blank" and bool(made)
        if inside:
            made.append(Passage(tuple(inside), marks.get(place)))
    return tuple(made)


def short_name(text: str) -> str:
    """The beginning of a problem as a name, without mathematics' dollar signs."""
    pieces = (
        plain_formula(each.content) if each.kind in ("inline", "display") else each.content for each in split(text)
    )
    line = " ".join("".join(pieces).split())
    line = visible(line)
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Line:
    """A block that states something, as claims are joined with lines."""

    number: int
    source: str


def _runs(text: str) -> tuple[Run, ...]:
    """One line of text as runs; formulas that would stand on lines of their own stay in it."""
    made: list[Run] = []
    for passage in passages(" ".join(text.split())):
        for paragraph in passage.paragraphs:
            made += [Run(run.kind, run.text, run.source, False, run.is_bold, run.is_italic) for run in paragraph.runs]
    return tuple(made)


def _reasoning(told: Told, words: Words) -> tuple[Passage, ...]:
    """What algebra did and how its answer was put back, then the prose."""
    prose = passages(told.paths[told.prose].text, [step for step in told.steps if step.path == told.prose])
    made: list[Passage] = []
    if told.algebra is not None:
        latex = told.algebra.understood_latex
        said = Run("formula", latex, f"${latex}$") if latex else Run("text", told.algebra.understood)
        made.append(Passage((Paragraph("text", (Run("text", f"{words.understood}: "), said)),)))
        for step in told.algebra.steps:
            made += passages(step)
    for each in told.equations:
        text = f"{words.put_back}: {each.equation}" + (f"; {each.values}" if each.values else "")
        states: dict[str, Literal["right", "wrong"]] = {"holds": "right", "close": "right", "fails": "wrong"}
        state = states.get(each.state)
        mark = Mark(state, each.residual if state == "wrong" else "") if state else None
        made.append(Passage((Paragraph("text", (Run("text", text),)),), mark))
    return (*made, *prose)


def _result(answer: Answer | None, choices: tuple[str, ...], latex: str = "") -> Result | None:
    if answer is None or not answer.text.strip():
        return None
    text = answer.text.strip()
    if answer.kind == "choice" and len(text) == 1 and 0 <= ord(text) - ord("A") < len(choices):
        words = choices[ord(text) - ord("A")]
        return Result(f"{text}. {words}", (Run("text", f"{text}. "), *_runs(words)))
    formula = latex or formula_of(answer)
    if formula:
        return Result(text, (Run("formula", formula, f"${formula}$"),))
    return Result(text, _runs(text) or (Run("text", text),))


def _plot(problem: str, program: Program | None) -> PlotData | None:
    request = find_plots(problem, program.source if program else "", program.output if program else "")
    return None if request is None else compute(request)


def _facts(receipt: dict[str, Any], started: datetime, seconds: float, words: Words, say: Say) -> tuple[Fact, ...]:
    model, options = _inside(receipt, "model"), _inside(receipt, "options")
    name = str(model.get("name") or model.get("id") or "")
    if quantization := model.get("quantization"):
        name = f"{name} ({quantization})"
    mode = str(options.get("mode", ""))
    found = [
        Fact(words.model, name),
        Fact(words.mode, say(_MODES.get(mode, mode))),
        Fact(words.seed, str(options.get("seed", ""))),
        Fact(words.temperature, str(options.get("temperature", ""))),
        Fact(words.duration, f"{seconds:.1f} s" if seconds else ""),
        Fact(words.solved, started.astimezone().strftime("%Y-%m-%d %H:%M")),
        Fact(words.file_hash, str(model.get("sha256", ""))),
        Fact(words.engine, f"Steppe {receipt['steppe']}" if "steppe" in receipt else ""),
    ]
    return tuple(fact for fact in found if fact.value)


def _facts_of(told: Told, words: Words) -> tuple[Fact, ...]:
    """What a verdict says, for a solve without a receipt."""
    verdict = told.verdict
    if verdict is None:
        return ()
    return (Fact(words.model, verdict.model), Fact(words.duration, f"{verdict.seconds:.1f} s"))


def _votes(told: Told, words: Words) -> tuple[Fact, ...]:
    """How a vote ended, and how often answers like this one were right."""
    verdict = told.verdict
    if verdict is None or told.edited is not None:
        return ()
    facts: list[Fact] = []
    if verdict.tally is not None and verdict.tally.groups:
        votes = ", ".join(f"{group.answer.text} × {group.count}" for group in verdict.tally.groups)
        facts.append(Fact(words.votes, votes))
    if verdict.evidence is not None and verdict.evidence.count:
        facts.append(Fact(words.evidence, f"{verdict.evidence.right} / {verdict.evidence.count}"))
    return tuple(facts)


def _inside(receipt: dict[str, Any], name: str) -> dict[str, Any]:
    value = receipt.get(name)
    return value if isinstance(value, dict) else {}
