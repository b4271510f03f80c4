"""The helper's second wall on Windows: job objects round its processes and memory, and policies that nobody can undo.

The application holds one job, which ends the helper with it and keeps it from clipboard and desktop; the helper, when
it has loaded all, puts itself into a second one within, which takes from it new processes and memory without end.
Windows allows restrictions of the desktop in the outermost job only. Structures and numbers: winnt.h of the Windows
SDK. Not run by us, since we have no such machine.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

EXTENDED_LIMITS, UI_RESTRICTIONS = 9, 4  # JOBOBJECTINFOCLASS
ACTIVE_PROCESSES, PROCESS_MEMORY, DIE_ON_ERROR, KILL_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000
# handles, read and write the clipboard, system parameters, display settings, global atoms, desktop, leaving Windows
ALL_UI_RESTRICTIONS = 0xFF
HELPER_BYTES = (4096 + 512) << 20  # the largest program's memory and the helper's own
_POLICIES = (  # PROCESS_MITIGATION_POLICY and the bits of its structure
    ("no-child-processes", 13, 0x1),
    ("no-remote-images", 10, 0x3),
)


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class TransferCounters(ctypes.Structure):
    """IO_COUNTERS."""

    _fields_ = tuple(
        (f"{kind}{what}Count", ctypes.c_uint64)
        for what in ("Operation", "Transfer")
        for kind in ("Read", "Write", "Other")
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", TransferCounters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limits_of(*, is_helper: bool) -> ExtendedLimits:
    """What the application's job holds, or the stricter one of the helper itself."""
    value = ExtendedLimits()
    basic = value.BasicLimitInformation
    basic.LimitFlags = KILL_ON_CLOSE | DIE_ON_ERROR
    if is_helper:
        basic.LimitFlags |= ACTIVE_PROCESSES | PROCESS_MEMORY
        basic.ActiveProcessLimit = 1
        value.ProcessMemoryLimit = HELPER_BYTES
    return value


class Job:
    """A job object; the processes in it end when it is closed."""

    def __init__(self, kernel: Any, *, is_helper: bool, is_without_desktop: bool = False) -> None:
        """Make the job in `kernel` (kernel32, see `load`).

        Raises:
            OSError: the system refuses one of its limits.
        """
        self._kernel = kernel
        self.handle = _checked(kernel.CreateJobObjectW(None, None), "CreateJobObjectW")
        try:
            self._set(EXTENDED_LIMITS, limits_of(is_helper=is_helper))
            if is_without_desktop:
                self._set(UI_RESTRICTIONS, ctypes.c_uint32(ALL_UI_RESTRICTIONS))
        except OSError:
            self.close()
            raise

    def take_in(self, process: int) -> None:
        """Put a process into the job, by its handle.

        Raises:
            OSError: the system refuses.
        """
        _checked(self._kernel.AssignProcessToJobObject(self.handle, process), "AssignProcessToJobObject")

    def close(self) -> None:
        """End what is in the job."""
        self._kernel.CloseHandle(self.handle)

    def _set(self, kind: int, value: Any) -> None:
        reference, size = ctypes.byref(value), ctypes.sizeof(value)
        _checked(self._kernel.SetInformationJobObject(self.handle, kind, reference, size), "SetInformationJobObject")


def load() -> Any:
    """kernel32 with the types of the calls that are used here.

    Raises:
        OSError: this is not Windows.
    """
    if sys.platform != "win32":
        raise OSError("job objects exist on Windows only")
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle, number, pointer = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p
    for name, answer, arguments in (
        ("CreateJobObjectW", handle, (pointer, ctypes.c_wchar_p)),
        ("SetInformationJobObject", ctypes.c_int, (handle, ctypes.c_int, pointer, number)),
        ("AssignProcessToJobObject", ctypes.c_int, (handle, handle)),
        ("SetProcessMitigationPolicy", ctypes.c_int, (ctypes.c_int, pointer, ctypes.c_size_t)),
        ("GetCurrentProcess", handle, ()),
        ("CloseHandle", ctypes.c_int, (handle,)),
    ):
        call = getattr(kernel, name)
        call.restype, call.argtypes = answer, arguments
    return kernel


def hold(process: int) -> tuple[Job, tuple[str, ...]]:
    """In the application: a job that ends the helper when the application ends, however it does; and what it holds.

    Raises:
        OSError: the system refuses even the least of it.
    """
    kernel = load()
    for is_without_desktop in (True, False):  # the first only where the application is in no job itself
        job = Job(kernel, is_helper=False, is_without_desktop=is_without_desktop)
        try:
            job.take_in(process)
        except OSError:
            job.close()
            if is_without_desktop:
                continue
            raise
        return job, ("no-desktop",) if is_without_desktop else ()
    raise AssertionError("the second attempt returns or raises")


def enclose_this_process(kernel: Any) -> tuple[str, ...]:
    """In the helper: enter a job of its own for good and set the policies; names what stands."""
    standing: list[str] = []
    try:
        Job(kernel, is_helper=True).take_in(kernel.GetCurrentProcess())
        standing.append("job")
    except OSError:
        pass  # told by its absence, and `steppe doctor` names what stands
    for name, policy, bits in _POLICIES:
        value = ctypes.c_uint32(bits)
        if kernel.SetProcessMitigationPolicy(policy, ctypes.byref(value), ctypes.sizeof(value)):
            standing.append(name)
    return tuple(standing)


def _checked(result: int | None, what: str) -> int:
    if not result:
        code = getattr(ctypes, "get_last_error", int)()
        raise OSError(code, f"{what} failed with error {code}")
    return result
