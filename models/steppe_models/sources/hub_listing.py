"""A model hub's listing of one repository, and what can be wrong with it, in sentences; nothing is fetched here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from steppe_models.sources.transfer import CONNECT_TIMEOUT_S, SourceError, describe_connection_error

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.hf_api import ModelInfo

LISTING_TIMEOUT_S = 10.0
_TRUE = ("1", "ON", "YES", "TRUE")
TOKEN_HINT = "Set HF_TOKEN to a token that may read it, and accept the model's terms on the hub if it asks for that."  # noqa: S105


def check_switch() -> None:
    """Respect the hub's own offline switch, and send no statistics.

    Raises:
        SourceError: the user has set HF_HUB_OFFLINE.
    """
    value = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    if value.upper() in _TRUE:
        raise SourceError("The model hub is switched off by HF_HUB_OFFLINE.", "Unset it to use the hub.")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read at import: the library sends no statistics


def endpoint() -> str | None:
    """HF_ENDPOINT as it is now; the library reads it only once, at import."""
    return (os.environ.get("HF_ENDPOINT") or "").rstrip("/") or None


def label() -> str:
    """The hub as a sentence begins with it."""
    host = urlsplit(endpoint() or "").hostname
    return f"The model hub at {host}" if host else "The model hub"


def list_repository(repo: str, revision: str = "", *, unknown_hint: str = "Check its name.") -> ModelInfo:
    """The listing of `repo` (at `revision`, if one is given) with sizes and hashes of its files.

    Raises:
        SourceError: out of reach, no access, no such repository or revision, or something else answers.
    """
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    timeout: Any = httpx2.Timeout(LISTING_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)  # declared as a plain number
    try:
        api = HfApi(endpoint=endpoint(), library_name="steppe")
        return api.model_info(repo, revision=revision or None, files_metadata=True, timeout=timeout)
    except HfHubHTTPError as error:
        raise _refused(error, repo, revision, unknown_hint) from error
    except httpx2.TransportError as error:
        reason = describe_connection_error(error)
        raise SourceError(f"{label()} cannot be reached: {reason}.", "Check the network connection.") from error
    except OfflineModeIsEnabled as error:
        raise SourceError("The model hub is switched off by HF_HUB_OFFLINE.", "Unset it to use the hub.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{label()} gave an answer that is not a hub's.",
            "A login page of the network may stand between; open a web page once, then try again.",
        ) from error


def _refused(error: HfHubHTTPError, repo: str, revision: str, unknown_hint: str) -> SourceError:
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    status = error.response.status_code
    if isinstance(error, GatedRepoError):
        return SourceError(f"{label()} asks for consent before it gives out {repo}.", TOKEN_HINT)
    if isinstance(error, RevisionNotFoundError):
        return SourceError(f"The repository {repo} has no revision {revision}.", "Check its name.")
    if status in (401, 403):
        # a hub says the same of a name that it does not know
        return SourceError(f"{label()} gives no access to {repo} (status {status}).", f"{unknown_hint} {TOKEN_HINT}")
    if isinstance(error, RepositoryNotFoundError):  # a plain 404 may come from anything in between
        return SourceError(f"{label()} has no repository {repo}.", unknown_hint)
    return SourceError(f"{label()} answered with status {status}.", "Try again later.")
