"""Signs a bundle's manifest and checks the signature, with OpenSSH's ssh-keygen (format: OpenSSH's PROTOCOL.sshsig).

Python's standard library has no signatures. OpenSSH is part of Linux distributions, macOS and Windows, its Ed25519
signatures are what Git signs commits with, and people and institutions have such keys already.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from steppe_models.errors import BadInputError, IntegrityError, MissingError

NAMESPACE = "steppe-bundle"  # a signature made for another purpose is not taken for one of ours
_LIMIT_S = 120.0


def sign(manifest: bytes, key: Path) -> bytes:
    """The signature of `manifest` by the private key in the file `key` (its passphrase is asked for on the terminal).

    Raises:
        MissingError: there is no ssh-keygen, or no such key.
        BadInputError: the key cannot be used.
    """
    if not key.is_file():
        raise MissingError(f"There is no key {key}.", "`ssh-keygen -t ed25519 -f FILE` makes one.")
    done = _run(["-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE], manifest)
    if done.returncode != 0:
        raise BadInputError(f"The key {key} cannot sign: {_last_words(done.stderr)}.", "Use another key.")
    return done.stdout


def check(manifest: bytes, signature: bytes, signers: Path) -> str:
    """Who signed `manifest`: a name of the file `signers` (the form of OpenSSH's allowed_signers: NAME KEYTYPE KEY).

    Raises:
        IntegrityError: there is no signature, it is of something else, or of nobody in `signers`.
        MissingError: there is no ssh-keygen, or no such file.
    """
    if not signers.is_file():
        raise MissingError(f"There is no file {signers}.", "Each line of it names a signer: NAME ssh-ed25519 KEY.")
    if not signature:
        raise IntegrityError("The bundle is not signed.", "Pack it with --sign KEY, or import it without --signers.")
    with tempfile.TemporaryDirectory(prefix="steppe-") as folder:
        file = Path(folder, "manifest.sig")
        file.write_bytes(signature)
        found = _run(["-Y", "find-principals", "-s", str(file), "-f", str(signers)], b"")
        names = found.stdout.decode("utf-8", "replace").splitlines()
        if found.returncode == 0 and names:
            command = ["-Y", "verify", "-s", str(file), "-f", str(signers), "-n", NAMESPACE, "-I", names[0]]
            if _run(command, manifest).returncode == 0:
                return names[0]
    raise IntegrityError(
        f"The bundle's signature is of nobody named in {signers}, or the bundle was changed after it was signed.",
        "Do not use it; ask whoever gave it to you for a new one.",
    )


def _run(arguments: list[str], text: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", *arguments],  # noqa: S607 - the user's own, found as their shell finds it
            input=text,
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except FileNotFoundError:
        raise MissingError(
            "Signatures need OpenSSH's ssh-keygen, which is not installed.",
            "Install OpenSSH's client, or leave the signature out and compare the fingerprint.",
        ) from None
    except subprocess.TimeoutExpired:
        raise BadInputError("ssh-keygen does not answer.", "Use a key without a passphrase, or an agent.") from None


def _last_words(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip().rstrip(".") if lines else "ssh-keygen gave no reason"
