# make demo | test | bench | screenshots | package; see README.md for macOS and Windows.
PYTHON ?=
bin := .venv/bin
export QT_LOGGING_RULES ?= qt.qpa.*=false

.PHONY: demo test bench screenshots package check format translations setup setup-test clean

demo: setup translations
	$(bin)/python -m startalk_desktop.demo

test: setup-test translations check
	QT_QPA_PLATFORM=offscreen $(bin)/python -m pytest -n 3 --dist loadgroup

bench: setup-test translations
	QT_QPA_PLATFORM=offscreen $(bin)/python -m tests.bench

screenshots: setup translations
	QT_QPA_PLATFORM=offscreen $(bin)/python tools/screenshots.py

package: setup-test translations
	$(bin)/python packaging/build.py

# Lint, types, layers.
check: setup-test
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports

format: setup
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

translations: setup
	$(bin)/python tools/translations.py compile

setup:
	@PYTHON="$(PYTHON)" tools/setup.sh run

setup-test:
	@PYTHON="$(PYTHON)" tools/setup.sh test

clean:
	rm -rf build dist .venv .tools
