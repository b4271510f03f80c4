"""The parts of the frozen tree in CycloneDX 1.5: Python packages with versions and licences, and native libraries."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import uuid
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

_NAMESPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")  # for names of objects (RFC 4122, appendix C)


def bill_of_materials(tree: Path, version: str) -> str:
    """The bill of the tree as JSON; the same tree gives the same text."""
    components = sorted([*_python_parts(tree), *_native_parts(tree)], key=lambda part: (part["name"], part["version"]))
    body: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "steppe",
                "name": "steppe",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "steppe", "dependsOn": [part["bom-ref"] for part in components]}],
    }
    identity = uuid.uuid5(_NAMESPACE, json.dumps(body, sort_keys=True))
    return json.dumps({"serialNumber": f"urn:uuid:{identity}", **body}, indent=1, sort_keys=True) + "\n"


def _python_parts(tree: Path) -> list[dict[str, Any]]:
    """The packages that the tree was frozen from: those of the clean environment beside it."""
    environment = tree.parents[1] / "environment"
    places = sorted(environment.glob("lib/python*/site-packages")) or sorted(environment.glob("Lib/site-packages"))
    tools = {"pip", "setuptools", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "steppe"}
    parts = []
    for each in distributions(path=[str(place) for place in places]):
        name = each.metadata["Name"]
        if name.lower() not in tools:
            address = f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{each.version}"
            parts.append(_part("library", name, each.version, _licence(each), address))
    return parts


def _licence(each: Distribution) -> str:
    told = each.metadata["License-Expression"] or each.metadata["License"] or ""
    if told and "\n" not in told and len(told) < 80:
        return str(told)
    kinds = [
        text.rpartition(" :: ")[2]
        for text in each.metadata.get_all("Classifier") or ()
        if text.startswith("License ::")
    ]
    return ", ".join(kinds) or "see the package"


def _native_parts(tree: Path) -> list[dict[str, Any]]:
    parts = [
        _part(
            "framework",
            "Python",
            platform.python_version(),
            "Python-2.0",
            f"pkg:generic/python@{platform.python_version()}",
        )
    ]
    component = tree / "lib/steppe/sandbox/component/program.wasm"
    if component.exists():
        found = _part("file", "program.wasm", "0", "Python-2.0, BSD-3-Clause", "")
        digest = hashlib.sha256(component.read_bytes()).hexdigest()
        parts.append(
            {
                **found,
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "description": "Python and sympy for WebAssembly",
            }
        )
    for library in sorted(tree.glob("lib/*.so*")):
        if not library.is_symlink():
            digest = hashlib.sha256(library.read_bytes()).hexdigest()
            parts.append(
                {**_part("file", library.name, "0", "", ""), "hashes": [{"alg": "SHA-256", "content": digest}]}
            )
    return parts


def _part(kind: str, name: str, version: str, licence: str, address: str) -> dict[str, Any]:
    part: dict[str, Any] = {"type": kind, "bom-ref": address or f"file:{name}", "name": name, "version": version}
    if licence:
        part["licenses"] = [{"license": {"name": licence}}]
    if address:
        part["purl"] = address
    return part
