"""One loaded GGUF with its context: load with overrides, tokens to bytes and back, native memory owned."""

from __future__ import annotations

import ctypes
import time
from typing import Any

from steppe_models.engine.bindings import AbortFlag, NativeLog, load_bindings
from steppe_models.engine.failures import load_failure
from steppe_models.engine.placement import Placement
from steppe_models.engine.protocol import EngineSettings, LoadedModel
from steppe_models.errors import EngineError

BATCH_TOKENS = 512


class Model:
    """llama.cpp's model and context for one file; `close` frees both."""

    def __init__(self, settings: EngineSettings, placement: Placement, log: NativeLog) -> None:
        started = time.perf_counter()
        self.bindings = load_bindings()
        self.settings = settings
        self.abort = AbortFlag(self.bindings)
        self._model = self._load(settings, placement, log)
        self.context = self._make_context(settings, placement, log)
        self.vocabulary = self.bindings.llama_model_get_vocab(self._model)
        self.memory = self.bindings.llama_get_memory(self.context)
        self.info = self._describe(settings, placement, time.perf_counter() - started)
        self._piece = ctypes.create_string_buffer(256)

    def _load(self, settings: EngineSettings, placement: Placement, log: NativeLog) -> Any:
        self.bindings.llama_backend_init()
        parameters = self.bindings.llama_model_default_params()
        parameters.n_gpu_layers = placement.gpu_layers
        parameters.use_extra_bufts = settings.repack
        model = self.bindings.llama_model_load_from_file(str(settings.path).encode(), parameters)
        if not model:
            raise load_failure(settings.path, log.text())
        return model

    def _make_context(self, settings: EngineSettings, placement: Placement, log: NativeLog) -> Any:
        parameters = self.bindings.llama_context_default_params()
        parameters.n_ctx = settings.context
        parameters.n_batch = BATCH_TOKENS
        parameters.n_ubatch = BATCH_TOKENS
        parameters.n_seq_max = settings.sequences
        parameters.kv_unified = True
        parameters.n_threads = placement.threads
        parameters.n_threads_batch = placement.threads
        parameters.abort_callback = self.abort.callback
        parameters.abort_callback_data = self.abort.data
        parameters.no_perf = True
        if settings.rope_freq_base is not None:
            parameters.rope_freq_base = settings.rope_freq_base
        context = self.bindings.llama_init_from_model(self._model, parameters)
        if not context:
            self.bindings.llama_model_free(self._model)
            self._model = None
            raise load_failure(settings.path, log.text(), stage="context")
        return context

    def _describe(self, settings: EngineSettings, placement: Placement, seconds: float) -> LoadedModel:
        file_base = self.metadata(f"{self.metadata('general.architecture')}.rope.freq_base")
        description = ctypes.create_string_buffer(128)
        self.bindings.llama_model_desc(self._model, description, 128)
        return LoadedModel(
            architecture=self.metadata("general.architecture"),
            description=description.value.decode("utf-8", "replace"),
            context=self.bindings.llama_n_ctx(self.context),
            trained_context=self.bindings.llama_model_n_ctx_train(self._model),
            vocabulary=self.bindings.llama_vocab_n_tokens(self.vocabulary),
            layers=self.bindings.llama_model_n_layer(self._model),
            gpu_layers=placement.gpu_layers,
            threads=placement.threads,
            rope_freq_base=settings.rope_freq_base or float(file_base or 10000.0),
            placement=placement.reason,
            build=f"llama.cpp {self.bindings.llama_print_system_info().decode('utf-8', 'replace').strip()}",
            seconds=seconds,
        )

    def metadata(self, key: str) -> str:
        """A scalar of the file's metadata as text; empty if it is not there."""
        value = ctypes.create_string_buffer(512)
        length = self.bindings.llama_model_meta_val_str(self._model, key.encode(), value, 512)
        return value.value.decode("utf-8", "replace") if length >= 0 else ""

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

    def close(self) -> None:
        """Free the context and the model."""
        if self.context:
            self.bindings.llama_free(self.context)
            self.context = None
        if self._model:
            self.bindings.llama_model_free(self._model)
            self._model = None
