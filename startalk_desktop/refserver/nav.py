"""Where a domain is: host-meta (XEP-0156, XEP-0487) and the nav document of the original Startalk."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from .domain import Domain

_TIME_TO_LIVE = 3600  # seconds


def nav_document(domain: Domain) -> dict[str, object]:
    """The nav document: the keys of the original that mean something here, and `startalk` with ours.

    `baseaddess` is how the original spells it.
    """
    doors = domain.doors
    return {
        "version": 1,
        "Login": {"loginType": "password"},
        "baseaddess": {
            "xmpp": doors.host,
            "xmppport": doors.port,
            "xmppmport": doors.port,
            "domain": domain.name,
            "domainhost": domain.name,
            "fileurl": f"{doors.http_url}/{domain.name}/files",
            **dict.fromkeys(("apiurl", "httpurl", "javaurl"), doors.http_url),
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
            **{kind: f"{kind}.{domain.name}" for kind in ("conference", "pubsub", "upload")},
        },
    }


def host_meta(domain: Domain) -> dict[str, object]:
    """The host-meta document that names the direct TLS port (XEP-0487) and the nav document."""
    doors = domain.doors
    try:
        address = ipaddress.ip_address(doors.host)
        ips = [] if address.is_unspecified else [str(address)]
    except ValueError:  # a name
        ips = []
    link = {
        "rel": "urn:xmpp:alt-connections:tls",
        "port": doors.direct_tls_port,
        "ips": ips,
        "priority": 10,
        "weight": 50,
        "sni": domain.name,
    }
    nav = {"rel": "urn:startalk:nav:1", "href": f"{doors.http_url}/{domain.name}/nav"}
    return {"xmpp": {"ttl": _TIME_TO_LIVE}, "links": [link, nav]}


def install(domain: Domain) -> None:
    """Show the nav document over HTTPS."""

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(nav_document(domain))

    domain.routes.append(web.get("/nav", show))
