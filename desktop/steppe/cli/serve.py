"""`steppe serve`: other programs on this machine use the solver as a model, over OpenAI's chat endpoint."""

from __future__ import annotations

import argparse
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from steppe.cli import kept, output
from steppe.cli.numbers import check_bounds
from steppe_models.errors import BadInputError, SteppeError

if TYPE_CHECKING:
    from steppe.app import OpenedModel
    from steppe.serve.server import Server
    from steppe.settings import Settings
    from steppe.solve.events import Event
    from steppe.solve.task import Task
    from steppe_models.catalogue import ModelProfile

PORT = 8420
WAITING = 32
_LOOK_S = 0.5


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe serve`; what is not given is as it is set."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"where to listen (default {PORT})")
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="an address others can reach (default: none)")
    parser.add_argument("--name", action="append", default=[], metavar="N", help="with --host: a name of this machine")
    parser.add_argument("--model", metavar="ID|FILE|URL", help="a model's id, a GGUF file, or a server's address")
    parser.add_argument("--prompt-format", default="", metavar="NAME", help="how a server's model is asked")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="for each path, where a request does not say")
    parser.add_argument("--parallel", type=int, metavar="N", help="problems at once (default: measured)")
    parser.add_argument("--waiting", type=int, default=WAITING, metavar="N", help=f"in the queue (default {WAITING})")
    parser.add_argument("--history", action="store_true", help="keep what is solved in the history")
    parser.add_argument("--show-token", action="store_true", help="print the token and end")
    parser.add_argument("--new-token", action="store_true", help="make a new token; the old one is void")
    parser.add_argument("--json", action="store_true", help="one JSON object when it listens")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; 0 then."""
    _check(options)
    from steppe.serve.access import load_token, token_file

    path = token_file()
    token, reason = load_token(path, renew=options.new_token)
    if reason:
        output.note(f"Note: {reason}")
    if options.show_token:
        output.line(token)
        return 0
    from steppe.app import open_model
    from steppe.settings import load_settings
    from steppe.settings_table import MODEL
    from steppe.settings_use import engine_choice_of

    flags = {"solve.model": options.model, "solve.max_tokens": options.max_tokens}
    settings = load_settings({key: value for key, value in flags.items() if value is not None})
    model = open_model(
        settings[MODEL], engine_choice_of(settings, is_long_lived=True), prompt_format=options.prompt_format
    )
    for sentence in (*settings.problems, *model.notes):
        output.note(f"Note: {sentence}")
    with ExitStack() as outer, ExitStack() as stack:
        _check_port(options.host, options.port)
        server = _open(options, settings, model, token, stack)
        ended = outer.enter_context(_until_told())  # while loading, Ctrl-C ends it at once
        url = f"http://{_shown_host(options.host)}:{server.port}/v1"
        if options.json:
            names = [f"steppe-{mode}" for mode in server.modes]
            output.emit_json({"event": "listening", "url": url, "token_file": str(path), "models": names})
        output.note(f"Listening on {url}; the token is in {path}. Ctrl-C ends it.")
        if options.host not in ("127.0.0.1", "localhost", "::1"):
            output.note(
                "Warning: other machines can reach this server, what is sent is not encrypted, and whoever has the "
                "token can use it."
            )
        while not ended.wait(_LOOK_S):
            pass
        output.note("Ending.")
    return 0


def _check(options: argparse.Namespace) -> None:
    check_bounds(options, ("port", 0, 65535), ("max_tokens", 1, 32768), ("parallel", 1, 64), ("waiting", 0, 1000))
    if options.name and options.host == "127.0.0.1":
        raise BadInputError("--name belongs to --host.", "On this machine alone it is called localhost.")


def _check_port(host: str, port: int) -> None:
    """Whether the port is free is known before a model is loaded for it.

    Raises:
        OSError: another program listens there, or there is no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family):
        pass


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _open(options: argparse.Namespace, settings: Settings, model: OpenedModel, token: str, stack: ExitStack) -> Server:
    """The server, listening. Without --parallel the model is loaded and measured first."""
    from steppe.app import make_sandbox
    from steppe.serve.desk import Desk, Means
    from steppe.serve.hosts import HostCheck
    from steppe.serve.server import Server
    from steppe.settings_use import options_of
    from steppe.solve.many import width_that_pays

    engine = model.engine
    stack.enter_context(engine)
    output.note(f"Loading {model.profile.name} ...")
    parallel = options.parallel or width_that_pays(engine, options.waiting + 1)
    sandbox = stack.enter_context(make_sandbox(parallel))
    means = Means(model.profile, engine, sandbox, _solver(options, settings, model, stack))
    server = Server(
        (options.host, options.port),
        Desk(means, parallel=parallel, waiting=options.waiting),
        token=token,
        hosts=HostCheck(options.host, tuple(options.name)),
        modes=_modes(model.profile),
        defaults=options_of(settings),
        opens_fence=_opens_fence(model.profile),
        log=lambda sentence: output.note(f"{time.strftime('%H:%M:%S')} {sentence}"),
    )
    stack.callback(server.close)
    server.start()
    return server


def _modes(profile: ModelProfile) -> tuple[str, ...]:
    """The modes that this model can."""
    from steppe.solve.task import MODES

    lacking = {mode for mode in ("pot", "interleaved") if mode not in profile.modes}
    lacking |= {"hybrid"} if "pot" in lacking else set()
    return tuple(mode for mode in MODES if mode not in lacking)


def _opens_fence(profile: ModelProfile) -> bool:
    """Whether a program begins inside a fence, by the way in which this model is asked for it."""
    from steppe_models.prompts import render

    if "pot" not in profile.modes:
        return False
    return render(profile.prompt_format, "pot", "1", stop=profile.stop).opening.strip() == "```python"


def _solver(
    options: argparse.Namespace, settings: Settings, model: OpenedModel, stack: ExitStack
) -> Callable[[Task], Iterator[Event]]:
    """Algebra first, then the model; with `--history` each solve is kept."""
    from steppe.history.solver import make_solver

    if not options.history:
        return make_solver(None, model.engine, model.installed)
    from steppe.history.store import History
    from steppe.settings_table import HISTORY_KEEP

    if not settings[HISTORY_KEEP]:
        raise SteppeError("The history is switched off.", "Leave out --history, or set history.keep.")
    history = History.open(tell=lambda sentence: output.note(f"Note: {sentence}"))
    stack.callback(history.close)
    kept.forget_old(history, settings, lambda sentence: output.note(f"Note: {sentence}"))
    return make_solver(history, model.engine, model.installed)


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
