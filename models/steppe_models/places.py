"""Where Steppe keeps models and caches: the platform's own places, the XDG variables honoured."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

from steppe_models.errors import SteppeError

_DIRS = PlatformDirs("steppe", appauthor=False)


def models_dir() -> Path:
    """The store of model files; `STEPPE_MODELS_DIR` overrides the platform's data directory."""
    override = os.environ.get("STEPPE_MODELS_DIR")
    return Path(override) if override else Path(_DIRS.user_data_dir) / "models"


def cache_dir() -> Path:
    """Things that can be made again: compiled sandbox components, measurements."""
    override = os.environ.get("STEPPE_CACHE_DIR")
    return Path(override) if override else Path(_DIRS.user_cache_dir)


def config_dir() -> Path:
    """The user's settings and own catalogue entries."""
    return Path(_DIRS.user_config_dir)


def make_private_dir(path: Path) -> Path:
    """Create `path`, readable by its owner only.

    Raises:
        SteppeError: the place cannot be written.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SteppeError(
            f"The folder {path} cannot be made: {error.strerror}.",
            "Make it writable, or set STEPPE_MODELS_DIR and STEPPE_CACHE_DIR to places that are.",
        ) from error
    return path
