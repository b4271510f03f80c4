"""What llama.cpp says at any time, long after a model was loaded, is taken and harms nothing."""

from __future__ import annotations

import subprocess
import sys

from steppe_models.records import InstalledModel

# A callback that Python has let go of is overwritten by new ones; calling it then ends the process, or one of those.
LATER = """
import ctypes, gc, sys
from pathlib import Path
from steppe_models.engine.bindings import NativeLog, listen
from steppe_models.engine.loading import load_model
from steppe_models.engine.protocol import EngineSettings

def wrong(level, text, data):
    sys.exit("another callback was called")

model = load_model(EngineSettings(Path(sys.argv[1]), context=256, threads=1))
native = model.bindings
gc.collect()
others = [native.llama_log_callback(wrong) for _ in range(2000)]
(log,) = [each for each in gc.get_objects() if isinstance(each, NativeLog)]
said = len(log.lines)
assert not native.llama_model_load_from_file(b"/nowhere/model.gguf", native.llama_model_default_params())
assert any("/nowhere/model.gguf" in line for line in list(log.lines)[said:]), list(log.lines)[said:]
heard = []
before = listen(native, lambda level, text, data: heard.append(text))
native.llama_model_load_from_file(b"/nowhere/second.gguf", native.llama_model_default_params())
assert listen(native, before) is not before
native.llama_model_load_from_file(b"/nowhere/third.gguf", native.llama_model_default_params())
assert b"second.gguf" in b"".join(heard) and b"third.gguf" not in b"".join(heard)
assert any("third.gguf" in line for line in log.lines)
log.close()
del log, before
gc.collect()
native.llama_model_load_from_file(b"/nowhere/fourth.gguf", native.llama_model_default_params())
print("well")
"""


def test_messages_long_after_loading_are_taken(small_model: InstalledModel) -> None:
    command = [sys.executable, "-c", LATER, str(small_model.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "well\n"), done.stderr
