"""The token that a client must show: random, kept in a file that only its owner can read, compared in constant time."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from pathlib import Path

from steppe_models.errors import SteppeError
from steppe_models.places import config_dir, make_private_dir

FILE_NAME = "serve.token"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{32,128}")


def token_file() -> Path:
    """Where the token is kept."""
    return config_dir() / FILE_NAME


def load_token(path: Path, *, renew: bool = False) -> tuple[str, str]:
    """The token and, where it is a new one in place of another, a sentence that says why.

    One whose file others could read is not used any more.

    Raises:
        SteppeError: the place cannot be written.
    """
    reason = ""
    try:
        if path.exists() and not renew:
            is_private = os.name != "posix" or path.stat().st_mode & 0o077 == 0
            found = path.read_text(encoding="ascii", errors="replace").strip()
            if is_private and _WELL_FORMED.fullmatch(found):
                return found, ""
            reason = f"The token in {path} was {'damaged' if is_private else 'readable by others'}; there is a new one."
        return _write(path), reason
    except OSError as error:
        raise SteppeError(
            f"The token cannot be kept in {path}: {error.strerror}.", "Make that folder writable."
        ) from error


def _write(path: Path) -> str:
    make_private_dir(path.parent)
    token = secrets.token_urlsafe(32)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return token


def is_authorized(header: str | None, token: str) -> bool:
    """Whether an Authorization header carries the token."""
    scheme, _, shown = (header or "").strip().partition(" ")
    is_same = hmac.compare_digest(shown.strip().encode("utf-8", "replace"), token.encode())
    return is_same and scheme.casefold() == "bearer"
