"""Makes text that a program printed safe to show: control, escape and direction characters become visible."""

from __future__ import annotations

import re
import unicodedata

# ECMA-48 control sequences (CSI), operating system commands (OSC) and two-character escapes.
_ESCAPE_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_KEPT = "\n\t"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLAIN = re.compile(r"[\n\t -~]*")


def visible(text: str) -> str:
    """`text` without terminal escape sequences, and with every character that hides or reorders others written out.

    Line ends become newlines; characters of Unicode's control, format, surrogate, private and unassigned categories
    (zero-width and bidirectional marks among them) become `\\x1b`, `\\u202e` and the like.
    """
    if _PLAIN.fullmatch(text):
        return text
    plain = _ESCAPE_SEQUENCES.sub("", text).replace("\r\n", "\n")
    return "".join(_shown(character) for character in plain)


def _shown(character: str) -> str:
    if character in _KEPT or unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
