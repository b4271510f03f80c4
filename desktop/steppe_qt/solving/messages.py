"""What the engine room tells the session, as frozen values that pass between threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steppe_qt.solving.request import Ending, EngineStatus, Trouble

if TYPE_CHECKING:
    from steppe.check.derivation import CheckedLine
    from steppe.plots import PlotData
    from steppe.sandbox.client import SandboxState
    from steppe.solve.events import Event
    from steppe_models.records import InstalledModel
    from steppe_qt.solving.program_run import ProgramRun


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the solve `number`."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True)
class Ended:
    """The solve `number` is over."""

    number: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class ProgramEnded:
    """The run `number` of an edited program is over."""

    number: int
    run: ProgramRun


@dataclass(frozen=True, slots=True)
class PlotMade:
    """The plot `number` is there; `data` is None when there is nothing to draw. `is_zoomed`: for a part of it."""

    number: int
    data: PlotData | None
    is_zoomed: bool


@dataclass(frozen=True, slots=True)
class DerivationChecked:
    """The derivation `number` is checked, or could not be."""

    number: int
    lines: tuple[CheckedLine, ...]
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class ModelsFound:
    """The models that are installed and whole."""

    models: tuple[InstalledModel, ...]


@dataclass(frozen=True, slots=True)
class SandboxChanged:
    """The sandbox has come up, or is off."""

    state: SandboxState


Message = (
    EngineStatus
    | Happened
    | Ended
    | ProgramEnded
    | PlotMade
    | DerivationChecked
    | ModelsFound
    | SandboxChanged
    | Trouble
)
