"""A report as one HTML page that needs nothing else: figures, charts, and the items on which the paths differed."""

from __future__ import annotations

import string
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from steppe.evaluate.charts import Series, accuracy_chart, bars_chart, calibration_chart, legend
from steppe.evaluate.figures import Record, SetFigures, Share
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
from steppe.evaluate.report_text import EFFORTS, described

_COMPARED = (("MAmmoTH-70B", "c"), ("MAmmoTH-Coder-7B", "d"))
_STATES = {"agree": "the paths agree", "differ": "they differ", "single": "one answer only", "none": "no answer"}
_MOST_COLUMNS = 9  # more stand closer together, so that a page has room for them


def to_html(report: Report) -> str:
    """The whole page. It holds ids, answers and counts; no text of a problem."""
    template = string.Template(files("steppe.evaluate").joinpath("report_page.html").read_text(encoding="utf-8"))
    settings = next(iter(report.run.settings.values()), {})
    return template.substitute(
        title=escape(f"Steppe: evaluation of {settings.get('model', 'a model')}"),
        settings=escape(described(settings)),
        remark=f"<p><b>{escape(report.remark)}</b></p>" if report.remark else "",
        headline=_headline(report),
        accuracy=_accuracy(report),
        sets=_sets(report),
        efforts=_efforts(report),
        paths=_paths(report),
        agreement=_agreement(report),
        calibration=_calibration(report),
        groups=_groups(report),
        differing=_differing(report),
        against=_against(report),
    )


def _headline(report: Report) -> str:
    items = sum(each.score.items for each in report.sets)
    where = f"{len(report.sets)} sets, {items} items, strictly graded"
    said = f"<b>{percent(report.average)} %</b> right on average over {where}"
    paper = report.average_by_paper
    return said + (f"; <b>{percent(paper)} %</b> by the paper's grading." if paper is not None else ".")


def _accuracy(report: Report) -> str:
    named = [
        Share(report.published.title(each.name), each.by_paper.right, each.by_paper.items)
        if each.by_paper
        else Share(report.published.title(each.name), each.score.right, each.score.items)
        for each in report.sets
    ]
    others = [
        Series(model, style, tuple(_fraction(report.published.value(model, each.name)) for each in report.sets))
        for model, style in _COMPARED
    ]
    graded = (
        "the paper's grading" if all(each.by_paper for each in report.sets) else "by the paper where it has the set"
    )
    entries = [
        (f"this run, {graded}, 95 % interval", "value"),
        *((f"{model}, published", style) for model, style in _COMPARED),
    ]
    return legend(entries) + accuracy_chart(named, others, "Accuracy by set with its interval, beside published models")


def _fraction(per_cent: float | None) -> float | None:
    return None if per_cent is None else per_cent / 100


def _sets(report: Report) -> str:
    several = about_several(report)
    return _table(SET_HEAD, set_rows(report)) + (f"<p>{escape(several)}</p>" if several else "")


def _efforts(report: Report) -> str:
    if not report.efforts:
        return ""
    series = Series("right on average", "value", tuple(each.average for each in report.efforts))
    chart = bars_chart([each.name for each in report.efforts], [series], "Share of right answers by answers compared")
    said = escape(EFFORTS.replace("`", ""))
    return f"<h2>By effort</h2>{chart}{_table(effort_head(report), effort_rows(report))}<p>{said}</p>"


def _paths(report: Report) -> str:
    modes = whole_paths(report)
    styles = dict(zip(modes, "ab", strict=False))
    series = [Series(mode, styles.get(mode, "d"), tuple(_share(each, mode) for each in report.sets)) for mode in modes]
    series.append(Series("final answer", "value", tuple(each.score.accuracy for each in report.sets)))
    series.append(Series("either path", "c", tuple(each.either.accuracy for each in report.sets)))
    names = [report.published.title(each.name) for each in report.sets]
    entries = [(each.name, each.style) for each in series]
    chart = bars_chart(names, series, "Accuracy of each path, of the final answer, and of either path")
    partly = about_parts(report)
    return legend(entries) + chart + (f"<p>{escape(partly)}</p>" if partly else "")


def _share(figures: SetFigures, name: str) -> float | None:
    """How right a path is, if it ran on all items of the set: a part is no fair sample."""
    whole = (share for share in figures.paths if share.items == figures.score.items)
    return next((share.accuracy for share in whole if share.name == name), None)


def _agreement(report: Report) -> str:
    totals: dict[str, list[int]] = {}
    for each in report.sets:
        for share in each.agreement:
            total = totals.setdefault(share.name, [0, 0])
            total[0] += share.right
            total[1] += share.items
    shares = [Share(said, *totals[state]) for state, said in _STATES.items() if state in totals]
    return accuracy_chart(shares, (), "Share of right answers by agreement of the paths")


def _calibration(report: Report) -> str:
    found = report.calibration
    if found.error is None:
        return "<p>No confidence was given in this run.</p>"
    said = f"<p>Expected calibration error over {found.items} answers: <b>{found.error:.3f}</b>.</p>"
    return said + calibration_chart(found.bins, "Confidence given against share of right answers")


def _groups(report: Report) -> str:
    rows = [
        (
            report.published.title(each.name),
            f"{what} {share.name}",
            str(share.items),
            percent(share.accuracy),
            _bounds(share),
        )
        for each in report.sets
        for what, shares in (("", each.kinds), ("level", each.levels))
        for share in shares
    ]
    return (
        _table(("set", "group", "items", "right %", "95 % interval"), rows)
        if rows
        else "<p>The records do not say.</p>"
    )


def _bounds(share: Share) -> str:
    low, high = share.interval
    return f"{100 * low:.0f} to {100 * high:.0f}"


def _differing(report: Report) -> str:
    """A line for each item whose paths gave different answers: what each said, and which was right."""
    rows = []
    for name, records in report.run.records.items():
        for record in records:
            if record["agreement"] == "differ":
                rows.append((escape(report.published.title(name)), *_voices(record)))
    return _table(("set", "item", "reference", "prose", "program", "given"), rows, raw=True)


def _voices(record: Record) -> tuple[str, ...]:
    paths: dict[str, str] = {}
    for path in record["paths"]:
        paths.setdefault(path["mode"], _marked(path["answer"], path["right"]))
    reference = escape(str(record["reference"]))
    return (
        escape(str(record["id"])),
        reference,
        paths.get("cot", ""),
        paths.get("pot", ""),
        _marked(record["answer"], record["right"]),
    )


def _marked(answer: Any, right: bool) -> str:
    said = "none" if answer is None else escape(str(answer)[:60])
    return f'<span class="{"right" if right else "wrong"}">{"✓" if right else "✗"} {said}</span>'


def _against(report: Report) -> str:
    if not report.comparisons:
        return ""
    lists = "".join(
        f"<details><summary>{escape(report.published.title(name))}: items that differ</summary>"
        f"<p>Only this run: {escape(', '.join(each.only_first) or 'none')}.</p>"
        f"<p>Only the other: {escape(', '.join(each.only_second) or 'none')}.</p></details>"
        for name, each in report.comparisons
    )
    return f"<h2>Against another run, item by item</h2>{_table(COMPARISON_HEAD, comparison_rows(report))}{lists}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, raw: bool = False) -> str:
    def cell(text: str) -> str:
        return text if raw else escape(text)

    if not rows:
        return "<p>None.</p>"
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join("<tr>" + "".join(f"<td>{cell(text)}</td>" for text in row) + "</tr>" for row in rows)
    kind = ' class="wide"' if len(head) > _MOST_COLUMNS else ""
    return f'<div class="scroll"><table{kind}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
