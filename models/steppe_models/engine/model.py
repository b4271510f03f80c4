"""One loaded GGUF with its context: load with overrides, tokens to bytes and back, one batch, native memory owned."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Sequence
from typing import Any

from steppe_models.engine.bindings import AbortFlag, NativeLog, load_bindings
from steppe_models.engine.failures import load_failure
from steppe_models.engine.logits import logits_of
from steppe_models.engine.lookup import LONGEST_DRAFT
from steppe_models.engine.placement import Placement
from steppe_models.engine.protocol import EngineSettings, LoadedModel
from steppe_models.errors import EngineError

SPARE_SLOTS = 8  # for prefixes of recent problems, beside those of the sequences that run
_KV_TYPES = {"f16": 1, "q8_0": 8}  # ggml_type in ggml.h
_FLASH_ATTENTION = {None: -1, False: 0, True: 1}  # llama_flash_attn_type in llama.h


class Model:
    """llama.cpp's model, context and batch for one file; `close` frees them."""

    def __init__(self, settings: EngineSettings, placement: Placement, log: NativeLog) -> None:
        started = time.perf_counter()
        self.bindings = load_bindings()
        self.settings = settings
        self.placement = placement
        self.abort = AbortFlag(self.bindings)
        self.slots = settings.sequences + SPARE_SLOTS
        self.chunk_tokens = placement.chunk_tokens
        self._model = self._load(log)
        self.context = self._make_context(log)
        self.vocabulary = self.bindings.llama_model_get_vocab(self._model)
        self._memory = self.bindings.llama_get_memory(self.context)
        recurrent = self.bindings.llama_model_is_recurrent(self._model)
        self.shares_prefixes = not (recurrent or self.bindings.llama_model_is_hybrid(self._model))
        self.batch = self.bindings.llama_batch_init(self._batch_tokens, 0, 1)
        self.info = self._describe(log, time.perf_counter() - started)
        self._piece = ctypes.create_string_buffer(256)

    @property
    def _batch_tokens(self) -> int:
        return max(self.chunk_tokens, LONGEST_DRAFT + 1) + self.settings.sequences

    def _load(self, log: NativeLog) -> Any:
        self.bindings.llama_backend_init()
        parameters = self.bindings.llama_model_default_params()
        parameters.n_gpu_layers = self.placement.gpu_layers
        parameters.use_extra_bufts = self.settings.repack
        model = self.bindings.llama_model_load_from_file(str(self.settings.path).encode(), parameters)
        if not model:
            raise load_failure(self.settings.path, log.text())
        return model

    def _make_context(self, log: NativeLog) -> Any:
        placement = self.placement
        parameters = self.bindings.llama_context_default_params()
        parameters.n_ctx = placement.cells
        parameters.n_batch = self._batch_tokens
        parameters.n_ubatch = self._batch_tokens
        parameters.n_seq_max = self.slots
        parameters.kv_unified = True
        parameters.type_k = parameters.type_v = _KV_TYPES[placement.kv_type]
        parameters.flash_attn_type = _FLASH_ATTENTION[placement.flash_attention]
        parameters.n_threads = placement.threads
        parameters.n_threads_batch = placement.threads
        parameters.abort_callback = self.abort.callback
        parameters.abort_callback_data = self.abort.data
        parameters.no_perf = True
        if self.settings.rope_freq_base is not None:
            parameters.rope_freq_base = self.settings.rope_freq_base
        context = self.bindings.llama_init_from_model(self._model, parameters)
        if not context:
            self.bindings.llama_model_free(self._model)
            self._model = None
            raise load_failure(self.settings.path, log.text(), stage="context")
        return context

    def _describe(self, log: NativeLog, seconds: float) -> LoadedModel:
        settings, placement = self.settings, self.placement
        file_base = self.metadata(f"{self.metadata('general.architecture')}.rope.freq_base")
        description = ctypes.create_string_buffer(128)
        self.bindings.llama_model_desc(self._model, description, 128)
        cells = self.bindings.llama_n_ctx(self.context)
        return LoadedModel(
            architecture=self.metadata("general.architecture"),
            description=description.value.decode("utf-8", "replace"),
            context=min(settings.context, cells),
            trained_context=self.bindings.llama_model_n_ctx_train(self._model),
            vocabulary=self.bindings.llama_vocab_n_tokens(self.vocabulary),
            layers=self.bindings.llama_model_n_layer(self._model),
            gpu_layers=placement.gpu_layers,
            threads=placement.threads,
            rope_freq_base=settings.rope_freq_base or float(file_base or 10000.0),
            placement=placement.reason,
            build=f"llama.cpp {self.bindings.llama_print_system_info().decode('utf-8', 'replace').strip()}",
            seconds=seconds,
            sequences=settings.sequences,
            cells=cells,
            kv_type=placement.kv_type,
            flash_attention=_attention(placement, log),
        )

    def metadata(self, key: str) -> str:
        """A scalar of the file's metadata as text; empty if it is not there."""
        value = ctypes.create_string_buffer(512)
        length = self.bindings.llama_model_meta_val_str(self._model, key.encode(), value, 512)
        return value.value.decode("utf-8", "replace") if length >= 0 else ""

    # Tokens

    def tokenize(self, prompt: str) -> list[int]:
        """The prompt's tokens; special tokens spelled out in it are recognised, BOS is added where the file says so.

        The file's BOS is not added twice when the prompt already begins with it.
        """
        data = prompt.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (self.bindings.llama_token * room)()
        count = self.bindings.llama_tokenize(self.vocabulary, data, len(data), tokens, room, True, True)
        if count < 0:
            raise EngineError("The prompt could not be split into tokens.", "Please report the problem text.")
        ids = list(tokens[:count])
        beginning = self.bindings.llama_vocab_bos(self.vocabulary)
        return ids[1:] if ids[:2] == [beginning, beginning] else ids

    def piece(self, token: int) -> bytes:
        """The bytes that `token` stands for; none for control tokens."""
        length = self.bindings.llama_token_to_piece(self.vocabulary, token, self._piece, len(self._piece), 0, False)
        if length < 0:
            self._piece = ctypes.create_string_buffer(-length)
            length = self.bindings.llama_token_to_piece(self.vocabulary, token, self._piece, -length, 0, False)
        return self._piece.raw[:length]

    def is_end(self, token: int) -> bool:
        """Whether `token` ends a generation (end of text, end of turn)."""
        return bool(self.bindings.llama_vocab_is_eog(self.vocabulary, token))

    # The batch and the KV cache

    def put(self, tokens: Sequence[int], start: int, slot: int, wanted: int) -> int:
        """Add tokens at positions from `start`, with logits from position `wanted` on; returns their first row."""
        batch = self.batch
        first = int(batch.n_tokens)
        for row, token in enumerate(tokens, first):
            position = start + row - first
            batch.token[row] = token
            batch.pos[row] = position
            batch.n_seq_id[row] = 1
            batch.seq_id[row][0] = slot
            batch.logits[row] = position >= wanted
        batch.n_tokens = first + len(tokens)
        return first

    def decode(self) -> int:
        """Run the batch; 0 if it went well, else llama.cpp's code."""
        return int(self.bindings.llama_decode(self.context, self.batch))

    def logprob(self, row: int, token: int) -> float:
        """The natural logarithm of the probability of `token` in the logits of a row, at a temperature of 1."""
        import numpy

        logits = logits_of(self.bindings, self.context, row, self.info.vocabulary)
        top = logits.max()
        return float(logits[token] - top - numpy.log(numpy.exp(logits - top).sum(dtype=numpy.float64)))

    def remove(self, slot: int, start: int) -> bool:
        """Forget a slot's positions from `start` on; False where only all of them can be forgotten."""
        return bool(self.bindings.llama_memory_seq_rm(self._memory, slot, start, -1))

    def copy(self, source: int, target: int, length: int) -> None:
        """Have slot `target` refer to the first `length` positions of `source`."""
        self.bindings.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def close(self) -> None:
        """Free the batch, the context and the model."""
        if self.context:
            self.bindings.llama_batch_free(self.batch)
            self.bindings.llama_free(self.context)
            self.context = None
        if self._model:
            self.bindings.llama_model_free(self._model)
            self._model = None


def _attention(placement: Placement, log: NativeLog) -> str:
    if placement.flash_attention is None:
        return log.flash_attention()
    return "enabled" if placement.flash_attention else "disabled"
