"""What leads to a company: addresses, domains, links, and URIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.way_in import (
    AddressWay,
    DomainWay,
    NavWay,
    WayIn,
    WayInError,
    WayInProblem,
    understand,
)

WANG = AddressWay(Jid.parse("王芳@acme.example"))


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("wang@acme.example", AddressWay(Jid("wang", "acme.example"))),
        ("  Wang@ACME.example/phone\n", AddressWay(Jid("wang", "acme.example"))),
        ("acme.example", DomainWay("acme.example")),
        ("公司.example", DomainWay("公司.example")),
        # RFC 5122: the path says whom, an authority who signs in
        ("xmpp:wang@acme.example", AddressWay(Jid("wang", "acme.example"))),
        ("XMPP:wang@acme.example?message;body=hi#top", AddressWay(Jid("wang", "acme.example"))),
        ("xmpp:%E7%8E%8B%E8%8A%B3@acme.example", WANG),
        ("xmpp:王芳@acme.example", WANG),
        ("xmpp://wang@acme.example/li@beta.example", AddressWay(Jid("wang", "acme.example"))),
        ("xmpp://wang@acme.example", AddressWay(Jid("wang", "acme.example"))),
        ("xmpp:acme.example", DomainWay("acme.example")),
        ("xmpp:intranet", DomainWay("intranet")),
        ("https://acme.example/nav?c=1#x", NavWay("https://acme.example/nav?c=1")),
        ("HTTPS://acme.example:8443/nav", NavWay("https://acme.example:8443/nav")),
        ("https://[2001:db8::7]/nav", NavWay("https://[2001:db8::7]/nav")),
        ("https://acme.example", NavWay("https://acme.example/.well-known/startalk-nav.json")),
        ("acme.example:8443", NavWay("https://acme.example:8443/.well-known/startalk-nav.json")),
        ("acme.example/nav", NavWay("https://acme.example/nav")),
    ],
)
def test_ways(text: str, way: WayIn) -> None:
    assert understand(text) == way


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", WayInProblem.EMPTY),
        (" \n", WayInProblem.EMPTY),
        ("wang", WayInProblem.NOT_UNDERSTOOD),
        ("@acme.example", WayInProblem.NOT_UNDERSTOOD),
        ("wang fang@acme.example", WayInProblem.NOT_UNDERSTOOD),
        ("wang@acme.example:5222", WayInProblem.NOT_UNDERSTOOD),
        ("xmpp:", WayInProblem.NOT_UNDERSTOOD),
        ("xmpp:%ff@acme.example", WayInProblem.NOT_UNDERSTOOD),
        ("https://", WayInProblem.NOT_UNDERSTOOD),
        ("https://acme.example:99999/nav", WayInProblem.NOT_UNDERSTOOD),
        ("https://[broken/nav", WayInProblem.NOT_UNDERSTOOD),
        ("https://acme.example/\u202enav", WayInProblem.NOT_UNDERSTOOD),
        ("ftp://acme.example/nav", WayInProblem.NOT_UNDERSTOOD),
        ("javascript://acme.example/nav", WayInProblem.NOT_UNDERSTOOD),
        ("a@" + "x" * 5000, WayInProblem.NOT_UNDERSTOOD),
        ("http://acme.example/nav", WayInProblem.NOT_ENCRYPTED),
        ("HTTP://acme.example", WayInProblem.NOT_ENCRYPTED),
    ],
)
def test_what_leads_nowhere(text: str, problem: WayInProblem) -> None:
    with pytest.raises(WayInError) as caught:
        understand(text)
    assert caught.value.problem is problem


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(max_size=60).map("xmpp:{}".format),
        st.text(max_size=60).map("https://{}".format),
    )
)
def test_anything_is_understood_or_refused(text: str) -> None:
    try:
        way = understand(text)
    except WayInError:
        return
    if isinstance(way, NavWay):
        assert way.url.startswith("https://")
    if isinstance(way, DomainWay):
        assert way.nav_url.startswith("https://")


def test_a_domain_in_other_letters_is_asked_by_its_wire_form() -> None:
    assert DomainWay("公司.example").nav_url.startswith("https://xn--")
