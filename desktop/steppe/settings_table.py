"""Every setting, declared once: key, kind, default, range, meaning, and whether a system file may lock it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Value = str | int | float | bool
T = TypeVar("T", str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting; the kind is that of its default.

    `label` is its name in the settings dialog, `meaning` a sentence. Numbers lie from `least` to `most`, in `unit`;
    `special` says what the least value means where that is no quantity (0 for "chosen by itself").
    """

    key: str
    default: T
    label: str
    meaning: str
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = math.inf
    unit: str = ""
    special: str = ""
    is_lockable: bool = True

    @property
    def kind(self) -> type[T]:
        """str, int, float or bool."""
        return type(self.default)

    @property
    def group(self) -> str:
        """The part of the key before the dot."""
        return self.key.partition(".")[0]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "STEPPE_" + self.key.upper().replace(".", "_")

    def accept(self, value: object) -> T:
        """`value`, as read from TOML, if it is fit for this setting.

        Raises:
            ValueError: it is not; the text says what would be, to stand after "must be".
        """
        if self.kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not self.kind:
            raise ValueError(self.wanted)
        if isinstance(value, str) and (not _is_text(value) or (self.choices and value not in self.choices)):
            raise ValueError(self.wanted)
        if isinstance(value, int | float) and not isinstance(value, bool) and not self.least <= value <= self.most:
            raise ValueError(self.wanted)
        return value

    def parse(self, text: str) -> T:
        """A value from the environment or the command line.

        Raises:
            ValueError: as `accept` does.
        """
        word = text.strip()
        if self.kind is bool:
            lowered = word.casefold()
            if lowered not in _YES + _NO:
                raise ValueError(self.wanted)
            return self.accept(lowered in _YES)
        if self.kind is str:
            return self.accept(word)
        try:
            return self.accept(self.kind(word))
        except (ValueError, OverflowError):
            raise ValueError(self.wanted) from None

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "text"
        number = "a whole number" if self.kind is int else "a number"
        if math.isinf(self.most):
            return f"{number}, at least {self.least:.10g}"
        return f"{number} from {self.least:.10g} to {self.most:.10g}"


def _is_text(value: str) -> bool:
    """Whether it can be written to a file: no NUL, and no half of a character, as a file name may hold."""
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


_YES = ("true", "yes", "on", "1")
_NO = ("false", "no", "off", "0")

MODEL = Setting(
    "solve.model",
    "",
    "Model",
    "Which model solves; in a settings file its id or a path, empty for the recommended one.",
)
MODE = Setting(
    "solve.mode",
    "auto",
    "Mode",
    "How a problem is solved: by program and reasoning, compared, by one of them, or by reasoning if a program fails.",
    choices=("auto", "cot", "pot", "interleaved", "hybrid", "vote"),
)
SAMPLES = Setting(
    "solve.samples",
    0,
    "Answers to compare",
    "How many answers a vote compares at most, the first two included. Automatic: 6 where the first two differ, "
    "16 in a vote.",
    most=256,
    special="automatic",
)
BUDGET = Setting(
    "solve.budget_s",
    0.0,
    "Time for a vote",
    "When this time is over, no more answers are compared. Automatic: 40 s where the first two differ, 180 s in a "
    "vote.",
    most=86400,
    unit="s",
    special="automatic",
)
MAX_TOKENS = Setting(
    "solve.max_tokens",
    1024,
    "Longest text",
    "How much the model may write on each path.",
    least=16,
    most=32768,
    unit="tokens",
)
TEMPERATURE = Setting(
    "solve.temperature",
    0.0,
    "Temperature",
    "How freely the model chooses its words; 0 always takes the likeliest, so that the result is repeatable.",
    most=2,
)
SEED = Setting("solve.seed", 0, "Seed", "Where chance begins when the temperature is not 0.", most=2**31 - 1)
THREADS = Setting(
    "engine.threads",
    0,
    "Processor threads",
    "How many threads compute.",
    most=1024,
    special="as many as there are cores",
)
CONTEXT = Setting(
    "engine.context",
    0,
    "Context",
    "How much text, problem and solution together, the model keeps in view.",
    most=1048576,
    unit="tokens",
    special="what suits the model",
)
GPU_LAYERS = Setting(
    "engine.gpu_layers",
    -1,
    "Layers on the GPU",
    "How many layers of the model run on the graphics processor; 0 is none.",
    least=-1,
    most=1000,
    special="as many as fit",
)
PROGRAM_TIME = Setting(
    "program.time", 5.0, "Time for a program", "After this time a program is stopped.", least=0.1, most=600, unit="s"
)
PROGRAM_MEMORY = Setting(
    "program.memory",
    512,
    "Memory for a program",
    "A program that needs more than this is stopped.",
    least=64,
    most=4096,  # as `steppe.sandbox.budget`
    unit="MB",
)
THEME = Setting(
    "window.theme",
    "system",
    "Look",
    "Light, dark, or as the system does.",
    choices=("system", "light", "dark"),
    is_lockable=False,
)
FONT_PERCENT = Setting(
    "window.font_percent",
    100,
    "Size of text",
    "The size of all text in the window, in percent of the system's.",
    least=75,
    most=300,
    unit="%",
    is_lockable=False,
)
LANGUAGE = Setting(
    "window.language",
    "system",
    "Language",
    "The language of the window.",
    choices=("system", "en", "de", "zh"),
)
HISTORY_KEEP = Setting("history.keep", True, "Keep a history", "Whether solved problems are kept on this machine.")
HISTORY_DAYS = Setting(
    "history.days",
    0,
    "Delete after",
    "Solved problems older than this are deleted; favourites stay.",
    most=36500,
    unit="days",
    special="never",
)
KIOSK_IDLE = Setting(
    "kiosk.idle_minutes",
    3,
    "Begin anew after",
    "When nobody has touched the kiosk for this long, everything is cleared for the next person.",
    most=1440,
    unit="minutes",
    special="never",
)
KIOSK_PIN = Setting(
    "kiosk.pin",
    "",
    "PIN",
    "What `steppe kiosk --make-pin` prints; without one the kiosk can only be ended from outside.",
)
KIOSK_GREETING = Setting("kiosk.greeting", "", "Greeting", "What the waiting screen says, in place of Steppe's words.")
KIOSK_KEYBOARD = Setting("kiosk.keyboard", True, "Keyboard", "Whether letters and signs can be typed on the screen.")
KIOSK_PROGRAMS = Setting("kiosk.programs", True, "Programs", "Whether programs are shown, and may be changed and run.")
KIOSK_EXAM = Setting(
    "kiosk.exam_minutes",
    0,
    "Time for an exam",
    "How long one may work; the time is visible, and nothing is cleared before it is over.",
    most=1440,
    unit="minutes",
    special="no exam",
)

SETTINGS: tuple[Setting[Any], ...] = (
    MODEL,
    MODE,
    SAMPLES,
    BUDGET,
    MAX_TOKENS,
    TEMPERATURE,
    SEED,
    THREADS,
    CONTEXT,
    GPU_LAYERS,
    PROGRAM_TIME,
    PROGRAM_MEMORY,
    THEME,
    FONT_PERCENT,
    LANGUAGE,
    HISTORY_KEEP,
    HISTORY_DAYS,
    KIOSK_IDLE,
    KIOSK_PIN,
    KIOSK_GREETING,
    KIOSK_KEYBOARD,
    KIOSK_PROGRAMS,
    KIOSK_EXAM,
)
GROUPS = {
    "solve": "Solving",
    "engine": "Engine",
    "program": "Programs",
    "window": "Window",
    "history": "History",
    "kiosk": "Kiosk",
}
FOR_FILES_ONLY = ("kiosk",)  # groups that whoever sets up a machine writes into a file; no dialog shows them
BY_KEY = {setting.key: setting for setting in SETTINGS}
