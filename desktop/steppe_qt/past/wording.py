"""How an entry of the history is told: its time, its outcome, and a sentence for screen readers."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from steppe.history.store import Entry

translate = QCoreApplication.translate


def when(moment: datetime, now: datetime | None = None) -> str:
    """A time as people say it: 14:05 today, yesterday, Tuesday, or the date."""
    local = moment.astimezone()
    today = (now or datetime.now().astimezone()).astimezone().date()
    clock = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    day = local.date()
    if day == today:
        return clock
    if day == today - timedelta(days=1):
        return translate("past", "yesterday {time}").format(time=clock)
    if timedelta(0) < today - day < timedelta(days=7):
        name = QLocale().dayName(day.isoweekday(), QLocale.FormatType.LongFormat)
        return translate("past", "{day} {time}").format(day=name, time=clock)
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)


def short(problem: str) -> str:
    """The first line, cut where a name for a file would grow long."""
    line = first_line(problem)
    return line if len(line) <= 48 else line[:47].rstrip() + "…"


def exactly(moment: datetime) -> str:
    """Date and time in full."""
    local = moment.astimezone()
    stamp = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
    return QLocale().toString(stamp, QLocale.FormatType.LongFormat)


def outcome(entry: Entry) -> str:
    """The answer, or why there is none."""
    if entry.state == "running":
        return translate("past", "being solved")
    if entry.answer:
        return " ".join(entry.answer.split())
    if entry.state == "failed":
        return translate("past", "failed")
    if entry.state in ("cut", "stopped"):
        return translate("past", "stopped")
    return translate("past", "no answer")


def first_line(text: str) -> str:
    """A problem in one line."""
    return " ".join(text.split())[:400]


def spoken(entry: Entry) -> str:
    """An entry as a sentence."""
    parts = [first_line(entry.problem), translate("past", "Answer: {answer}").format(answer=outcome(entry))]
    if entry.agreement == "agree":
        parts.append(translate("past", "both ways agree"))
    elif entry.agreement == "differ":
        parts.append(translate("past", "the two ways differ"))
    if entry.is_favourite:
        parts.append(translate("past", "favourite"))
    parts += [f"#{tag}" for tag in entry.tags]
    parts.append(when(entry.started))
    return ", ".join(parts)
