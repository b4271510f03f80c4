"""Solving in the window: answers that agree, differ, are alone or missing; stopping; editing the program."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from steppe.history.store import History
from steppe.problem import Problem
from steppe_models.errors import EngineError, MissingError
from steppe_qt.solving.solution import Phase


def test_agreement_is_said_in_words_and_shape(stage):
    stage.solve()
    card = stage.view.card
    assert card.badge.badge.shape == "agree"
    assert card.spoken == ("Answer: 42. A program computed it, and a line of reasoning came to the same answer.")
    assert stage.view.program.output.toPlainText() == "42"
    assert "42" in stage.view.prose.view.written_text()
    assert stage.view.program.editor.program() == "print(6 * 7)\n"
    assert not stage.view.program.editor.isReadOnly()


@pytest.fixture
def pair_stage(open_stage, tmp_path):
    """A window that compares the two first answers and takes no further vote."""
    (tmp_path / "settings.toml").write_text("[solve]\nsamples = 2\n")
    made = open_stage()
    made.ready()
    return made


def test_different_answers_stand_side_by_side(pair_stage, engine):
    stage = pair_stage
    engine.prose = "It is 41. The answer is 41."
    stage.solve()
    card = stage.view.card
    assert card.badge.badge.shape == "differ"
    assert [value.answer_text for value in card.values if value.isVisible()] == ["42", "41"]


def test_answers_that_differ_are_put_to_a_vote(stage, engine):
    engine.prose = "It is 41. The answer is 41."
    stage.solve()
    verdict = stage.view.solution.verdict
    assert verdict.samples > 0
    assert {group.answer.text for group in verdict.tally.groups} == {"41", "42"}
    assert stage.view.card.tally.isVisible()


def test_one_way_only(pair_stage, engine):
    stage = pair_stage
    engine.prose = "I do not know."
    stage.solve()
    assert stage.view.card.badge.badge.shape == "single"
    assert "no answer to compare" in stage.view.card.sentence


def test_no_answer_at_all(stage, engine):
    engine.program, engine.prose = "x = = 1", "I do not know."
    stage.solve()
    assert stage.view.card.badge.badge.shape == "none"
    assert stage.view.card.sentence


def test_reasoning_alone_shows_no_program(stage, engine):
    stage.entry.mode_picker.choose("cot")
    stage.solve()
    assert len(engine.requests) == 1
    assert "reasoning alone" in stage.view.card.sentence
    assert not stage.view.program.run_button.isEnabled()


def test_a_choice_is_shown_with_its_text(stage, engine):
    engine.program = "print(5238)"
    engine.prose = "The digits of 5238 add up to 18. The answer is (B)."
    stage.entry.set_problem(Problem("Which of these is divisible by 9?", ("4127", "5238", "6149")))
    stage.entry.solve()
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert stage.view.solution.answer.text == "B"
    assert stage.view.card.values[0].answer_text == "B · 5238"


def test_the_program_answers_first_and_is_marked_as_not_final(stage, engine):
    engine.pace_s = 0.01
    engine.prose = "word " * 4000
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and stage.view.solution.answer is not None)
    assert stage.view.solution.is_provisional
    assert stage.view.card.badge.badge.shape == "working"
    stage.workplace.session.stop()


def test_escape_stops_at_once_and_keeps_what_there_is(stage, engine):
    engine.pace_s, engine.prose = 0.01, "word " * 4000
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    QTest.keyClick(stage.entry.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.wait(lambda: "word" in stage.view.prose.view.written_text())
    assert stage.entry.solve_button.text() == "Stop"
    QTest.keyClick(stage.entry.box, Qt.Key.Key_Escape)
    assert stage.view.solution.phase is Phase.STOPPED
    assert stage.entry.solve_button.text() == "Solve"
    assert "word" in stage.view.prose.view.written_text()
    assert not stage.workplace.session.is_solving


def test_a_new_solve_stops_the_one_before_and_is_not_called_stopped(stage, engine):
    engine.free, engine.prose = 20, "word " * 300 + "The answer is 42."
    engine.gate.clear()
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and "word" in stage.view.prose.view.written_text())
    QTest.keyClick(stage.entry.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.view.solution.phase is Phase.WAITING
    assert stage.entry.solve_button.text() == "Stop"
    engine.gate.set()
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert stage.view.solution.phase is Phase.SOLVED
    assert stage.view.card.badge.badge.shape == "agree"


def test_another_try_lets_chance_in(stage, engine):
    stage.solve()
    first = engine.requests[-1].sampling
    stage.window.entry.box.setFocus()  # where one is after solving
    QTest.keyClick(
        QApplication.focusWidget(),
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    stage.wait(lambda: not stage.workplace.session.is_solving)
    second = engine.requests[-1].sampling
    assert (first.temperature, second.temperature > 0, second.seed) == (0.0, True, 1)


def edit(stage, old, new):
    editor = stage.view.program.editor
    cursor = editor.document().find(old)
    cursor.insertText(new)


def run(stage):
    QTest.mouseClick(stage.view.program.run_button, Qt.MouseButton.LeftButton)
    stage.wait(lambda: not stage.workplace.session.is_program_running)


def test_the_answer_follows_an_edited_program(stage):
    stage.solve()
    edit(stage, "7", "8")
    run(stage)
    card = stage.view.card
    assert stage.view.program.output.toPlainText() == "48"
    assert card.badge.badge.shape == "differ"
    assert card.sentence == "You edited the program. What it prints now differs from the reasoning."
    assert [value.answer_text for value in card.values if value.isVisible()] == ["48", "42"]


def test_an_error_stands_at_its_line_and_edits_can_be_undone(stage):
    stage.solve()
    edit(stage, "print", "x = 1\nprnt")
    run(stage)
    program = stage.view.program
    assert program.error_line == 2
    assert "'prnt' is not defined" in program.message
    assert stage.view.card.badge.badge.shape == "none"
    QTest.mouseClick(program.restore_button, Qt.MouseButton.LeftButton)
    stage.wait(lambda: not stage.workplace.session.is_program_running)
    assert program.editor.program() == "print(6 * 7)\n"
    assert program.error_line is None
    assert stage.view.card.badge.badge.shape == "agree"


def test_a_plot_appears_only_when_there_is_something_to_draw(stage):
    stage.solve()
    assert stage.view.plot.isHidden()
    stage.solve("Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?")
    stage.wait(lambda: not stage.view.plot.isHidden())
    assert stage.view.plot.plot.summary()


def test_nothing_moves_while_text_streams_in(stage, engine):
    engine.pace_s = 0.004
    engine.prose = "Some words and $x^2$ more.\n\n" * 40 + "The answer is 42."
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    places = set()
    view = stage.view

    def look():
        parts = (view.card, view.prose, view.program, view.program.editor, view.prose.view)
        places.add(
            tuple((part.mapTo(stage.window, part.rect().topLeft()).toTuple(), part.height()) for part in parts[:3])
        )
        return not stage.workplace.session.is_solving

    stage.wait(lambda: view.isVisible() and view.height() > 100)
    stage.wait(look)
    assert len(places) == 1


def test_a_failing_engine_is_one_calm_line_with_one_action(stage, engine):
    engine.failure = EngineError("The engine crashed (SIGSEGV).", "Try again.")
    stage.solve()
    assert stage.view.card.sentence == "The engine crashed (SIGSEGV)."
    line = stage.window.status.line
    assert (line.text, line.action) == ("The engine crashed (SIGSEGV).", "try_again")
    engine.failure = None
    stage.window.status.acted.emit(line.action)
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert stage.view.card.badge.badge.shape == "agree"
    assert "Ready" in stage.window.status.line.text


def test_a_model_too_large_offers_a_smaller_one(open_stage, engine):
    engine.load_error = EngineError("model.gguf needs 9.10 GB with a context of 4096 tokens, and 2.00 GB are free.", "")
    stage = open_stage()
    stage.wait(lambda: stage.window.status.line.action != "")
    assert stage.window.status.line.action == "models"


def test_without_a_model_there_is_one_friendly_page(open_stage, engine, shared_sandbox, means_of):
    stage = open_stage(means_of(engine, shared_sandbox, []))
    stage.wait(lambda: stage.window.stack.currentWidget() is not stage.window.page)
    assert stage.window.status.line.action == "models"


def test_a_missing_model_is_named(open_stage, engine):
    engine.load_error = MissingError("The model is gone.", "")
    stage = open_stage()
    stage.wait(lambda: stage.window.status.line.action == "models")
    assert stage.window.status.line.text == "The model is gone."


def test_closing_while_solving_loses_nothing(open_stage, engine, tmp_path):
    path = tmp_path / "history.db"
    engine.pace_s, engine.prose = 0.01, "word " * 4000
    stage = open_stage(open_history=lambda: History.open(path))
    stage.ready()
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and "word" in stage.view.prose.view.written_text())
    stage.window.close()
    assert stage.workplace.close()
    with History.open(path) as history:
        assert history.latest_problems(5) == ["A box holds 7 eggs. How many do 6 boxes hold?"]
        stored = history.solve(history.entries()[0].id)
        assert stored.entry.state == "stopped"
        assert any(getattr(event, "text", "").startswith("word") for event in stored.events)


def test_a_solve_of_earlier_is_shown_as_it_was(open_stage, engine, tmp_path):
    stage = open_stage(open_history=lambda: History.open(tmp_path / "history.db"))
    stage.ready()
    stage.solve()
    before = stage.view.card.spoken
    QTest.keyClick(stage.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.wait(lambda: stage.window.page.is_empty)
    stage.workplace.doors.toggle_history()
    history = stage.workplace.history
    assert history.flush()
    stage.workplace.doors.panel.reopened.emit(history.solve(history.entries()[0].id))
    assert stage.entry.box.text == "A box holds 7 eggs. How many do 6 boxes hold?"
    assert stage.view.card.spoken == before
    assert stage.view.program.editor.program() == "print(6 * 7)\n"


def test_limits_of_programs_and_chance_are_those_that_are_set(open_stage, tmp_path, engine):
    settings = "[solve]\nseed = 5\ntemperature = 0.3\nmax_tokens = 99\n[program]\ntime = 2.5\nmemory = 128\n"
    (tmp_path / "settings.toml").write_text(settings)
    stage = open_stage()
    stage.ready()
    stage.solve()
    made = engine.requests[-1]
    assert (made.sampling.seed, made.sampling.temperature, made.max_tokens) == (5, 0.3, 99)
    assert stage.view.solution.request.limits == (2.5, 128)
    edit(stage, "print(6 * 7)", "x = bytearray(10**9)")
    run(stage)
    assert "128" in stage.view.program.message


def test_a_program_that_changes_while_it_runs_is_not_what_ran(stage):
    stage.solve()
    QTest.mouseClick(stage.view.program.run_button, Qt.MouseButton.LeftButton)  # as the model wrote it
    stage.view.program.editor.document().find("7").insertText("8")
    stage.wait(lambda: not stage.workplace.session.is_program_running)
    assert "You edited" not in stage.view.card.sentence


def test_the_output_keeps_its_selection_while_the_reasoning_goes_on(stage, engine):
    engine.pace_s, engine.prose = 0.02, "word " * 300 + "The answer is 42."
    stage.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and stage.view.program.output.toPlainText() == "42")
    output = stage.view.program.output
    output.selectAll()
    before = len(stage.view.prose.view.written_text())
    stage.wait(lambda: len(stage.view.prose.view.written_text()) > before + 40)
    assert output.textCursor().selectedText() == "42"
    stage.workplace.session.stop()


def test_nothing_of_a_problem_before_is_tried_again(stage, engine):
    stage.solve()
    count = len(engine.requests)
    stage.workplace.conductor.new_problem()
    stage.workplace.conductor.another_try()
    assert not stage.workplace.session.is_solving
    assert len(engine.requests) == count


def test_no_two_shortcuts_are_the_same(stage):
    stage.workplace.doors.toggle_history()
    keys = [
        shortcut.toString()
        for action in stage.window.findChildren(QAction)
        for shortcut in action.shortcuts()
        if not shortcut.isEmpty()
    ]
    assert sorted(keys) == sorted(set(keys))


def test_a_model_named_by_its_file_is_the_one_that_solves(
    open_stage, tmp_path, engine, model_of, means_of, shared_sandbox
):
    wanted = []
    own, other = model_of("qwen2.5-coder-0.5b-instruct"), model_of("qwen2.5-coder-1.5b-instruct")
    means = means_of(engine, shared_sandbox, [other])

    def find_model(name):
        wanted.append(name)
        return own if name == "/data/own.gguf" else means.find_model(name)

    (tmp_path / "settings.toml").write_text('[solve]\nmodel = "/data/own.gguf"\n')
    stage = open_stage(means=replace(means, find_model=find_model))
    stage.ready()
    assert own.profile.name in stage.window.status.line.text
    assert stage.entry.model_picker.model_id == "/data/own.gguf"
    stage.solve()
    assert set(wanted) == {"/data/own.gguf"}
    assert stage.view.solution.verdict.model == own.id
