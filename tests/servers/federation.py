"""Prosody and ejabberd as they are set up to be linked with others, and the reference servers they are linked with.

ejabberd runs on the configuration of docs/servers.md, and so do the rules of Prosody's firewall. Whoever is not named
there can't be reached.
"""

import shutil
from pathlib import Path

from startalk_desktop.refserver.certificates import CertificateAuthority as ReferenceAuthority
from startalk_desktop.refserver.config import DomainConfig, LinkConfig, ServerConfig
from tests.servers import documented, ejabberd, prosody
from tests.servers.certificates import CertificateAuthority
from tests.servers.names import NameServer
from tests.servers.ports import LOOPBACK, HeldPorts
from tests.servers.running import Listening, ServerFolder

ACME, STRANGER = "acme.example", "stranger.example"
"""Reference servers; the certificates of the second prove nothing to the others."""

UNNAMED = "unnamed.example"
"""A reference server that nobody has named, although its certificates prove who it is."""

MISSING = "missing.example"
"""A domain that both have named and no name server knows."""

PROSODY, EJABBERD = "prosody.example", "ejabberd.example"
TITLES = {ACME: "Acme", STRANGER: "Stranger", PROSODY: "Prosody Inc", EJABBERD: "Ejabberd AG"}
_PARTNERS = {PROSODY: (ACME, STRANGER, EJABBERD, MISSING), EJABBERD: (ACME, PROSODY, MISSING)}


class LinkedProsody(prosody.RunningProsody):
    """A Prosody that is linked."""

    domains = (PROSODY, PROSODY)
    admin_address = f"admin@{PROSODY}"


class LinkedEjabberd(ejabberd.RunningEjabberd):
    """An ejabberd that is linked."""

    domains = (EJABBERD, EJABBERD)
    admin_address = f"admin@{EJABBERD}"


class Federation:
    """Who listens where and signs for whom; starts the servers."""

    def __init__(self) -> None:
        self._place = ServerFolder("federation")
        self._held = HeldPorts(5)
        names = (ACME, STRANGER, UNNAMED, PROSODY, EJABBERD)
        self.ports = dict(zip(names, self._held.numbers, strict=True))
        self._names = NameServer(self.ports)
        self._names.start()
        self._authority = CertificateAuthority(self._place.make("authority"))
        partners = [ReferenceAuthority(self._place.make(name)).ca_file for name in names[:3]]
        trusted = (self._authority.ca_file, partners[0], partners[2])
        self._trusted = b"".join(file.read_bytes() for file in trusted)  # by the real servers

    def close(self) -> None:
        """Give back what is held. The servers are stopped by whoever started them."""
        self._names.stop()
        self._held.release()
        self._place.remove()

    def reference(
        self, folder: Path, name: str, *partners: str, dialback: bool = False, signer: str = ""
    ) -> ServerConfig:
        """What a reference server for `name` is to be told; `folder` is its own, and new.

        `signer`: whose authority signs for it, where that is not its own.
        """
        state = folder / name
        shutil.copytree(self._place.path / (signer or name), state)  # the authority
        links = tuple(
            LinkConfig(each, TITLES[each], LOOPBACK, self.ports[each], dialback=dialback)
            for each in partners
        )
        return ServerConfig(
            domains=(DomainConfig(name, title=TITLES.get(name, "Unnamed"), links=links),),
            s2s_port=self.ports[name],
            state=state,
            trust=self._authority.ca_file,
        )

    def start_prosody(self) -> LinkedProsody:
        """Start Prosody; it is not ready yet."""
        place, ports = ServerFolder("linked-prosody"), Listening()
        place.make("data")
        plugin = place.make("plugins") / "mod_test_addresses.lua"
        plugin.write_text(_ADDRESSES, encoding="utf-8")
        (place.path / "links.pfw").write_text(firewall(PROSODY), encoding="utf-8")
        certificate, key = self._certify(place, PROSODY)
        listening = ", ".join(f'["{name}"] = {port}' for name, port in self.ports.items())
        config = _PROSODY.format(
            folder=place.path,
            ssl=f'{{ certificate = "{certificate}"; key = "{key}"; cafile = "{place.path}/trusted.pem"; }}',
            ports=ports,
            s2s_port=self.ports[PROSODY],
            listening=listening,
            domain=PROSODY,
            stranger=STRANGER,
        )
        process = prosody.launch(place, config, "prosody prosody-modules")
        log_file = place.path / "prosody.log"
        return LinkedProsody(place, ports, self._authority.ca_file, process, [log_file])

    def start_ejabberd(self) -> LinkedEjabberd:
        """Start ejabberd; it is not ready yet."""
        place, ports = ServerFolder("linked-ejabberd"), Listening()
        certificate, key = self._certify(place, EJABBERD)
        joined = place.path / "both.pem"
        joined.write_bytes(certificate.read_bytes() + key.read_bytes())
        places = place.path / "inetrc"
        places.write_text(  # of the machine's own names it is to know nothing
            '{resolv_conf, ""}.\n{hosts_file, ""}.\n{lookup, [file, dns]}.\n'
            f"{{nameserver, {{127,0,0,1}}, {self._names.port}}}.\n"
        )
        config = _ejabberd(place.path, ports, self.ports[EJABBERD], str(joined))
        process = ejabberd.launch(place, config, ERL_INETRC=str(places))
        return LinkedEjabberd(place, ports, self._authority.ca_file, process)

    def _certify(self, place: ServerFolder, domain: str) -> tuple[Path, Path]:
        """Give a server a certificate and a key, and whom it trusts."""
        (place.path / "trusted.pem").write_bytes(self._trusted)
        pair = self._authority.issue(domain, [domain, f"*.{domain}"])
        copied = [shutil.copy(file, place.path) for file in (pair.certificate_file, pair.key_file)]
        certificate, key = map(Path, copied)
        return certificate, key


# Where the others listen: Prosody 0.12 asks name servers at port 53 only.
_ADDRESSES = f"""
module:set_global();
local service, manual = require "net.resolvers.service", require "net.resolvers.manual";
local ports = module:get_option("test_addresses");
service.new = function (host, name, _, extra)
    local targets = {{}};
    for domain, port in pairs(ports) do
        local is_part = host == domain or host:sub(-#domain - 1) == "." .. domain;
        if name == "xmpp-server" and is_part then
            targets = {{ {{ "tcp4", "{LOOPBACK}", port, extra }} }};
        end
    end
    return manual.new(targets, "tcp", extra);
end
"""

_PROSODY = """
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
log = {{ debug = "{folder}/prosody.log" }}
plugin_paths = {{ "{folder}/plugins" }}
admins = {{ "admin@{domain}" }}
modules_enabled = {{
    "blocklist"; "carbons"; "disco"; "http"; "offline"; "pep"; "ping"; "roster"; "saslauth"; "smacks"; "tls";
    "vcard4"; "vcard_legacy";
    "s2s"; "s2s_auth_certs"; "dialback"; "firewall"; "test_addresses";
}}
modules_disabled = {{ "posix"; }}
authentication = "internal_hashed"
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {ports.c2s} }}
c2s_direct_tls_ports = {{ {ports.direct_tls} }}
s2s_ports = {{ {s2s_port} }}
http_ports = {{ }}
https_ports = {{ {ports.https} }}
https_interfaces = {{ "127.0.0.1" }}
ssl = {ssl}
https_ssl = {ssl}
c2s_direct_tls_ssl = {ssl}
test_addresses = {{ {listening} }}

s2s_secure_auth = true
s2s_insecure_domains = {{ "{stranger}", "conference.{stranger}", "pubsub.{stranger}", "upload.{stranger}" }}
firewall_scripts = {{ "{folder}/links.pfw" }}

VirtualHost "{domain}"

Component "conference.{domain}" "muc"
    modules_enabled = {{ "firewall"; }}
    restrict_room_creation = "local"

Component "pubsub.{domain}" "pubsub"
    modules_enabled = {{ "firewall"; }}

Component "upload.{domain}" "http_file_share"
    modules_enabled = {{ "firewall"; }}
    http_host = "127.0.0.1"
    http_external_url = "https://127.0.0.1:{ports.https}/"
    http_paths = {{ file_share = "/upload" }}
"""


def firewall(domain: str) -> str:
    """The rules of docs/servers.md, for the partners of the tests."""
    zone, rules = documented.firewall().split("\n", 1)
    if zone != f"%ZONE linked: {', '.join(documented.hosts('beta.example'))}":
        raise ValueError(f"the document names other hosts than those of a partner: {zone}")
    linked = ", ".join(host for each in _PARTNERS[domain] for host in documented.hosts(each))
    ours = rules.replace("acme.example", domain).replace("Acme", TITLES[domain])
    return f"%ZONE linked: {linked}\n{ours}"


def _ejabberd(folder: Path, ports: Listening, s2s_port: int, certificate: str) -> dict[str, object]:
    """The configuration of docs/servers.md at places of our own, and what tests need besides."""
    config = documented.ejabberd(EJABBERD, _PARTNERS[EJABBERD])
    ours = {5222: ports.c2s, 5223: ports.direct_tls, 5443: ports.https, 5269: s2s_port}
    for listener in config["listen"]:
        listener.update(port=ours.pop(listener["port"]), ip=LOOPBACK)
    config["ca_file"] = f"{folder}/trusted.pem"
    config["default_db"] = (
        "mnesia"  # Debian's has no driver for SQL unless another package is there
    )
    upload = {"docroot": f"{folder}/upload", "put_url": f"https://localhost:{ports.https}/upload"}
    api = {"port": ports.admin, "ip": LOOPBACK, "module": "ejabberd_http"}
    return documented.added(
        config,
        {
            "loglevel": "info",
            "log_rotate_count": 0,
            "certfiles": [certificate],
            "acme": {"auto": False},
            "acl": {"admin": {"user": f"admin@{EJABBERD}"}},
            "s2s_max_retry_delay": 1,
            "s2s_timeout": 10,
            "listen": [{**api, "request_handlers": {"/api": "mod_http_api"}}],
            "api_permissions": {"tests": {"who": {"ip": f"{LOOPBACK}/8"}, "what": "register"}},
            "modules": {"mod_admin_extra": {}, "mod_http_api": {}, "mod_http_upload": upload},
        },
    )
