"""The rows that a report shows both as Markdown and as a page."""

from __future__ import annotations

from steppe.evaluate.figures import HYBRID
from steppe.evaluate.report import Report

SET_HEAD = ("set", "items", "right %", "95 % interval", "by the paper's grading %", "unread", "tokens", "seconds")
COMPARISON_HEAD = ("set", "items in both", "both right", "only this run", "only the other", "p (McNemar)")
EFFORT_HEAD = ("answers compared", "average right %", "tokens", "times a single CoT")

Row = tuple[str, ...]


def percent(share: float) -> str:
    """A share in per cent with one decimal."""
    return f"{100 * share:.1f}"


def set_rows(report: Report) -> list[Row]:
    """A row for each set; tokens and seconds are for each item."""
    rows: list[Row] = []
    for each in report.sets:
        score, (low, high) = each.score, each.score.interval
        rows.append(
            (
                report.published.title(each.name),
                str(score.items),
                percent(score.accuracy),
                f"{100 * low:.0f} to {100 * high:.0f}",
                percent(each.by_paper.accuracy) if each.by_paper else "",
                str(score.unread),
                f"{score.tokens / score.items:.0f}",
                f"{score.seconds / score.items:.1f}",
            )
        )
    return rows


def about_several(report: Report) -> str:
    """A sentence for sets whose reference is the first of several quantities; empty if there are none."""
    found = [
        f"{report.published.title(each.name)}: {each.among.right} of {each.among.items}"
        for each in report.sets
        if each.among
    ]
    if not found:
        return ""
    return (
        "Where the reference is one of several quantities, the first one given counts; it was among those given in "
        f"{', '.join(found)}."
    )


def whole_paths(report: Report) -> list[str]:
    """The paths that ran on all items of some set, the hybrid rule last."""
    found = {share.name for each in report.sets for share in each.paths if share.items == each.score.items}
    return sorted(found, key=lambda name: (name == HYBRID, name))


def about_parts(report: Report) -> str:
    """A sentence with the counts of paths that ran on a part of a set's items only; empty if there are none."""
    found = [
        f"{share.name} in {report.published.title(each.name)}: {share.right} of {share.items}"
        for each in report.sets
        for share in each.paths
        if share.items < each.score.items
    ]
    return f"On a part of the items only, right of those: {'; '.join(found)}." if found else ""


def effort_head(report: Report) -> Row:
    """The columns of `effort_rows`."""
    return (*EFFORT_HEAD, *(f"{report.published.title(each.name)} %" for each in report.sets))


def effort_rows(report: Report) -> list[Row]:
    """A row for each effort of a vote."""
    return [
        (
            each.name,
            percent(each.average),
            f"{each.tokens:.0f}",
            "" if each.times_cot is None else f"{each.times_cot:.2f}",
            *(percent(each.accuracy[one.name]) for one in report.sets),
        )
        for each in report.efforts
    ]


def comparison_rows(report: Report) -> list[Row]:
    """A row for each set that both runs have."""
    return [
        (
            report.published.title(name),
            str(each.items),
            str(each.both),
            str(len(each.only_first)),
            str(len(each.only_second)),
            f"{each.p_value:.3f}",
        )
        for name, each in report.comparisons
    ]
