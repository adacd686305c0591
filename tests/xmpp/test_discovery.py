"""Which doors of a domain are tried, and in which order (RFC 2782, RFC 6120 section 3.2, XEP-0368)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import pytest

from startalk_desktop.model.account import Endpoint
from startalk_desktop.model.failure import FailureCode
from startalk_desktop.xmpp.discovery import (
    MOST_TARGETS,
    Discovery,
    LookupFailed,
    LookupTrouble,
    SrvRecord,
    Target,
)
from startalk_desktop.xmpp.errors import SignInFailed

PLAIN = "_xmpp-client._tcp.acme.example."
DIRECT = "_xmpps-client._tcp.acme.example."


class FakeDns:
    def __init__(self, zone: Mapping[str, Sequence[SrvRecord] | LookupTrouble]) -> None:
        self._zone = zone
        self.asked: list[str] = []

    async def lookup(self, name: str) -> Sequence[SrvRecord]:
        self.asked.append(name)
        answer = self._zone.get(name, LookupTrouble.NO_SUCH_DOMAIN)
        if isinstance(answer, LookupTrouble):
            raise LookupFailed(answer, "as the test says")
        return answer


async def no_host_meta(_domain: str) -> Sequence[Target]:
    return ()


async def found(
    zone: Mapping[str, Sequence[SrvRecord] | LookupTrouble],
    domain: str = "acme.example",
    seed: int = 1,
) -> list[Target]:
    discovery = Discovery(FakeDns(zone), no_host_meta, Random(seed).random)
    return list(await discovery.targets(domain))


async def test_endpoint_by_hand_asks_nobody() -> None:
    dns = FakeDns({})
    discovery = Discovery(dns, no_host_meta)
    endpoint = Endpoint("chat.acme.example", 5223, is_direct_tls=True)
    targets = await discovery.targets("acme.example", endpoint)
    assert list(targets) == [Target("chat.acme.example", 5223, is_direct_tls=True)]
    assert dns.asked == []


async def test_both_services_are_one_list_by_priority() -> None:
    targets = await found(
        {
            PLAIN: [
                SrvRecord(10, 0, 5222, "b.acme.example."),
                SrvRecord(30, 0, 5222, "d.acme.example."),
            ],
            DIRECT: [
                SrvRecord(20, 0, 443, "c.acme.example."),
                SrvRecord(5, 0, 5223, "a.acme.example."),
            ],
        }
    )
    assert targets == [
        Target("a.acme.example", 5223, is_direct_tls=True),
        Target("b.acme.example", 5222),
        Target("c.acme.example", 443, is_direct_tls=True),
        Target("d.acme.example", 5222),
    ]


async def test_among_equals_weight_decides_how_often_one_is_first() -> None:
    zone = {
        PLAIN: [
            SrvRecord(1, 90, 5222, "heavy.example."),
            SrvRecord(1, 10, 5222, "light.example."),
            SrvRecord(1, 0, 5222, "none.example."),
        ]
    }
    firsts = Counter([(await found(zone, seed=seed))[0].host for seed in range(400)])
    assert firsts["heavy.example"] > 300
    assert 10 < firsts["light.example"] < 80
    assert firsts["none.example"] > 0


async def test_each_record_is_tried_once() -> None:
    zone = {PLAIN: [SrvRecord(1, weight, 5222, f"s{weight}.example.") for weight in range(5)]}
    for seed in range(20):
        assert len(set(await found(zone, seed=seed))) == 5


async def test_no_records_mean_the_domain_itself() -> None:
    assert await found({}) == [Target("acme.example", 5222)]
    assert await found({PLAIN: [], DIRECT: []}) == [Target("acme.example", 5222)]


@pytest.mark.parametrize("trouble", [LookupTrouble.TIMEOUT, LookupTrouble.UNREACHABLE])
async def test_dns_in_trouble_still_tries_the_domain(trouble: LookupTrouble) -> None:
    assert await found({PLAIN: trouble, DIRECT: trouble}) == [Target("acme.example", 5222)]


async def test_one_lookup_in_trouble_leaves_the_other() -> None:
    zone = {PLAIN: [SrvRecord(1, 0, 5222, "a.example.")], DIRECT: LookupTrouble.TIMEOUT}
    assert await found(zone) == [Target("a.example", 5222)]


async def test_dot_says_that_it_is_not_offered() -> None:
    with pytest.raises(SignInFailed) as caught:
        await found({PLAIN: [SrvRecord(0, 0, 0, ".")]})
    assert caught.value.failure.code is FailureCode.DOMAIN_NOT_SERVED


async def test_dot_for_one_kind_leaves_the_other() -> None:
    zone = {PLAIN: [SrvRecord(0, 0, 0, ".")], DIRECT: [SrvRecord(0, 0, 443, "a.example.")]}
    assert await found(zone) == [Target("a.example", 443, is_direct_tls=True)]
    zone = {DIRECT: [SrvRecord(0, 0, 0, ".")]}
    assert await found(zone) == [Target("acme.example", 5222)]


@pytest.mark.parametrize("domain", ["localhost", "chat.localhost", "127.0.0.1", "[::1]"])
async def test_what_has_no_records_is_not_looked_up(domain: str) -> None:
    dns = FakeDns({})
    targets = await Discovery(dns, no_host_meta).targets(domain)
    assert list(targets) == [Target(domain, 5222)]
    assert dns.asked == []


async def test_host_meta_comes_before_the_domain_itself() -> None:
    async def host_meta(domain: str) -> Sequence[Target]:
        return (Target(f"chat.{domain}", 5222),)

    targets = await Discovery(FakeDns({}), host_meta).targets("acme.example")
    assert list(targets) == [Target("chat.acme.example", 5222), Target("acme.example", 5222)]


async def test_a_zone_of_a_thousand_records_is_cut_short() -> None:
    zone = {PLAIN: [SrvRecord(n, 0, 5222, f"s{n}.example.") for n in range(1000)]}
    assert len(await found(zone)) == MOST_TARGETS
