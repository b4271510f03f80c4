"""llama.cpp behind one small interface: a client in the front, a worker process that owns the native code."""
