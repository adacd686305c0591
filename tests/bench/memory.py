"""How much memory this process has in use."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_RESIDENT = 1  # the field of statm: pages in memory


def resident_megabytes() -> float:
    """Resident memory in MB; on systems without /proc, its highest so far."""
    if _STATM.exists():
        pages = int(_STATM.read_text("ascii").split()[_RESIDENT])
        return pages * resource.getpagesize() / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
