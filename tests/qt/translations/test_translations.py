"""German and Chinese are complete: every text of the window has a translation, with the same things filled in."""

from __future__ import annotations

import ast
import contextlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from steppe_qt.translations import install
from steppe_qt.translations.core_sentences import SENTENCES
from steppe_qt.translations.install import install_language, said, ts_path
from steppe_qt.translations.ts_file import TsTranslator, read_ts
from steppe_qt.translations.update import settings_texts, update

ROOT = Path(__file__).parents[3]
LANGUAGES = pytest.mark.parametrize("language", ["de", "zh"])
_FILLED = re.compile(r"\{\w*\}|%n")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """All that lupdate finds in the sources now."""
    path = tmp_path_factory.mktemp("ts") / "now.ts"
    update(path, "de", str(Path(sys.executable).with_name("pyside6-lupdate")))
    return {
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in ElementTree.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, its language put back afterwards."""
    before = QLocale()
    known = qapp.findChildren(QTranslator)
    yield qapp
    for child in qapp.findChildren(QTranslator):
        if child not in known:
            qapp.removeTranslator(child)
            child.deleteLater()
    QLocale.setDefault(before)


@LANGUAGES
def test_every_text_has_a_translation(language: str, sources: set[tuple[str, str]]) -> None:
    messages = read_ts(ts_path(language))
    advice = "run `python -m steppe_qt.translations.update`, then translate what is unfinished in the .ts files"
    assert len(sources) > 300
    assert sorted(sources - messages.keys()) == [], advice
    assert sorted(messages.keys() - sources) == [], advice
    assert [key for key, forms in messages.items() if not all(form.strip() for form in forms)] == []


@LANGUAGES
def test_the_same_things_are_filled_in(language: str) -> None:
    for (context, source), forms in read_ts(ts_path(language)).items():
        for form in forms:
            assert Counter(_FILLED.findall(form)) == Counter(_FILLED.findall(source)), (context, source)
            assert source.endswith("…") == form.endswith("…"), source
            assert source[:1].isspace() == form[:1].isspace(), source


@LANGUAGES
def test_texts_with_a_number_have_all_forms(language: str) -> None:
    for context in ElementTree.parse(ts_path(language)).getroot().iter("context"):
        for message in context.iter("message"):
            forms = message.findall("translation/numerusform")
            assert len(forms) == (0 if message.get("numerus") is None else 2 if language == "de" else 1)


def test_what_the_core_says_is_still_said_there() -> None:
    """Every listed sentence is one that the sources below the window hold."""
    found: set[str] = set()
    for folder in ("desktop/steppe", "models/steppe_models", "convert/steppe_convert"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= _sentences(path.read_text(encoding="utf-8"))
    assert [sentence for sentence in SENTENCES if sentence not in found] == []
    assert set(settings_texts()) <= found


def _sentences(source: str) -> set[str]:
    """Every string of a module, and of the programs for the sandbox that it holds as strings."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            text = _template(node)
            found.add(text)
            if "\ndef " in text:
                with contextlib.suppress(SyntaxError):
                    found |= _sentences(text)
    return found


def _template(node: ast.expr) -> str:
    """A string with its gaps numbered: one literal, an f-string, or literals added up."""
    text, number = "", 0
    for part in _parts(node):
        if isinstance(part, ast.Constant):
            text += part.value if isinstance(part.value, str) else ""
        else:
            number += 1
            text += f"{{{number}}}"
    return text


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.JoinedStr):
        return node.values
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_parts(node.left), *_parts(node.right)]
    return [node]


def test_german_is_put_on_the_application(application: QApplication) -> None:
    assert install_language(application, "de") == "de"
    assert QCoreApplication.translate("ModelRow", "Download") == "Herunterladen"
    assert QCoreApplication.translate("ModelRow", "no such text") == "no such text"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen", "Qt's own texts"
    assert QLocale().toString(1.5, "f", 2) == "1,50"
    widget = QWidget()
    assert [QCoreApplication.translate("AnswerCard", "%n tokens", "", count) for count in (1, 5)] == [
        "1 Token",
        "5 Token",
    ]
    more = [QCoreApplication.translate("SettingsDialog", "%n more of this kind.", "", count) for count in (1, 2)]
    assert more == ["Noch 1 weiterer Hinweis.", "Noch 2 weitere Hinweise."]
    widget.deleteLater()


def test_chinese_is_put_on_the_application(application: QApplication) -> None:
    assert install_language(application, "zh") == "zh"
    assert QCoreApplication.translate("EntryPanel", "Solve") == "求解"
    assert QCoreApplication.translate("SettingsDialog", "%n more of this kind.", "", 3) == "还有 3 条类似提示。"


def test_english_needs_no_file(application: QApplication) -> None:
    before = application.findChildren(QTranslator)
    assert install_language(application, "en") == "en"
    assert application.findChildren(QTranslator) == before
    assert said("The engine crashed (SIGSEGV).") == "The engine crashed (SIGSEGV)."


def test_sentences_of_the_core_are_found_with_what_is_filled_in(application: QApplication) -> None:
    install_language(application, "de")
    assert said("The engine crashed (SIGSEGV).") == "Die Engine ist abgestürzt (SIGSEGV)."
    assert said("The disk of /data has 1.0 MB free, and 2.00 GB are needed.") == (
        "Auf dem Datenträger von /data sind 1.0 MB frei, gebraucht werden 2.00 GB."
    )
    assert said("The problem is empty. Give plain text in UTF-8.") == (
        "Die Aufgabe ist leer. Bitte reinen Text in UTF-8 verwenden."
    )
    assert said("Nobody knows this sentence. Give plain text in UTF-8.") == (
        "Nobody knows this sentence. Bitte reinen Text in UTF-8 verwenden."
    )
    assert said("There is no file a {1} (b).") == "Die Datei a {1} (b) gibt es nicht."
    assert said("") == ""


@pytest.mark.parametrize(
    ("wanted", "language"),
    [(["de-AT", "en"], "de"), (["fr-FR", "zh-Hans-CN"], "zh"), (["fr"], "en"), ([], "en"), (["en_GB", "de"], "en")],
)
def test_the_systems_language_is_followed(wanted: list[str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class System:
        def uiLanguages(self) -> list[str]:
            return wanted

    class Locales:
        @staticmethod
        def system() -> System:
            return System()

    monkeypatch.setattr(install, "QLocale", Locales)
    assert install.system_language() == language


def test_an_unfinished_text_stays_english(tmp_path: Path) -> None:
    path = tmp_path / "x.ts"
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?><TS version="2.1" language="de"><context><name>A</name>'
        "<message><source>one</source><translation>eins</translation></message>"
        '<message><source>two</source><translation type="unfinished">zwei</translation></message>'
        "</context></TS>",
        encoding="utf-8",
    )
    translator = TsTranslator(read_ts(path))
    assert translator.translate("A", "one") == "eins"
    assert translator.translate("A", "two") is None
    assert not translator.isEmpty()
    assert TsTranslator({}).isEmpty()
