"""Which package indexes this machine is configured for: the environment and pip's own files."""

from __future__ import annotations

import configparser
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from steppe_models.errors import BadInputError

_TRUE = ("1", "true", "yes", "on")


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """Where packages are looked for; an empty `index_url` means the index library's own default."""

    index_url: str = ""
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    no_index: bool = False
    certificate_file: str = ""
    client_certificate_file: str = ""
    trusted_hosts: tuple[str, ...] = ()
    proxy: str = ""


def read_index_config(environ: dict[str, str] | None = None) -> IndexConfig:
    """What pip and uv would use here: their variables first, then pip's files in pip's order.

    Source: the "Configuration" chapter of pip's documentation; uv's list of environment variables.

    Raises:
        BadInputError: a pip configuration file cannot be read.
    """
    variables = dict(os.environ) if environ is None else environ
    options = _pip_options(variables)
    index_url = variables.get("UV_DEFAULT_INDEX") or variables.get("UV_INDEX_URL") or options.get("index-url") or ""
    extra = [
        *_words(variables.get("UV_INDEX")),
        *_words(variables.get("UV_EXTRA_INDEX_URL")),
        *_words(options.get("extra-index-url")),
    ]
    links = [
        *(link.strip() for link in variables.get("UV_FIND_LINKS", "").split(",")),
        *_words(options.get("find-links")),
    ]
    return IndexConfig(
        index_url=_without_name(index_url),
        extra_index_urls=tuple(_without_name(url) for url in extra),
        find_links=tuple(link for link in links if link),
        no_index=options.get("no-index", "").lower() in _TRUE,
        certificate_file=options.get("cert", ""),
        client_certificate_file=options.get("client-cert", ""),
        trusted_hosts=tuple(_words(options.get("trusted-host"))),
        proxy=options.get("proxy", ""),
    )


def pip_config_files(variables: dict[str, str]) -> list[Path]:
    """pip's configuration files, the strongest last."""
    chosen = variables.get("PIP_CONFIG_FILE", "")
    if chosen == os.devnull:
        return []
    home = Path.home()
    if sys.platform == "win32":
        files = [
            Path(variables.get("PROGRAMDATA", r"C:\ProgramData")) / "pip" / "pip.ini",
            home / "pip" / "pip.ini",
            Path(variables.get("APPDATA", str(home))) / "pip" / "pip.ini",
            Path(sys.prefix) / "pip.ini",
        ]
    else:
        shared = (variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
        own = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
        files = [*(Path(folder) / "pip" / "pip.conf" for folder in reversed(shared)), Path("/etc/pip.conf")]
        if sys.platform == "darwin":
            support = Path("Library") / "Application Support" / "pip" / "pip.conf"
            files += [Path("/") / support, home / support]
        files += [home / ".pip" / "pip.conf", own / "pip" / "pip.conf", Path(sys.prefix) / "pip.conf"]
    return [*files, Path(chosen)] if chosen else files


def _pip_options(variables: dict[str, str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for path in pip_config_files(variables):
        if path.is_file():
            options.update(_read_pip_file(path))
    for name, value in variables.items():
        if name.startswith("PIP_") and value:
            options[name[4:].lower().replace("_", "-")] = value
    return options


def _read_pip_file(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        raise BadInputError(
            f"pip's configuration file {path} cannot be read: {str(error).splitlines()[0]}.",
            "Correct it, or set PIP_CONFIG_FILE to another file.",
        ) from error
    options: dict[str, str] = {}
    for section in ("global", "install", "download"):
        if parser.has_section(section):
            options.update((key.replace("_", "-"), value) for key, value in parser.items(section) if value)
    return options


def _words(text: str | None) -> list[str]:
    return (text or "").split()


def _without_name(url: str) -> str:
    """uv allows `name=url`; only the address matters here."""
    name, separator, rest = url.partition("=")
    return rest if separator and "/" not in name and ":" not in name else url
