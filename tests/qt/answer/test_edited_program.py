"""The program beside the answer: what is changed, run and undone, and what the card says of it meanwhile."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from steppe.check.trust import FEW
from steppe.history.store import History
from steppe.settings_table import PROGRAM_MEMORY
from steppe.solve.results import Evidence

STALE = "The program was changed after this. Run it to see what it prints now."
TOO_MUCH = "x = bytearray(10**9)\n"


def edit(stage, old, new):
    stage.view.program.editor.document().find(old).insertText(new)


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def end_of_run(stage):
    stage.wait(lambda: not stage.workplace.session.is_program_running)


def badge(stage):
    return stage.view.card.badge.badge.text


def test_edits_are_undone_while_the_edited_program_runs(stage):
    stage.solve()
    edit(stage, "7", "8")
    press(stage.view.program.run_button)
    press(stage.view.program.restore_button)
    end_of_run(stage)
    assert stage.view.program.editor.program() == "print(6 * 7)\n"
    assert stage.view.program.output.toPlainText() == "42"
    assert stage.view.solution.edited is None
    assert badge(stage) == "Both ways agree"


def test_an_answer_whose_program_was_changed_says_so_until_it_is_run(stage):
    stage.solve()
    card = stage.view.card
    edit(stage, "7", "8")
    assert (badge(stage), card.sentence) == ("Edited: run it", STALE)
    assert card.spoken == f"Answer: 42. {STALE}"
    press(stage.view.program.run_button)
    end_of_run(stage)
    assert badge(stage) == "The two ways differ"
    edit(stage, "8", "9")  # once more, and not run
    assert (badge(stage), card.sentence) == ("Edited: run it", STALE)
    edit(stage, "9", "8")  # what has run stands there again
    assert badge(stage) == "The two ways differ"
    edit(stage, "8", "9")
    press(stage.view.program.restore_button)
    end_of_run(stage)
    assert badge(stage) == "Both ways agree"
    edit(stage, "7", "8")
    stage.solve()
    assert badge(stage) == "Both ways agree"
    assert card.sentence.startswith("A program computed it")


def test_new_colours_are_no_edit(stage):
    stage.solve()
    stage.workplace.theme.choose("dark")
    stage.wait(lambda: True)
    assert badge(stage) == "Both ways agree"


def test_nothing_is_said_of_how_often_a_changed_program_is_right(stage):
    stage.solve()
    card, solution = stage.view.card, stage.view.solution
    solution.verdict = replace(solution.verdict, evidence=Evidence("agree", FEW, FEW))
    card.show_solution(solution, "m")
    assert card._confidence.isVisible()
    edit(stage, "7", "8")
    assert not card._confidence.isVisible()
    edit(stage, "8", "7")
    assert card._confidence.isVisible()


def test_bounds_that_are_changed_hold_for_the_next_run(stage):
    stage.solve()
    set_memory(stage, 128)
    stage.view.program.editor.setPlainText(TOO_MUCH)
    press(stage.view.program.run_button)
    end_of_run(stage)
    assert "128" in stage.view.program.message


def test_a_program_of_earlier_runs_within_the_bounds_of_now(open_stage, tmp_path):
    stage = open_stage(open_history=lambda: History.open(tmp_path / "history.db"))
    stage.ready()
    stage.solve()
    set_memory(stage, 128)
    history = stage.workplace.history
    assert history.flush()
    stage.workplace.doors.toggle_history()
    stage.workplace.doors.panel.reopened.emit(history.solve(history.entries()[0].id))
    stage.view.program.editor.setPlainText(TOO_MUCH)
    press(stage.view.program.run_button)
    end_of_run(stage)
    assert "128" in stage.view.program.message


def set_memory(stage, megabytes):
    doors = stage.workplace.doors
    doors.open_settings()
    doors._settings_dialog.rows[PROGRAM_MEMORY.key].changed.emit(PROGRAM_MEMORY, megabytes)
    doors._settings_dialog.close()
