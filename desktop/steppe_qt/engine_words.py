"""What the status line says of engine and sandbox: a sentence and one thing to do; no widgets in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from steppe_models.engine.remote_address import is_address
from steppe_qt.solving.request import EngineStatus, Trouble
from steppe_qt.status_line import Line
from steppe_qt.translations.install import said

if TYPE_CHECKING:
    from steppe.sandbox.client import SandboxState

translate = QCoreApplication.translate


def line_of(engine: EngineStatus, sandbox: SandboxState | None, *, is_solving: bool) -> Line:
    """The most important thing to say now."""
    if engine.phase == "failed" and engine.trouble is not None:
        return trouble_line(engine.trouble)
    if engine.phase == "loading":
        text = translate("Status", "Loading {model}…").format(model=engine.model_name)
        return Line(text, "busy", counts=True)
    if is_solving:
        return Line(translate("Status", "Solving…"), "busy", counts=True)
    if warnings := _warnings(engine, sandbox):
        return Line(" ".join(warnings), "unsure")
    if engine.phase == "ready":
        text = translate("Status", "Ready. {model} runs on this computer; nothing leaves it.")
        return Line(text.format(model=engine.model_name))
    return Line(translate("Status", "Starting…"), "busy")


def _warnings(engine: EngineStatus, sandbox: SandboxState | None) -> list[str]:
    """What one should know although it can be solved: that problems are sent away, that programs cannot run."""
    found = []
    if engine.phase == "ready" and is_address(engine.model_id):
        text = translate("Status", "Ready. {model} answers on the server {server}: what you solve is sent there.")
        found.append(text.format(model=engine.model_name, server=engine.model_id))
    if sandbox is not None and sandbox.phase == "off":
        text = translate("Status", "Programs cannot run here: {reason}")
        found.append(text.format(reason=said(sandbox.reason)))
    return found


def trouble_line(trouble: Trouble) -> Line:
    """What went wrong and the one thing that helps."""
    message = said(trouble.message)
    if trouble.code in ("missing", "integrity"):
        return Line(message, "wrong", "models", translate("Status", "Models…"))
    if trouble.code == "engine":
        if "memory" in trouble.message or "GB" in trouble.message:
            return Line(message, "wrong", "models", translate("Status", "Choose a smaller model…"))
        return Line(message, "wrong", "try_again", translate("Status", "Try again"))
    if trouble.code == "bad_input":
        return Line(message, "unsure", "dismiss", translate("Status", "All right"))
    text = f"{message} {said(trouble.hint)}".strip()
    return Line(text, "wrong", "try_again", translate("Status", "Try again"))
