"""Make startalk_desktop/core/confusables.txt of Unicode's table of characters that look alike (UTS #39).

    python tools/confusables.py CONFUSABLES_TXT

The table is https://www.unicode.org/Public/security/latest/confusables.txt; each version of Unicode
brings a new one.
"""

from __future__ import annotations

import sys
from pathlib import Path

_TARGET = Path(__file__).parents[1] / "startalk_desktop" / "core" / "confusables.txt"
_HEAD = """\
# Characters that look alike (UTS #39), as code points: which one, and what it looks like. Of Unicode's confusables.txt,
# {version}
# (c) Unicode, Inc.; used under the Unicode License V3, https://www.unicode.org/license.txt
"""


def main() -> None:
    """Write the table anew."""
    lines = Path(sys.argv[1]).read_text("utf-8-sig").splitlines()
    version = next(line.lstrip("# ") for line in lines if line.startswith("# Version"))
    entries = []
    for line in lines:
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) > 1:
            entries.append((int(fields[0], 16), " ".join(fields[1].split())))
    written = "".join(f"{source:04X} {target}\n" for source, target in sorted(entries))
    _TARGET.write_text(_HEAD.format(version=version) + written, "utf-8")


if __name__ == "__main__":
    main()
