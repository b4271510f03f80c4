# make run       set up, pull the default model, solve PROBLEM="..."
# make test      set up, run the default test suite
# make setup, make lint, make format, make test-slow, make lock, make docs, make clean
# make freeze, make deb   one frozen tree, and dist/*.deb of it; make reproducible makes them twice and compares

PROBLEM ?= A farmer has hens and rabbits. Together they have 35 heads and 94 feet. How many rabbits does he have?
export PROBLEM

VENV := .venv
READY := $(VENV)/.steppe-ready
SETUP_INPUTS := requirements.lock pyproject.toml packaging/setup.sh packaging/dev/debian_packages.sh $(wildcard packaging/llama/*) \
	$(wildcard packaging/sandbox/*.py packaging/sandbox/*.wit packaging/sandbox/*.lock desktop/steppe/sandbox/guest/*.py) desktop/steppe/sandbox/algebra.py

.PHONY: run test test-slow setup rebuild lint format lock docs clean

run: $(READY)
	@$(VENV)/bin/steppe models pull
	@$(VENV)/bin/steppe solve "$$PROBLEM"

# CMAKE_ARGS (say -DGGML_CUDA=ON) builds llama.cpp again with these flags.
setup: $(if $(CMAKE_ARGS),rebuild,$(READY))

rebuild:
	@bash packaging/setup.sh

$(READY): $(SETUP_INPUTS)
	@bash packaging/setup.sh

test: $(READY)
	@bash packaging/dev/debian_packages.sh tests
	@$(VENV)/bin/steppe models pull smollm2-135m-instruct
	@$(VENV)/bin/python -m pytest

test-slow: $(READY)
	@$(VENV)/bin/steppe models pull
	@$(VENV)/bin/python -m pytest -m "slow or network"

lint: $(READY)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache >/dev/null || $(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/python packaging/dev/module_list.py --check

format: $(READY)
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format --quiet .

docs: $(READY)
	@$(VENV)/bin/python packaging/dev/module_list.py

lock:
	uv pip compile pyproject.toml --group build --group dev --all-extras --universal --python-version 3.11 --generate-hashes \
		--quiet --custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache

# For `steppe bench` only: llama.cpp's own tools, and the two-step converter that ours is compared with (1.2 GB).
.PHONY: llama-tools reference-environment
llama-tools: $(READY)
	@$(VENV)/bin/python packaging/llama/tools.py

reference-environment: $(READY)
	@$(VENV)/bin/python packaging/reference/make.py

.PHONY: freeze deb reproducible
freeze: $(READY)
	@$(VENV)/bin/python packaging/freeze/freeze.py

deb: freeze
	@$(VENV)/bin/python packaging/linux/build.py

reproducible:
	@bash packaging/linux/reproducible.sh
