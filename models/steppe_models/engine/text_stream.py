"""From token bytes to text: characters split over tokens are joined, stop strings are found and held back."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextStream:
    """Feeds on the bytes of tokens and gives out text that can no longer become part of a stop string."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.is_stopped = False

    def feed(self, piece: bytes) -> str:
        """Text that is certain after this token, possibly empty; nothing more once a stop string was seen."""
        if self.is_stopped:
            return ""
        self._held += self._decoder.decode(piece)
        cut = self._first_stop()
        if cut is not None:
            text, self._held, self.is_stopped = self._held[:cut], "", True
            return text
        keep = self._possible_stop_length()
        text = self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return text

    def finish(self) -> str:
        """What was still held back, once no more tokens come; a character cut in two becomes U+FFFD."""
        if self.is_stopped:
            return ""
        text = self._held + self._decoder.decode(b"", final=True)
        self._held = ""
        return text

    def _first_stop(self) -> int | None:
        places = [place for stop in self._stop if (place := self._held.find(stop)) >= 0]
        return min(places, default=None)

    def _possible_stop_length(self) -> int:
        """Length of the longest end of the held text that begins some stop string."""
        longest = max((len(stop) for stop in self._stop), default=1) - 1
        for length in range(min(longest, len(self._held)), 0, -1):
            if any(stop.startswith(self._held[-length:]) for stop in self._stop):
                return length
        return 0
