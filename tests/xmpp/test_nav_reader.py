"""Reading nav documents: ours, the original's, and what is hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.xmpp.nav_reader import NavUnreadable, read_nav

URL = "https://www.acme.example/startalk/nav.json"


def read(document: object) -> NavDocument:
    return read_nav(json.dumps(document).encode(), URL)


def own(**keys: object) -> NavDocument:
    return read({"startalk": {"domain": "acme.example", **keys}})


def original(**keys: object) -> NavDocument:
    return read({"Login": {"loginType": "password"}, "baseaddess": keys})


def test_ours() -> None:
    assert own(
        name="Acme 公司",
        host="Chat.Acme.Example",
        port=5222,
        directTlsPort=443,
        colour="#AB00ff",
        logo="../logo.png",
    ) == NavDocument(
        URL,
        "acme.example",
        "Acme 公司",
        Endpoint("chat.acme.example", 443, is_direct_tls=True),
        "#ab00ff",
        "https://www.acme.example/logo.png",
    )


def test_ours_with_nothing_but_the_domain_leaves_the_rest_to_dns() -> None:
    assert own() == NavDocument(URL, "acme.example")
    assert own(host=None, port="", name=None) == NavDocument(URL, "acme.example")
    assert own(host="0.0.0.0") == NavDocument(URL, "acme.example")
    assert own(port=5269).endpoint == Endpoint("acme.example", 5269)
    assert own(host="10.0.0.7").endpoint == Endpoint("10.0.0.7", 5222)
    assert own(host="[2001:db8::7]").endpoint == Endpoint("2001:db8::7", 5222)


def test_the_originals() -> None:
    document = original(
        xmpp="im.acme.example",
        xmppport=5202,
        xmppmport=5222,
        protobufPort=5202,
        domain="acme.example",
        domainhost="im.acme.example",
        javaurl="https://im.acme.example/package",
        httpurl="https://im.acme.example/newapi",
        apiurl="https://im.acme.example/api",
        fileurl="https://im.acme.example",
        pubkey="rsa_public_key",
    )
    endpoint = Endpoint("im.acme.example", 5202)
    assert document == NavDocument(URL, "acme.example", endpoint=endpoint)


def test_the_originals_keys_may_be_missing() -> None:
    assert original(domainhost="acme.example") == NavDocument(URL, "acme.example")
    assert original(domain="acme.example", xmpp="im.acme.example").endpoint == Endpoint(
        "im.acme.example", 5222
    )
    assert original(domain="acme.example", xmppport="5202").endpoint == Endpoint(
        "acme.example", 5202
    )
    assert original(domain="acme.example", xmppport=0, xmpp="").endpoint is None


def test_ours_counts_before_the_originals() -> None:
    both = {"startalk": {"domain": "acme.example"}, "baseaddess": {"domain": "beta.example"}}
    assert read(both).domain == "acme.example"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b"[" * 60_000,
        b"{}",
        b'{"startalk": 3}',
        b"9" * 60_000,
    ],
)
def test_what_is_no_document(content: bytes) -> None:
    with pytest.raises(NavUnreadable):
        read_nav(content, URL)


@pytest.mark.parametrize(
    "keys",
    [
        {"domain": None},
        {"domain": 7},
        {"domain": "wang@acme.example"},
        {"domain": "acme.example/x"},
        {"domain": "acme example"},
        {"domain": "acme.example:5222"},
        {"host": "chat acme"},
        {"host": "https://chat.acme.example"},
        {"host": "chat.acme.example/../x"},
        {"host": "-x.example"},
        {"host": "a" * 64 + ".example"},
        {"host": "a." * 200 + "example"},
        {"host": "x" * 10_000},
        {"host": ["chat.acme.example"]},
        {"host": "chat.acme.example\r\nHost: evil"},
        {"port": -1},
        {"port": 65_536},
        {"port": 1.5},
        {"port": True},
        {"port": "５２２２"},
        {"port": "5222 "},
        {"port": [5222]},
        {"directTlsPort": 10**30},
    ],
)
def test_a_value_that_cant_be_meant_makes_it_worthless(keys: dict[str, object]) -> None:
    with pytest.raises(NavUnreadable):
        own(**keys)


@pytest.mark.parametrize("colour", ["red", "#abc", "#gggggg", "#12345678", 7, None, "url(x)"])
def test_a_colour_that_is_none_is_passed_over(colour: object) -> None:
    assert own(colour=colour).colour == ""


@pytest.mark.parametrize(
    "logo",
    [
        "http://x.example/l.png",
        "file:///etc/passwd",
        "//[",
        7,
        "https://a:b@x.example/l",
        "data:,x",
    ],
)
def test_a_logo_that_is_not_safe_is_passed_over(logo: object) -> None:
    assert own(logo=logo).logo_url == ""


def test_a_name_is_one_line_of_what_can_be_shown() -> None:
    assert own(name="  Acme\n\u202e Inc\x00 ").name == "Acme Inc"
    assert len(own(name="x" * 10_000).name) == 80
    assert own(name=["Acme"]).name == ""


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
_KEYS = st.sampled_from(
    [
        "domain",
        "name",
        "host",
        "port",
        "directTlsPort",
        "colour",
        "logo",
        "xmpp",
        "xmppport",
        "domainhost",
    ]
)
_LIKELY = st.sampled_from(
    ["acme.example", "im.acme.example", 5222, "5222", "::1", "#aabbcc", "l.png"]
)


@given(
    st.sampled_from(["startalk", "baseaddess"]),
    st.dictionaries(_KEYS, _LIKELY | _JSON, max_size=10),
)
def test_whatever_is_read_is_good(part: str, keys: dict[str, Any]) -> None:
    try:
        document = read_nav(json.dumps({part: keys}).encode(), URL)
    except NavUnreadable:
        return
    assert document.domain
    assert "@" not in document.domain
    assert document.name.isprintable()
    assert document.logo_url == "" or document.logo_url.startswith("https://")
    if document.endpoint is not None:
        assert 0 < document.endpoint.port < 65_536
        assert document.endpoint.host
        assert document.endpoint.host.isascii()
        assert not set(document.endpoint.host) & set(" /@\r\n\\")


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    try:
        read_nav(content, URL)
    except NavUnreadable:
        return
