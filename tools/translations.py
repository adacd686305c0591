"""Translations: collect the words of the program, compile them, check that none is missing.

python tools/translations.py update    # bring translations/*.ts up to the code
python tools/translations.py compile   # translations/*.ts -> startalk_desktop/_translations/*.qm
python tools/translations.py check     # exit status 1 where a translation is missing or the .ts lags behind
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "startalk_desktop" / "ui"
FOLDER = ROOT / "translations"
COMPILED = ROOT / "startalk_desktop" / "_translations"
LANGUAGES = {"en": "en", "zh_CN": "zh_CN"}
# English needs its plurals only; everything else is in the code.
PLURALS_ONLY = frozenset({"en"})


def main() -> int:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("update", "compile", "check"))
    command = parser.parse_args().command
    if command == "update":
        for language in LANGUAGES:
            _update(language, FOLDER / f"startalk_{language}.ts")
        return 0
    if command == "compile":
        for language in LANGUAGES:
            _compile(language)
        return 0
    problems = [problem for language in LANGUAGES for problem in _problems(language)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _update(language: str, target: Path) -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in SOURCES.rglob("*.py"))
    options = [
        "-locations",
        "none",
        "-no-obsolete",
        "-source-language",
        "en",
        "-target-language",
        language,
    ]
    if language in PLURALS_ONLY:
        options.append("-pluralonly")
    _run("lupdate", *options, *files, "-ts", str(target))


def _compile(language: str) -> None:
    COMPILED.mkdir(exist_ok=True)
    target = COMPILED / f"startalk_{language}.qm"
    # A program that runs has the old file mapped into its memory: it is replaced, never written over.
    new = target.with_suffix(f".{os.getpid()}.new")
    _run("lrelease", "-silent", str(FOLDER / f"startalk_{language}.ts"), "-qm", str(new))
    new.replace(target)


def _problems(language: str) -> list[str]:
    """Messages without a finished translation, and messages of the code that the file does not know."""
    file = FOLDER / f"startalk_{language}.ts"
    known = _messages(file)
    problems = [
        f"{file.name}: not translated: {context}: {source!r}"
        for (context, source), is_finished in known.items()
        if not is_finished
    ]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / file.name
        shutil.copy(file, fresh)
        _update(language, fresh)
        current = _messages(fresh)
    problems += [
        f"{file.name}: unknown, run `tools/translations.py update`: {context}: {source!r}"
        for context, source in current.keys() - known.keys()
    ]
    problems += [
        f"{file.name}: no longer in the code, run `tools/translations.py update`: {context}: {source!r}"
        for context, source in known.keys() - current.keys()
    ]
    return sorted(problems)


def _messages(file: Path) -> dict[tuple[str, str], bool]:
    """Every message of a .ts file, and whether it is translated, in all its plural forms."""
    found = {}
    for context in ET.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [] if translation is None else list(translation.iter("numerusform"))
            texts = [form.text for form in forms] or [
                translation.text if translation is not None else None
            ]
            is_finished = (
                translation is not None
                and translation.get("type") is None
                and all(text and text.strip() for text in texts)
            )
            found[name, message.findtext("source", "")] = is_finished
    return found


def _run(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools, as PySide6 ships them beside the interpreter."""
    program = shutil.which(f"pyside6-{tool}", path=str(Path(sys.executable).parent))
    if program is None:
        raise SystemExit(f"pyside6-{tool} is missing: is PySide6-Essentials installed here?")
    done = subprocess.run(
        [program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{tool} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
