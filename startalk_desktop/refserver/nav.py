"""Where a domain is: host-meta (XEP-0156, XEP-0487) and the nav document of the original Startalk."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.stanza import E, serialise

_XRD = "http://docs.oasis-open.org/ns/xri/xrd-1.0"
_NAV_RELATION = "urn:startalk:nav:1"
_DIRECT_TLS_RELATION = "urn:xmpp:alt-connections:tls"
_TIME_TO_LIVE = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the server listens for clients."""

    host: str
    port: int
    direct_tls_port: int


def nav_url(domain: Domain) -> str:
    """The address that an administrator gives to staff, as text or as a QR code."""
    return f"{domain.http_url}/{domain.name}/nav"


def nav_document(domain: Domain, doors: Doors) -> dict[str, object]:
    """The nav document: the keys of the original that mean something here, and `startalk` with ours.

    `baseaddess` is how the original spells it.
    """
    files = f"{domain.http_url}/{domain.name}/files"
    return {
        "version": 1,
        "Login": {"loginType": "password"},
        "baseaddess": {
            "xmpp": doors.host,
            "xmppport": doors.port,
            "xmppmport": doors.port,
            "domain": domain.name,
            "domainhost": domain.name,
            "fileurl": files,
            "apiurl": domain.http_url,
            "httpurl": domain.http_url,
            "javaurl": domain.http_url,
        },
        "imConfig": {"showOrganizational": True},
        "ability": {},
        "ops": {},
        "startalk": {
            "name": domain.config.title or domain.name,
            "domain": domain.name,
            "host": doors.host,
            "port": doors.port,
            "directTlsPort": doors.direct_tls_port,
            "conference": f"conference.{domain.name}",
            "pubsub": f"pubsub.{domain.name}",
            "upload": f"upload.{domain.name}",
        },
    }


def host_meta_json(domain: Domain, doors: Doors) -> dict[str, object]:
    """The host-meta document that names the direct TLS port (XEP-0487) and the nav document."""
    link = {
        "rel": _DIRECT_TLS_RELATION,
        "port": doors.direct_tls_port,
        "ips": _public_addresses(doors.host),
        "priority": 10,
        "weight": 50,
        "sni": domain.name,
    }
    nav = {"rel": _NAV_RELATION, "href": nav_url(domain)}
    return {"xmpp": {"ttl": _TIME_TO_LIVE}, "links": [link, nav]}


def host_meta_xml(domain: Domain) -> bytes:
    """The host-meta document as XRD (RFC 6415); it can name no port, only the nav document."""
    link = E(_XRD, "Link", {"rel": _NAV_RELATION, "href": nav_url(domain)})
    return serialise(E(_XRD, "XRD", {}, link))


def _public_addresses(host: str) -> list[str]:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return []
    return [] if address.is_unspecified else [str(address)]
