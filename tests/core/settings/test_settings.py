"""The layers: which one wins, what a lock holds, and that nothing wrong in them goes unnamed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from steppe.settings import Settings, SettingsStore, check_value, find_setting, load_settings, system_files, user_file
from steppe.settings_file import changed_text, read_settings_file, toml_value, write_setting
from steppe.settings_table import (
    FONT_PERCENT,
    HISTORY_KEEP,
    MAX_TOKENS,
    MODE,
    MODEL,
    PROGRAM_TIME,
    SETTINGS,
    TEMPERATURE,
    THEME,
    Value,
)
from steppe.settings_use import engine_choice_of, options_of
from steppe_models.errors import BadInputError, SteppeError


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.toml"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    return tmp_path / "system" / "settings.toml"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def load(
    user: Path, system: Path, environment: Mapping[str, str] | None = None, flags: Mapping[str, Value] | None = None
) -> Settings:
    return load_settings(flags, user=user, system=[system], environment=environment or {})


def test_defaults_stand_alone(user: Path, system: Path) -> None:
    settings = load(user, system)
    assert settings.problems == ()
    assert {setting.key: settings.origin(setting.key).value for setting in SETTINGS} == {
        setting.key: setting.default for setting in SETTINGS
    }


def test_each_layer_stands_over_the_one_before(user: Path, system: Path) -> None:
    seen = [load(user, system)[MODE]]
    write(system, '[solve]\nmode = "cot"\n')
    seen.append(load(user, system)[MODE])
    write(user, 'solve.mode = "pot"\n')
    seen.append(load(user, system)[MODE])
    seen.append(load(user, system, {"STEPPE_SOLVE_MODE": "hybrid"})[MODE])
    settings = load(user, system, {"STEPPE_SOLVE_MODE": "hybrid"}, {"solve.mode": "auto"})
    assert [*seen, settings[MODE]] == ["auto", "cot", "pot", "hybrid", "auto"]
    assert (settings.origin("solve.mode").layer, settings.origin("solve.mode").place) == ("flag", "the command line")
    assert load(user, system).origin("solve.mode").place == str(user)


def test_later_system_files_stand_over_earlier_ones(tmp_path: Path, user: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    write(first, '[solve]\nmode = "cot"\nmax_tokens = 99\n')
    write(second, '[solve]\nmode = "pot"\n')
    settings = load_settings(user=user, system=[first, second], environment={})
    assert (settings[MODE], settings[MAX_TOKENS]) == ("pot", 99)


def test_what_is_wrong_is_named_with_its_place(user: Path, system: Path) -> None:
    write(
        user,
        """
        colour = "green"
        [solve]
        mode = "guess"
        max_tokens = "many"
        temperature = true
        wings = 2
        [window]
        font_percent = 5
        """,
    )
    settings = load(
        user, system, {"STEPPE_SOLVE_MODEE": "pot", "STEPPE_PROGRAM_TIME": "soon", "STEPPE_MODELS_DIR": "x"}
    )
    text = "\n".join(settings.problems)
    for words in ("'colour'", "'solve.wings'", "solve.mode must be one of", "solve.max_tokens must be a whole number"):
        assert words in text
    for words in (
        "solve.temperature must be a number from 0 to 2, not true",
        "from 75 to 300",
        "STEPPE_SOLVE_MODEE",
        "STEPPE_PROGRAM_TIME must be a number",
    ):
        assert words in text
    assert "STEPPE_MODELS_DIR" not in text
    assert text.count(str(user)) == 6
    assert (settings[MODE], settings[MAX_TOKENS], settings[TEMPERATURE]) == ("auto", 1024, 0.0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"mode = [[[", "not valid TOML"),
        (b"\xff\xfe\x00mode", "not plain text"),
        (b"a=" + b"[" * 20000, "not valid TOML"),
        (b"#" * 1_100_000, "too large"),
        (b"[solve]\nseed = " + b"9" * 5000, "not valid TOML (a number in it is too long)"),
    ],
)
def test_a_damaged_file_is_named_and_survived(user: Path, system: Path, content: bytes, words: str) -> None:
    write(user, "")
    user.write_bytes(content)
    settings = load(user, system)
    assert len(settings.problems) == 1
    assert words in settings.problems[0]
    assert str(user) in settings.problems[0]
    assert settings[MODE] == "auto"


def test_a_folder_in_the_place_of_the_file_is_survived(user: Path, system: Path) -> None:
    user.mkdir(parents=True)
    assert "cannot be read" in load(user, system).problems[0]


def test_a_lock_holds_against_user_environment_and_flag(user: Path, system: Path) -> None:
    write(system, 'locked = ["solve.mode", "history.keep"]\n[solve]\nmode = "cot"\n')
    write(user, '[solve]\nmode = "pot"\n')
    settings = load(user, system, {"STEPPE_SOLVE_MODE": "hybrid"}, {"solve.mode": "auto", "history.keep": False})
    assert settings[MODE] == "cot"
    assert settings[HISTORY_KEEP] is True
    assert settings.is_locked(MODE)
    assert not settings.is_locked(MAX_TOKENS)
    assert sum("is locked by" in problem for problem in settings.problems) == 4


def test_a_lock_on_no_setting_or_on_the_look_is_refused(user: Path, system: Path) -> None:
    write(system, 'locked = ["window.theme", "solve.wings", 3]\n')
    settings = load(user, system)
    assert len(settings.problems) == 3
    assert not settings.is_locked(THEME)


def test_a_user_cannot_lock(user: Path, system: Path) -> None:
    write(user, 'locked = ["solve.mode"]\n')
    settings = load(user, system)
    assert not settings.is_locked(MODE)
    assert "'locked' is no setting" in settings.problems[0]


def test_changes_are_kept_and_taken_back(user: Path, system: Path) -> None:
    store = SettingsStore(user=user, system=[system], environment={})
    store.change(MODE, "pot")
    store.change(PROGRAM_TIME, 2.5)
    store.change(MODEL, 'C:\\models\\"new"\n.gguf')
    again = SettingsStore(user=user, system=[system], environment={}).settings
    assert (again[MODE], again[PROGRAM_TIME], again[MODEL]) == ("pot", 2.5, 'C:\\models\\"new"\n.gguf')
    assert store.reset(MODE)[MODE] == "auto"
    assert "mode" not in user.read_text().replace("model", "")
    assert stat.S_IMODE(user.parent.stat().st_mode) == 0o700
    assert [path.name for path in user.parent.iterdir()] == ["settings.toml"]


def test_a_change_stands_over_a_flag_of_this_run(user: Path, system: Path) -> None:
    store = SettingsStore({"solve.mode": "cot"}, user=user, system=[system], environment={})
    assert store.settings[MODE] == "cot"
    assert store.change(MODE, "pot")[MODE] == "pot"


def test_a_locked_or_unfit_change_is_refused(user: Path, system: Path) -> None:
    write(system, 'locked = ["solve.mode"]\n')
    store = SettingsStore(user=user, system=[system], environment={})
    with pytest.raises(BadInputError, match="locked by"):
        store.change(MODE, "pot")
    with pytest.raises(BadInputError, match="from 75 to 300"):
        store.change(FONT_PERCENT, 7)
    assert not user.exists()


def test_comments_and_unknown_lines_stay(user: Path) -> None:
    text = '# mine\n[window]\n# I like it dark\ntheme = "dark" # really\n\n[later]\nkey = 1\n'
    changed = changed_text(text, "solve.mode", "pot")
    assert changed.startswith(text)
    assert changed.endswith('[solve]\nmode = "pot"\n')
    changed = changed_text(changed, "window.theme", "light")
    assert '# I like it dark\ntheme = "light" # really\n' in changed
    quoted = changed_text('[solve]\nmodel = "a # b.gguf"\n', "solve.model", "c.gguf")
    assert quoted == '[solve]\nmodel = "c.gguf"\n'
    changed = changed_text(changed, "window.font_percent", 120)
    assert 'theme = "light" # really\nfont_percent = 120\n\n[later]' in changed
    assert changed_text(changed_text(changed, "window.font_percent", None), "solve.mode", None).startswith("# mine")


@pytest.mark.parametrize("text", ['solve.mode = "cot"\n', 'solve = { mode = "cot" }\n', '["solve"]\n"mode" = "cot"\n'])
def test_unusual_forms_end_in_the_right_value(text: str, user: Path) -> None:
    for value in ("pot", None):
        write(user, changed_text(text, "solve.mode", value))
        contents = read_settings_file(user)
        assert contents.problems == ()
        assert contents.values.get("solve.mode") == value


def test_a_damaged_file_is_set_aside_when_something_is_set(user: Path, system: Path) -> None:
    write(user, "mode = [[[")
    store = SettingsStore(user=user, system=[system], environment={})
    store.change(MODE, "pot")
    aside = [path for path in user.parent.iterdir() if "damaged" in path.name]
    assert [path.read_text() for path in aside] == ["mode = [[["]
    assert str(aside[0]) in store.note
    assert store.settings[MODE] == "pot"
    assert store.settings.problems == ()


def test_a_place_that_cannot_be_written_is_said_and_the_change_holds(tmp_path: Path, system: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    store = SettingsStore(user=tmp_path / "blocked" / "settings.toml", system=[system], environment={})
    with pytest.raises(SteppeError, match=r"blocked.* (cannot be|File exists|Not a directory)"):
        store.change(MODE, "pot")
    assert store.settings[MODE] == "pot"
    assert store.reload()[MODE] == "pot"


def test_a_full_disk_leaves_the_old_file_whole(user: Path, tmp_path: Path) -> None:
    """A file-size limit stands for the full disk: the write fails in the middle."""
    write(user, "# " + "x" * 5000 + '\n[solve]\nmode = "cot"\n')
    before = user.read_bytes()
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from steppe.settings_file import write_setting\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_setting(Path(sys.argv[1]), 'solve.mode', 'pot')\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(user)], capture_output=True, text=True, check=True)
    assert "SteppeError" in done.stdout
    assert "cannot be written" in done.stdout
    assert user.read_bytes() == before
    assert [path.name for path in user.parent.iterdir()] == ["settings.toml"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_to_the_file_stays_a_link(user: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    user.parent.mkdir(parents=True)
    user.symlink_to(real)
    write_setting(user, "solve.mode", "pot")
    assert user.is_symlink()
    assert real.read_text() == '[solve]\nmode = "pot"\n'


@pytest.mark.parametrize(
    "value", ["", 'a"b\\c', "tab\tnew\nline\x7f\x01", "è漢\U0001f600", True, 3, -1, 0.5, 1e-7, 1e20]
)
def test_values_survive_their_toml(value: Value) -> None:
    import tomllib

    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value


def test_places_follow_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("the XDG variables are Linux's")
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path}/first:{tmp_path}/second")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    assert user_file() == tmp_path / "own" / "steppe" / "settings.toml"
    assert system_files() == (
        tmp_path / "second" / "steppe" / "settings.toml",
        tmp_path / "first" / "steppe" / "settings.toml",
        Path("/etc/steppe/settings.toml"),
    )


def test_a_misspelt_key_names_the_nearest() -> None:
    with pytest.raises(BadInputError, match=r"solve\.mode"):
        find_setting("solve.mod")
    with pytest.raises(BadInputError, match=r"window\.theme"):
        find_setting("theme")


def test_what_the_settings_mean_for_a_solve(user: Path, system: Path) -> None:
    write(user, '[solve]\nmode="pot"\nseed=7\n[engine]\nthreads=3\n[program]\ntime=2\nmemory=100\n')
    settings = load(user, system)
    options = options_of(settings)
    assert (options.mode, options.seed, options.program_wall_s, options.program_memory_mb) == ("pot", 7, 2.0, 100)
    choice = engine_choice_of(settings, is_long_lived=True)
    assert (choice.threads, choice.context, choice.gpu_layers, choice.repack) == (3, None, None, True)
    assert engine_choice_of(load(user, system, {"STEPPE_ENGINE_GPU_LAYERS": "0"})).gpu_layers == 0


def test_numbers_beyond_all_bounds_are_named(user: Path, system: Path) -> None:
    write(user, f"[solve]\ntemperature = {'9' * 400}\nseed = 0x{'f' * 4000}\n")
    settings = load(user, system)
    assert len(settings.problems) == 2
    assert "solve.temperature must be a number from 0 to 2" in settings.problems[0]
    assert "a very large number" in settings.problems[1]


def test_half_a_character_of_a_file_name_is_no_text(user: Path) -> None:
    with pytest.raises(BadInputError, match="must be text"):
        check_value(MODEL, "caf\udce9.gguf")
    with pytest.raises(UnicodeEncodeError):
        write_setting(user, "solve.model", "caf\udce9.gguf")
    assert list(user.parent.iterdir()) == []
