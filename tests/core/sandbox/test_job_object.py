"""The Windows wall as far as it can be tried elsewhere: the structures' layout, and which calls are made."""

from __future__ import annotations

import ctypes
import struct
import sys
from typing import Any

import pytest

from steppe.sandbox import job_object, walls

IS_64_BIT = struct.calcsize("P") == 8


class Kernel:
    """Stands for kernel32: notes the calls, and refuses those that it is told to."""

    def __init__(self, *refused: str, ui_in_jobs: bool = True) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.refused = refused
        self.ui_in_jobs = ui_in_jobs
        self.restricted: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            copied = tuple(
                bytes(ctypes.string_at(ctypes.addressof(each._obj), ctypes.sizeof(each._obj)))
                if hasattr(each, "_obj")
                else each
                for each in arguments
            )
            self.calls.append((name, copied))
            if name == "SetInformationJobObject" and arguments[1] == job_object.UI_RESTRICTIONS:
                self.restricted.add(arguments[0])
            if name == "AssignProcessToJobObject" and arguments[0] in self.restricted and not self.ui_in_jobs:
                return 0
            return 0 if name in self.refused else 100 + len(self.calls)

        return call

    def named(self, name: str) -> list[tuple[Any, ...]]:
        return [arguments for called, arguments in self.calls if called == name]


@pytest.mark.skipif(not IS_64_BIT, reason="the places are those of 64-bit Windows")
def test_structures_have_the_layout_of_the_sdk() -> None:
    basic, extended = job_object.BasicLimits, job_object.ExtendedLimits
    assert (ctypes.sizeof(basic), ctypes.sizeof(job_object.TransferCounters), ctypes.sizeof(extended)) == (64, 48, 144)
    assert (basic.LimitFlags.offset, basic.ActiveProcessLimit.offset, basic.SchedulingClass.offset) == (16, 40, 60)
    assert (extended.IoInfo.offset, extended.ProcessMemoryLimit.offset, extended.JobMemoryLimit.offset) == (
        64,
        112,
        120,
    )


def test_limits() -> None:
    inner, outer = job_object.limits_of(is_helper=True), job_object.limits_of(is_helper=False)
    assert inner.BasicLimitInformation.LimitFlags == 0x2000 | 0x400 | 0x100 | 0x8
    assert inner.BasicLimitInformation.ActiveProcessLimit == 1
    assert inner.ProcessMemoryLimit > 4096 << 20
    assert outer.BasicLimitInformation.LimitFlags == 0x2000 | 0x400
    assert outer.BasicLimitInformation.ActiveProcessLimit == 0


def test_the_helper_encloses_itself() -> None:
    kernel = Kernel()
    assert job_object.enclose_this_process(kernel) == ("job", "no-child-processes", "no-remote-images")
    ((job, kind, data, size),) = kernel.named("SetInformationJobObject")
    assert (kind, len(data)) == (job_object.EXTENDED_LIMITS, size)
    assert kernel.named("AssignProcessToJobObject")[0][0] == job
    assert not kernel.named("CloseHandle"), "it is held as long as the helper lives"
    assert {policy for policy, _, _ in kernel.named("SetProcessMitigationPolicy")} == {10, 13}


def test_what_the_system_refuses_is_not_named() -> None:
    assert job_object.enclose_this_process(Kernel("AssignProcessToJobObject")) == (
        "no-child-processes",
        "no-remote-images",
    )
    assert job_object.enclose_this_process(Kernel("CreateJobObjectW", "SetProcessMitigationPolicy")) == ()
    assert job_object.enclose_this_process(Kernel("SetProcessMitigationPolicy")) == ("job",)


@pytest.mark.parametrize("is_free", [True, False], ids=["in no job", "in a job already"])
def test_the_application_holds_the_helper(monkeypatch: pytest.MonkeyPatch, is_free: bool) -> None:
    kernel = Kernel(ui_in_jobs=is_free)
    monkeypatch.setattr(job_object, "load", lambda: kernel)
    job, names = job_object.hold(7)
    assert names == (("no-desktop",) if is_free else ())
    assert kernel.named("AssignProcessToJobObject")[-1] == (job.handle, 7)
    job.close()
    assert len(kernel.named("CloseHandle")) == (1 if is_free else 2)


def test_nothing_is_held_where_nothing_works(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel("SetInformationJobObject")
    monkeypatch.setattr(job_object, "load", lambda: kernel)
    with pytest.raises(OSError, match="SetInformationJobObject"):
        job_object.hold(7)
    assert len(kernel.named("CloseHandle")) == len(kernel.named("CreateJobObjectW"))


@pytest.mark.skipif(sys.platform == "win32", reason="is about other systems")
def test_there_are_no_jobs_elsewhere() -> None:
    with pytest.raises(OSError, match="Windows only"):
        job_object.load()


def test_it_is_chosen_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(job_object, "load", Kernel)
    assert "job" in walls.put_up()
