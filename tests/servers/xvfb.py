"""A virtual screen: an X server as a child process, which picks its own number."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Start one; gives what DISPLAY has to be."""
    server = shutil.which("Xvfb")
    assert server is not None, "Xvfb is missing; install it with: sudo apt-get install xvfb"
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    process = subprocess.Popen(
        [server, "-displayfd", str(writing), *screen],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            yield f":{numbers.readline().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=20)
