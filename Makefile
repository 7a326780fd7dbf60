# Every command of the project; `make` alone lists them. All paths are relative: the checkout's own may hold a space.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check deep prove slither coverage bench format compile lock upgrade clean
export PYTHON
unexport PYTHONPATH PYTHONHOME

python := .venv/bin/python
install := @sh scripts/bootstrap.sh
forge := scripts/with_forge.sh
measure := $(forge) forge coverage --report lcov --no-match-coverage '^tests/|node_modules/'
pytest := $(python) -m pytest -n auto --maxprocesses 8 --dist worksteal
lock := .venv-tools/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--only-binary :all: --generate-hashes --no-header --no-annotate

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16

demo: ## install the exact runtime lock, then settle the 2022 multi-CBDC pilot
	$(install) run
	.venv/bin/corridor run scenarios/mbridge-2022.yaml --overwrite

test: ## install what the tests need, then run them all
	$(install) npm
	$(pytest)

check: ## formatting, lint, types, then the tests with coverage, which takes them twice as long
	$(install) dev
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	$(install) npm
	$(pytest) --cov --cov-report=term:skip-covered

deep: ## the long tests that `make test` leaves out
	$(install) npm
	$(pytest) -m deep
	$(MAKE) prove
	$(MAKE) slither
	$(MAKE) coverage

prove: ## what tests/halmos states, for all arguments, by symbolic execution
	$(install) halmos
	rm -rf build/halmos # halmos would go on proving a property whose file is gone
	FOUNDRY_PROFILE=halmos $(forge) .venv-halmos/bin/python tests/halmos/run.py --config tests/halmos/halmos.toml

slither: ## static analysis of the contracts: no finding of medium or high impact
	$(install) slither
	FOUNDRY_PROFILE=slither $(forge) .venv-slither/bin/slither . --config-file tests/slither/config.json

coverage: ## measure which lines and branches of the contracts the Solidity unit tests reach; too few is a failure
	$(install) npm
	FOUNDRY_PROFILE=coverage CORRIDOR_ARTIFACTS=compiled $(measure) --report-file build/coverage.lcov
	FOUNDRY_PROFILE=engine CORRIDOR_ARTIFACTS=compiled $(measure) --ir-minimum --report-file build/engine.lcov
	$(python) tests/support/reached.py build/coverage.lcov build/engine.lcov

bench: ## the benchmarks; BENCH="transfers payments" names parts, BENCH=million the run that takes an hour
	$(install) npm
	$(python) -m benchmarks $(BENCH)

format: ## format and mend what ruff can
	$(install) dev
	$(python) -m ruff format .
	$(python) -m ruff check --fix .

compile: ## rebuild the committed contract artifacts, clients and reference pages
	$(install) npm
	.venv/bin/corridor compile

lock: .venv-tools/uv-0.13.9 ## write the locks anew after a change of requirements*.in
	$(lock) $(upgrade) requirements.in --output-file requirements.lock
	$(lock) $(upgrade) requirements.in requirements-dev.in --constraint requirements.lock --output-file requirements-dev.lock
	$(lock) $(upgrade) requirements-slither.in --output-file requirements-slither.lock
	$(lock) $(upgrade) requirements-halmos.in --output-file requirements-halmos.lock

upgrade: upgrade := --upgrade
upgrade: lock ## the same, taking the newest releases

.venv-tools/uv-%:
	"$(or $(PYTHON),python3)" -m venv --clear .venv-tools
	.venv-tools/bin/python -m pip install --quiet uv==$*
	@touch $@

clean: ## remove .venv*, node_modules, caches and build leftovers; never runs/
	rm -rf .venv .venv-tools .venv-slither .venv-halmos build dist *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis contracts/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
