# Needs only Python 3.11 or newer, make and git. Everything is installed into
# .venv in this folder; nothing outside it is changed. All paths are relative,
# so the folder's own path may hold spaces.
#
#   make demo PYTHON=python3.12     chooses the Python
#   make test PYTEST_ARGS="-k lock" passes arguments on to pytest
#   make findings ARGS=--redraw     passes arguments on to a study
#   make versions PYTHONS=python3.12 tries the wheel on these: versions, names or paths

PYTHON ?=
PYTEST_ARGS ?= -n logical
LOCK_ARGS ?=
GOLDEN_ARGS ?=
ARGS ?=
CHROMIUM ?=
PYTHONS ?= 3.11 3.12 3.13

SHELL := /bin/sh
BIN := .venv/bin
# Strict: every output of every lesson is compared. A notebook goes to one process: its cells share a kernel.
NBVAL := -n logical --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout 60 --nbval-sanitize-with tests/nbval_sanitize.cfg \
  -p no:cacheprovider -p no:hypothesispytest -p no:faker -p no:anyio notebooks/id notebooks/en
LOCKED := .venv/requirements.lock
READY := .venv/simkit-installed
UV_COMPILE := uv pip compile --universal --fork-strategy fewest --no-emit-index-url --no-annotate --generate-hashes \
  --python-version 3.11 --all-extras pyproject.toml -o requirements.lock

# For the commands below only: text is UTF-8 whatever the locale, and a
# caller's own Python set-up does not leak into .venv. Compiled modules are
# kept: without them every kernel compiles its packages anew, for seconds.
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Arrow gives memory back sooner this way; the lessons stay small.
export ARROW_DEFAULT_MEMORY_POOL := system
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX SIMKIT_LANG SIMKIT_PROGRESS JPY_SESSION_NAME

.PHONY: help demo test coverage golden golden-update test-thorough test-slow test-browser wheel-test versions notebooks lock bench peers mutants clerk faults docs findings sensitivity \
  calibration worlds detection joins \
  setup clean
.DEFAULT_GOAL := help

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## Run the reported Palembang scenario and write it to out/demo
	$(BIN)/simkit run palembang-reported --out out/demo

test: $(READY) ## Run the linter, the type checker, the tests and every lesson
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -p no:nbval -m "not browser and not slow and not thorough" $(PYTEST_ARGS)
	$(BIN)/python -m pytest $(NBVAL)

golden: $(READY) ## Compare what the commands and lessons give with what is stored (GOLDEN_ARGS="--only scenario-")
	PYTHONPATH=tests $(BIN)/python -m golden.run $(GOLDEN_ARGS)

golden-update: $(READY) ## Store what the commands and lessons give now; read the difference before you commit it
	PYTHONPATH=tests $(BIN)/python -m golden.run --update $(GOLDEN_ARGS)

test-thorough: $(READY) ## Run the studies' tests and promises over seeds, damages and kills: CI does, after make test
	$(BIN)/python -m pytest -p no:nbval -m "thorough and not browser and not slow" $(PYTEST_ARGS)

coverage: $(READY) ## Run the tests and list the lines of simkit that none reaches (PYTHON=python3.13 at make setup)
	@$(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 12) and 'needs Python 3.12 or newer: before it, \
	counting lines displaces the time limit of the lessons; try: make setup coverage PYTHON=python3.13, in a clone')"
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -p no:nbval -m "not browser and not slow" $(PYTEST_ARGS)
	$(BIN)/python -m coverage combine -q
	$(BIN)/python -m coverage report

test-slow: $(READY) ## Run the claims over many seeds: before a release, and after a change of the model
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

test-browser: $(READY) ## Drive the lessons in a real JupyterLab, in headless Chromium
	@found=; for c in "$(CHROMIUM)" chromium chromium-browser google-chrome google-chrome-stable; do \
	  if [ -n "$$c" ] && command -v "$$c" >/dev/null; then found=yes; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "No Chromium here: install it (Debian: apt install chromium) or say CHROMIUM=its path." >&2; exit 2; \
	  fi; \
	  echo "Installing Chromium with apt-get, once ..."; \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null || { \
	    echo "apt-get could not install chromium; see above." >&2; exit 2; }; \
	fi
	CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest -m browser -p no:cacheprovider tests/browser

wheel-test: $(READY) ## Try the built wheel in empty environments: the core, and every lesson
	$(BIN)/python tools/try_wheel.py core lessons

versions: $(READY) ## The same and the tests, with the lowest and newest packages, on each of PYTHONS
	$(BIN)/python tools/try_wheel.py core lessons tests --python $(PYTHONS) --packages lowest newest -- $(PYTEST_ARGS)

notebooks: $(READY) ## Run every lesson from its source and write its notebooks anew
	$(BIN)/simkit notebooks build

lock: $(READY) ## Pin every package anew, with hashes (LOCK_ARGS=--upgrade for newer ones)
	env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u UV_FIND_LINKS -u UV_INDEX \
	  -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL \
	  UV_CUSTOM_COMPILE_COMMAND='make lock, that is: $(UV_COMPILE)' \
	  $(BIN)/$(UV_COMPILE) --no-config --quiet $(LOCK_ARGS)
	{ echo '# Written by `make lock`: the versions of requirements.lock without hashes, for pip install -c.'; \
	  sed -n 's/^\([a-z].*\) \\$$/\1/p' requirements.lock; } > constraints.txt

bench: $(READY) ## Run the benchmarks
	$(BIN)/python benchmarks/run.py

peers: $(READY) ## Measure simkit beside other simulators: docs/performance.md (ARGS="--python peers/bin/python")
	$(BIN)/python benchmarks/peers.py $(ARGS)

mutants: $(READY) ## The mutation score of engine and detectors, and the survivors (ARGS="--seed 15 --n 60")
	$(BIN)/python tools/mutants.py $(ARGS)

clerk: $(READY) ## Damage a folder as a clerk's tools do, and print what simkit detect reads of it (ARGS=phone)
	$(BIN)/python benchmarks/clerk.py $(ARGS)

faults: $(READY) ## 10,000 command lines by chance and 200 kills at random moments (half an hour)
	$(BIN)/python benchmarks/faults.py fuzz
	$(BIN)/python benchmarks/faults.py kills

docs: $(READY) ## Write the generated documents anew
	$(BIN)/python tools/documents.py
	$(BIN)/simkit workshop guide
	$(BIN)/python tools/licences.py

findings: $(READY) ## Run the policy study: docs/findings.md with its pictures; a stopped study goes on
	$(BIN)/python -m studies findings --workers 2 $(ARGS)

sensitivity: $(READY) ## Find out which guesses decide an outcome: make sensitivity ARGS="baseline --groups"
	$(BIN)/python -m studies sensitivity $(if $(ARGS),$(ARGS),policy-lab --groups)

calibration: $(READY) ## Hold the model to published facts, put in and held out: docs/calibration.md
	$(BIN)/python -m studies calibration --workers 2 --out docs $(ARGS)

worlds: $(READY) ## Rule out guesses by the facts put in; plausible worlds: docs/worlds.md and docs/worlds.csv
	$(BIN)/python -m studies worlds --workers 2 --out docs $(ARGS)

detection: $(READY) ## Measure the detectors against the obvious rules: docs/detection.md
	$(BIN)/python -m studies detection --out docs $(ARGS)

joins: $(READY) ## Try single joined features and a booster against the frozen detector: docs/joins.md
	$(BIN)/python -m studies detection --joins --workers 2 --out docs $(ARGS)

setup: $(READY) ## Only install: .venv with every locked package and simkit

clean: ## Remove .venv, out and every cache
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up -------------------------------------------------------------------
# $(LOCKED) is a copy of the lock that .venv was made from: .venv is made anew
# only when the lock's text differs from it.

$(LOCKED): requirements.lock
	@if cmp -s requirements.lock $(LOCKED); then touch $(LOCKED); exit 0; fi; \
	fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, int(sys.argv[1])))'; \
	if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; else set -- python3 python3.13 python3.12 python3.11; fi; \
	py=; for newest in 13 99; do for p in "$$@"; do \
	  if [ -z "$$py" ] && "$$p" -c "$$fits" $$newest >/dev/null 2>&1; then py=$$p; fi; \
	done; done; \
	if [ -z "$$py" ]; then \
	  echo "simkit needs Python 3.11, 3.12 or 3.13, and none was found (tried: $$*); see PYTHON in the Makefile." >&2; \
	  exit 2; \
	fi; \
	echo "Making .venv with $$("$$py" --version), once for this requirements.lock (a minute or two) ..."; \
	"$$py" -m venv --clear .venv || { \
	  echo "Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 2; \
	}; \
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock; \
	if $(BIN)/python -m pip install --quiet --require-hashes -r .venv/uv.lock \
	  && $(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements.lock; then :; else \
	  echo "uv did not work here; installing with plain pip, which is slower ..."; \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock || exit 1; \
	fi; \
	cp requirements.lock $(LOCKED)

# hatchling, which builds simkit, is in the lock: nothing is fetched here.
$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)
