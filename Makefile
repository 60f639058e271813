# Two commands on a fresh machine with python3, pip and make: `make demo`, `make test`.
PY ?= python3
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
# uv trusts only its own certificates unless told otherwise; hospitals and companies run their own CA.
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true
export UV_CACHE_DIR ?= .tools/cache

.PHONY: demo test test-slow check format lock docs bench bench-link bench-months clean

.venv/ok: requirements.lock pyproject.toml
	@echo "setting up .venv (once)"
	@# --target is exempt from PEP 668, so no venv or ensurepip of the system is needed.
	@test -x .tools/bin/uv || $(PY) -m pip install -q --target .tools uv
	@.tools/bin/uv venv -q --clear --python $(PY) .venv
	@.tools/bin/uv pip sync -q --compile-bytecode --only-binary :all: --python $(BIN)/python --require-hashes requirements.lock
	@.tools/bin/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/ok
	$(BIN)/mingce demo --workspace demo

test: .venv/ok
	$(BIN)/python -m pytest -m "not slow" -n auto --dist worksteal

test-slow: .venv/ok
	$(BIN)/python -m pytest -m slow

check: .venv/ok
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/ok
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:
	.tools/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --group dev pyproject.toml -o requirements.lock

docs: .venv/ok
	$(BIN)/python -m mingce.docs

bench: .venv/ok
	$(BIN)/python -m benchmarks.simulate
	$(BIN)/python -m benchmarks.crawl
	$(BIN)/python -m benchmarks.import_
	$(BIN)/python -m benchmarks.normalize
	$(BIN)/python -m benchmarks.reconcile
	$(BIN)/python -m benchmarks.calibration
	$(BIN)/python -m benchmarks.lookup
	$(BIN)/python -m benchmarks.nights

# Splink comes into an environment of its own, never into the product's.
.bench/ok: .venv/ok
	@.tools/bin/uv venv -q --clear --python $(BIN)/python .bench
	@.tools/bin/uv pip install -q --only-binary :all: --python .bench/bin/python -r requirements.lock --group bench
	@touch $@

bench-link: .bench/ok
	.bench/bin/python -m benchmarks.link

# Two years of months; the first takes some hours.
bench-months: .venv/ok
	$(BIN)/python -m benchmarks.months import 200000 24
	$(BIN)/python -m benchmarks.months http 2000 24

clean:
	rm -rf .venv .bench .tools demo
