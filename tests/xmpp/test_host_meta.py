"""Reading a domain's host-meta: hostile until checked."""

import json

import pytest

from startalk_desktop.xmpp.discovery import Target
from startalk_desktop.xmpp.host_meta import _read_json, _read_xrd

TLS = "urn:xmpp:alt-connections:tls"
WEBSOCKET = "urn:xmpp:alt-connections:websocket"


def read(*links: object) -> tuple[Target, ...]:
    return _read_json(json.dumps({"links": links}).encode())


def test_plain_tls_comes_before_hints() -> None:
    assert read(
        {"rel": WEBSOCKET, "href": "wss://chat.acme.example:443/ws"},
        {"rel": TLS, "port": 5223, "ips": ["192.0.2.7", "2001:db8::7"]},
    ) == (
        Target("192.0.2.7", 5223, is_direct_tls=True),
        Target("2001:db8::7", 5223, is_direct_tls=True),
        Target("chat.acme.example", 5222),
    )


@pytest.mark.parametrize(
    "link",
    [
        {"rel": WEBSOCKET, "href": "ws://chat.acme.example/"},
        {"rel": WEBSOCKET, "href": "file:///etc/passwd"},
        {"rel": WEBSOCKET, "href": 7},
        {"rel": WEBSOCKET, "href": "wss://[broken"},
        {"rel": TLS, "port": "5223", "ips": ["192.0.2.7"]},
        {"rel": TLS, "port": 99_999, "ips": ["192.0.2.7"]},
        {"rel": TLS, "port": 5223, "ips": "192.0.2.7"},
        {"rel": TLS, "port": 5223, "ips": [1, None]},
        {"rel": "copyright", "href": "https://acme.example/"},
        "text",
        None,
    ],
)
def test_what_makes_no_sense_is_passed_over(link: object) -> None:
    assert read(link) == ()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"links": 3}', b"[" * 60_000])
def test_what_is_no_document_has_no_targets(content: bytes) -> None:
    assert _read_json(content) == ()


def test_the_older_form() -> None:
    document = f"""<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>
        <Link rel='{WEBSOCKET}' href='wss://web.acme.example/ws'/><Link rel='lrdd' href='x'/></XRD>"""
    assert _read_xrd(document.encode()) == (Target("web.acme.example", 5222),)


def test_the_older_form_with_entities_is_refused() -> None:
    document = f"""<!DOCTYPE x [<!ENTITY a 'wss://web.acme.example'>]>
        <XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'><Link rel='{WEBSOCKET}' href='&a;'/></XRD>"""
    assert _read_xrd(document.encode()) == ()
