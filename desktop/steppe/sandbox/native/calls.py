"""Which system calls a program may make, as data: name, number on x86-64, number on arm64, conditions.

A program computes, prints, sleeps and asks for memory and the time. It gets no call that takes a path, makes a
descriptor for anything new, starts or signals a process, or makes memory executable: whatever it may import is in
memory before it begins. A call that stands nowhere here is refused with EPERM.
Numbers: the kernel's tables for x86-64 and for arm64.
"""

from __future__ import annotations

from steppe.sandbox.native.filter import Call, Check, equal, no_bits

_FCNTL_COMMANDS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; not F_SETOWN: it signals
_TERMINAL_QUESTIONS = (0x5401, 0x5413)  # TCGETS, TIOCGWINSZ
_SET_NON_BLOCKING = 0x5421  # FIONBIO
_EXECUTABLE = 0x4  # PROT_EXEC
_COMMON = (
    *("write", "read", "writev", "munmap", "brk", "mremap", "madvise", "futex", "rt_sigaction", "rt_sigprocmask"),
    *("rt_sigreturn", "sigaltstack", "clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom", "getpid"),
    *("gettid", "sched_yield", "restart_syscall", "exit", "exit_group", "close", "lseek", "fstat", "poll", "ppoll"),
)
_HUGE_OR_LOCKED = 0x40000 | 0x2000  # MAP_HUGETLB, MAP_LOCKED


def _any_of(argument: int, values: tuple[int, ...]) -> tuple[tuple[Check, ...], ...]:
    return tuple((equal(argument, value),) for value in values)


ALLOWED: tuple[Call, ...] = (
    Call("write", 1, 64),
    Call("read", 0, 63),
    Call("mmap", 9, 222, ((no_bits(2, _EXECUTABLE), no_bits(3, _HUGE_OR_LOCKED)),)),
    Call("munmap", 11, 215),
    Call("brk", 12, 214),
    Call("mprotect", 10, 226, ((no_bits(2, _EXECUTABLE),),)),
    Call("mremap", 25, 216),
    Call("madvise", 28, 233),
    Call("futex", 202, 98),
    Call("rt_sigaction", 13, 134),
    Call("rt_sigprocmask", 14, 135),
    Call("rt_sigreturn", 15, 139),
    Call("sigaltstack", 131, 132),
    Call("clock_gettime", 228, 113),
    Call("clock_getres", 229, 114),
    Call("clock_nanosleep", 230, 115),
    Call("nanosleep", 35, 101),
    Call("gettimeofday", 96, 169),
    Call("time", 201, None),
    Call("times", 100, 153),
    Call("getrusage", 98, 165),
    Call("setitimer", 38, 103),
    Call("getitimer", 36, 102),
    Call("alarm", 37, None),
    Call("pause", 34, None),
    Call("getrandom", 318, 278),
    Call("getpid", 39, 172),
    Call("gettid", 186, 178),
    Call("sched_yield", 24, 124),
    Call("restart_syscall", 219, 128),
    Call("exit", 60, 93),
    Call("exit_group", 231, 94),
    Call("close", 3, 57),
    Call("readv", 19, 65),
    Call("writev", 20, 66),
    Call("lseek", 8, 62),
    Call("fstat", 5, 80),
    Call("dup", 32, 23),
    Call("dup2", 33, None),
    Call("dup3", 292, 24),
    Call("poll", 7, None),
    Call("ppoll", 271, 73),
    Call("select", 23, None),
    Call("pselect6", 270, 72),
    Call("fcntl", 72, 25, _any_of(1, _FCNTL_COMMANDS)),
    Call("ioctl", 16, 29, _any_of(1, _TERMINAL_QUESTIONS)),
    Call("getrlimit", 97, 163),
    Call("prlimit64", 302, 261, ((equal(0, 0), equal(2, 0)),)),  # one's own limits, and only asking
)

# What the broker needs once the zygote runs: pipes for programs, messages with descriptors, the signal that ends one.
FOR_BROKER: tuple[Call, ...] = (
    *(call for call in ALLOWED if call.name in _COMMON),
    Call("mmap", 9, 222, ((no_bits(2, _EXECUTABLE), no_bits(3, _HUGE_OR_LOCKED)),)),
    Call("mprotect", 10, 226, ((no_bits(2, _EXECUTABLE),),)),
    Call("fcntl", 72, 25, _any_of(1, _FCNTL_COMMANDS)),
    Call("ioctl", 16, 29, _any_of(1, (_SET_NON_BLOCKING,))),
    Call("pipe2", 293, 59),
    Call("sendmsg", 46, 211),
    Call("recvmsg", 47, 212),
    Call("pidfd_send_signal", 424, 424),
)

# Calls that no program makes by accident: they end it.
DEADLY: tuple[Call, ...] = (
    Call("execve", 59, 221),
    Call("execveat", 322, 281),
    Call("ptrace", 101, 117),
    Call("process_vm_readv", 310, 270),
    Call("process_vm_writev", 311, 271),
    Call("pidfd_getfd", 438, 438),
    Call("process_madvise", 440, 440),
    Call("unshare", 272, 97),
    Call("setns", 308, 268),
    Call("mount", 165, 40),
    Call("umount2", 166, 39),
    Call("pivot_root", 155, 41),
    Call("chroot", 161, 51),
    Call("open_tree", 428, 428),
    Call("move_mount", 429, 429),
    Call("fsopen", 430, 430),
    Call("fsconfig", 431, 431),
    Call("fsmount", 432, 432),
    Call("fspick", 433, 433),
    Call("mount_setattr", 442, 442),
    Call("name_to_handle_at", 303, 264),
    Call("open_by_handle_at", 304, 265),
    Call("io_uring_setup", 425, 425),
    Call("io_uring_enter", 426, 426),
    Call("io_uring_register", 427, 427),
    Call("bpf", 321, 280),
    Call("perf_event_open", 298, 241),
    Call("userfaultfd", 323, 282),
    Call("add_key", 248, 217),
    Call("request_key", 249, 218),
    Call("keyctl", 250, 219),
    Call("init_module", 175, 105),
    Call("finit_module", 313, 273),
    Call("delete_module", 176, 106),
    Call("kexec_load", 246, 104),
    Call("kexec_file_load", 320, 294),
    Call("reboot", 169, 142),
    Call("swapon", 167, 224),
    Call("swapoff", 168, 225),
    Call("acct", 163, 89),
    Call("quotactl", 179, 60),
)
