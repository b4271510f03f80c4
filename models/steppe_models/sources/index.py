"""Finds the wheels of named packages on the configured indexes; reads listings only, installs nothing."""

from __future__ import annotations

import contextlib
import logging
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from steppe_models.errors import BadInputError
from steppe_models.sources.index_config import IndexConfig
from steppe_models.sources.transfer import (
    CONNECT_TIMEOUT_S,
    READ_TIMEOUT_S,
    SourceError,
    describe_connection_error,
)

if TYPE_CHECKING:
    from unearth import Link
    from unearth.fetchers import Fetcher, PyPIClient

_HASHES = ("sha512", "sha384", "sha256", "sha224")


@dataclass(frozen=True, slots=True)
class WheelLink:
    """One wheel on an index: its address or, for a mirror on a disk, its path."""

    package: str
    url: str
    local_path: Path | None
    hash_name: str
    hash_value: str


class PackageIndex:
    """The configured indexes behind one HTTP session; a context manager."""

    def __init__(self, config: IndexConfig) -> None:
        self.config = config
        self.places = _places(config)
        self.client = _open_client(config, [url for kind, url in self.places if kind == "index"])
        self.reasons: list[str] = []

    def __enter__(self) -> PackageIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def find(self, package: str, version: str) -> WheelLink:
        """The wheel of exactly this version, from the first place that has it.

        Raises:
            SourceError: no place has it; the message says why for each place that refused.
        """
        self.reasons = []
        for kind, place in self.places:
            with _unearth_warnings(self.reasons):
                link = self._find_at(kind, place, package, version)
            if link is not None:
                return link
        why = "; ".join(dict.fromkeys(self.reasons))
        raise SourceError(
            f"The configured package indexes do not offer {package} {version}" + (f" ({why})." if why else "."),
            "Check the index that pip is configured for.",
        )

    def _find_at(self, kind: str, place: str, package: str, version: str) -> WheelLink | None:
        import httpx2
        from unearth import PackageFinder

        finder = PackageFinder(
            session=cast("Fetcher", self.client),  # its own client, typed more widely than its protocol
            index_urls=[place] if kind == "index" else [],
            find_links=[place] if kind == "links" else [],
            ignore_compatibility=True,  # the wheel is a parcel of data, whatever Python it is for
        )
        try:
            matches = list(finder.find_matches(f"{package}=={version}"))
        except httpx2.HTTPError as error:
            self.reasons.append(f"{_shown(place)}: {describe_connection_error(error)}")
            return None
        except (ValueError, OSError) as error:
            self.reasons.append(f"{_shown(place)}: {error}")
            return None
        return next((_wheel_link(package, match.link) for match in matches if match.link.is_wheel), None)


def _wheel_link(package: str, link: Link) -> WheelLink:
    hashes = link.hash_option or {}
    name = next((name for name in _HASHES if name in hashes), "")
    path = link.file_path if link.is_file else None
    return WheelLink(package, link.url_without_fragment, path, name, hashes[name][0].lower() if name else "")


def _places(config: IndexConfig) -> list[tuple[str, str]]:
    """Index and link pages in the order they are asked."""
    from unearth import PackageFinder

    links = [("links", place) for place in config.find_links if "://" in place or Path(place).exists()]
    if config.no_index:
        if not links:
            raise SourceError("No package index is configured, and pip is told to use none.")
        return links
    first = config.index_url or PackageFinder().sources[0]["url"]  # the library's default index
    return [("index", first), *(("index", url) for url in config.extra_index_urls), *links]


def _open_client(config: IndexConfig, index_urls: Sequence[str]) -> PyPIClient:
    import httpx2
    from unearth.auth import MultiDomainBasicAuth
    from unearth.fetchers import PyPIClient

    return PyPIClient(
        verify=_ssl_context(config) or True,
        trusted_hosts=config.trusted_hosts,
        auth=MultiDomainBasicAuth(prompting=False, index_urls=index_urls),
        timeout=httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        follow_redirects=True,
        proxy=config.proxy or None,
    )


def _ssl_context(config: IndexConfig) -> ssl.SSLContext | None:
    """pip's own certificate settings; without them the HTTP library honours SSL_CERT_FILE and the system."""
    if not config.certificate_file and not config.client_certificate_file:
        return None
    certificates = config.certificate_file or None
    try:
        is_folder = certificates is not None and Path(certificates).is_dir()
        context = ssl.create_default_context(
            cafile=None if is_folder else certificates, capath=certificates if is_folder else None
        )
        if config.client_certificate_file:
            context.load_cert_chain(config.client_certificate_file)
    except OSError as error:  # ssl.SSLError is one
        raise BadInputError(
            f"The certificate file {certificates or config.client_certificate_file} cannot be used: {error}.",
            "Correct PIP_CERT or pip's configuration file.",
        ) from error
    return context


def _shown(place: str) -> str:
    """An address without the user name and password that it may carry."""
    scheme, separator, rest = place.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if separator else place


class _Collector(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def _unearth_warnings(lines: list[str]) -> Iterator[None]:
    """The library says only in its log why a page was passed over; keep that for the error's sentence."""
    logger = logging.getLogger("unearth")
    handler = _Collector(lines)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated
