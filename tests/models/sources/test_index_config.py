"""Which package indexes a machine is configured for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from steppe_models.errors import BadInputError
from steppe_models.sources.index_config import IndexConfig, pip_config_files, read_index_config


def read(**variables: str) -> IndexConfig:
    return read_index_config({"PIP_CONFIG_FILE": os.devnull, **variables})


def test_nothing_configured_leaves_the_librarys_default() -> None:
    assert read() == IndexConfig()


def test_pip_variables() -> None:
    config = read(
        PIP_INDEX_URL="https://one.example/simple",
        PIP_EXTRA_INDEX_URL="https://two.example/simple file:///srv/simple",
        PIP_FIND_LINKS="/srv/wheels",
        PIP_NO_INDEX="true",
        PIP_CERT="/etc/ca.pem",
        PIP_TRUSTED_HOST="one.example two.example",
        PIP_PROXY="http://proxy.example:3128",
    )
    assert config == IndexConfig(
        index_url="https://one.example/simple",
        extra_index_urls=("https://two.example/simple", "file:///srv/simple"),
        find_links=("/srv/wheels",),
        no_index=True,
        certificate_file="/etc/ca.pem",
        trusted_hosts=("one.example", "two.example"),
        proxy="http://proxy.example:3128",
    )


def test_uv_variables_come_first_and_may_carry_names() -> None:
    config = read(
        UV_DEFAULT_INDEX="school=https://uv.example/simple",
        UV_INDEX_URL="https://older.example/simple",
        UV_INDEX="https://a.example/simple?x=1 lab=https://b.example/simple",
        UV_FIND_LINKS="/one,/two",
        PIP_INDEX_URL="https://pip.example/simple",
        PIP_EXTRA_INDEX_URL="https://c.example/simple",
    )
    assert config.index_url == "https://uv.example/simple"
    assert config.extra_index_urls == (
        "https://a.example/simple?x=1",
        "https://b.example/simple",
        "https://c.example/simple",
    )
    assert config.find_links == ("/one", "/two")


def test_files_are_read_and_variables_win(tmp_path: Path) -> None:
    home = tmp_path / "config"
    (home / "pip").mkdir(parents=True)
    (home / "pip" / "pip.conf").write_text(
        "[global]\nindex-url = https://file.example/simple\nextra_index_url =\n  https://x.example\n  file:///y\n"
        "[install]\nfind-links = /wheels\n"
    )
    variables = {"XDG_CONFIG_HOME": str(home), "XDG_CONFIG_DIRS": str(tmp_path)}
    config = read_index_config(variables)
    assert config.index_url == "https://file.example/simple"
    assert config.extra_index_urls == ("https://x.example", "file:///y")
    assert config.find_links == ("/wheels",)
    config = read_index_config({**variables, "PIP_INDEX_URL": "https://variable.example/simple"})
    assert config.index_url == "https://variable.example/simple"


def test_a_named_file_is_the_strongest(tmp_path: Path) -> None:
    path = tmp_path / "own.conf"
    path.write_text("[global]\ncert = /own.pem\n")
    assert pip_config_files({"PIP_CONFIG_FILE": str(path)})[-1] == path
    assert read_index_config({"PIP_CONFIG_FILE": str(path)}).certificate_file == "/own.pem"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.conf"
    path.write_text("index-url = before any section\n")
    with pytest.raises(BadInputError, match=r"own\.conf cannot be read"):
        read_index_config({"PIP_CONFIG_FILE": str(path)})
