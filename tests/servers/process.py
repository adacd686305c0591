"""A server as a child process: unprivileged, in a folder of its own, and gone for certain at the end."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from tests.servers.ports import LOOPBACK

START_SECONDS = 30.0
"""How long a server may take until it answers; a cold, busy machine needs far more than the usual two."""

_STOP_SECONDS = 5.0
_POLL_SECONDS = 0.02
_TAIL_BYTES = 4_000


class MissingServerError(RuntimeError):
    """A program the tests need is not installed; the message says how to install it."""


class ServerFailedError(RuntimeError):
    """A server ended or stayed silent where it should have come up."""


def require_program(name: str, package: str) -> str:
    """Return the path of an installed program.

    Raises `MissingServerError` with the command that installs it: a missing server is never a silent skip.
    """
    # Debian's daemons live in sbin, which an ordinary user's PATH lacks.
    search_path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    path = shutil.which(name, path=search_path)
    if path is None:
        raise MissingServerError(
            f"{name} is not installed; the tests need it. Run: sudo apt-get install --no-install-recommends {package}"
        )
    return path


def unprivileged_user(preferred: str) -> str | None:
    """Return the user a server is to run as, or None for the one who runs the tests.

    Servers refuse to run as root, as CI containers do; then the package's own user serves, or nobody.
    """
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return preferred if preferred in known else "nobody"


class ServerProcess:
    """One running server program and everything it started.

    The child leads a process group of its own, which `stop` ends whole, and the kernel kills it should the
    test run itself be killed; to be exact, when the thread ends that made it, so start servers from one that
    outlives them.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        user: str | None,
        output: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self._stop_signal = stop_signal
        self._output = output
        setpriv = require_program("setpriv", "util-linux")
        wrapper = [setpriv, "--pdeathsig", "KILL"]
        if user is not None:
            entry = pwd.getpwnam(user)
            check_reachable(folder, entry.pw_uid)
            give_away(user, folder, *folder.rglob("*"))
            wrapper += [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
        with output.open("ab") as stream:
            self._child = subprocess.Popen(
                [*wrapper, "--", *command],
                cwd=folder,
                env={
                    "PATH": os.environ.get("PATH", os.defpath),
                    "HOME": str(folder),
                    **environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The child's process id, also the id of its process group."""
        return self._child.pid

    def wait_until(self, ready: Callable[[], bool], what: str) -> None:
        """Block until `ready()`.

        Raises `ServerFailedError` with the end of the server's output if it ends before, or takes longer than
        `START_SECONDS`.
        """
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self._child.poll() is not None:
                raise ServerFailedError(
                    f"{self.name} ended with status {self._child.returncode} before {what}:\n{self._tail()}"
                )
            if time.monotonic() > deadline:
                raise ServerFailedError(
                    f"{self.name} took longer than {START_SECONDS:.0f} s for {what}:\n{self._tail()}"
                )
            time.sleep(_POLL_SECONDS)

    def wait_for_ports(self, ports: Sequence[int]) -> None:
        """Block until every port accepts connections; raises as `wait_until`."""
        for port in ports:
            self.wait_until(partial(accepts_connections, port), f"listening on port {port}")

    def wait_for_end(self) -> None:
        """Block until the program has done its work; raises `ServerFailedError` if it failed or took too long."""
        try:
            status = self._child.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.stop()
            status = None
        if status != 0:
            raise ServerFailedError(f"{self.name} ended with status {status}:\n{self._tail()}")

    def stop(self) -> None:
        """End the child and all that it started, by force if it must be; doing it twice is harmless."""
        self._signal_group(self._stop_signal)
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal_group(signal.SIGKILL)
            self._child.wait(_STOP_SECONDS)
        self._signal_group(signal.SIGKILL)

    def _signal_group(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._child.pid, number)
        except ProcessLookupError:
            return  # everybody has gone already

    def _tail(self) -> str:
        content = self._output.read_bytes() if self._output.exists() else b""
        return content[-_TAIL_BYTES:].decode(errors="replace")


def accepts_connections(port: int) -> bool:
    """Whether somebody listens on the loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def check_reachable(folder: Path, uid: int) -> None:
    """Raise `ServerFailedError` if a user may not enter one of the folders above `folder`."""
    for parent in folder.resolve().parents:
        status = parent.stat()
        if status.st_uid != uid and not status.st_mode & stat.S_IXOTH:
            raise ServerFailedError(
                f"user {uid}, whom the server runs as, can't reach {folder}: {parent} is closed to others. "
                "Give a folder elsewhere, or none for a temporary one."
            )


def give_away(user: str | None, *paths: Path) -> None:
    """Make `user` the owner of files and folders, not of what a folder holds; None leaves them as they are."""
    if user is None:
        return
    entry = pwd.getpwnam(user)
    for path in paths:
        os.chown(path, entry.pw_uid, entry.pw_gid)
