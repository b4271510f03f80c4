"""The broker's life: several programs at once, cancelling, limits, and that nothing is left when anything ends."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from steppe.sandbox.native import system

Until = Callable[[Callable[[], bool]], None]
TOKEN = "kept-token-4711"


def ended(processes: list[psutil.Process]) -> bool:
    return not [each for each in processes if is_alive(each)]


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def computes(box: Any) -> bool:
    """Whether a program is in the middle of its computing: programs run in the processes that have no children."""
    for process in box.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            if not process.children() and process.cpu_times().user > 0.2:
                return True
    return False


def test_hello_names_the_walls(box: Any) -> None:
    assert "seccomp" in box.helper.isolation
    assert "landlock" in box.helper.isolation or "empty_root" in box.helper.isolation


def test_programs_run_at_the_same_time(box: Any) -> None:
    source = "import time\nprint(time.monotonic())\ntime.sleep(1)\nprint(time.monotonic())"
    identities = [box.begin(source, wall_s=20) for _ in range(4)]
    times = [[float(text) for text in box.end(identity).stdout.split()] for identity in identities]
    begun, over = zip(*times, strict=True)
    assert max(begun) < min(over), "they ran one after the other"


def test_more_programs_than_run_at_once(box: Any) -> None:
    identities = [box.begin(f"print({number})") for number in range(20)]
    assert [box.end(identity).stdout for identity in identities] == [f"{number}\n" for number in range(20)]


def test_cancel_a_running_program(box: Any, until: Until) -> None:
    identity = box.begin("print('begun', flush=True)\nwhile True: pass", wall_s=60)
    until(lambda: computes(box))
    box.helper.cancel(identity)
    outcome = box.end(identity)
    assert (outcome.status, outcome.stdout) == ("cancelled", "begun\n")


def test_cancel_a_waiting_program(box: Any) -> None:
    running = [box.begin("while True: pass", wall_s=30) for _ in range(4)]
    waiting = box.begin("print(1)")
    for identity in (waiting, *running):
        box.helper.cancel(identity)
    assert {box.end(identity).status for identity in (waiting, *running)} == {"cancelled"}


def test_cancel_what_is_over(box: Any) -> None:
    identity = box.begin("print(1)")
    assert box.end(identity).status == "ok"
    box.helper.cancel(identity)
    box.helper.cancel(10**6)
    assert box.run("print(2)").stdout == "2\n"


def test_large_program_and_large_output(box: Any) -> None:
    source = "text = '" + "x" * 250_000 + "'\nprint(len(text))\nprint('y' * 60_000)"
    outcome = box.run(source)
    assert (outcome.status, outcome.stdout) == ("ok", "250000\n" + "y" * 60_000 + "\n")


def test_output_is_cut_at_the_limit(box: Any) -> None:
    outcome = box.run("while True: print('x' * 999)", out=5000)
    assert (outcome.status, len(outcome.stdout)) == ("output_limit", 5000)
    assert box.run("print('x' * 6000)", out=5000).status == "output_limit"
    assert box.run("print('x' * 4999)", out=5000).status == "ok"


def test_exit_codes_are_plain_errors(box: Any) -> None:
    for code in (1, 9, 120, 124, 137, 255):
        assert box.run(f"import os\nprint(1, flush=True)\nos._exit({code})").status == "error"
        assert box.run(f"import sys\nsys.exit({code})").status == "error"


def test_a_program_cannot_call_its_failure_a_success(box: Any) -> None:
    source = """
import sys
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        if type(value).__name__ == 'mmap':
            value[:8] = bytes(8)
    frame = frame.f_back
raise SystemExit(3)
"""
    assert box.run(source).status == "error"


def test_what_it_notes_about_itself_changes_nothing_for_others(box: Any) -> None:
    source = """
import sys
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        if type(value).__name__ == 'mmap':
            value[:8] = b'\\xff' * 8
    frame = frame.f_back
import os
os._exit(1)
"""
    outcome = box.run(source)
    assert outcome.status == "error"
    assert box.run("1 / 0").line == 1


def test_printed_frames_are_text(box: Any) -> None:
    forged = '\\x06\\x00\\x00\\x00{"id":1,"op":"result","status":"ok","blobs":[]}'
    for stream in ("stdout", "stderr"):
        outcome = box.run(f"import sys\nsys.{stream}.buffer.write(b'{forged}' * 3)\nraise SystemExit(1)")
        assert outcome.status == "error"
        assert '"status":"ok"' in getattr(outcome, stream)


def test_nothing_is_carried_over(box: Any) -> None:
    box.run(
        "import builtins, sys, math, random\nbuiltins.kept = sys.kept = 'x'\nmath.pi = 3\nsys.modules['kept'] = sys\n"
        "import numpy\nnumpy.kept = 1\nnumpy.random.seed(9)\nrandom.seed(99)"
    )
    source = (
        "import builtins, sys, math, numpy\nprint(hasattr(builtins, 'kept'), hasattr(sys, 'kept'), math.pi > 3.1,"
        " 'kept' in sys.modules, hasattr(numpy, 'kept'))"
    )
    assert box.run(source).stdout == "False False True False False\n"


def test_texts_of_others_are_nowhere_in_memory(box: Any) -> None:
    """The broker knows every program and output; a child is forked of the zygote, which knows none."""
    for _ in range(6):
        assert (
            TOKEN
            in box.run(f"token = '{TOKEN}' * 3\nprint(token)\nheld = [token + str(i) for i in range(9999)]").stdout
        )
    source = """
import re
kit = next(c for c in object.__subclasses__() if c.__name__ == 'CDLL' and c.__module__ == 'ctypes').__init__.__globals__
libc = kit['CDLL'](None)
pattern = re.compile(b'kept[-]token[-][0-9]{4}')
found, pages = set(), 0
mine = b'kept-'.ljust(11, b't').replace(b'tttttt', b'token-') + str(9999).encode()
library = kit['cast'](libc.malloc, kit['c_void_p']).value
places = {id(mine), id(object()), id(re), id('a' * 5000), library, id(bytearray(1 << 20))}
for place in places:
    start = (place >> 12 << 12) - (4096 << 12)
    for address in range(max(start, 4096), start + (12288 << 12), 4096):
        if libc.syscall(NUMBER, 0, kit['c_void_p'](address), None, kit['c_long'](8)) == 0:
            pages += 1
            found.update(pattern.findall(kit['string_at'](address, 4096)))
print(pages > 5000, found)
"""
    number = 14 if system.MACHINE == system.X86_64 else 135  # rt_sigprocmask: says of any address whether it is there
    ended = box.run(source.replace("NUMBER", str(number)), wall_s=20)
    assert ended.stdout == "True {b'kept-token-9999'}\n", "it finds its own text, and no other's"


def test_random_numbers_and_hashes_are_the_same_every_time(box: Any) -> None:
    source = (
        "import random, numpy as np\nprint(random.random(), hash('steppe'), list({'b', 'a', 'c'}), np.random.rand(2))"
    )
    assert box.run(source).stdout == box.run(source).stdout


def test_computing_time_is_counted_apart(box: Any) -> None:
    busy = box.end(box.begin("while True: pass", wall_s=20, cpu_s=0.2))
    assert (busy.status, busy.is_out_of_cpu) == ("timeout", True)
    assert busy.seconds < 15
    idle = box.end(box.begin("import time\ntime.sleep(0.4)\nprint('slept')", wall_s=20, cpu_s=0.2))
    assert (idle.status, idle.stdout) == ("ok", "slept\n")
    late = box.end(box.begin("import time\ntime.sleep(9)", wall_s=0.2, cpu_s=5))
    assert (late.status, late.is_out_of_cpu) == ("timeout", False)


def test_a_program_cannot_turn_its_clock_back(box: Any) -> None:
    source = """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
kit = next(c for c in object.__subclasses__() if c.__name__ == 'CDLL' and c.__module__ == 'ctypes').__init__.__globals__
libc = kit['CDLL'](None)
for timer in range(8):
    for call in (TIMER_SETTIME, TIMER_DELETE):
        libc.syscall(call, timer, 0, bytes(32), None)
while True: pass
"""
    numbers = (223, 226) if system.MACHINE == system.X86_64 else (110, 111)
    source = source.replace("TIMER_SETTIME", str(numbers[0])).replace("TIMER_DELETE", str(numbers[1]))
    ended = box.end(box.begin(source, wall_s=20, cpu_s=0.3))
    assert (ended.status, ended.is_out_of_cpu) == ("timeout", True)


def test_the_broker_has_walls_of_its_own(box: Any) -> None:
    status = Path(f"/proc/{box.helper.pid}/status").read_text()
    assert "Seccomp:\t2" in status
    assert "NoNewPrivs:\t1" in status


def test_nothing_grows(box: Any, until: Until) -> None:
    def state() -> tuple[int, int]:
        processes = box.processes()
        return len(processes), sum(each.num_fds() for each in processes[:3])

    def settled() -> tuple[int, int]:
        """The state when the children that wait for programs have been forked again."""
        seen = [state()]
        while len(seen) < 4 or len(set(seen[-4:])) > 1:
            time.sleep(0.1)
            seen.append(state())
        return seen[-1]

    for _ in range(10):
        box.run("print(1)")
    before = settled()
    for number in range(200):
        box.run("print(1)" if number % 20 else "1 / 0", wall_s=2)
    until(lambda: settled() == before)


def test_end_of_input_ends_everything(own_box: Any, until: Until) -> None:
    own_box.begin("while True: pass", wall_s=60)
    until(lambda: computes(own_box))
    processes = own_box.processes()
    assert len(processes) >= 4
    own_box.close()
    until(lambda: ended(processes))


def test_killed_broker_leaves_nothing(own_box: Any, until: Until) -> None:
    own_box.begin("while True: pass", wall_s=60)
    until(lambda: computes(own_box))
    processes = own_box.processes()
    os.kill(own_box.helper.pid, signal.SIGKILL)
    until(lambda: ended(processes))


def test_killed_zygote_ends_the_broker_with_a_reason(own_box: Any, until: Until) -> None:
    own_box.begin("while True: pass", wall_s=60)
    processes = own_box.processes()
    processes[1].kill()
    until(lambda: own_box.helper.phase == "failed")
    assert "zygote" in own_box.helper.failure.reason
    until(lambda: ended(processes))


def test_nonsense_from_the_application_ends_the_broker(own_box: Any, until: Until) -> None:
    processes = own_box.processes()
    own_box.helper._send(b"\xff\xff\xff\xff nonsense")
    until(lambda: ended(processes))
    until(lambda: own_box.helper.phase == "ended")  # the thread that reads its pipe says so a moment later


def test_no_mounts_and_no_files_are_left(own_box: Any, until: Until) -> None:
    def mounts() -> list[str]:
        with open("/proc/self/mounts", encoding="utf-8") as file:
            return sorted(file)

    before = mounts()
    own_box.run("print(1)")
    assert mounts() == before
    own_box.close()
    assert mounts() == before
