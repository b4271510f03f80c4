"""Namespaces of its own for the zygote, with an empty, read-only file system as root."""

from __future__ import annotations

import os
from pathlib import Path

from steppe.sandbox.native import system

_NAMESPACES = (
    0x00020000,  # mounts
    0x02000000,  # control groups
    0x04000000,  # host name
    0x08000000,  # System V and POSIX message queues, shared memory
    0x10000000,  # users
    0x20000000,  # processes: for the children of this one
    0x40000000,  # network
)
_NOBODY = 65534
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _NO_PROGRAMS, _RECURSIVE, _PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
_MOUNT_POINTS = ("/tmp", "/usr", "/var", "/etc")  # noqa: S108 - any folder that exists; nothing is written there


def become_nobody() -> bool:
    """Where this process is root's: take a user who owns nothing. False where it is not, or the kernel refuses."""
    if os.geteuid() != 0:
        return False
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:  # a container that does not know that user
        return False
    finally:
        system.set_dumpable(True)  # else /proc/self belongs to root, and the maps below cannot be written
    return True


def enter() -> None:
    """Move into new namespaces of every kind; the one of processes begins with the next child.

    Raises:
        OSError: this system does not let an ordinary user do that.
    """
    user, group = os.geteuid(), os.getegid()
    flags = 0
    for flag in _NAMESPACES:
        flags |= flag
    system.unshare(flags)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} {group} 1")
    system.forget_names()


def empty_root() -> None:
    """Replace the whole file system, for this process and its children, by a folder with nothing in it.

    Raises:
        OSError: mounting is forbidden here even in an own namespace.
    """
    system.mount(None, "/", None, _RECURSIVE | _PRIVATE)
    place = next(path for path in _MOUNT_POINTS if os.path.isdir(path))
    flags = _READ_ONLY | _NO_SETUID | _NO_DEVICES | _NO_PROGRAMS
    system.mount("none", place, "tmpfs", flags, "size=4k,nr_inodes=2,mode=555")
    os.chdir(place)
    system.pivot_root(".", ".")
    system.detach_mount(".")
    os.chdir("/")
