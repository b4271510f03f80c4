"""The model that is chosen is the one that the picker shows and that solves, whatever named it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from steppe.settings_table import LANGUAGE, MODEL
from steppe_models.errors import EngineError
from steppe_qt.entry.pickers import ModelPicker
from steppe_qt.translations.install import install_language

SMALL, DEFAULT, FILE = "qwen2.5-coder-0.5b-instruct", "qwen2.5-coder-1.5b-instruct", "/data/own.gguf"


@pytest.fixture
def open_pair(open_stage, tmp_path, engine, model_of, means_of, shared_sandbox):
    """Opens a window with a small model and the default one, and a file beside them; what is asked for is in `asked`.

    As the store does it: ids may be written in any case.
    """

    def open_it(wanted="", models=(SMALL, DEFAULT)):
        means = means_of(engine, shared_sandbox, [model_of(each) for each in models])
        asked = []

        def find_model(name):
            asked.append(name)
            return replace(model_of(SMALL), sha256="own") if name == FILE else means.find_model(name.lower())

        (tmp_path / "settings.toml").write_text(f'[solve]\nmodel = "{wanted}"\n')
        return open_stage(means=replace(means, find_model=find_model)), asked

    return open_it


def change(stage, setting, value):
    doors = stage.workplace.doors
    doors.open_settings()
    doors._settings_dialog.rows[setting.key].changed.emit(setting, value)


def pick(stage, model_id):
    picker = stage.entry.model_picker
    stage.wait(lambda: picker.findData(model_id) >= 0)
    picker.setCurrentIndex(picker.findData(model_id))
    picker.activated.emit(picker.currentIndex())


def test_a_file_stays_chosen_when_the_language_changes(open_pair, qapp):
    stage, asked = open_pair(FILE)
    stage.ready()
    before = stage.window
    change(stage, LANGUAGE, "de")
    stage.wait(lambda: stage.window is not before)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert stage.entry.model_picker.model_id == FILE
    stage.solve()
    assert set(asked) == {FILE}
    install_language(qapp, "en")


def test_an_id_in_capital_letters_is_the_model_of_that_id(open_pair):
    stage, asked = open_pair(DEFAULT.upper())
    stage.ready()
    assert stage.entry.model_picker.model_id == DEFAULT
    stage.solve()
    assert {each.lower() for each in asked} == {DEFAULT}


@pytest.mark.parametrize(("setting", "chosen"), [(FILE, FILE), ("http://solver:8080#m", ""), ("", DEFAULT)])
def test_what_is_set_while_a_problem_is_solved_is_asked_next(open_pair, engine, setting, chosen):
    stage, asked = open_pair(SMALL)
    stage.ready()
    engine.free, engine.prose = 20, "word " * 300 + "The answer is 42."
    engine.gate.clear()
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and "word" in stage.view.prose.view.written_text())
    change(stage, MODEL, setting)
    assert stage.workplace.session.is_solving
    assert stage.entry.model_picker.model_id == (chosen or setting)
    engine.gate.set()
    stage.wait(lambda: not stage.workplace.session.is_solving)
    stage.solve()
    assert asked[-1] == (chosen or setting)


def test_what_is_chosen_while_a_problem_waits_for_its_model_is_asked_next(open_pair, engine):
    engine.loading.clear()
    stage, _ = open_pair(SMALL)
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    pick(stage, DEFAULT)
    engine.loading.set()
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert stage.view.solution.verdict.model == SMALL
    assert stage.entry.model_picker.model_id == DEFAULT
    stage.solve()
    assert stage.view.solution.verdict.model == DEFAULT


def test_a_file_stands_in_place_of_no_model(open_pair):
    stage, _ = open_pair(FILE, models=())
    stage.ready()
    picker = stage.entry.model_picker
    assert [picker.itemData(place) for place in range(picker.count())].count("") == 0
    assert picker.model_id == FILE


def test_no_model_yet_is_said_until_there_is_one(qtbot):
    picker = ModelPicker()
    qtbot.addWidget(picker)
    assert picker.itemText(0) == "No model yet"
    picker.add_elsewhere(FILE, "My own")
    assert [picker.itemText(place) for place in range(picker.count())] == ["My own", "", "More models…"]
    assert picker.model_id == FILE


def test_trying_again_to_load_a_model_solves_nothing_of_before(open_pair, engine):
    stage, asked = open_pair(SMALL)
    stage.ready()
    stage.solve()
    count = len(engine.requests)
    fail_to_load(stage, engine, DEFAULT)
    engine.load_error = None
    stage.window.status.acted.emit("try_again")
    stage.ready()
    assert not stage.workplace.session.is_solving
    assert len(engine.requests) == count
    assert asked[-1] == stage.entry.model_picker.model_id == DEFAULT


def test_trying_again_what_failed_asks_the_model_that_is_chosen_now(open_pair, engine):
    engine.load_error = EngineError("The engine crashed (SIGSEGV).", "")
    stage, _ = open_pair(SMALL)
    stage.solve()
    fail_to_load(stage, engine, DEFAULT)
    engine.load_error = None
    stage.window.status.acted.emit("try_again")
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert stage.view.solution.verdict.model == DEFAULT


def fail_to_load(stage, engine, model_id):
    """Choose a model that does not load."""
    engine.load_error = EngineError("The engine crashed (SIGSEGV).", "")
    pick(stage, model_id)
    stage.wait(lambda: stage.workplace.conductor._engine.chosen == model_id)
    stage.wait(lambda: stage.window.status.line.action == "try_again")
