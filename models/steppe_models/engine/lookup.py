"""Prompt lookup: guesses a sequence's next tokens from what followed the same few tokens earlier in it.

A step that checks k guesses costs about as much as one with 1 + k sequences, and gives 1 + (right guesses) tokens.
How often guesses are right is measured on the text itself, before any step is spent on them; whether they pay then
follows from the measured steps. Figures for the default model on 2 cores: over six answers of 794 tokens in all, drafts
of 7 had 132 of 585 guesses right. That is 1.2 tokens a step for five times the cost, so it stays off for such texts.

The text is that of plain steps, up to llama.cpp's last digits, which depend on how tokens are grouped.
Method: prompt lookup decoding (A. Saxena, 2023), speculative decoding with n-grams in place of a draft model.
"""

from __future__ import annotations

from collections.abc import Sequence

from steppe_models.engine.step_costs import StepCosts

LONGEST_DRAFT = 7
_GRAM_TOKENS = 3
_LEAST_STEPS = 16  # before that many observed steps nothing is known of how often guesses are right
_CLEAR_GAIN = 1.05
_MEMORY = 0.97  # each observed step weighs so much less than the one after it


class Lookup:
    """The n-grams of one sequence with where they stood last, and how well guesses from them have done.

    `forced` guesses always, whatever the steps cost; otherwise `draft` is empty unless `costs` say that it pays.
    """

    def __init__(self, tokens: Sequence[int], costs: StepCosts | None, *, forced: bool = False) -> None:
        self._costs = costs
        self._forced = forced
        self._places: dict[tuple[int, ...], int] = {}
        self._tokens: list[int] = []
        self._running: list[tuple[list[int], int]] = []  # guesses under trial, with how many tokens came since
        self._right = [0.0] * (LONGEST_DRAFT + 1)  # weight of steps where at least so many guesses were right
        self._steps = 0.0
        for token in tokens:
            self._append(token)

    def draft(self) -> list[int]:
        """Guesses for the next tokens, as many as pay now; often none."""
        length = LONGEST_DRAFT if self._forced else self.best_length()
        return self._guess(length) if length else []

    def observe(self, token: int, *, is_alone: bool = True) -> None:
        """The next token has come: see which guesses were right, as if each had been spent a step on.

        While others run nothing is guessed, and the token is only remembered.
        """
        if not is_alone:
            self._running.clear()
            self._append(token)
            return
        self._running.append((self._guess(LONGEST_DRAFT), 0))
        still: list[tuple[list[int], int]] = []
        for guess, right in self._running:
            if right < len(guess) and guess[right] == token and right + 1 < LONGEST_DRAFT:
                still.append((guess, right + 1))
            else:
                is_last_right = right < len(guess) and guess[right] == token
                self._count(right + is_last_right)
        self._running = still
        self._append(token)

    def best_length(self) -> int:
        """The draft length with the most tokens per millisecond; 0 where none beats plain steps clearly."""
        if self._costs is None or self._steps < _LEAST_STEPS * 0.5:
            return 0
        plain = 1.0 / self._costs.cost(1)
        best, best_rate = 0, plain * _CLEAR_GAIN
        expected = 1.0
        for length in range(1, min(LONGEST_DRAFT, self._costs.widest - 1) + 1):
            expected += self._right[length] / self._steps
            rate = expected / self._costs.cost(1 + length)
            if rate > best_rate:
                best, best_rate = length, rate
        return best

    @property
    def acceptance(self) -> tuple[float, ...]:
        """The share of steps in which at least 1, 2, ... guesses were right."""
        return tuple(right / self._steps if self._steps else 0.0 for right in self._right[1:])

    def _guess(self, length: int) -> list[int]:
        gram = tuple(self._tokens[-_GRAM_TOKENS:])
        place = self._places.get(gram)
        if place is None or place >= len(self._tokens):
            return []
        return self._tokens[place : place + length]

    def _append(self, token: int) -> None:
        """Note where the n-gram before `token` is continued."""
        if len(self._tokens) >= _GRAM_TOKENS:
            self._places[tuple(self._tokens[-_GRAM_TOKENS:])] = len(self._tokens)
        self._tokens.append(token)

    def _count(self, right: int) -> None:
        self._steps = self._steps * _MEMORY + 1.0
        for length in range(1, LONGEST_DRAFT + 1):
            self._right[length] = self._right[length] * _MEMORY + (1.0 if right >= length else 0.0)
