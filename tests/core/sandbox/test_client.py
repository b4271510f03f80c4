"""The application's side: starting, stopping, cancelling, and what happens when the helper dies or cannot start."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from steppe.sandbox import client
from steppe.sandbox.client import Sandbox
from steppe.sandbox.compiled import CompiledFile, compiled_name
from steppe.sandbox.component import DEFAULT_FOLDER, find_component
from steppe.sandbox.outcome import Outcome
from steppe.sandbox.wasm import _installed_version
from steppe_models.errors import BadInputError
from steppe_models.places import cache_dir

# A wait within one host call, which epochs do not interrupt: only the watchdog ends it.
HANG = "import select\nselect.select([], [], [], 3600)"
BUSY = "for number in range(3_000_000): pass"
JOIN_S = 30.0
GATED = """import os, sys, time
while not os.path.exists({gate!r}): time.sleep(0.01)
from steppe.sandbox.helper import main
main(sys.argv[1:])"""


def until(condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until_given(sandbox: Sandbox, running: int, waiting: int = 0) -> None:
    """Wait until so many programs are with a helper and so many wait for one."""

    def is_so() -> bool:
        with sandbox._changed:
            return (len(sandbox._busy), len(sandbox._waiting)) == (running, waiting)

    until(is_so)


def until_it_hangs(sandbox: Sandbox, pid: int, cpu_before_s: float) -> None:
    """Wait until the program given last has begun to compute (it does so for a while) and computes no more."""
    until_given(sandbox, 1)
    until(lambda: cpu_s(pid) - cpu_before_s >= 0.05)
    seen = [0.0, 1.0]
    while seen[-1] != seen[-2]:
        time.sleep(0.3)
        seen.append(cpu_s(pid))


def cpu_s(pid: int) -> float:
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def start_in_background(sandbox: Sandbox, source: str, wall_s: float = 30.0) -> tuple[threading.Thread, list[Outcome]]:
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(sandbox.run(source, wall_s=wall_s)), name="sandbox-test")
    thread.start()
    return thread, outcomes


def test_start_does_not_block_and_run_waits(
    own_sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "open"
    command = [sys.executable, "-I", "-c", GATED.format(gate=str(gate))]
    monkeypatch.setattr(client, "helper_command", lambda component, cache: [*command, str(component), str(cache)])
    with Sandbox(workers=1) as sandbox:
        thread, outcomes = start_in_background(sandbox, "print(1)", wall_s=1.0)
        until_given(sandbox, 0, 1)
        time.sleep(1.5)  # longer than the program may take
        assert sandbox.state.phase == "starting"
        assert not sandbox.ready
        gate.touch()
        thread.join(JOIN_S)
        (outcome,) = outcomes
        assert (outcome.status, outcome.stdout, outcome.engine) == ("ok", "1\n", "wasm")
        assert sandbox.ready
        assert "wasm" in outcome.isolation
        assert outcome.isolation == sandbox.state.isolation


def test_close_ends_everything() -> None:
    sandbox = Sandbox(workers=1)
    sandbox.start()
    assert sandbox.wait_ready(170)
    (pid,) = sandbox.service_pids
    sandbox.close()
    assert sandbox.service_pids == ()
    assert not is_alive(pid)
    assert sandbox.run("print(1)").status == "refused"
    sandbox.start()
    assert sandbox.run("print(1)").stdout == "1\n"
    sandbox.close()


def test_close_while_a_program_runs(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    thread, outcomes = start_in_background(own_sandbox, "while True: pass")
    until_given(own_sandbox, 1)
    until(lambda: psutil.Process(pid).cpu_percent(0.05) > 20)
    own_sandbox.close()
    thread.join(JOIN_S)
    assert outcomes[0].status == "cancelled"
    assert not is_alive(pid)


@pytest.mark.parametrize("source", ["while True: pass", "import time\ntime.sleep(3600)", "9 ** 9 ** 9"])
def test_cancel_ends_the_program_and_keeps_the_helper(
    own_sandbox: Sandbox, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "CANCEL_S", 20.0)  # on a busy machine a helper that is well may need more than usual
    pids = own_sandbox.service_pids
    thread, outcomes = start_in_background(own_sandbox, source)
    until_given(own_sandbox, 1)
    time.sleep(0.1)  # most often it is in the middle of it by then; that it may not have begun is as good
    own_sandbox.cancel()
    thread.join(JOIN_S)
    assert outcomes[0].status == "cancelled"
    assert own_sandbox.service_pids == pids
    assert own_sandbox.run("print(6 * 7)").stdout == "42\n"


def test_cancel_reaches_programs_that_wait(own_sandbox: Sandbox) -> None:
    running = [start_in_background(own_sandbox, "while True: pass") for _ in range(3)]
    until_given(own_sandbox, 1, 2)
    own_sandbox.cancel()
    for thread, outcomes in running:
        thread.join(JOIN_S)
        assert outcomes[0].status == "cancelled"
    assert own_sandbox.run("print(1)").status == "ok"


def test_cancel_ends_a_program_inside_a_host_call(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    before_s = cpu_s(pid)
    thread, outcomes = start_in_background(own_sandbox, f"{BUSY}\n{HANG}", wall_s=100.0)
    until_it_hangs(own_sandbox, pid, before_s)
    own_sandbox.cancel()
    thread.join(JOIN_S)
    assert outcomes[0].status == "cancelled"
    assert own_sandbox.run("print(1)").status == "ok"
    assert own_sandbox.service_pids != (pid,)


def test_the_watchdog_ends_a_program_inside_a_host_call(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    outcome = own_sandbox.run(HANG, wall_s=1.0)  # time enough to begin with it on a busy machine
    assert outcome.status == "timeout"
    assert not is_alive(pid)
    assert own_sandbox.run("print(1)").status == "ok"


def test_a_stopped_helper_is_replaced(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    os.kill(pid, signal.SIGSTOP)
    assert own_sandbox.run("print(1)", wall_s=0.2).status == "timeout"
    assert not is_alive(pid)
    assert own_sandbox.run("print(1)").status == "ok"


def test_a_stopped_helper_does_not_hold_a_long_program(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    os.kill(pid, signal.SIGSTOP)
    assert own_sandbox.run("x = 1\n" * 40000, wall_s=0.2).status == "timeout"
    assert own_sandbox.run("print(1)").status == "ok"


def test_a_killed_helper_is_reported_and_replaced(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    thread, outcomes = start_in_background(own_sandbox, "while True: pass")
    until_given(own_sandbox, 1)
    os.kill(pid, signal.SIGKILL)
    thread.join(JOIN_S)
    assert outcomes[0].status == "sandbox_error"
    assert "started again" in outcomes[0].message
    assert own_sandbox.run("print(1)").status == "ok"


def test_an_idle_helper_that_dies_is_replaced(own_sandbox: Sandbox) -> None:
    (pid,) = own_sandbox.service_pids
    os.kill(pid, signal.SIGKILL)
    until(lambda: own_sandbox.service_pids not in ((pid,), ()))
    assert own_sandbox.run("print(1)").status == "ok"


def test_after_three_restarts_within_a_minute_the_sandbox_is_off(
    own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "RESTART_WINDOW_S", 600.0)  # on a busy machine the restarts may take a minute
    for _ in range(client.MAX_RESTARTS + 1):
        assert own_sandbox.wait_ready(60)
        before = own_sandbox.service_pids
        os.kill(before[0], signal.SIGKILL)
        until(lambda before=before: own_sandbox.service_pids != before)  # type: ignore[misc]
    assert own_sandbox.state.phase == "off"
    assert "4 times within a minute" in own_sandbox.state.reason
    assert not own_sandbox.wait_ready(1)
    outcome = own_sandbox.run("print(1)")
    assert (outcome.status, outcome.message) == ("refused", own_sandbox.state.reason)
    assert own_sandbox.service_pids == ()


def test_old_restarts_are_forgotten(own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "RESTART_WINDOW_S", 0.0)
    for _ in range(client.MAX_RESTARTS + 2):
        assert own_sandbox.wait_ready(60)
        before = own_sandbox.service_pids
        os.kill(before[0], signal.SIGKILL)
        until(lambda before=before: own_sandbox.service_pids != before)  # type: ignore[misc]
    assert own_sandbox.run("print(1)").status == "ok"


def test_without_a_component_programs_are_refused(tmp_path: Path) -> None:
    with Sandbox(component=tmp_path) as sandbox:
        assert sandbox.state.phase == "off"
        assert sandbox.state.code == "missing"
        assert not sandbox.wait_ready(1)
        outcome = sandbox.run("open('made', 'w')")
        assert (outcome.status, outcome.stdout) == ("refused", "")
        assert "not built" in outcome.message
        assert sandbox.service_pids == ()


def test_a_damaged_component_is_refused_when_nothing_is_compiled(tmp_path: Path) -> None:
    for path in DEFAULT_FOLDER.iterdir():
        shutil.copy(path, tmp_path / path.name)
    with (tmp_path / "program.wasm").open("r+b") as file:
        file.seek(2_000_000)
        file.write(b"damage")
    with Sandbox(component=tmp_path, cache=tmp_path / "cache") as sandbox:
        assert not sandbox.wait_ready(60)
        assert sandbox.state.code == "integrity"
        assert sandbox.run("print(1)").status == "refused"


def test_a_missing_runtime_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper = "import sys; sys.modules['wasmtime'] = None\nfrom steppe.sandbox.helper import main\nmain(sys.argv[1:])"
    command = [sys.executable, "-I", "-c", helper]
    monkeypatch.setattr(
        client,
        "helper_command",
        lambda component, cache: [*command, str(component), str(cache)],
    )
    with Sandbox() as sandbox:
        assert not sandbox.wait_ready(60)
        assert "runtime" in sandbox.state.reason
        assert sandbox.run("print(1)").status == "refused"


def test_a_failing_self_test_switches_the_sandbox_off(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = (
        "import sys\nfrom steppe.sandbox import helper\n"
        "helper.run_self_test = lambda run, **aims: ('it read a file',)\nhelper.main(sys.argv[1:])"
    )
    command = [sys.executable, "-I", "-c", helper]
    monkeypatch.setattr(
        client,
        "helper_command",
        lambda component, cache: [*command, str(component), str(cache)],
    )
    with Sandbox() as sandbox:
        assert not sandbox.wait_ready(60)
        assert sandbox.state.reason == "The sandbox failed its own test: it read a file."
        assert sandbox.run("print(1)").message == sandbox.state.reason
        until(lambda: sandbox.service_pids == ())


@pytest.mark.parametrize(
    "helper", ["pass", "import sys; sys.exit(3)", "print('hello', flush=True)", "import os; os.abort()"]
)
def test_a_helper_that_cannot_speak_ends_in_off(monkeypatch: pytest.MonkeyPatch, helper: str) -> None:
    monkeypatch.setattr(client, "helper_command", lambda component, cache: [sys.executable, "-I", "-c", helper])
    with Sandbox() as sandbox:
        assert sandbox.run("print(1)").status == "refused"
        assert sandbox.state.phase == "off"
        assert sandbox.state.reason


@pytest.mark.parametrize(
    ("wall_s", "memory_mb"), [(0, 512), (-1, 512), (float("nan"), 512), (1e9, 512), (1, 1), (1, 10**6)]
)
def test_limits_out_of_range_are_told(wall_s: float, memory_mb: int) -> None:
    with pytest.raises(BadInputError):
        Sandbox().run("print(1)", wall_s=wall_s, memory_mb=memory_mb)


def test_a_program_that_is_too_long_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.run("#" * 300_000).status == "refused"


def test_computing_time_is_counted_apart(sandbox: Sandbox) -> None:
    busy = sandbox.run("while True: pass", wall_s=20, cpu_s=0.2)
    assert (busy.status, busy.message) == ("timeout", "Stopped after 0.2 s of computing.")
    idle = sandbox.run("import time\ntime.sleep(0.4)\nprint('slept')", wall_s=20, cpu_s=0.2)
    assert (idle.status, idle.stdout) == ("ok", "slept\n")
    late = sandbox.run("import time\ntime.sleep(9)", wall_s=0.2, cpu_s=5)
    assert (late.status, late.message) == ("timeout", "Stopped after 0.2 s.")


def test_without_the_native_engine_nothing_goes_there(own_sandbox: Sandbox) -> None:
    with Sandbox(workers=1, native=False) as sandbox:
        outcome = sandbox.run("import numpy\nprint(1)")
        assert (outcome.status, outcome.engine) == ("refused", "wasm")
        assert "switched off" in sandbox.native_state.reason


def test_the_memory_limit_is_kept(sandbox: Sandbox) -> None:
    source = "x = bytearray(150 << 20)\nprint(len(x) >> 20)"
    assert sandbox.run(source, memory_mb=128).status == "memory"
    assert sandbox.run(source, memory_mb=300).stdout == "150\n"


def test_many_programs_in_order(sandbox: Sandbox) -> None:
    outcomes = sandbox.run_many([f"print({number})" for number in range(8)])
    assert [outcome.stdout for outcome in outcomes] == [f"{number}\n" for number in range(8)]


def test_many_programs_over_two_helpers(own_sandbox: Sandbox) -> None:
    with Sandbox(workers=2) as sandbox:
        outcomes = sandbox.run_many([f"import time\ntime.sleep(0.05)\nprint({number})" for number in range(8)])
        assert [outcome.stdout for outcome in outcomes] == [f"{number}\n" for number in range(8)]
        assert 1 <= len(sandbox.service_pids) <= 2


def test_many_programs_stop_when_enough_agree(sandbox: Sandbox) -> None:
    sources = ["print(1)", "1 / 0", "print(2)", "print(' 1')", "while True: pass", "print(3)"]
    outcomes = sandbox.run_many(sources, enough=2)
    assert [outcome.status for outcome in outcomes] == ["ok", "error", "ok", "ok", "cancelled", "cancelled"]


def test_programs_from_several_threads(sandbox: Sandbox) -> None:
    running = [start_in_background(sandbox, f"print({number})") for number in range(6)]
    for number, (thread, outcomes) in enumerate(running):
        thread.join(30)
        assert outcomes[0].stdout == f"{number}\n"


def test_the_helper_sees_nothing_of_the_users_environment(own_sandbox: Sandbox) -> None:
    values = psutil.Process(own_sandbox.service_pids[0]).environ()
    assert set(values) <= {"LC_ALL", "PYTHONDONTWRITEBYTECODE"}


def test_the_helper_ends_with_the_application(tmp_path: Path) -> None:
    script = (
        "import time\nfrom steppe.sandbox.client import Sandbox\ns = Sandbox(workers=1)\ns.start()\ns.wait_ready(60)\n"
        "print(s.service_pids[0], flush=True)\ns.run('while True: pass', wall_s=600)"
    )
    application = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert application.stdout is not None
    pid = int(application.stdout.readline())
    assert is_alive(pid)
    application.kill()
    application.wait()
    application.stdout.close()
    until(lambda: not is_alive(pid))


def test_a_helper_that_compiles_ends_with_the_application(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom steppe.sandbox.client import Sandbox\n"
        "s = Sandbox(cache=Path(sys.argv[1]), workers=1)\ns.start()\n"
        "while s.state.phase != 'compiling': time.sleep(0.01)\nprint(s.service_pids[0], flush=True)\ntime.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "cache")]
    application = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert application.stdout is not None
    pid = int(application.stdout.readline())
    application.kill()
    application.wait()
    application.stdout.close()
    until(lambda: not is_alive(pid))
    assert not list((tmp_path / "cache").glob("*.cwasm"))


@pytest.mark.slow  # compiles
def test_damaged_compiled_code_is_compiled_again(tmp_path: Path) -> None:
    cache = copy_of_compiled(tmp_path)
    (compiled,) = cache.glob("*.cwasm")
    with compiled.open("r+b") as file:
        file.seek(10_000_000)
        file.write(b"damage" * 1000)
    with Sandbox(cache=cache, workers=1) as sandbox:
        assert sandbox.wait_ready(170)
        assert sandbox.run("print(6 * 7)").stdout == "42\n"
    assert CompiledFile(cache, compiled.stem).is_sound()


@pytest.mark.slow  # compiles
def test_an_unwritable_cache_means_compiling_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Sandbox(cache=tmp_path / "file", workers=1) as sandbox:
        until(lambda: sandbox.state.phase in ("compiling", "off"))
        assert sandbox.state.phase == "compiling"
        assert sandbox.wait_ready(170)
        assert "cannot be kept" in sandbox.state.note
        assert sandbox.run("print(6 * 7)").stdout == "42\n"


def copy_of_compiled(tmp_path: Path) -> Path:
    """A private copy of the cache in use; `shared_sandbox` or an earlier start has filled it."""
    import wasmtime

    with Sandbox(workers=1) as sandbox:
        assert sandbox.wait_ready(170)
    target = tmp_path / "cache"
    target.mkdir(mode=0o700)
    version = _installed_version(Path(wasmtime.__file__).parent)
    used = CompiledFile(cache_dir() / "sandbox", compiled_name(find_component().sha256, version, "native"))
    for path in (used.path, used.note):  # beside it may be others: of earlier versions, for the interpreter
        shutil.copy(path, target / path.name)
        (target / path.name).chmod(0o600)
    return target
