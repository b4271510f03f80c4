"""The Linux system calls that Python has no function for.

Numbers: the kernel's tables for x86-64 and for arm64 (include/uapi/asm-generic/unistd.h).
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct

X86_64, ARM64 = "x86_64", "aarch64"
MACHINE = os.uname().machine
MACHINES = (X86_64, ARM64)
_CAPSET = {X86_64: 126, ARM64: 91}
_PIVOT_ROOT = {X86_64: 155, ARM64: 41}
_SECCOMP = {X86_64: 317, ARM64: 277}
_TIMER_CREATE = {X86_64: 222, ARM64: 107}
_TIMER_SETTIME = {X86_64: 223, ARM64: 110}
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446

_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 1, 4, 38  # prctl
_CAPABILITIES_VERSION_3 = 0x20080522
_SECCOMP_FILTER = 1
_PROCESS_CPU_CLOCK, _BY_SIGNAL = 2, 0
_TIMER_EVENT = struct.Struct("@Pii48x")  # struct sigevent
_LANDLOCK_ASK_VERSION = 1

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
    return result


def _call(what: str, number: int, *arguments: int | bytes | None) -> int:
    converted = [ctypes.c_long(value) if isinstance(value, int) else ctypes.c_char_p(value) for value in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *converted), what)


def _prctl(what: str, option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero), what)


def die_with_parent(signal_number: int) -> None:
    """Get this signal when the parent ends. The parent may be gone already: ask for it afterwards."""
    _prctl("prctl(PR_SET_PDEATHSIG)", _SET_PARENT_DEATH_SIGNAL, signal_number)


def set_dumpable(is_dumpable: bool) -> None:
    """Whether others of the same user may trace this process and read its files in /proc."""
    _prctl("prctl(PR_SET_DUMPABLE)", _SET_DUMPABLE, int(is_dumpable))


def forbid_new_privileges() -> None:
    """No program that this process starts gets more rights than it; unprivileged filters need this."""
    _prctl("prctl(PR_SET_NO_NEW_PRIVS)", _SET_NO_NEW_PRIVILEGES, 1)


def drop_capabilities() -> None:
    """Give up every capability of this thread."""
    header = struct.pack("@Ii", _CAPABILITIES_VERSION_3, 0)
    _call("capset", _CAPSET[MACHINE], header, bytes(24))


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """mount(2)."""
    texts = [None if text is None else text.encode() for text in (source, target, kind, options)]
    _checked(_libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]), f"mount {target}")


def detach_mount(target: str) -> None:
    """Take away what is mounted at `target` and below."""
    lazily = 2
    _checked(_libc.umount2(target.encode(), ctypes.c_int(lazily)), "umount2")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root; what was the root is mounted at `old` from then on."""
    _call("pivot_root", _PIVOT_ROOT[MACHINE], new.encode(), old.encode())


def forget_names() -> None:
    """Give the UTS namespace an empty host and domain name."""
    _checked(_libc.sethostname(b"", ctypes.c_size_t(0)), "sethostname")
    _checked(_libc.setdomainname(b"", ctypes.c_size_t(0)), "setdomainname")


def install_filter(program: bytes, *, is_for_all_threads: bool = False) -> None:
    """Filter this thread's system calls, or all threads', from now on; `program` is an array of `sock_filter`."""
    held = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    _call("seccomp", _SECCOMP[MACHINE], _SECCOMP_FILTER, int(is_for_all_threads), described)


def make_deadly_cpu_timer() -> int:
    """A timer of this process's own processor time that kills it; not running yet. The filter lets nobody change it."""
    made = ctypes.c_int()
    event = _TIMER_EVENT.pack(0, signal.SIGKILL, _BY_SIGNAL)
    numbers = (ctypes.c_long(_TIMER_CREATE[MACHINE]), ctypes.c_long(_PROCESS_CPU_CLOCK))
    _checked(_libc.syscall(*numbers, ctypes.c_char_p(event), ctypes.byref(made)), "timer_create")
    return made.value


def start_timer(timer: int, seconds: float) -> None:
    """Let it go off once, after so many seconds."""
    whole = int(seconds)
    value = struct.pack("@4l", 0, 0, whole, max(1, int((seconds - whole) * 1e9)))
    _call("timer_settime", _TIMER_SETTIME[MACHINE], timer, 0, value, None)


def landlock_version() -> int:
    """The kernel's Landlock interface, 0 where there is none or it is switched off."""
    try:
        return _call("landlock_create_ruleset", _LANDLOCK_CREATE, None, 0, _LANDLOCK_ASK_VERSION)
    except OSError:
        return 0


def landlock_restrict(attributes: bytes) -> None:
    """Enter a Landlock domain in which the rights that `attributes` names are denied without exception."""
    ruleset = _call("landlock_create_ruleset", _LANDLOCK_CREATE, attributes, len(attributes), 0)
    try:
        _call("landlock_restrict_self", _LANDLOCK_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
