"""Debian's ejabberd as a test server.

The Erlang machine is started without a node name: then it neither needs nor leaves behind the port mapper
(epmd), and nothing listens but the ports configured here. Accounts are made over ejabberd's HTTP API on a port
of its own; ``ejabberdctl`` would need a second Erlang machine for each.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from tests.servers.certificates import CertificateAuthority
from tests.servers.ports import LOOPBACK
from tests.servers.process import (
    MissingServerError,
    ServerProcess,
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
    Listening,
    Quirk,
    RunningServer,
    ServerFolder,
    ServerKind,
    running,
)

_PACKAGE = "ejabberd"
_API_SECONDS = 20.0


class RunningEjabberd(RunningServer):
    """An ejabberd child process."""

    kind = ServerKind.EJABBERD
    quirks = frozenset(
        {
            Quirk.ARCHIVE_QUERY_IS_ALWAYS_ABOUT_ONESELF,
            Quirk.BLOCKED_WITHOUT_SAYING_SO,
            Quirk.BLOCKING_SHOWS_NO_LEAVING,
            Quirk.FALLBACK_REWRITES_TO,
            Quirk.FEW_PUBLISH_OPTIONS,
            Quirk.MALFORMED_ADDRESS_IS_A_BAD_REQUEST,
            Quirk.NEW_ROOM_IS_OPEN,
            Quirk.NEWS_OF_MESSAGES_NEEDS_A_HINT_TO_BE_KEPT,
            Quirk.NO_ARCHIVE_METADATA,
            Quirk.NO_EXTENDED_ARCHIVE_QUERIES,
            Quirk.NO_MODERATED_RETRACTION,
            Quirk.NO_OCCUPANT_IDS,
            Quirk.ONE_SCRAM_HASH,
            Quirk.OWN_PEP_EVENT_COMES_TWICE,
            Quirk.PEP_RETRACTION_IS_SILENT,
            Quirk.REMOVING_A_MISSING_CONTACT_SUCCEEDS,
            Quirk.RESTRICTED_XML_IS_CALLED_MALFORMED,
            Quirk.RESTRICTED_XML_IS_SKIPPED,
            Quirk.ROSTER_PUSH_TO_ALL_RESOURCES,
            Quirk.SETTING_ANOTHERS_CARD_SETS_ONES_OWN,
            Quirk.UNKNOWN_ARCHIVE_ID_IS_A_PLACE,
        }
    )

    def __init__(
        self, folder: ServerFolder, ports: Listening, ca_file: Path, process: ServerProcess
    ) -> None:
        super().__init__(folder, ports, ca_file, process, [folder.path / "ejabberd.log"])
        self._api = f"http://{LOOPBACK}:{ports.admin}/api"

    def wait_until_ready(self) -> None:
        super().wait_until_ready()
        self._process.wait_for_ports([self._ports.admin])

    async def _register(self, local: str, domain: str, password: str) -> None:
        await asyncio.to_thread(
            self._call, "register", {"user": local, "host": domain, "password": password}
        )

    async def share_group(self) -> None:
        """Make the group and put its people in."""
        group = {"group": "shared", "host": SHARED_DOMAIN}
        made = {**group, "label": SHARED_GROUP, "description": "", "display": "shared"}
        await asyncio.to_thread(self._call, "srg_create", made)
        for local in SHARED_PEOPLE:
            member = {"user": local, "host": SHARED_DOMAIN, "group": "shared"}
            member["grouphost"] = SHARED_DOMAIN
            await asyncio.to_thread(self._call, "srg_user_add", member)

    def _call(self, command: str, arguments: dict[str, str]) -> None:
        request = Request(
            f"{self._api}/{command}",
            data=json.dumps(arguments).encode(),
            headers={"Content-Type": "application/json"},
        )
        # A proxy of the environment has no business between us and our own child.
        with build_opener(ProxyHandler({})).open(request, timeout=_API_SECONDS) as answer:
            answer.read()


def start_ejabberd(folder: Path | None = None) -> RunningEjabberd:
    """Start ejabberd; it is not ready yet (`RunningServer.wait_until_ready`).

    `folder` receives all it writes and stays; without one a temporary folder is used.
    Raises `MissingServerError` where ejabberd is not installed.
    """
    place = ServerFolder("ejabberd", folder)
    ports = Listening()
    authority = CertificateAuthority(place.make("authority"))
    place.make("upload")
    process = launch(place, _config(place.path, ports, _certificate_files(place, authority)))
    return RunningEjabberd(place, ports, authority.ca_file, process)


def launch(place: ServerFolder, config: dict[str, object], **environment: str) -> ServerProcess:
    """Start the program on a configuration, with a database and a log in `place`.

    Raises `MissingServerError` where ejabberd is not installed.
    """
    require_program("ejabberdctl", _PACKAGE)
    erl = require_program("erl", _PACKAGE)
    database = place.make("database")
    config_file = place.path / "ejabberd.yml"
    config_file.write_text(json.dumps(config, indent=1), encoding="utf-8")  # JSON is YAML
    # Idle schedulers sleep instead of spinning: the machine is shared with the tests.
    sleepy = ["+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none"]
    mnesia = ["-mnesia", "dir", json.dumps(str(database))]
    return ServerProcess(
        "ejabberd",
        [erl, "-noinput", *sleepy, *mnesia, "-s", "ejabberd"],
        folder=place.path,
        environment={
            "EJABBERD_CONFIG_PATH": str(config_file),
            "EJABBERD_LOG_PATH": str(place.path / "ejabberd.log"),
            "ERL_LIBS": str(_erlang_libraries()),
            "ERL_CRASH_DUMP_BYTES": "0",
            **environment,
        },
        user=unprivileged_user("ejabberd"),
        output=place.path / "ejabberd.out",
        # Its orderly end takes more than a second, and nothing of it is needed.
        stop_signal=signal.SIGKILL,
    )


@asynccontextmanager
async def running_ejabberd(folder: Path | None = None) -> AsyncIterator[RunningEjabberd]:
    """Run ejabberd for the length of an ``async with``; `folder` as in `start_ejabberd`."""
    async with running(start_ejabberd(folder)) as server:
        yield server


def _erlang_libraries() -> Path:
    """Return the folder of Debian's Erlang libraries that are built for this machine."""
    for found in sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin/ejabberd.app")):
        return found.parents[2]
    raise MissingServerError(
        "ejabberd's modules are not under /usr/lib. Run: "
        f"sudo apt-get install --no-install-recommends {_PACKAGE}"
    )


def _certificate_files(place: ServerFolder, authority: CertificateAuthority) -> list[str]:
    """Issue the certificates; ejabberd chooses by the names in them, and takes key and chain from one file.

    None has the name of `MISNAMED`, which is therefore shown that of another domain.
    """
    folder = place.make("certificates")
    pairs = [authority.issue(domain, [domain, f"*.{domain}"]) for domain in (ACME, BETA)]
    pairs.append(authority.issue(EXPIRED, [EXPIRED], expired=True))
    pairs.append(authority.issue("loopback", [LOOPBACK, "localhost"]))
    files = []
    for pair in pairs:
        joined = folder / f"{pair.key_file.stem}.pem"
        joined.touch(mode=0o600)
        joined.write_bytes(pair.certificate_file.read_bytes() + pair.key_file.read_bytes())
        files.append(str(joined))
    return files


def _config(folder: Path, ports: Listening, certificates: list[str]) -> dict[str, object]:
    def listener(port: int, module: str, **options: object) -> dict[str, object]:
        return {"port": port, "ip": LOOPBACK, "module": module, **options}

    client_options = {"access": "all", "max_stanza_size": STANZA_LIMIT_BYTES}
    return {
        "hosts": [ACME, BETA, MISNAMED, EXPIRED],
        "loglevel": "info",
        "log_rotate_count": 0,
        "certfiles": certificates,
        "acme": {"auto": False},
        "auth_password_format": "scram",
        # Prosody has SHA-1, so that the two real servers together ask for both.
        "auth_scram_hash": "sha256",
        "disable_sasl_mechanisms": ["digest-md5", "x-oauth2"],
        "acl": {"admin": {"user": ADMIN}, "local": {"user_regexp": ""}},
        "access_rules": {"local": {"allow": "local"}, "configure": {"allow": "admin"}},
        "listen": [
            listener(ports.c2s, "ejabberd_c2s", starttls_required=True, **client_options),
            listener(ports.direct_tls, "ejabberd_c2s", tls=True, **client_options),
            listener(
                ports.https,
                "ejabberd_http",
                tls=True,
                request_handlers={"/upload": "mod_http_upload"},
            ),
            listener(ports.admin, "ejabberd_http", request_handlers={"/api": "mod_http_api"}),
        ],
        # There alone: with it, who takes a grant back loses the other's, too.
        "append_host_config": {SHARED_DOMAIN: {"modules": {"mod_shared_roster": {}}}},
        "api_permissions": {
            "tests": {
                "who": {"ip": f"{LOOPBACK}/8"},
                "what": ["register", "srg_create", "srg_user_add"],
            }
        },
        "modules": {
            "mod_adhoc": {},
            "mod_admin_extra": {},
            "mod_blocking": {},
            "mod_caps": {},
            "mod_carboncopy": {},
            "mod_configure": {},
            "mod_disco": {},
            "mod_http_api": {},
            "mod_http_upload": {
                "host": "upload.@HOST@",
                "docroot": f"{folder}/upload/@HOST@",
                "put_url": f"https://localhost:{ports.https}/upload/@HOST@",
                "max_size": UPLOAD_LIMIT_BYTES,
            },
            "mod_last": {},
            "mod_mam": {"assume_mam_usage": True, "default": "always"},
            "mod_muc": {
                "access_create": "all",
                "access_persistent": "all",
                "history_size": 50,
                "default_room_options": {"mam": True},
            },
            "mod_offline": {},
            "mod_ping": {},
            "mod_privacy": {},
            "mod_private": {},
            "mod_pubsub": {"plugins": ["flat", "pep"], "max_items_node": 10_000},
            "mod_roster": {"versioning": True},
            "mod_stream_mgmt": {"resume_timeout": RESUMPTION_SECONDS, "resend_on_timeout": True},
            "mod_vcard": {"search": True, "host": "vjud.@HOST@"},
            "mod_vcard_xupdate": {},
            "mod_version": {"show_os": False},
        },
    }
