"""The whole repertoire of requests in words, tried in order; what none of them can read is no request."""

from __future__ import annotations

import re

from steppe.cas import request_formulas, request_lists, request_numbers
from steppe.cas.asking import first_of
from steppe.cas.scope import Scope
from steppe.cas.statement import Statement

_POLITE = re.compile(r"^(?:(?:please|now|then|hence|so|next|finally)[, ]+)+", re.IGNORECASE)
_TABLE = (*request_lists.REQUESTS, *request_formulas.REQUESTS, *request_numbers.REQUESTS)


def read_request(text: str, scope: Scope) -> Statement | None:
    """What one sentence asks, with the names of the scope; None if it is not sure."""
    text = _POLITE.sub("", text.strip()).strip(" :,")
    text = re.sub(r"\s*=\s*\??$", "", text) if text.count("=") == 1 else text
    return first_of(_TABLE, text, scope)
