"""Runs programs that a model wrote inside a WebAssembly box; the application talks to `steppe.sandbox.client`."""
