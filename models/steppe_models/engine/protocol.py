"""What client and worker say to each other: one JSON object a line, requests down, events up.

Nothing that a model writes is ever parsed as protocol: its text travels as a JSON string.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

StopReason = Literal["stop", "length", "context", "cancelled", "time"]
KvType = Literal["f16", "q8_0"]
USUAL_SEQUENCES = 16


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What to load and how. None means: chosen by the worker from what the machine has.

    `context` bounds one sequence, in tokens. `sequences` may run at once, and share a KV cache of `cells` tokens: more
    of them than fit wait, and are put back when the cache runs full. `rope_freq_base` overrides the file.
    `kv_type` q8_0 halves the cache and needs `flash_attention`. `lookup` has a greedy sequence that runs alone guess
    its next tokens from its own text (prompt lookup); None: where the measured steps say that it pays.
    A sequence whose reader is `unread_events` behind pauses, so that nothing piles up.
    `repack` has llama.cpp rewrite the weights for this CPU's matrix instructions while it loads. Measured with the
    default model on 2 cores: loading takes 4.3 s instead of 0.4 s and 600 MB more, decoding is a third faster, prompts
    are slower. It pays for a process that lives long, not for one problem.
    """

    path: Path
    context: int = 4096
    rope_freq_base: float | None = None
    gpu_layers: int | None = None
    threads: int | None = None
    sequences: int = USUAL_SEQUENCES
    cells: int | None = None
    kv_type: KvType | None = None
    flash_attention: bool | None = None
    lookup: bool | None = None
    repack: bool = False
    unread_events: int = 2048
    log_file: Path | None = None

    def to_wire(self) -> dict[str, Any]:
        """The settings as the `load` request."""
        wire = asdict(self)
        wire["path"] = str(self.path)
        wire["log_file"] = str(self.log_file) if self.log_file else None
        return {"op": "load", **wire}

    @staticmethod
    def from_wire(message: dict[str, Any]) -> EngineSettings:
        """Read back what `to_wire` wrote."""
        values = {key: value for key, value in message.items() if key != "op"}
        values["path"] = Path(values["path"])
        values["log_file"] = Path(values["log_file"]) if values["log_file"] else None
        return EngineSettings(**values)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen; temperature 0 is greedy and ignores the rest."""

    temperature: float = 0.0
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    seed: int = 0


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """One sequence to decode: a whole prompt with its special tokens spelled out, and when to stop.

    `max_tokens` bounds the new tokens; generation ends before any of the `stop` strings, which are not returned.
    `fresh` forgets what is cached first, so that the result depends on this request alone (if no other runs).
    `budget_s`: seconds from the request to its end, waiting included; then it ends with the reason `time`.
    `wants_logprobs`: add up the log-probabilities of the chosen tokens.
    """

    prompt: str
    stop: tuple[str, ...] = ()
    max_tokens: int = 1024
    sampling: Sampling = field(default_factory=Sampling)
    fresh: bool = False
    budget_s: float | None = None
    wants_logprobs: bool = False

    def to_wire(self, number: int) -> dict[str, Any]:
        """The request as the `generate` message for sequence `number`."""
        return {"op": "generate", "id": number, **asdict(self)}

    @staticmethod
    def from_wire(message: dict[str, Any]) -> GenerateRequest:
        """Read back what `to_wire` wrote."""
        return GenerateRequest(
            prompt=message["prompt"],
            stop=tuple(message["stop"]),
            max_tokens=message["max_tokens"],
            sampling=Sampling(**message["sampling"]),
            fresh=message["fresh"],
            budget_s=message["budget_s"],
            wants_logprobs=message["wants_logprobs"],
        )


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """What the worker says of the model it has loaded; `cells` is the KV cache's size in tokens."""

    architecture: str
    description: str
    context: int
    trained_context: int
    vocabulary: int
    layers: int
    gpu_layers: int
    threads: int
    rope_freq_base: float
    placement: str
    build: str
    seconds: float
    sequences: int = 1
    cells: int = 0
    kv_type: str = "f16"
    flash_attention: str = "auto"


@dataclass(frozen=True, slots=True)
class Generated:
    """How one sequence ended: why, how many tokens, and the seconds spent on prompt and text.

    `cached_tokens` of the prompt were already in the KV cache or came into it with another sequence's prompt.
    `logprob_sum`: natural logarithms of the probabilities that the model gave to the `tokens` at a temperature of 1,
    added up; the token that ends a text is not counted. None if not asked for.
    `drafted_tokens` were guessed by prompt lookup, `accepted_tokens` of them were right.
    """

    reason: StopReason
    text: str
    prompt_tokens: int
    cached_tokens: int
    tokens: int
    prompt_seconds: float
    seconds: float
    logprob_sum: float | None = None
    drafted_tokens: int = 0
    accepted_tokens: int = 0


def encode(message: dict[str, Any]) -> bytes:
    """One message as one line; JSON escapes every newline inside."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """One line as a message.

    Raises:
        ValueError: the line is not a JSON object.
    """
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("a message must be a JSON object")
    return message
