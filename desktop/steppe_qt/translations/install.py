"""Puts a language on the application: our own texts, Qt's own, and the way numbers are written."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator

from steppe_qt.translations.core_sentences import SENTENCES
from steppe_qt.translations.ts_file import TsTranslator, read_ts

LANGUAGES = ("en", "de", "zh")
_QT_NAMES = {"de": "de", "zh": "zh_CN"}
_FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\\\{(\d+)\\\}")
_BETWEEN = re.compile(r"(?<=[.!?:]) (?=[A-Z])")


def install_language(application: QCoreApplication, choice: str = "system") -> str:
    """Translate what is made from now on; widgets that are there keep their words. Returns what is in use.

    `choice` is one of these or `system`; what is neither counts as `system`.
    """
    language = choice if choice in LANGUAGES else system_language()
    system = QLocale.system()
    for before in application.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        application.removeTranslator(before)
        before.deleteLater()
    wanted = QLocale(_QT_NAMES.get(language, "en"))
    QLocale.setDefault(system if system.language() == wanted.language() else wanted)
    if language == "en":
        return language
    application.installTranslator(TsTranslator(read_ts(ts_path(language)), application))
    of_qt = QTranslator(application)
    if of_qt.load(f"qtbase_{_QT_NAMES[language]}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(of_qt)
    return language


def system_language() -> str:
    """The first language that the user's system asks for and that there is; else English."""
    for name in QLocale.system().uiLanguages():
        language = name.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


def ts_path(language: str) -> Path:
    """The file of a language."""
    return _FOLDER / f"steppe_{_QT_NAMES[language]}.ts"


def said(sentence: str) -> str:
    """A sentence of the application below the window, in the window's language; one it does not know stays English.

    Sentences of the core come with their numbers and names filled in, so they are found by their pattern.
    """
    if not sentence:
        return ""
    whole = _one(sentence)
    if whole is not None:
        return whole
    return " ".join(_one(part) or part for part in _BETWEEN.split(sentence))


def _one(sentence: str) -> str | None:
    for template, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            translated = QCoreApplication.translate("core", template)
            return re.sub(r"\{(\d+)\}", lambda place: found[f"p{place[1]}"], translated)
    return None


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates and what they match, those with the most fixed text first."""
    ordered = sorted(SENTENCES, key=lambda text: -len(re.sub(r"\{\d+\}", "", text)))
    return tuple((text, re.compile(_PLACE.sub(r"(?P<p\1>.+?)", re.escape(text)), re.DOTALL)) for text in ordered)
