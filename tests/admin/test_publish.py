"""Publishing against real servers: what clients see, what is sent again, and what is refused."""

import asyncio
import xml.etree.ElementTree as ET
from pathlib import Path
from types import MappingProxyType

import pytest

from startalk_desktop.admin.outcome import ExitCode
from startalk_desktop.model.events import OrgTreeAnnounced
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.xmpp import org_publishing
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.org_names import LINKED_NODE, NODE
from tests.admin.conftest import Admin
from tests.conformance.person import Cast
from tests.conformance.pubsub import PUBSUB, expect_event, retract, subscribe
from tests.servers.relay import Relay
from tests.xmpp.desk import Desk, Desks
from tests.xmpp.recording import until


async def tree(desk: Desk) -> tuple[OrgIndex, dict[str, UnitContent]]:
    """What a client sees: the index, and the units by name."""
    index = await desk.session.organisation.fetch_index()
    assert index is not None
    units = await desk.session.organisation.fetch_units([head.id for head in index.units])
    assert len(units) == len(index.units)
    return index, {unit.name: unit for unit in units}


def people(unit: UnitContent) -> list[str]:
    return [member.name for member in unit.members]


async def test_a_table_becomes_a_tree(admin: Admin, desks: Desks) -> None:
    admin.table(
        "wang,王芳,总部/研发,总监",
        "li,李伟,总部,CEO",
        "wang,王芳,总部/测试,顾问",
        header="address,name,unit,title",
    )
    done = await admin.publish("--yes", "--name", "Acme 公司")
    assert done.code is ExitCode.DONE, done.errors
    assert "2 people in 3 units" in done.output

    wang = await desks.online("wang")
    index, units = await tree(wang)
    assert index.name == "Acme 公司"
    assert index.faults == ()
    assert [(head.name, head.count) for head in index.units] == [
        ("总部", 2),
        ("研发", 1),
        ("测试", 1),
    ]
    assert people(units["总部"]) == ["李伟"]
    assert [member.title for member in units["测试"].members] == ["顾问"]
    assert units["研发"].parent == units["总部"].id


async def test_what_is_published_already_is_not_sent_again(admin: Admin, desks: Desks) -> None:
    admin.table("wang,王芳,总部/研发", "li,李伟,总部")
    assert (await admin.publish("--yes")).code is ExitCode.DONE
    again = await admin.publish()
    assert again.code is ExitCode.DONE, again.errors
    assert "nothing to do" in again.output

    wang = await desks.online("wang")
    before, _ = await tree(wang)
    admin.table("wang,王芳芳,总部/研发", "li,李伟,总部")
    changed = await admin.publish("--yes")
    assert "1 person changed" in changed.output
    assert "to send: 1 unit and the index" in changed.output
    await wang.expect(OrgTreeAnnounced)
    after, units = await tree(wang)
    assert people(units["研发"]) == ["王芳芳"]
    hashes = [{head.id: head.content_hash for head in index.units} for index in (before, after)]
    assert sum(hashes[0][unit] != hashes[1][unit] for unit in hashes[1]) == 1
    assert int(after.revision) == int(before.revision) + 1


async def test_units_move_and_are_renamed_and_go(admin: Admin, desks: Desks) -> None:
    admin.table("a,A,总部/研发/平台", "b,B,总部/研发", "c,C,总部/人事", "d,D,总部/旧部门")
    await admin.publish("--yes")
    wang = await desks.online("wang")
    _, before = await tree(wang)
    admin.table("a,A,总部/平台", "b,B,总部/技术", "c,C,总部/人事", "e,E,总部/新部门")
    done = await admin.publish("--yes")
    assert done.code is ExitCode.DONE, done.errors
    for line in (
        "总部 / 研发 / 平台 → 总部 / 平台",
        "总部 / 研发 → 总部 / 技术",
        "- 总部 / 旧部门",
        "+ 总部 / 新部门",
    ):
        assert line in done.output
    index, after = await tree(wang)
    assert {unit.id for unit in after.values()} == {head.id for head in index.units}
    assert after["平台"].id == before["平台"].id
    assert after["平台"].parent == after["总部"].id
    assert after["技术"].id == before["研发"].id
    gone = await wang.session.organisation.fetch_units([before["旧部门"].id])
    assert gone == ()


async def test_who_is_hidden_never_leaves_the_machine(admin: Admin, cast: Cast) -> None:
    admin.table(
        "wang,王芳,总部/研发,,",
        "secret,秘密,总部/研发,hidden,",
        "alone,独自,总部/影子部门,隐藏,",
        header="address,name,unit,visibility,phone",
    )
    done = await admin.publish("--yes")
    assert done.code is ExitCode.DONE, done.errors
    assert "秘密" not in done.output
    li = await cast.online("li")
    for published in await everything(li, admin, NODE):
        assert not any(word in published for word in ("secret", "秘密", "alone", "独自", "影子"))


async def everything(person, admin: Admin, node: str) -> list[str]:  # type: ignore[no-untyped-def]
    iq = person.client.make_iq_get(ito=admin.server.addresses().pubsub)
    asked = ET.SubElement(iq.xml, f"{{{PUBSUB}}}pubsub")
    ET.SubElement(asked, f"{{{PUBSUB}}}items", node=node)
    answer = await iq.send()
    items = [ET.tostring(item, "unicode") for item in answer.xml.iter(f"{{{PUBSUB}}}item")]
    assert items
    return items


async def test_linked_domains_see_what_is_for_them(admin: Admin, cast: Cast) -> None:
    admin.table(
        "wang,王芳,总部/研发,linked",
        "li,李伟,总部/人事,",
        header="address,name,unit,visibility",
    )
    done = await admin.publish("--yes", "--linked")
    assert done.code is ExitCode.DONE, done.errors
    li = await cast.online("li")
    linked = "".join(await everything(li, admin, LINKED_NODE))
    assert "王芳" in linked
    assert "研发" in linked
    assert "李伟" not in linked
    assert "人事" not in linked
    whole = "".join(await everything(li, admin, NODE))
    assert "李伟" in whole


async def test_only_the_staff_reads_a_closed_tree(admin: Admin, desks: Desks) -> None:
    wang = await desks.online("wang")
    stranger = await desks.online("stranger")
    admin.table(f"{wang.own.local},王芳,总部")
    assert (await admin.publish("--yes", "--access", "staff")).code is ExitCode.DONE
    index, _ = await tree(wang)
    assert [head.name for head in index.units] == ["总部"]
    with pytest.raises(RequestFailed):
        await stranger.session.organisation.fetch_index()
    admin.table(f"{wang.own.local},王芳,总部", f"{stranger.own.local},新人,总部")
    added = await admin.publish("--yes")
    assert added.code is ExitCode.DONE, added.errors
    _, units = await tree(stranger)
    assert people(units["总部"]) == ["王芳", "新人"]


async def test_a_run_that_broke_off_is_carried_on(admin: Admin, desks: Desks, cast: Cast) -> None:
    """Half of the units are sent, the index is the old one, and items are left that nobody names."""
    admin.table("wang,王芳,总部/研发", "li,李伟,总部/人事")
    await admin.publish("--yes")
    wang = await desks.online("wang")
    _, before = await tree(wang)
    hr = await cast.admin()
    service = admin.server.addresses().pubsub
    await retract(hr, service, NODE, "index")
    await retract(hr, service, NODE, before["人事"].id)
    again = await admin.publish("--yes")
    assert again.code is ExitCode.DONE, again.errors
    assert "to send: 1 unit and the index" in again.output
    _, after = await tree(wang)
    assert {name: unit.id for name, unit in after.items()} == {
        name: unit.id for name, unit in before.items()
    }


async def test_a_line_that_breaks_is_waited_for(admin: Admin, desks: Desks) -> None:
    admin.table(*(f"p{number},Person {number},总部/组 {number}" for number in range(120)))
    async with Relay(admin.server.c2s_port) as relay:

        async def cut() -> None:
            await until(lambda: relay.bytes_to_client > 20_000)
            relay.cut()

        line = ("--server", f"127.0.0.1:{relay.port}")
        done, _ = await asyncio.gather(admin.publish("--yes", *line), cut())
    wang = await desks.online("wang")
    assert done.code is ExitCode.DONE, done.errors
    index, units = await tree(wang)
    assert len(index.units) == len(units) == 121


async def test_the_index_comes_last(admin: Admin, cast: Cast) -> None:
    admin.table("wang,王芳,总部/研发", "li,李伟,总部/人事")
    await admin.publish("--yes")
    li = await cast.online("li")
    await subscribe(li, admin.server.addresses().pubsub, NODE)
    admin.table("wang,王芳芳,总部/研发", "li,李伟伟,总部/人事", "new,新人,总部/新部门")
    await admin.publish("--yes")
    seen: list[str] = []
    while not seen or seen[-1] != "index":
        items = await expect_event(li, NODE)
        seen += [item.attrib["id"] for item in items]
    assert len(seen) == 4


async def test_a_service_that_keeps_too_few_items_is_found_out(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prosody's limit is 256 unless it is told otherwise, and it says nothing when it drops what was first."""
    few = MappingProxyType({**org_publishing.NODE_CONFIG, "pubsub#max_items": "3"})
    monkeypatch.setattr(org_publishing, "NODE_CONFIG", few)
    admin.table(*(f"p{number},Person {number},组 {number}" for number in range(10)))
    refused = await admin.publish("--yes")
    assert refused.code is ExitCode.NOT_PERMITTED, refused.errors
    assert "pubsub_max_items" in refused.errors
    monkeypatch.undo()
    done = await admin.publish("--yes")
    assert done.code is ExitCode.DONE, done.errors


async def test_a_dry_run_sends_nothing(admin: Admin, desks: Desks) -> None:
    admin.table("wang,王芳,总部")
    done = await admin.publish("--dry-run")
    assert done.code is ExitCode.DONE
    assert "1 person added" in done.output
    wang = await desks.online("wang")
    assert await wang.session.organisation.fetch_index() is None


async def test_a_person_is_asked_and_may_say_no(admin: Admin, desks: Desks) -> None:
    admin.table("wang,王芳,总部")
    assert (await admin.publish()).code is ExitCode.USAGE, "nobody is there to be asked"
    assert (await admin.publish(answer="n")).code is ExitCode.DECLINED
    wang = await desks.online("wang")
    assert await wang.session.organisation.fetch_index() is None
    assert (await admin.publish(answer="y")).code is ExitCode.DONE
    assert await wang.session.organisation.fetch_index() is not None


async def test_an_export_that_broke_off_removes_nobody(admin: Admin) -> None:
    admin.table(*(f"p{number},Person {number},总部" for number in range(30)))
    await admin.publish("--yes")
    admin.table(*(f"p{number},Person {number},总部" for number in range(12)))
    refused = await admin.publish("--yes")
    assert refused.code is ExitCode.REFUSED_BY_CHECKS
    assert "18 of 30 people would go" in refused.errors
    assert (await admin.publish("--yes", "--allow-removals")).code is ExitCode.DONE


async def test_who_is_no_administrator_is_told_so(admin: Admin, cast: Cast, tmp_path: Path) -> None:
    admin.table("wang,王芳,总部")
    await admin.publish("--yes")
    somebody = await cast.account("somebody")
    (tmp_path / "password").write_text(somebody.password, encoding="utf-8")
    refused = await admin.publish("--yes", "--account", somebody.address)
    assert refused.code is ExitCode.NOT_PERMITTED
    assert "administrator" in refused.errors


async def test_a_wrong_password_says_so(admin: Admin, tmp_path: Path) -> None:
    admin.table("wang,王芳,总部")
    (tmp_path / "password").write_text("wrong", encoding="utf-8")
    refused = await admin.publish("--yes")
    assert refused.code is ExitCode.NOT_CONNECTED
    assert "wrong name or password" in refused.errors
    assert "wrong\n" not in refused.output
