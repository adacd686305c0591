"""Debian's Prosody as a test server.

Accounts are written straight into Prosody's storage, which it reads at each sign-in: that takes milliseconds,
where ``prosodyctl`` takes a second. Archives are in SQLite; the file store reads the whole archive for each page.
"""

import asyncio
import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.servers.certificates import CertificateAuthority, KeyPair
from tests.servers.ports import LOOPBACK
from tests.servers.process import (
    MissingServerError,
    ServerProcess,
    give_away,
    require_program,
    unprivileged_user,
)
from tests.servers.running import (
    ACME,
    ADMIN,
    BETA,
    EXPIRED,
    MISNAMED,
    RESUMPTION_SECONDS,
    SHARED_DOMAIN,
    SHARED_GROUP,
    SHARED_PEOPLE,
    STANZA_LIMIT_BYTES,
    UPLOAD_LIMIT_BYTES,
    Addresses,
    Listening,
    Quirk,
    RunningServer,
    ServerFolder,
    ServerKind,
    running,
)

_PACKAGES = "prosody lua-dbi-sqlite3"
_HASH_ITERATIONS = 4096
_GROUPS_FILE = "groups.txt"
_ARCHIVE_FILE = Path("data") / "archive.sqlite"

_MODULES = (
    "admin_adhoc",
    "blocklist",
    "carbons",
    "disco",
    "http",
    "mam",
    "offline",
    "pep",
    "ping",
    "private",
    "roster",
    "saslauth",
    "smacks",
    "time",
    "tls",
    "vcard4",
    "vcard_legacy",
    "version",
)


class RunningProsody(RunningServer):
    """A Prosody child process."""

    kind = ServerKind.PROSODY
    quirks = frozenset(
        {
            Quirk.FORGED_ARCHIVE_ID_PRECEDES_THE_REAL,
            Quirk.NEWS_OF_MESSAGES_NEEDS_A_HINT_TO_BE_KEPT,
            Quirk.NO_MODERATED_RETRACTION,
            Quirk.ONE_SCRAM_HASH,
            Quirk.RESTRICTED_XML_IS_CALLED_MALFORMED,
            Quirk.ROOMS_HAVE_NO_CARD,
            Quirk.STANZA_BEFORE_SIGN_IN_IS_IGNORED,
            Quirk.UNSUBSCRIBING_IS_SILENT,
        }
    )

    async def _register(self, local: str, domain: str, password: str) -> None:
        salt = secrets.token_hex(16)
        salted = await asyncio.to_thread(
            hashlib.pbkdf2_hmac, "sha1", password.encode(), salt.encode(), _HASH_ITERATIONS
        )
        client_key = hmac.digest(salted, b"Client Key", "sha1")
        stored_key = hashlib.sha1(client_key, usedforsecurity=False).hexdigest()
        server_key = hmac.digest(salted, b"Server Key", "sha1").hex()
        self._write_storage(
            domain,
            "accounts",
            local,
            f'return {{ ["iteration_count"] = {_HASH_ITERATIONS}; ["salt"] = "{salt}"; '
            f'["stored_key"] = "{stored_key}"; ["server_key"] = "{server_key}"; }};\n',
        )

    async def share_group(self) -> None:
        """It is in the configuration."""

    @property
    def archive_file(self) -> Path:
        """The SQLite database of all archives, table ``prosodyarchive``."""
        return self.folder / _ARCHIVE_FILE

    def _write_storage(self, host: str, store: str, local: str, text: str) -> None:
        """Put a table into Prosody's storage, whole or not at all."""
        host_folder = self.folder / "data" / _encode(host)
        store_folder = host_folder / store
        store_folder.mkdir(parents=True, exist_ok=True)
        target = store_folder / f"{_encode(local)}.dat"
        draft = target.with_suffix(".draft")
        draft.write_text(text, encoding="utf-8")
        give_away(unprivileged_user("prosody"), host_folder, store_folder, draft)
        draft.replace(target)


def start_prosody(folder: Path | None = None) -> RunningProsody:
    """Start Prosody; it is not ready yet (`RunningServer.wait_until_ready`).

    `folder` receives all it writes and stays; without one a temporary folder is used.
    Raises `MissingServerError` where Prosody is not installed.
    """
    _require_sqlite()
    place = ServerFolder("prosody", folder)
    ports = Listening()
    authority = CertificateAuthority(place.make("certificates"))
    place.make("data")
    _create_archive(place.path / _ARCHIVE_FILE)
    shared = "\n".join(f"{local}@{SHARED_DOMAIN}={local}" for local in SHARED_PEOPLE)
    (place.path / _GROUPS_FILE).write_text(f"[{SHARED_GROUP}]\n{shared}\n", encoding="utf-8")
    log_file = place.path / "prosody.log"
    process = launch(place, _config(place.path, ports, authority, log_file))
    return RunningProsody(place, ports, authority.ca_file, process, [log_file])


def launch(place: ServerFolder, config: str, packages: str = _PACKAGES) -> ServerProcess:
    """Start the program on a configuration; raises `MissingServerError` where it is not installed."""
    program = require_program("prosody", packages)
    config_file = place.path / "prosody.cfg.lua"
    config_file.write_text(config, encoding="utf-8")
    return ServerProcess(
        "Prosody",
        [program, "-F", "--config", str(config_file)],
        folder=place.path,
        environment={},
        user=unprivileged_user("prosody"),
        output=place.path / "prosody.out",
    )


@asynccontextmanager
async def running_prosody(folder: Path | None = None) -> AsyncIterator[RunningProsody]:
    """Run Prosody for the length of an ``async with``; `folder` as in `start_prosody`."""
    async with running(start_prosody(folder)) as server:
        yield server


def _require_sqlite() -> None:
    if not any(Path("/usr/lib").glob("*/lua/5.4/dbd/sqlite3.so")):
        raise MissingServerError(
            "Prosody lacks its SQLite driver; the tests need it. Run: "
            f"sudo apt-get install --no-install-recommends {_PACKAGES}"
        )


def _create_archive(path: Path) -> None:
    """Make the database as Prosody makes it when first used, so that it can be seeded before.

    Prosody knows no option for the journal, but the database remembers it.
    """
    with closing(sqlite3.connect(path)) as archive:
        archive.execute("PRAGMA journal_mode = WAL")
        archive.execute(
            'CREATE TABLE "prosodyarchive" ("sort_id" INTEGER PRIMARY KEY AUTOINCREMENT, '
            '"host" TEXT NOT NULL, "user" TEXT NOT NULL, "store" TEXT NOT NULL, "key" TEXT NOT NULL, '
            '"when" INTEGER NOT NULL, "with" TEXT NOT NULL, "type" TEXT NOT NULL, "value" TEXT NOT NULL)'
        )


def _encode(name: str) -> str:
    """Spell a name as Prosody's datamanager spells it in a path: what is no ASCII letter or digit as %xx."""
    return "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"%{byte:02x}"
        for byte in name.encode()
    )


def _config(folder: Path, ports: Listening, authority: CertificateAuthority, log_file: Path) -> str:
    modules = " ".join(f'"{name}";' for name in _MODULES)
    fallback = authority.issue("fallback", [LOOPBACK, "localhost"])
    sections = [
        f"""
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
log = {{ debug = "{log_file}" }}
plugin_paths = {{ }}
groups_file = "{folder / _GROUPS_FILE}"
admins = {{ "{ADMIN}" }}
modules_enabled = {{ {modules} }}
modules_disabled = {{ "s2s"; "posix"; }}
allow_registration = false
authentication = "internal_hashed"
default_iteration_count = {_HASH_ITERATIONS}
default_storage = "internal"
storage = {{ archive = "sql"; muc_log = "sql"; pubsub_data = "sql"; }}
sql = {{ driver = "SQLite3"; database = "{folder / _ARCHIVE_FILE}" }}
archive_expires_after = "never"
default_archive_policy = true
max_archive_query_results = 250
mam_include_total = true

interfaces = {{ "{LOOPBACK}" }}
c2s_ports = {{ {ports.c2s} }}
c2s_direct_tls_ports = {{ {ports.direct_tls} }}
c2s_require_encryption = true
c2s_stanza_size_limit = {STANZA_LIMIT_BYTES}
http_ports = {{ }}
https_ports = {{ {ports.https} }}
https_interfaces = {{ "{LOOPBACK}" }}
http_default_host = "{ACME}"
smacks_hibernation_time = {RESUMPTION_SECONDS}
smacks_max_hibernated_sessions = 100

ssl = {_lua_key_pair(fallback)}
https_ssl = {_lua_key_pair(fallback)}
c2s_direct_tls_ssl = {_lua_key_pair(fallback)}
"""
    ]
    for domain in (ACME, BETA):
        names = Addresses(domain)
        pair = _lua_key_pair(authority.issue(domain, [domain, f"*.{domain}"]))
        sections.append(
            f"""
VirtualHost "{domain}"
    modules_enabled = {{ {'"groups";' if domain == SHARED_DOMAIN else ""} }}
    ssl = {pair}
    c2s_direct_tls_ssl = {pair}
    disco_items = {{ {{ "{names.conference}" }}; {{ "{names.pubsub}" }}; {{ "{names.upload}" }}; }}

Component "{names.conference}" "muc"
    modules_enabled = {{ "muc_mam" }}
    restrict_room_creation = false
    muc_log_by_default = true
    muc_log_expires_after = "never"
    max_history_messages = 50

Component "{names.pubsub}" "pubsub"
    autocreate_on_publish = false
    autocreate_on_subscribe = false
    pubsub_max_items = 10000

Component "{names.upload}" "http_file_share"
    http_host = "{LOOPBACK}"
    http_external_url = "https://{LOOPBACK}:{ports.https}/"
    http_paths = {{ file_share = "/{names.upload}" }}
    http_file_share_size_limit = {UPLOAD_LIMIT_BYTES}
"""
        )
    for domain, bad in (
        (MISNAMED, authority.issue(MISNAMED, ["another.example"])),
        (EXPIRED, authority.issue(EXPIRED, [EXPIRED], expired=True)),
    ):
        pair = _lua_key_pair(bad)
        sections.append(
            f"""
VirtualHost "{domain}"
    ssl = {pair}
    c2s_direct_tls_ssl = {pair}
"""
        )
    return "".join(sections)


def _lua_key_pair(pair: KeyPair) -> str:
    return f'{{ certificate = "{pair.certificate_file}"; key = "{pair.key_file}"; }}'
