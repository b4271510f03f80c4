"""Every error a user can meet: one sentence that says what is wrong, one that says what to do."""

from __future__ import annotations


class SteppeError(Exception):
    """Root of all expected failures; `exit_code` follows the command-line contract (1: tried and failed)."""

    exit_code = 1
    code = "failed"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class BadInputError(SteppeError):
    """The command or the data given to it cannot be used as it is (exit code 2)."""

    exit_code = 2
    code = "bad_input"


class MissingError(SteppeError):
    """A model, a library or a file that is needed is not there (exit code 3)."""

    exit_code = 3
    code = "missing"


class IntegrityError(SteppeError):
    """A file is damaged or is not what it claims to be (exit code 4)."""

    exit_code = 4
    code = "integrity"


class EngineError(SteppeError):
    """The engine could not load or run a model: out of memory, a crash, a context that is too small (exit code 1)."""

    code = "engine"


class DiskFullError(SteppeError):
    """There is not enough room on a disk (exit code 1)."""

    code = "disk_full"
