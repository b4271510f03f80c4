"""The zygote: a warm Python that never sees a program and forks a child for each.

It ends with the broker, and its children with it: as the first process of its namespace, or by the signal that the
kernel sends them.
"""

from __future__ import annotations

import mmap
import os
import select
import signal
import socket
from dataclasses import dataclass
from typing import NoReturn

from steppe.sandbox.native import child, image, landlock, messages, namespaces, system, walls
from steppe.sandbox.native.calls import ALLOWED, DEADLY
from steppe.sandbox.native.filter import assemble
from steppe.sandbox.native.messages import Ended, Ready
from steppe.sandbox.native.walls import Walls


@dataclass(frozen=True, slots=True)
class _Child:
    number: int
    pid: int
    process: int
    page: mmap.mmap


def start(broker: int, link: socket.socket, wanted: Walls) -> NoReturn:
    """Become the zygote: load everything, put up the walls, serve; `broker` is the parent's process number."""
    try:
        link = _leave_the_broker(link)
        packages = image.load()
        image.hide()  # before the fork into the namespaces, so that both sides share the memory it has touched
        standing, lacking = _put_up(wanted, broker)
        base_bytes = _address_space_bytes()
        if walls.NAMESPACES in standing:
            try:
                namespaces.empty_root()
                standing.append(walls.EMPTY_ROOT)
            except OSError as error:
                lacking.append(f"{walls.EMPTY_ROOT}: {error.strerror}")
        _give_up_rights(wanted, standing, lacking)
        if wanted.seccomp:
            standing.append(walls.SECCOMP)
        standing.append(walls.LIMITS)
        messages.tell_ready(link, Ready(tuple(standing), tuple(lacking), packages))
        _Zygote(link, wanted, base_bytes).serve()
    except BaseException as error:  # noqa: BLE001 - told to the broker, which reports it; then this process ends
        problem = f"{type(error).__name__}: {error}"[:300]
        messages.tell_ready(link, Ready((), (problem,), ()))
    finally:
        os._exit(0)


def _leave_the_broker(link: socket.socket) -> socket.socket:
    """Keep the link alone of what the broker has open."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept = os.dup(link.fileno())
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, mode), descriptor)
    os.dup2(kept, 3)
    os.closerange(4, 1 << 16)
    link.detach()
    return socket.socket(fileno=3)


def _put_up(wanted: Walls, broker: int) -> tuple[list[str], list[str]]:
    """Enter the namespaces if this system allows it; from then on this is another process, the first of its own."""
    standing: list[str] = []
    lacking: list[str] = []
    namespaces.become_nobody()
    if wanted.namespaces:
        try:
            namespaces.enter()
            standing.append(walls.NAMESPACES)
        except OSError as error:
            lacking.append(f"{walls.NAMESPACES}: {error.strerror}")
    if standing:
        pid = os.fork()
        if pid:
            _wait_as_stub(pid, broker)
    system.die_with_parent(signal.SIGKILL)
    if not standing and os.getppid() != broker:
        os._exit(0)
    return standing, lacking


def _wait_as_stub(pid: int, broker: int) -> NoReturn:
    """Live as long as the zygote, and hand the broker's death on to it."""
    os.closerange(0, 1 << 16)
    system.die_with_parent(signal.SIGKILL)
    if os.getppid() == broker:
        os.waitpid(pid, 0)
    os._exit(0)


def _give_up_rights(wanted: Walls, standing: list[str], lacking: list[str]) -> None:
    system.drop_capabilities()
    system.forbid_new_privileges()
    if not wanted.landlock:
        return
    if landlock.enclose():
        standing.append(walls.LANDLOCK)
    else:
        lacking.append(f"{walls.LANDLOCK}: not in this kernel, or switched off")


def _address_space_bytes() -> int:
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * mmap.PAGESIZE


class _Zygote:
    def __init__(self, link: socket.socket, wanted: Walls, base_bytes: int) -> None:
        self._link = link
        self._walls = wanted
        self._base_bytes = base_bytes
        self._code = assemble(system.MACHINE, ALLOWED, DEADLY)
        self._pid = os.getpid()
        self._children: dict[int, _Child] = {}
        self._poll = select.poll()

    def serve(self) -> None:
        """Fork on demand and tell of every end, until the broker is gone."""
        self._poll.register(self._link, select.POLLIN)
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._children:
                    self._bury(self._children.pop(descriptor))
                elif not self._fork():
                    return

    def _fork(self) -> bool:
        request = messages.read_request(self._link)
        if request is None:
            return False
        number, descriptors = request
        page = mmap.mmap(-1, mmap.PAGESIZE)  # shared with this one child, which notes there how its program ended
        pid = os.fork()
        if pid == 0:
            child.live(descriptors, page, self._pid, self._base_bytes, self._walls, self._code)
        page.madvise(mmap.MADV_DONTFORK)
        for descriptor in descriptors:
            os.close(descriptor)
        process = os.pidfd_open(pid)
        self._children[process] = _Child(number, pid, process, page)
        self._poll.register(process, select.POLLIN)
        messages.tell_forked(self._link, number, process)
        return True

    def _bury(self, dead: _Child) -> None:
        self._poll.unregister(dead.process)
        os.close(dead.process)
        _, status, used = os.wait4(dead.pid, 0)
        kind, line = child.NOTES.unpack_from(dead.page)
        dead.page.close()
        cpu_us = round((used.ru_utime + used.ru_stime) * 1e6)
        messages.tell_ended(self._link, Ended(dead.number, status, cpu_us, used.ru_maxrss, kind, line))
