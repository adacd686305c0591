"""What a test knows of a running server, whichever program it is."""

import abc
import asyncio
import enum
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.servers.ports import LOOPBACK, HeldPorts
from tests.servers.process import ServerProcess

ACME = "acme.example"
BETA = "beta.example"
MISNAMED = "misnamed.example"
EXPIRED = "expired.example"
ADMIN = f"admin@{ACME}"

SHARED_GROUP = "研发::软件"
SHARED_PEOPLE = ("shared.andy", "shared.wang", "shared.li")
SHARED_DOMAIN = BETA
"""A group that Prosody and ejabberd share among these accounts of the second domain; `share_group` sees to it.

Prosody's mod_groups makes an end of versions of contact lists, which the first domain keeps.
"""

UPLOAD_LIMIT_BYTES = 1_000_000
"""The largest file each server is configured to take."""

STANZA_LIMIT_BYTES = 262_144
"""The largest stanza each server is configured to take from a client."""

RESUMPTION_SECONDS = 60
"""How long each server keeps a cut stream for its client (XEP-0198)."""

_LOG_TAIL_BYTES = 40_000


class ServerKind(enum.Enum):
    """The programs the same tests run against."""

    REFERENCE = "reference"
    PROSODY = "prosody"
    EJABBERD = "ejabberd"


class Quirk(enum.Enum):
    """A difference between servers that the tests allow for, each where a standard leaves room or a server errs."""

    ARCHIVE_QUERY_IS_ALWAYS_ABOUT_ONESELF = enum.auto()
    """A query to somebody else's archive is answered from the asker's own, where XEP-0313 7 asks for an error."""

    BLOCKED_WITHOUT_SAYING_SO = enum.auto()
    """The error for a stanza to somebody one has blocked lacks the <blocked/> of XEP-0191 3.2."""

    BLOCKING_SHOWS_NO_LEAVING = enum.auto()
    """A contact one blocks is sent no unavailable presence, nor a new one at unblocking (XEP-0191 3.2 and 3.3)."""

    FALLBACK_REWRITES_TO = enum.auto()
    """A message for a resource that has gone arrives addressed to the resource that gets it in its place.

    RFC 6121 8.5.3.2.1 says to treat it as if addressed to the bare address, and nothing of its "to".
    """

    FEW_PUBLISH_OPTIONS = enum.auto()
    """Publish-options may name pubsub#access_model and #persist_items only; other settings need the node created first.

    XEP-0490 has clients name max_items and send_last_published_item, too.
    """

    FORGED_ARCHIVE_ID_PRECEDES_THE_REAL = enum.auto()
    """A <stanza-id/> that a sender forged in the archive's name is kept, and the real one follows it.

    XEP-0359 section 5 rule 3 demands its removal. Only the last one is the archive's.
    """

    MALFORMED_ADDRESS_IS_A_BAD_REQUEST = enum.auto()
    """The error for an address that is none says bad-request in place of jid-malformed (RFC 6120 8.3.3.8)."""

    NEW_ROOM_IS_OPEN = enum.auto()
    """Others may enter a room before its creator has configured it, where XEP-0045 10.1.2 keeps it locked."""

    NEWS_OF_MESSAGES_NEEDS_A_HINT_TO_BE_KEPT = enum.auto()
    """Without a body and the <store/> of XEP-0334, an archive keeps no reactions and retractions, or no marks either.

    XEP-0313 5.1.1 leaves it to the server; XEP-0424 and XEP-0444 have clients add the hint.
    """

    NO_ARCHIVE_METADATA = enum.auto()
    """The archive does not answer <metadata/> (XEP-0313 4.1.3, new in version 0.7)."""

    NO_EXTENDED_ARCHIVE_QUERIES = enum.auto()
    """No queries by id range (XEP-0313 4.1.2, urn:xmpp:mam:2#extended)."""

    NO_MODERATED_RETRACTION = enum.auto()
    """Rooms don't speak XEP-0425 0.3; what Debian has for Prosody besides (prosody-modules) speaks 0.2."""

    NO_OCCUPANT_IDS = enum.auto()
    """Rooms don't give occupant ids (XEP-0421)."""

    ONE_SCRAM_HASH = enum.auto()
    """Passwords are stored under one hash, and only that one SCRAM mechanism is offered (RFC 5802 section 9)."""

    OWN_PEP_EVENT_COMES_TWICE = enum.auto()
    """An event of one's own node comes twice to one's other resources, as self and as one's own contact."""

    PEP_RETRACTION_IS_SILENT = enum.auto()
    """Followers of a personal node are not told that an item was retracted, even where the publisher asks for it.

    XEP-0060 7.2.2.1 would have them told; a client must fetch such nodes again at each sign-in.
    """

    REMOVING_A_MISSING_CONTACT_SUCCEEDS = enum.auto()
    """Removing from the roster what is not in it is answered by a result, not by item-not-found (RFC 6121 2.5.3)."""

    RESTRICTED_XML_IS_CALLED_MALFORMED = enum.auto()
    """Restricted XML ends the stream with not-well-formed in place of restricted-xml (RFC 6120 4.9.3.18)."""

    RESTRICTED_XML_IS_SKIPPED = enum.auto()
    """Comments and processing instructions are passed over, where RFC 6120 11.1 ends the stream."""

    ROOMS_HAVE_NO_CARD = enum.auto()
    """Rooms keep no picture (XEP-0486); what Prosody has for that is in prosody-modules."""

    ROSTER_PUSH_TO_ALL_RESOURCES = enum.auto()
    """Roster pushes go also to resources that never asked for the roster (RFC 6121 2.1.6 says "interested")."""

    SETTING_ANOTHERS_CARD_SETS_ONES_OWN = enum.auto()
    """A card sent to somebody else's address is taken as the sender's own, where XEP-0054 3.2 asks for an error."""

    STANZA_BEFORE_SIGN_IN_IS_IGNORED = enum.auto()
    """A message sent before sign-in goes nowhere, yet the stream is not ended as RFC 6120 4.9.3.12 says."""

    UNKNOWN_ARCHIVE_ID_IS_A_PLACE = enum.auto()
    """A page after an id that the archive never had is no error: ids are times, and any time has an after.

    XEP-0059 section 2 asks for item-not-found.
    """

    UNSUBSCRIBING_IS_SILENT = enum.auto()
    """Who unsubscribes is not sent the contact's unavailable presence, which RFC 6121 3.3.3 demands."""


@dataclass(frozen=True)
class Addresses:
    """The services of one domain."""

    domain: str

    @property
    def conference(self) -> str:
        """The rooms' service (XEP-0045)."""
        return f"conference.{self.domain}"

    @property
    def pubsub(self) -> str:
        """The publish-subscribe service (XEP-0060)."""
        return f"pubsub.{self.domain}"

    @property
    def upload(self) -> str:
        """The upload service (XEP-0363)."""
        return f"upload.{self.domain}"


@dataclass
class Listening:
    """The ports of one server, all on the loopback interface."""

    held: HeldPorts = field(default_factory=lambda: HeldPorts(4))

    @property
    def c2s(self) -> int:
        """Clients that begin in the clear and negotiate STARTTLS."""
        return self.held.numbers[0]

    @property
    def direct_tls(self) -> int:
        """Clients that begin with TLS (XEP-0368)."""
        return self.held.numbers[1]

    @property
    def https(self) -> int:
        """Uploads and what else goes over HTTPS."""
        return self.held.numbers[2]

    @property
    def admin(self) -> int:
        """A server's own way of administration, if it has a port for it."""
        return self.held.numbers[3]


class RunningServer(abc.ABC):
    """A server that answers, with two proper domains and two whose certificates are bad.

    `misnamed_domain` shows a certificate of the trusted authority for another name, `expired_domain` one whose
    time has ended. `admin_address` is configured as an administrator; the account itself is made on demand.
    """

    kind: ServerKind
    quirks: frozenset[Quirk] = frozenset()
    host = LOOPBACK
    domains = (ACME, BETA)
    misnamed_domain = MISNAMED
    expired_domain = EXPIRED
    admin_address = ADMIN

    def __init__(
        self,
        folder: "ServerFolder",
        ports: Listening,
        ca_file: Path,
        process: ServerProcess,
        log_files: Sequence[Path],
    ) -> None:
        self.folder = folder.path
        self.ca_file = ca_file
        self.c2s_port = ports.c2s
        self.direct_tls_port = ports.direct_tls
        self.http_port = ports.https
        self.log_files = tuple(log_files)
        self._folder = folder
        self._ports = ports
        self._process = process
        self._accounts: dict[str, str] = {}
        self._log_marks: dict[Path, int] = {}

    @property
    def domain(self) -> str:
        """The first domain, where a test that needs only one lives."""
        return self.domains[0]

    def addresses(self, domain: str | None = None) -> Addresses:
        """The services of `domain`, or of the first one."""
        return Addresses(domain or self.domain)

    async def create_account(self, local: str, password: str, domain: str | None = None) -> str:
        """Make sure that the account exists with this password; returns its bare address.

        `local` is as RFC 6122's nodeprep leaves it, so in lower case. Raises `ValueError` if it is not, or if the
        account was made before with another password.
        """
        if local != local.lower():
            raise ValueError(f"{local!r} is not how a server spells it: {local.lower()!r}")
        address = f"{local}@{domain or self.domain}"
        known = self._accounts.get(address)
        if known is None:
            await self._register(local, domain or self.domain, password)
            self._accounts[address] = password
        elif known != password:
            raise ValueError(
                f"{address} exists with another password; give each test its own people"
            )
        return address

    def wait_until_ready(self) -> None:
        """Block until clients are served; raises `ServerFailedError` if that never comes."""
        self._process.wait_for_ports([self.c2s_port, self.direct_tls_port, self.http_port])

    @abc.abstractmethod
    async def _register(self, local: str, domain: str, password: str) -> None:
        """Make an account that does not exist yet."""

    async def share_group(self) -> None:
        """Share `SHARED_GROUP`, where that is not done by the configuration."""
        raise NotImplementedError(f"{self.kind.value} shares no group")

    def mark_log(self) -> None:
        """Let `recent_log` begin here."""
        self._log_marks = {path: path.stat().st_size for path in self.log_files if path.exists()}

    def recent_log(self) -> str:
        """What the server wrote since `mark_log`, at most its last 40 kB a file."""
        parts = []
        for path in self.log_files:
            if not path.exists():
                continue
            with path.open("rb") as stream:
                size = stream.seek(0, 2)
                stream.seek(max(self._log_marks.get(path, 0), size - _LOG_TAIL_BYTES))
                text = stream.read().decode(errors="replace")
            if text:
                parts.append(f"--- {path.name} ---\n{text}")
        return "\n".join(parts)

    def stop(self) -> None:
        """End the server, give back its ports and remove its folder."""
        self._process.stop()
        self._ports.held.release()
        self._folder.remove()


ServerT = TypeVar("ServerT", bound=RunningServer)


@asynccontextmanager
async def running(server: ServerT) -> AsyncIterator[ServerT]:
    """Wait until a started server is ready, and stop it at the end, without blocking the loop."""
    try:
        await asyncio.to_thread(server.wait_until_ready)
        yield server
    finally:
        await asyncio.to_thread(server.stop)


class ServerFolder:
    """Where one server keeps everything: a given folder, or a temporary one that `remove` takes away.

    The user a server runs as must be able to reach it, which pytest's own temporary folders, closed to others,
    don't allow when the tests run as root.
    """

    def __init__(self, prefix: str, given: Path | None = None) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if given is None:
            self._temporary = tempfile.TemporaryDirectory(prefix=f"startalk-{prefix}-")
            self.path = Path(self._temporary.name)
        else:
            self.path = given
            self.path.mkdir(parents=True, exist_ok=True)

    def make(self, name: str) -> Path:
        """Create an inner folder."""
        inner = self.path / name
        inner.mkdir(exist_ok=True)
        return inner

    def remove(self) -> None:
        """Remove a temporary folder; a given one stays."""
        if self._temporary is not None:
            self._temporary.cleanup()
