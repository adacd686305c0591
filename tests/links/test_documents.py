"""What docs/servers.md tells administrators about links is what the tests of links run with."""

import pytest

from tests.servers import documented
from tests.servers.federation import ACME, EJABBERD, MISSING, PROSODY, STRANGER, firewall


def test_prosodys_firewall_lets_its_partners_through_and_nobody_else() -> None:
    zone, rules = firewall(PROSODY).split("\n", 1)
    named = set(zone.removeprefix("%ZONE linked: ").split(", "))
    expected = {
        host for each in (ACME, STRANGER, EJABBERD, MISSING) for host in documented.hosts(each)
    }
    assert named == expected
    assert "example" not in rules.replace(PROSODY, ""), "nobody of the document is left"


def test_ejabberds_links_are_added_to_its_configuration() -> None:
    config = documented.ejabberd(EJABBERD, (ACME,))
    assert config["hosts"] == [EJABBERD]
    assert config["acl"]["linked"]["server"] == documented.hosts(ACME)
    assert (config["s2s_access"], config["access_rules"]["linked"]) == (
        "linked",
        {"allow": "linked"},
    )
    assert set(config["access_rules"]) == {"configure", "linked", "local"}, "joined, not replaced"
    assert [each["port"] for each in config["listen"]] == [5222, 5223, 5443, 5269]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("pubsub.beta.example, ", ""), ("server: [beta.example,", "server: [evil.example,")],
)
def test_a_document_that_names_other_hosts_is_refused(was: str, becomes: str) -> None:
    text = documented.DOCUMENT.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="hosts of a partner"):
        documented.ejabberd(EJABBERD, (ACME,), text.replace(was, becomes))
