# Two commands do everything: `make lab` to learn, `make test` to check. `make help` lists the rest.
PYTHON    ?= python3
INSTALLER ?= uv
ARGS      ?=
SLUG      ?=
TITLE     ?=
QUESTION  ?=

BIN       := .venv/bin
IN_VENV   := PATH="$(CURDIR)/.venv/bin:$$PATH"
# A .venv keeps the Python it was made with, unless PYTHON is named: make PYTHON=python3.13 lab.
NAMED     := $(if $(filter file undefined,$(origin PYTHON)),,--this-python)
SETUP     := $(PYTHON) tools/environment.py --installer $(INSTALLER) $(NAMED)
# Kernels and settings come from .venv alone, whatever else this machine has installed.
export JUPYTER_PREFER_ENV_PATH := 1
# Nothing outside this folder is touched: what Jupyter and the installers keep lies in .jupyter and .cache.
export JUPYTER_CONFIG_DIR  ?= $(CURDIR)/.jupyter/config
export JUPYTER_DATA_DIR    ?= $(CURDIR)/.jupyter/data
export JUPYTER_RUNTIME_DIR ?= $(CURDIR)/.jupyter/runtime
export JUPYTERLAB_SETTINGS_DIR   ?= $(CURDIR)/.jupyter/settings
export JUPYTERLAB_WORKSPACES_DIR ?= $(CURDIR)/.jupyter/workspaces
export IPYTHONDIR          ?= $(CURDIR)/.jupyter/ipython
export UV_CACHE_DIR        ?= $(CURDIR)/.cache/uv
export PIP_CACHE_DIR       ?= $(CURDIR)/.cache/pip
export npm_config_cache    ?= $(CURDIR)/.cache/npm
# JupyterLab refuses to run as root unless told that this is meant, as it is in a container.
AS_ROOT   := $(if $(filter 0,$(shell id -u)),--allow-root)

# Warnings alone, and the link: the link opens the start page.
QUIETLY   := --Application.log_level=WARN

.PHONY: help lab setup test check bench exercises step mutants lock clean

help:           ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

lab:            ## Open the course in JupyterLab (options: make lab ARGS="--no-browser --port 9000")
	@$(SETUP) lab
	@echo "Starting JupyterLab. Your browser opens at the course; if it does not, open the link that is printed. Stop it: Ctrl+C, twice."
	@$(IN_VENV) $(BIN)/python -m jupyterlab $(AS_ROOT) --ServerApp.root_dir="$(CURDIR)" $(QUIETLY) --LabApp.default_url=/lab/tree/course/00_start_here.ipynb $(ARGS)

setup:          ## Make the environment in .venv, nothing else
	@$(SETUP) lab

test:           ## Run every test (choose some: make test ARGS="-k estimation")
	@$(SETUP) test
	@echo "Running the tests on every core: minutes, with a dot for each test and a percentage for each line."
	@$(IN_VENV) $(BIN)/python -m pytest -n logical --dist loadfile --durations=10 --durations-min=20 $(ARGS)

check:          ## Style, types, exercises in step with their solutions, hygiene; in seconds
	@$(SETUP) test
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy --no-error-summary
	@$(BIN)/python tools/exercises.py --check
	@$(BIN)/python -m pytest -q tests/test_hygiene.py tests/test_layers.py tests/test_documents.py
	@mkdir -p .cache
	@$(BIN)/python -m pytest benchmarks -o addopts= -q --collect-only >.cache/collected 2>&1 || { cat .cache/collected; exit 1; }

bench:          ## Measure the speed figures that the README and the notes quote
	@$(SETUP) test
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m pytest benchmarks -o addopts= -q -s --benchmark-disable-gc --benchmark-columns=median,iqr,rounds $(ARGS)

exercises:      ## Regenerate exercises/ from solutions/
	@$(SETUP) test
	@$(BIN)/python tools/exercises.py

step:           ## Begin a step's files (make step SLUG=10_caching TITLE="Caching" QUESTION="What may be old?")
	@$(SETUP) test
	@$(BIN)/python tools/step.py --title="$$TITLE" --question="$$QUESTION" -- "$$SLUG"

mutants:        ## Change the code a little, here and there, and see whether a test notices (ARGS="estimation --sample 40")
	@$(SETUP) test
	@$(BIN)/python tools/mutants.py $(ARGS)

lock:           ## Compile both locks anew from pyproject.toml
	@$(SETUP) test --lock

clean:          ## Delete the environment
	rm -rf .venv
