"""Debian's OpenLDAP as a child process: one small directory, filled before it starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import CertificateAuthority
from tests.servers.ports import LOOPBACK, HeldPorts
from tests.servers.process import ServerProcess, require_program, unprivileged_user
from tests.servers.running import ServerFolder

SUFFIX = "dc=acme,dc=example"
READER = f"cn=reader,{SUFFIX}"
READER_PASSWORD = "只读 secret"

_SCHEMAS = Path("/etc/ldap/schema")


@dataclass(frozen=True)
class RunningSlapd:
    """A directory that answers: in the clear with TLS negotiated, and with TLS from the start."""

    port: int
    tls_port: int
    ca_file: Path

    @property
    def url(self) -> str:
        """Where TLS is negotiated."""
        return f"ldap://{LOOPBACK}:{self.port}"

    @property
    def tls_url(self) -> str:
        """Where it begins with TLS."""
        return f"ldaps://{LOOPBACK}:{self.tls_port}"


@contextmanager
def running_slapd(ldif: str) -> Iterator[RunningSlapd]:
    """Run a directory with the entries of `ldif` for the length of a ``with``; only `READER` may read it."""
    program = require_program("slapd", "slapd")
    place = ServerFolder("slapd")
    try:
        with HeldPorts(2) as ports:
            plain, secure = ports.numbers
            authority = CertificateAuthority(place.path)
            config = place.path / "slapd.conf"
            config.write_text(_config(place, authority), encoding="utf-8")
            _fill(program, place.path, config, ldif)
            output = place.path / "slapd.out"
            listening = f"ldap://{LOOPBACK}:{plain}/ ldaps://{LOOPBACK}:{secure}/"
            process = ServerProcess(
                "slapd",
                [program, "-d", "0", "-f", str(config), "-h", listening],
                folder=place.path,
                environment={},
                user=unprivileged_user("openldap"),
                output=output,
            )
            try:
                process.wait_for_ports(ports.numbers)
                yield RunningSlapd(plain, secure, authority.ca_file)
            finally:
                process.stop()
    finally:
        place.remove()


def _fill(program: str, folder: Path, config: Path, ldif: str) -> None:
    """Write the entries into the database by slapd's own tool, and wait for its end."""
    entries = folder / "entries.ldif"
    entries.write_text(ldif, encoding="utf-8")
    tool = ServerProcess(
        "slapadd",
        [program, "-T", "add", "-f", str(config), "-l", str(entries)],
        folder=folder,
        environment={},
        user=unprivileged_user("openldap"),
        output=folder / "slapadd.out",
    )
    tool.wait_for_end()


def _config(place: ServerFolder, authority: CertificateAuthority) -> str:
    pair = authority.issue("server", ["localhost", LOOPBACK])
    includes = "\n".join(
        f"include {_SCHEMAS}/{name}.schema" for name in ("core", "cosine", "inetorgperson")
    )
    return f"""
{includes}
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {place.path}/slapd.pid
argsfile {place.path}/slapd.args
TLSCACertificateFile {authority.ca_file}
TLSCertificateFile {pair.certificate_file}
TLSCertificateKeyFile {pair.key_file}
sizelimit size.soft=100 size.hard=1000 size.prtotal=unlimited
database mdb
maxsize 20000000
directory {place.make("data")}
suffix "{SUFFIX}"
rootdn "{READER}"
rootpw "{READER_PASSWORD}"
access to * by * none
"""
