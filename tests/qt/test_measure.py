"""The measurement of the window runs and gives its figures; no time is asserted."""

import json
import os
import subprocess
import sys

from steppe.bench.window import measure_window_start


def measured(*arguments):
    command = [sys.executable, "-P", "-m", "steppe_qt.measure", *arguments]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, timeout=150, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.decode().splitlines()[-1])


def test_a_stream_of_formulas_arrives_whole():
    found = measured("stream", "300", "--seconds", "1")
    assert set(found) == {"longest_stall_ms", "p99_stall_ms", "seconds", "tokens"}
    assert found["tokens"] >= 300


def test_memory_is_that_of_a_real_process():
    found = measured("memory", "2")
    assert found["solves"] == 2
    assert found["memory_mb"] > 30


def test_the_time_to_the_first_window_is_taken(tmp_path, monkeypatch):
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "STEPPE_MODELS_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert 0 < measure_window_start(1) < 60
