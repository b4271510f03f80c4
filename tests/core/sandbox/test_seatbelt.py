"""The macOS wall as far as it can be tried elsewhere: the profile's form, and that it is chosen there alone."""

from __future__ import annotations

import re
import sys

import pytest

from steppe.sandbox import seatbelt, walls


def expressions(text: str) -> list[object]:
    """The profile read as Lisp, in which it is written."""
    tokens = re.findall(r"[()]|[^\s()]+", text)
    stack: list[list[object]] = [[]]
    for token in tokens:
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    assert len(stack) == 1, "a bracket is open"
    return stack[0]


def test_profile_denies_all_but_itself() -> None:
    version, deny, *allowed = expressions(seatbelt.PROFILE)
    assert (version, deny) == (["version", "1"], ["deny", "default"])
    for rule in allowed:
        assert isinstance(rule, list)
        assert rule[0] == "allow"
        assert rule[2:] == [["target", "self"]], "nothing is allowed but to itself"
    names = {rule[1] for rule in allowed if isinstance(rule, list)}
    assert not any(str(name).startswith(("file", "network", "process-exec", "process-fork", "mach")) for name in names)


@pytest.mark.skipif(sys.platform == "darwin", reason="would wall in the tests")
def test_without_seatbelt_no_wall_stands() -> None:
    assert not seatbelt.enter()


def test_it_is_chosen_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(walls, "_limit_resources", lambda: None)
    for stands, names in ((True, ("seatbelt",)), (False, ())):
        monkeypatch.setattr(seatbelt, "enter", lambda stands=stands: stands)
        assert walls.put_up() == names
