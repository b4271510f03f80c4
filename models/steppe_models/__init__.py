"""Which weights exist, which of them fit this machine, and running them on llama.cpp."""
