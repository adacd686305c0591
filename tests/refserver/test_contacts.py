"""Rosters, subscriptions, presence and blocking, as the clients of one domain see them."""

from __future__ import annotations

import pytest

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.roster import Roster
from startalk_desktop.refserver.stanza import E, Element
from tests.refserver.client import Client, ServerError

ROSTER = f"<query xmlns='{ns.ROSTER}'/>"


async def interested(domain: Domain, local: str, resource: str = "desk") -> Client:
    """A client that has asked for its roster and is available."""
    client = await Client.sign_in(domain, local, resource)
    await client.ask("get", None, ROSTER)
    await client.send("<presence/>")
    client.arrived.clear()
    return client


async def set_item(client: Client, attributes: str, content: str = "") -> None:
    item = f"<item {attributes}>{content}</item>"
    await client.ask("set", None, f"<query xmlns='{ns.ROSTER}'>{item}</query>")


def pushed(client: Client) -> list[tuple[str | None, str | None, str | None]]:
    """Address, subscription and ask of each roster push."""
    items = (item for iq in client.take("iq") for item in iq.iter(f"{{{ns.ROSTER}}}item"))
    return [(item.get("jid"), item.get("subscription"), item.get("ask")) for item in items]


def presences(client: Client) -> list[tuple[str | None, str | None]]:
    return [(stanza.get("type"), stanza.get("from")) for stanza in client.take("presence")]


async def befriended(domain: Domain) -> tuple[Client, Client]:
    for local in ("王芳", "li"):
        domain.accounts.create(local)
    domain.roster.befriend("王芳", "li")
    wang, li = await interested(domain, "王芳"), await interested(domain, "li")
    wang.arrived.clear()
    li.arrived.clear()
    return wang, li


# The roster


@pytest.mark.parametrize(
    ("attributes", "content", "condition"),
    [
        ("jid='a@b@c'", "", "jid-malformed"),
        ("jid='王芳@acme.example'", "", "not-allowed"),
        ("jid='li@x' subscription='remove'", "", "item-not-found"),
        ("jid='li@x'", "<group/>", "not-acceptable"),
        ("jid='li@x'", "<group>a</group><group>a</group>", "bad-request"),
        (f"jid='li@x' name='{'n' * 2000}'", "", "not-acceptable"),
    ],
)
async def test_wrong_items_are_refused(
    domain: Domain, attributes: str, content: str, condition: str
) -> None:
    wang = await interested(domain, "王芳")
    with pytest.raises(ServerError) as refused:
        await set_item(wang, attributes, content)
    assert condition in refused.value.conditions


async def test_exactly_one_item_is_set_at_once(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    for content in ("", "<item jid='a@b'/><item jid='c@d'/>"):
        with pytest.raises(ServerError) as refused:
            await wang.ask("set", None, f"<query xmlns='{ns.ROSTER}'>{content}</query>")
        assert "bad-request" in refused.value.conditions


async def test_client_can_not_grant_itself_a_subscription(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    await set_item(wang, "jid='li@acme.example' subscription='both' ask='subscribe'")
    assert pushed(wang) == [("li@acme.example", "none", None)]


async def test_version_changes_with_the_roster(domain: Domain) -> None:
    wang = await interested(domain, "王芳")

    async def version() -> str:
        query = await wang.ask("get", None, f"<query xmlns='{ns.ROSTER}' ver='old'/>")
        return query.get("ver") or ""

    seen = [await version()]
    await set_item(wang, "jid='li@x'")
    seen.append(await version())
    domain.accounts.create("li")
    domain.roster.befriend("王芳", "li")
    seen.append(await version())
    assert len(set(seen)) == len(seen)
    unchanged = await wang.ask("get", None, f"<query xmlns='{ns.ROSTER}' ver='{seen[-1]}'/>")
    assert unchanged.tag == f"{{{ns.CLIENT}}}iq", "an empty result"


async def test_shared_group_makes_friends_of_all(domain: Domain) -> None:
    domain.accounts.create_many([("王芳", "王芳"), ("li", "李雷"), ("han", "韩梅梅")])
    domain.roster.share("研发", ["王芳", "li"])
    wang = await interested(domain, "王芳")
    query = await wang.ask("get", None, ROSTER)
    (item,) = query
    assert dict(item.attrib) == {"jid": "li@acme.example", "name": "李雷", "subscription": "both"}
    assert [group.text for group in item] == ["研发"]
    li = await interested(domain, "li")
    assert (None, li.jid) in presences(wang)
    await interested(domain, "han")
    assert presences(wang) == []


async def test_rosters_outlive_the_server(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    await set_item(wang, "jid='li@x' name='李'", "<group>a</group>")
    await wang.send("<presence to='li@x' type='subscribe'/>")
    await domain.route(_presence("subscribe", "han@acme.example", wang.bare))
    again = Roster(domain)
    [item] = again.items("王芳").values()
    assert (item.jid, item.name, item.groups, item.is_asking) == ("li@x", "李", ("a",), True)
    assert list(again.requests("王芳")) == ["han@acme.example"]


# Subscriptions


async def test_handshake(domain: Domain) -> None:
    wang, li = await interested(domain, "王芳"), await interested(domain, "li")
    await wang.send(f"<presence to='{li.jid}' type='subscribe'><status>你好</status></presence>")
    assert pushed(wang) == [(li.bare, "none", "subscribe")]
    assert presences(li) == [("subscribe", wang.bare)]
    assert pushed(li) == []
    await li.send(f"<presence to='{wang.bare}' type='subscribed'/>")
    assert pushed(li) == [(wang.bare, "from", None)]
    assert pushed(wang) == [(li.bare, "to", None)]
    assert presences(wang) == [("subscribed", li.bare), (None, li.jid)]


async def test_grant_out_of_the_blue_changes_nothing(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    li = await interested(domain, "li")
    await domain.route(
        _presence("subscribed", li.bare, wang.bare)
    )  # as a server might that breaks the rules
    assert pushed(wang) == []
    assert presences(wang) == []


async def test_unknown_accounts_say_no(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    await wang.send("<presence to='nobody@acme.example' type='subscribe'/>")
    assert ("unsubscribed", "nobody@acme.example") in presences(wang)


async def test_removal_takes_back_everything(domain: Domain) -> None:
    wang, li = await befriended(domain)
    await set_item(wang, f"jid='{li.bare}' subscription='remove'")
    assert pushed(wang) == [(li.bare, "remove", None)]
    assert pushed(li)[-1] == (wang.bare, "none", None)
    assert ("unavailable", wang.jid) in presences(li)
    assert ("unavailable", li.jid) in presences(wang)


# Presence


async def test_probe_of_a_stranger_tells_nothing(domain: Domain) -> None:
    wang, li = await interested(domain, "王芳"), await interested(domain, "li")
    await wang.send(f"<presence to='{li.bare}' type='probe'/>")
    assert presences(wang) == []


async def test_directed_presence_is_taken_back_at_the_end(domain: Domain) -> None:
    wang, li = await interested(domain, "王芳"), await interested(domain, "li")
    await wang.send(f"<presence to='{li.jid}'/>")
    await wang.session.close()
    assert presences(li) == [(None, wang.jid), ("unavailable", wang.jid)]


async def test_own_resources_see_each_other(domain: Domain) -> None:
    desk = await interested(domain, "王芳", "desk")
    phone = await Client.sign_in(domain, "王芳", "phone")
    await phone.send("<presence/>")
    assert presences(desk) == [(None, phone.jid)]
    assert sorted(presences(phone), key=str) == [(None, desk.jid), (None, phone.jid)]


@pytest.mark.parametrize("priority", ["200", "high"])
async def test_wrong_priority_is_an_error(domain: Domain, priority: str) -> None:
    wang = await Client.sign_in(domain, "王芳")
    await wang.send(f"<presence><priority>{priority}</priority></presence>")
    assert [kind for kind, _ in presences(wang)] == ["error"]


async def test_observers_hear_what_an_account_hears(domain: Domain) -> None:
    heard: list[tuple[str, str | None]] = []

    async def observe(account: Jid, presence: Element) -> None:
        heard.append((account.local, presence.get("from")))

    domain.presence_observers[:] = [observe]
    wang, _ = await befriended(domain)
    heard.clear()
    await wang.send("<presence/>")
    assert heard == [("王芳", wang.jid), ("li", wang.jid)]


# Blocking


async def block(client: Client, *addresses: str, tag: str = "block") -> None:
    items = "".join(f"<item jid='{address}'/>" for address in addresses)
    await client.ask("set", None, f"<{tag} xmlns='{ns.BLOCKING}'>{items}</{tag}>")


@pytest.mark.parametrize("form", ["li@acme.example", "acme.example", "li@acme.example/desk"])
async def test_blocked_forms(domain: Domain, form: str) -> None:
    wang, li = await interested(domain, "王芳"), await interested(domain, "li")
    await block(wang, form)
    await li.send(f"<message to='{wang.bare}'><body>x</body></message>")
    (bounced,) = li.take("message")
    assert bounced.find(f".//{{{ns.STANZA_ERRORS}}}service-unavailable") is not None
    await wang.send(f"<message to='{li.jid}'><body>x</body></message>")
    (refused,) = wang.take("message")
    assert refused.find(f".//{{{ns.STANZA_ERRORS}}}not-acceptable") is not None
    assert refused.find(f".//{{{ns.BLOCKING_ERRORS}}}blocked") is not None
    assert li.take("message") == []
    await wang.ask("get", "acme.example", f"<ping xmlns='{ns.PING}'/>")


async def test_blocking_is_seen_as_leaving_and_coming_back(domain: Domain) -> None:
    wang, li = await befriended(domain)
    await block(wang, li.bare)
    assert presences(li) == [("unavailable", wang.jid)]
    await wang.send("<presence><show>dnd</show></presence>")
    await li.send("<presence><show>dnd</show></presence>")
    assert (None, wang.jid) not in presences(li)
    assert (None, li.jid) not in presences(wang)
    await block(wang, tag="unblock")
    assert presences(li)[-1] == (None, wang.jid)


async def test_blocked_request_gets_an_error_and_subscription_silence(domain: Domain) -> None:
    wang, li = await interested(domain, "王芳"), await interested(domain, "li")
    await block(wang, li.bare)
    with pytest.raises(ServerError) as refused:
        await li.ask("get", wang.jid, f"<query xmlns='{ns.VERSION}'/>")
    assert "service-unavailable" in refused.value.conditions
    await li.send(f"<presence to='{wang.bare}' type='subscribe'/>")
    assert presences(wang) == []


async def test_block_list_is_pushed_and_survives(domain: Domain) -> None:
    wang, phone = await interested(domain, "王芳"), await interested(domain, "王芳", "phone")
    await phone.ask("get", None, f"<blocklist xmlns='{ns.BLOCKING}'/>")
    await block(wang, "evil@b", "b.example")
    (push,) = phone.take("iq")
    assert [item.get("jid") for item in push.iter(f"{{{ns.BLOCKING}}}item")] == [
        "evil@b",
        "b.example",
    ]
    assert wang.take("iq") == [], "it never asked for the list"
    listed = await wang.ask("get", None, f"<blocklist xmlns='{ns.BLOCKING}'/>")
    assert [item.get("jid") for item in listed] == ["b.example", "evil@b"]


async def test_wrong_blocks_are_refused(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    for addresses, condition in (
        ((), "bad-request"),
        (("a@b@c",), "jid-malformed"),
        ((wang.bare,), "not-allowed"),
    ):
        with pytest.raises(ServerError) as refused:
            await block(wang, *addresses)
        assert condition in refused.value.conditions


def _presence(kind: str, sender: str, to: str) -> Element:
    return E(ns.CLIENT, "presence", {"type": kind, "from": sender, "to": to})


async def test_taking_back_a_grant(domain: Domain) -> None:
    wang, li = await befriended(domain)
    await li.send(f"<presence to='{wang.bare}' type='unsubscribed'/>")
    assert pushed(li) == [(wang.bare, "to", None)]
    assert pushed(wang) == [(li.bare, "from", None)]
    assert presences(wang) == [("unavailable", li.jid), ("unsubscribed", li.bare)]


async def test_losing_interest(domain: Domain) -> None:
    wang, li = await befriended(domain)
    await wang.send(f"<presence to='{li.bare}' type='unsubscribe'/>")
    assert pushed(wang) == [(li.bare, "from", None)]
    assert pushed(li) == [(wang.bare, "to", None)]
    assert presences(li) == [("unsubscribe", wang.bare)]
    assert presences(wang) == [("unavailable", li.jid)]


async def test_withdrawn_request_is_not_shown_again(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    domain.accounts.create("li")
    await wang.send("<presence to='li@acme.example' type='subscribe'/>")
    await wang.send("<presence to='li@acme.example' type='unsubscribe'/>")
    li = await Client.sign_in(domain, "li")
    await li.send("<presence/>")
    assert [kind for kind, _ in presences(li)] == [None]


async def test_request_to_oneself_is_nothing(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    await wang.send(f"<presence to='{wang.bare}' type='subscribe'/>")
    assert wang.arrived == []


async def report(client: Client, inner: str, attributes: str = "") -> None:
    command = f"<block xmlns='{ns.BLOCKING}'><item jid='spam@beta.example'>"
    told = f"<report xmlns='{ns.REPORTING}' {attributes}>{inner}</report>"
    await client.ask("set", None, f"{command}{told}</item></block>")


async def test_a_report_comes_with_its_block(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    stanza_id = f"<stanza-id xmlns='{ns.STANZA_ID}' by='{wang.bare}' id='s1'/>"
    await report(wang, f"{stanza_id}<text>广告</text>", "reason='urn:xmpp:reporting:spam'")
    [kept] = domain.blocking.reports
    assert (str(kept.account), str(kept.reported)) == (str(wang.bare), "spam@beta.example")
    assert (kept.reason, kept.text, kept.stanza_ids) == ("urn:xmpp:reporting:spam", "广告", ("s1",))
    assert domain.blocking.is_blocked("王芳", Jid.parse("spam@beta.example"))


async def test_a_report_without_a_reason_blocks_nobody(domain: Domain) -> None:
    wang = await interested(domain, "王芳")
    with pytest.raises(ServerError):
        await report(wang, "")
    assert not domain.blocking.reports
    assert not domain.blocking.is_blocked("王芳", Jid.parse("spam@beta.example"))
