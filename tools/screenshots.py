"""Write pictures of every screen, in both themes, both languages and two pixel ratios, to build/screenshots/.

    python tools/screenshots.py [NAME …] [--theme light|dark] [--language en|zh_CN] [--scale 1|2] [--out FOLDER]

It needs no screen and no server: the world of tests/ui/world.py stands behind the window. Without choices everything is
painted, each scale in a process of its own, because Qt takes the pixel ratio at start.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("light", "dark")
LANGUAGES = ("en", "zh_CN")
SCALES = ("1", "2")


def main() -> int:
    """Paint what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="screens; all without any")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--scale", choices=SCALES, action="append")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    chosen = parser.parse_args()
    scales = chosen.scale or list(SCALES)
    if len(scales) > 1:
        for scale in scales:
            command = [
                sys.executable,
                __file__,
                *chosen.names,
                "--scale",
                scale,
                "--out",
                str(chosen.out),
            ]
            for option, values in (("--theme", chosen.theme), ("--language", chosen.language)):
                for value in values or ():
                    command += [option, value]
            subprocess.run(command, check=True)
        return 0
    chosen.out.mkdir(parents=True, exist_ok=True)
    screen = chosen.out / "screen.json"
    screen.write_text(json.dumps({"screens": [_screen(int(scales[0]))]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    os.environ["QT_SCALE_FACTOR"] = scales[0]
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    sys.path.insert(0, str(ROOT))

    import qasync
    from PySide6.QtWidgets import QApplication

    from tests.ui.screens import paint_screens

    app = QApplication.instance() or QApplication([])
    loop = qasync.QSelectorEventLoop(app)
    asyncio.set_event_loop(loop)
    combinations = list(product(chosen.theme or THEMES, chosen.language or LANGUAGES))
    with loop:
        written = loop.run_until_complete(
            paint_screens(app, chosen.out, combinations, scales[0], chosen.names)
        )
    for path in written:
        print(path)
    return 0


def _screen(scale: int) -> dict[str, object]:
    """A laptop's screen: on that of Qt's own, menus would not have room at 2x."""
    width, height = 1440 * scale, 900 * scale
    place = {"name": "laptop", "x": 0, "y": 0, "width": width, "height": height}
    return place | {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}


if __name__ == "__main__":
    sys.exit(main())
