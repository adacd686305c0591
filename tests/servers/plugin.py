"""The pytest fixtures that run servers: `server` (each kind in turn), `prosody`, `ejabberd`, `reference_server`.

A server starts when the first test asks for it and serves the whole run (under pytest-xdist, the run of one
worker). What it logged during a failed test is attached to that test's report.
"""

from collections.abc import Callable, Generator, Iterator

import pytest

from tests.servers.ejabberd import RunningEjabberd, start_ejabberd
from tests.servers.prosody import RunningProsody, start_prosody
from tests.servers.reference import RunningReference, start_reference
from tests.servers.running import RunningServer, ServerKind, ServerT


@pytest.fixture(scope="session")
def prosody() -> Iterator[RunningProsody]:
    """Debian's Prosody."""
    yield from _run(start_prosody)


@pytest.fixture(scope="session")
def ejabberd() -> Iterator[RunningEjabberd]:
    """Debian's ejabberd."""
    yield from _run(start_ejabberd)


@pytest.fixture(scope="session")
def reference_server() -> Iterator[RunningReference]:
    """The bundled reference server."""
    yield from _run(start_reference)


_FIXTURES = {
    ServerKind.REFERENCE: "reference_server",
    ServerKind.PROSODY: "prosody",
    ServerKind.EJABBERD: "ejabberd",
}


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(ServerKind.REFERENCE, id="reference"),
        pytest.param(ServerKind.PROSODY, id="prosody", marks=pytest.mark.prosody),
        pytest.param(ServerKind.EJABBERD, id="ejabberd", marks=pytest.mark.ejabberd),
    ],
)
def server(request: pytest.FixtureRequest) -> RunningServer:
    """Each kind of server in turn."""
    running: RunningServer = request.getfixturevalue(_FIXTURES[request.param])
    return running


def _run(start: Callable[[], ServerT]) -> Iterator[ServerT]:
    server = start()
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    for server in _servers_of(item):
        server.mark_log()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections += [
            (f"{server.kind.value} log", log)
            for server in _servers_of(item)
            if (log := server.recent_log())
        ]
    return report


def _servers_of(item: pytest.Item) -> list[RunningServer]:
    found = getattr(item, "funcargs", {}).values()
    unique = {id(server): server for server in found if isinstance(server, RunningServer)}
    return list(unique.values())
