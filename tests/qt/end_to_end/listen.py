"""Run by the system's own Python, which has the AT-SPI bindings: hears what the window announces.

usage: listen.py SECONDS - prints "listening", then each announcement as a line of JSON; ends when killed or in time.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def heard(event):
    application = event.source.get_application() if event.source is not None else None
    name = application.get_name() if application is not None else ""
    said = {"text": str(event.any_data), "from": name, "politeness": event.detail1}
    print(json.dumps(said), flush=True)


def main(seconds):
    listener = Atspi.EventListener.new(heard)
    if not listener.register("object:announcement"):
        return 1
    loop = GLib.MainLoop()
    GLib.timeout_add_seconds(int(seconds), loop.quit)
    print("listening", flush=True)
    loop.run()
    listener.deregister("object:announcement")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
