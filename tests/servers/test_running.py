"""What the servers' fixtures promise: a server that answers, and nothing left of it at the end."""

import asyncio
import pwd
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import psutil
import pytest

from tests.conformance.person import Cast
from tests.servers.ejabberd import running_ejabberd
from tests.servers.ports import LOOPBACK, HeldPorts
from tests.servers.process import (
    MissingServerError,
    ServerFailedError,
    ServerProcess,
    accepts_connections,
    check_reachable,
    require_program,
)
from tests.servers.prosody import running_prosody
from tests.servers.reference import running_reference
from tests.servers.running import RunningServer

Start = Callable[[], AbstractAsyncContextManager[RunningServer]]


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(running_reference, id="reference"),
        pytest.param(running_prosody, id="prosody", marks=pytest.mark.prosody),
        pytest.param(running_ejabberd, id="ejabberd", marks=pytest.mark.ejabberd),
    ],
)
async def test_server_serves_on_loopback_only_and_leaves_nothing(start: Start) -> None:
    async with start() as server:
        async with Cast(server) as cast:
            await cast.online("王芳")
        child = psutil.Process(server._process.pid)
        family = [child, *child.children(recursive=True)]
        listening = {
            connection.laddr.ip
            for process in family
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {LOOPBACK}
        ports = [server.c2s_port, server.direct_tls_port, server.http_port]
        folder = server.folder
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    assert not any(accepts_connections(port) for port in ports)
    assert not folder.exists()


async def test_given_folder_stays(tmp_path: Path) -> None:
    async with running_reference(tmp_path):
        pass
    assert (tmp_path / "state" / "acme.example.sqlite").exists()


def test_folder_the_server_may_not_enter_is_refused_with_a_reason(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    stranger = pwd.getpwnam("nobody").pw_uid
    with pytest.raises(ServerFailedError, match="can't reach"):
        check_reachable(inner, stranger)
    check_reachable(Path("/usr/lib/anything"), stranger)


async def test_account_is_made_once(reference_server: RunningServer) -> None:
    first = await reference_server.create_account("王芳-once", "密码")
    assert await reference_server.create_account("王芳-once", "密码") == first
    with pytest.raises(ValueError, match="another password"):
        await reference_server.create_account("王芳-once", "别的")


def test_missing_program_is_a_loud_error_with_the_command_that_helps() -> None:
    with pytest.raises(MissingServerError, match=r"apt-get install .*no-such-package"):
        require_program("no-such-program", "no-such-package")


async def test_server_that_dies_is_reported_with_its_output(tmp_path: Path) -> None:
    process = ServerProcess(
        "the failing server",
        [sys.executable, "-c", "raise SystemExit('no such option')"],
        folder=tmp_path,
        environment={},
        user=None,
        output=tmp_path / "out",
    )
    with HeldPorts(1) as ports, pytest.raises(ServerFailedError, match="no such option"):
        await asyncio.to_thread(process.wait_for_ports, ports.numbers)
    process.stop()


def test_held_port_is_for_the_server_alone() -> None:
    with HeldPorts(2) as ports:
        first, second = ports.numbers
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.bind((LOOPBACK, first))
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((LOOPBACK, second))
            server.listen()
            assert accepts_connections(second)
        assert not accepts_connections(second)
