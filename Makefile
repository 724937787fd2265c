# Everything that is done with Stadtbote. `make` lists it; nothing here needs git or a prepared machine.

VENV := .venv
PYTHON := $(VENV)/bin/python
PYTHONS := python3.11 python3.12 python3.13 python3
LAYERS := bot civic handlers locales pages sources storage webchat
PIP_INSTALL := $(PYTHON) -m pip install -qq
PYTEST := $(PYTHON) -m pytest -n 2 --dist loadfile
# Tests that end processes and wait for others feel what else the machine does. What failed runs once more,
# alone, and is listed by name: it is unsteady, which is a fault, too. What fails twice fails.
PYTEST_ALONE := echo "what failed once more, alone:"; $(PYTHON) -m pytest -q -rA --show-capture=no --maxfail=5 \
	--last-failed --last-failed-no-failures=none

# Versions are pinned for what builds the package, too: pip reads the first setting, older pip the second.
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install run test check bench answers answers-cost race faults processes load soak fuzz pictures calibrate catalogues languages translations wheel clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.for-developing ## install everything into .venv, for running, testing and checking

run: $(VENV)/.for-running ## serve the web chat on http://127.0.0.1:8080 with sample events
	@if [ "$$STADTBOTE_ENV" != production ] && ! grep -Eqs '^(export +)?STADTBOTE_ENV *= *.?production' .env; \
	then $(PYTHON) -m bot demo-data --if-empty; fi
	@exec $(PYTHON) -m bot run

test: $(VENV)/.for-developing ## run all tests, with coverage; reports and screenshots land in build/
	@mkdir -p build
	$(PYTHON) -m tests.browser.install
	@failed=0; \
	$(PYTEST) -m "not untraced" --cov --cov-report= --cov-report=xml:build/coverage.xml \
		--cov-report=json:build/coverage.json --junitxml=build/junit.xml || \
		{ $(PYTEST_ALONE) --junitxml=build/junit-alone.xml; } || failed=1; \
	$(PYTEST) -m untraced --junitxml=build/junit-untraced.xml || \
		{ $(PYTEST_ALONE) --junitxml=build/junit-untraced-alone.xml; } || failed=1; \
	$(PYTHON) -m tests.coverage_by_layer build/coverage.json $(LAYERS) || failed=1; \
	exit $$failed

check: $(VENV)/.for-developing ## check format, style, types, catalogues, content, architecture and sizes
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) -m locales.maintain --check
	$(PYTHON) -m bot content check
	$(PYTHON) -m pytest -q tests/test_architecture.py tests/test_sizes.py

bench: $(VENV)/.for-developing ## measure against bare libraries, and what the bot costs; writes docs/benchmarks.md
	@$(PIP_INSTALL) -c constraints.txt -e '.[dev,bench]'
	@for part in updates footprint scale announcements; do $(PYTHON) -m benchmarks.$$part || exit 1; done

answers: $(VENV)/.for-developing ## measure how good the answers are; writes docs/answers.md
	@$(PYTHON) -m benchmarks.answers

answers-cost: $(VENV)/.for-developing ## measure what answers cost in time and memory; writes docs/answers-cost.md
	@$(PYTHON) -m benchmarks.answers.cost

race: $(VENV)/.for-developing ## let a thousand people race for a hundred seats; writes docs/registration-race.md
	@$(PYTHON) -m benchmarks.registration

faults: $(VENV)/.for-developing ## break what can break (FAULTS=kill: only that); writes docs/faults.md
	@$(PYTHON) -m benchmarks.faults $(FAULTS)

processes: $(VENV)/.for-developing ## end processes of one bot while people write; writes docs/processes.md
	@$(PYTHON) -m benchmarks.processes

load: $(VENV)/.for-developing ## send 100,000 messages of 1,000 people (MESSAGES=2000: fewer); writes docs/load.md
	@$(PYTHON) -m benchmarks.load $(MESSAGES)

soak: $(VENV)/.for-developing ## mixed traffic with faults for MINUTES=3 (DATABASE=both: twice); writes docs/soak.md
	@$(PIP_INSTALL) -c constraints.txt -e '.[dev,bench]'
	@$(PYTHON) -m benchmarks.soak --minutes $(or $(MINUTES),3) --database $(or $(DATABASE),sqlite)

fuzz: $(VENV)/.for-developing ## throw bad input at everything for MINUTES=60; writes docs/fuzzing.md
	@$(PYTHON) -m benchmarks.fuzzing --minutes $(or $(MINUTES),60)

pictures: $(VENV)/.for-developing ## take the pictures of docs/de anew, from a running bot
	@$(PYTHON) -m tests.browser.guide

calibrate: $(VENV)/.for-developing ## learn weights and thresholds of the answers anew
	@$(PIP_INSTALL) -c constraints.txt -e '.[dev,bench]'
	@$(PYTHON) -m benchmarks.answers.calibrate

catalogues: $(VENV)/.for-developing ## bring the texts of the code into the catalogues of all languages
	$(PYTHON) -m locales.maintain

languages: $(VENV)/.for-developing ## measure how well the language of short messages is told; writes docs/languages.md
	@$(PIP_INSTALL) -c constraints.txt -e '.[dev,bench]'
	@$(PYTHON) -m benchmarks.message_language

translations: $(VENV)/.for-developing ## write into docs/languages.md how far each language is translated
	$(PYTHON) -m benchmarks.translations

wheel: $(VENV)/.for-developing ## build the wheel and try it in an empty environment, outside of this folder
	@rm -rf build/wheel
	$(PYTHON) -m build --wheel --no-isolation --outdir build/wheel
	@alone=$$(mktemp -d) && trap 'rm -rf "$$alone"' EXIT && set -e && \
	$(PYTHON) -m venv "$$alone/venv" && \
	"$$alone/venv/bin/python" -m pip install -qq build/wheel/*.whl && \
	cd "$$alone" && PATH="$$alone/venv/bin:$$PATH" && \
	stadtbote --version && \
	stadtbote ask --language en "How many local groups are in the Engagierte Stadt network?" | tee answer && \
	grep -q 112 answer

clean: ## remove what was built and installed here, but no data
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The environment is made with the first Python that fits; a name can exist without a program behind it.
$(VENV)/.made:
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
		for name in $(PYTHONS); do \
			if $$name -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
				>/dev/null 2>&1; then $$name -m venv --clear $(VENV) && exit; fi; \
		done; \
		echo "Stadtbote needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt-get install python3-venv)." >&2; \
		exit 1; }
	@touch $@

$(VENV)/.for-running: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Stadtbote needs to run (once) ..."
	@$(PIP_INSTALL) -c constraints.txt -e .
	@touch $@

$(VENV)/.for-developing: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing what Stadtbote needs to run and to be tested (once) ..."
	@$(PIP_INSTALL) -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.for-running $@
