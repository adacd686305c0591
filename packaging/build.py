"""Build the folder `build/package/startalk-desktop` with PyInstaller.

python packaging/build.py [--out FOLDER]
"""

import argparse
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def build(out: Path) -> Path:
    """Build into `out`; returns the program's path."""
    subprocess.run(
        [
            sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
            "--distpath", str(out), "--workpath", str(out / "work"),
            str(_ROOT / "packaging" / "startalk.spec"),
        ],
        check=True,
        cwd=_ROOT,
    )  # fmt: skip
    suffix = ".exe" if sys.platform == "win32" else ""
    return out / "startalk-desktop" / f"startalk-desktop{suffix}"


def main() -> None:
    """Build, and say where the program is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=_ROOT / "build" / "package")
    print(build(parser.parse_args().out))


if __name__ == "__main__":
    main()
