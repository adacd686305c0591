"""What a domain says of its links is hostile until read."""

from __future__ import annotations

import pytest

from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.xmpp.links_reader import MOST_LINKS, NAMESPACE, LinksRefused, read_links
from tests.xmpp.stanzas import element


def links(inner: str) -> tuple[LinkedDomain, ...]:
    return read_links(element(f"<links xmlns='{NAMESPACE}'>{inner}</links>"), "acme.example")


def test_linked_domains_are_read_each_once_with_a_name() -> None:
    read = links(
        "<domain jid='beta.example' name='Beta &#x202E;贝塔'/><domain jid='GAMMA.example'/>"
        "<domain jid='beta.example' name='Other'/><other jid='x.example'/>"
    )
    assert read == (
        LinkedDomain("beta.example", "Beta 贝塔"),
        LinkedDomain("gamma.example", "gamma.example"),
    )


@pytest.mark.parametrize(
    "jid", ["", "acme.example", "ceo@beta.example", "beta.example/x", "a b", "@"]
)
def test_what_is_no_other_domain_is_left_out(jid: str) -> None:
    assert links(f"<domain jid='{jid}' name='x'/>") == ()
    assert links("<domain name='x'/>") == ()


def test_there_are_not_too_many() -> None:
    many = "".join(f"<domain jid='d{number}.example'/>" for number in range(MOST_LINKS + 10))
    assert len(links(many)) == MOST_LINKS


def test_something_else_is_refused() -> None:
    with pytest.raises(LinksRefused):
        read_links(element("<links xmlns='urn:other'/>"), "acme.example")
