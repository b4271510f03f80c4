"""Run by the system's own Python, which has the AT-SPI bindings: reads the window as a screen reader does.

usage: read_tree.py WORDS SECONDS - waits for a part whose name or text begins with WORDS and prints the whole tree as
JSON, one object per accessible part: role, name, text, states; exit code 1 if it does not come.
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def text_of(part):
    if "Text" not in part.get_interfaces():
        return ""
    return Atspi.Text.get_text(part, 0, Atspi.Text.get_character_count(part))


def walk(part, depth=0):
    if part is None or depth > 40:
        return
    try:
        states = part.get_state_set()
        yield {
            "role": part.get_role_name(),
            "name": part.get_name() or "",
            "text": text_of(part),
            "is_showing": states.contains(Atspi.StateType.SHOWING),
            "is_focusable": states.contains(Atspi.StateType.FOCUSABLE),
        }
        children = [part.get_child_at_index(place) for place in range(part.get_child_count())]
    except GLib.Error:
        return  # it went away while it was read
    for child in children:
        yield from walk(child, depth + 1)


def main(words, seconds):
    deadline = time.monotonic() + float(seconds)
    parts = []
    while time.monotonic() < deadline:
        desktop = Atspi.get_desktop(0)
        applications = [desktop.get_child_at_index(place) for place in range(desktop.get_child_count())]
        ours = [each for each in applications if each and (each.get_name() or "").lower() == "steppe"]
        parts = [part for each in ours for part in walk(each)]
        if any(
            part["is_showing"] and (part["name"].startswith(words) or part["text"].startswith(words)) for part in parts
        ):
            print(json.dumps(parts))
            return 0
        time.sleep(0.2)
    print(json.dumps(parts))
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
