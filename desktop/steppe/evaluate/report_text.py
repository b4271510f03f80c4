"""A report as Markdown: tables that read well as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from steppe.evaluate.figures import Share
from steppe.evaluate.report import Report
from steppe.evaluate.report_rows import (
    COMPARISON_HEAD,
    SET_HEAD,
    about_parts,
    about_several,
    comparison_rows,
    effort_head,
    effort_rows,
    percent,
    set_rows,
    whole_paths,
)
from steppe.solve.task import VOTE_TEMPERATURE

EFFORTS = (
    "The same votes, stopped earlier: two answers are the greedy paths alone, six are as many as `auto` compares. "
    "Tokens are for each item, averaged over the sets, as is the single reasoning (CoT) that they are held against."
)


def to_markdown(report: Report) -> str:
    """The whole report."""
    parts = [f"# Evaluation of {_model(report)}", _settings(report)]
    if report.remark:
        parts.append(f"**{report.remark}**")
    parts += ["## By set", _sets(report), _reading(report), "## Against the paper", _published(report)]
    if report.efforts:
        parts += ["## By effort", table(effort_head(report), effort_rows(report)), EFFORTS]
    parts += ["## By path and agreement", _paths(report), "## By kind of answer", _groups(report, "kinds")]
    if any(each.levels for each in report.sets):
        parts += ["## By level", _groups(report, "levels")]
    parts += ["## Confidence", _calibration(report)]
    if report.comparisons:
        parts += ["## Against another run", _comparison(report)]
    return "\n\n".join(parts) + "\n"


def with_interval(share: Share) -> str:
    """A share in per cent with its interval."""
    low, high = share.interval
    return f"{percent(share.accuracy)} ({100 * low:.0f} to {100 * high:.0f})"


def described(settings: dict[str, Any]) -> str:
    """The settings that matter for a result, in a sentence."""
    known = [
        f"mode {settings['mode']}" if "mode" in settings else "",
        _temperature(settings),
        f"at most {settings['max_tokens']} tokens a path" if "max_tokens" in settings else "",
        f"items drawn with seed {settings['sample']}" if "sample" in settings else "",
        f"model file SHA-256 {str(settings['sha256'])[:16]}..." if settings.get("sha256") else "",
    ]
    return "; ".join(each for each in known if each)


def _temperature(settings: dict[str, Any]) -> str:
    if "temperature" not in settings:
        return ""
    if settings.get("mode") in ("vote", "auto") and not settings["temperature"]:
        return f"two greedy answers, samples at a temperature of {VOTE_TEMPERATURE:g}"
    return f"temperature {settings['temperature']:g}"


def _model(report: Report) -> str:
    return str(next(iter(report.run.settings.values()), {}).get("model", "a model"))


def _settings(report: Report) -> str:
    said = described(next(iter(report.run.settings.values()), {}))
    return f"{said[:1].upper()}{said[1:]}."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are figures."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _sets(report: Report) -> str:
    paper = report.average_by_paper
    average = ("**average**", "", percent(report.average), "", "" if paper is None else percent(paper), "", "", "")
    return table(SET_HEAD, [*set_rows(report), average])


def _reading(report: Report) -> str:
    said = (
        "Right means by our strict grading: a whole number or fraction exactly, a decimal to the reference's own "
        "digits, a formula by algebra. Tokens and seconds are for each item; with items in parallel, seconds overlap."
    )
    return " ".join(filter(None, (said, about_several(report))))


def _published(report: Report) -> str:
    names = [each.name for each in report.sets if each.name in report.published.order]
    if not names:
        return "None of these sets is in the paper."
    head = ("model, hybrid", *(report.published.title(name) for name in names), "mean of these")
    rows = []
    for model in report.published.hybrid:
        values = [report.published.value(model, name) or 0.0 for name in names]
        rows.append((model, *(f"{value:.1f}" for value in values), f"{sum(values) / len(values):.1f}"))
    graded = [each.by_paper for each in report.sets if each.name in names and each.by_paper]
    if len(graded) == len(names):
        mean = percent(sum(share.accuracy for share in graded) / len(graded))
        rows.append(("this run, the paper's grading", *(percent(share.accuracy) for share in graded), mean))
    strict = [each.score.accuracy for each in report.sets if each.name in names]
    rows.append(("this run, strict", *(percent(value) for value in strict), percent(sum(strict) / len(strict))))
    return table(head, rows)


def _paths(report: Report) -> str:
    modes = whole_paths(report)
    states = [
        state
        for state in ("agree", "differ", "single", "none")
        if any(share.name == state for each in report.sets for share in each.agreement)
    ]
    head = ("set", *(f"{mode} %" for mode in modes), "either %", *(f"{state}: right of" for state in states))
    rows = []
    for each in report.sets:
        paths = {share.name: percent(share.accuracy) for share in each.paths if share.items == each.score.items}
        agreement = {share.name: f"{share.right} of {share.items}" for share in each.agreement}
        rows.append(
            (
                report.published.title(each.name),
                *(paths.get(mode, "") for mode in modes),
                percent(each.either.accuracy),
                *(agreement.get(state, "") for state in states),
            )
        )
    rows.append((*_mean_path(report, modes), *("" for _ in states)))
    return "\n\n".join(filter(None, (table(head, rows), about_parts(report))))


def _mean_path(report: Report, modes: Sequence[str]) -> tuple[str, ...]:
    """The row of averages over the sets, for the paths that ran on all of every set."""
    cells = []
    for mode in modes:
        whole = [share for each in report.sets for share in each.paths if share.name == mode]
        is_whole = [share.items for share in whole] == [each.score.items for each in report.sets]
        cells.append(percent(sum(share.accuracy for share in whole) / len(whole)) if is_whole else "")
    either = sum(each.either.accuracy for each in report.sets) / len(report.sets)
    return ("**average**", *cells, percent(either))


def _groups(report: Report, which: str) -> str:
    rows = [
        (f"{report.published.title(each.name)}, {share.name}", str(share.items), with_interval(share))
        for each in report.sets
        for share in getattr(each, which)
    ]
    return table(("set and group", "items", "right %, interval"), rows) if rows else "The records do not say."


def _calibration(report: Report) -> str:
    found = report.calibration
    if found.error is None:
        return "No confidence was given."
    rows = [
        (f"{100 * each.claimed:.0f}", str(each.items), f"{100 * each.right / each.items:.0f}") for each in found.bins
    ]
    said = f"Expected calibration error over {found.items} answers: {found.error:.3f}."
    return f"{said}\n\n{table(('claimed %', 'answers', 'right %'), rows)}"


def _comparison(report: Report) -> str:
    return table(COMPARISON_HEAD, comparison_rows(report))
