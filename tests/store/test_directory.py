"""The tree of units, its people, and finding them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent, UnitHead
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.spelling import spelling_of
from startalk_desktop.store.tree import without_circles


def jid(name: str) -> Jid:
    return Jid.parse(f"{name}@acme.example")


def head(unit: str, parent: str, name: str, order: int = 0, digest: str = "h1") -> UnitHead:
    return UnitHead(unit, parent, name, order, digest, 0)


INDEX = OrgIndex(
    "Acme",
    "42",
    (
        head("rd", "hq", "研发部", 2),
        head("hq", "", "总部", 1),
        head("qa", "rd", "测试组", 1),
        head("hr", "hq", "Human Resources", 1),
    ),
)
WANG = Member(jid("wangfang"), "王芳", "测试工程师", "+86 138-0000-1234", "fang@acme.example", 2)
SHAN = Member(jid("xiongxin"), "单雄信", "Director", order=1)
ZENG = Member(jid("zeng"), "曾黎", "招聘")
WU = Member(jid("wf2"), "吴凡", "Developer")
LU = Member(jid("lu"), "吕行", "")
ANNA = Member(jid("anna"), "Anna Wang", "QA lead")


async def filled(store: AccountStore) -> AccountStore:
    await store.directory.apply_index(INDEX)
    await store.directory.put_units(
        [
            UnitContent("hq", "", "总部", (SHAN,)),
            UnitContent("rd", "hq", "研发部", (WU, LU, WANG)),
            UnitContent("qa", "rd", "测试组", (WANG, ANNA)),
            UnitContent("hr", "hq", "Human Resources", (ZENG,)),
        ]
    )
    return store


async def test_the_tree_in_its_order(store: AccountStore) -> None:
    directory = (await filled(store)).directory
    assert [unit.name for unit in await directory.root_units()] == ["总部"]
    assert [unit.id for unit in await directory.child_units("hq")] == ["hr", "rd"]
    assert [member.name for member in await directory.members("rd")] == ["吕行", "吴凡", "王芳"]
    assert await directory.people_count() == 6
    assert await directory.name_and_revision() == ("Acme", "42")


async def test_only_units_that_differ_have_to_be_fetched(store: AccountStore) -> None:
    directory = store.directory
    await directory.apply_index(INDEX)
    assert await directory.unit_hashes() == {}
    await directory.put_unit(UnitContent("rd", "hq", "研发部", (WANG,)))
    assert await directory.unit_hashes() == {"rd": "h1"}
    changed = OrgIndex(
        "Acme", "43", (head("rd", "hq", "研发部", digest="h2"), head("hq", "", "总部"))
    )
    assert await directory.apply_index(changed) == ("hr", "qa")
    assert await directory.unit_hashes() == {"rd": "h1"}


async def test_units_that_go_take_their_people_along(store: AccountStore) -> None:
    directory = (await filled(store)).directory
    await directory.apply_index(OrgIndex("Acme", "43", INDEX.units[:2]))
    assert await directory.person(ZENG.jid) is None
    wang = await directory.person(WANG.jid)
    assert wang is not None
    assert wang.unit_ids == ("rd",)
    await directory.clear()
    assert await directory.people_count() == 0
    assert await directory.name_and_revision() is None


async def test_somebody_in_two_units_is_one_person(store: AccountStore) -> None:
    directory = (await filled(store)).directory
    persons = await directory.persons([WANG.jid.with_resource("phone"), ZENG.jid, jid("nobody")])
    assert set(persons) == {WANG.jid, ZENG.jid}
    wang = persons[WANG.jid]
    assert set(wang.unit_ids) == {"rd", "qa"}
    assert wang.unit_path == ("总部", "研发部", "测试组")
    assert (wang.title, wang.phone) == ("测试工程师", "+86 138-0000-1234")


async def test_finding(store: AccountStore) -> None:
    directory = (await filled(store)).directory

    async def names(text: str, limit: int = 10) -> list[str]:
        return [person.name for person in await directory.find_people(text, limit)]

    assert await names("王芳") == ["王芳"]
    assert await names("芳") == ["王芳"]
    assert await names("wangfang") == ["王芳"]
    assert await names("wang fang") == ["王芳"]
    assert await names("wf") == ["王芳", "吴凡"] or await names("wf") == ["吴凡", "王芳"]
    assert await names("wang") == ["王芳", "Anna Wang"]
    assert await names("shanxiongxin") == ["单雄信"]
    assert await names("danxiongxin") == ["单雄信"]
    assert await names("zengli") == ["曾黎"]
    assert await names("lvxing") == ["吕行"]
    assert await names("luhang") == ["吕行"]
    assert await names("13800001234") == ["王芳"]
    assert await names("138-0000") == ["王芳"]
    assert await names("fang@acme") == ["王芳"]
    assert await names("ＡＮＮＡ") == ["Anna Wang"]
    assert await names("招聘") == ["曾黎"]
    assert await names("王 测试") == ["王芳"]
    assert await names("acme") == [], "everybody has the domain: it tells nobody apart"
    assert len(await names("@acme", 3)) == 3
    for nothing in ("", " ", "不存在", "%", "_", "'", '"', "王芳 不存在"):
        assert await names(nothing) == []


async def test_a_changed_name_is_found_and_the_old_is_not(store: AccountStore) -> None:
    directory = (await filled(store)).directory
    married = Member(ANNA.jid, "Anna Chen", "QA lead")
    await directory.put_unit(UnitContent("qa", "rd", "测试组", (WANG, married)))
    assert [person.name for person in await directory.find_people("anna", 5)] == ["Anna Chen"]
    assert await directory.find_people("anna wang", 5) == []


async def test_names_that_an_earlier_version_spelled_are_spelled_anew(store: AccountStore) -> None:
    directory = (await filled(store)).directory
    await store._database.write(
        lambda connection: connection.execute(
            "UPDATE person SET spelling = ' old', initials = ' o'"
        )
    )
    await directory.apply_index(INDEX)
    assert len(await directory.find_people("old", 9)) == 6
    await store.settings.set("directory.spelling", "1")
    await directory.apply_index(INDEX)
    assert await directory.find_people("old", 1) == []
    assert [person.name for person in await directory.find_people("zengli", 1)] == ["曾黎"]


async def test_an_unknown_unit_announced_before_its_index_is_kept(store: AccountStore) -> None:
    await store.directory.put_unit(UnitContent("new", "nowhere", "新部门", (WANG,)))
    assert [unit.name for unit in await store.directory.root_units()] == ["新部门"]


async def test_circles_end(store: AccountStore) -> None:
    circle = OrgIndex("", "1", (head("a", "b", "甲"), head("b", "a", "乙"), head("c", "c", "丙")))
    await store.directory.apply_index(circle)
    await store.directory.put_unit(UnitContent("a", "b", "甲", (WANG,)))
    assert {unit.name for unit in await store.directory.root_units()} >= {"丙"}
    person = await store.directory.person(WANG.jid)
    assert person is not None
    assert person.unit_path in (("甲",), ("乙", "甲"))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["", *"abcdefghx"])))
def test_following_parents_always_ends(parents: dict[str, str]) -> None:
    safe = without_circles(parents)
    assert safe.keys() == parents.keys()
    for unit in safe:
        steps, at = 0, unit
        while at in safe and at:
            at = safe[at]
            steps += 1
            assert steps <= len(parents)
    changed = [unit for unit in safe if safe[unit] != parents[unit]]
    assert all(safe[unit] == "" for unit in changed)
    for unit in changed:
        # Only units that were in a circle lose their parent.
        at = parents[unit]
        while at != unit:
            assert at in parents
            at = parents[at]


def test_spellings_name_the_likeliest_first() -> None:
    assert spelling_of("曾国藩").full.split()[0] == "zengguofan"
    assert spelling_of("欧阳修").initials.split()[0] == "oyx"
    assert spelling_of("尉迟恭").full.split()[0] == "yuchigong"
    assert "lu" in spelling_of("吕").full.split()
    assert spelling_of("Anna").full == ""
    assert spelling_of("").initials == ""
    assert len(spelling_of("行" * 500).full) < 10_000


async def test_whom_people_report_to_and_who_reports_to_them(store: AccountStore) -> None:
    directory = store.directory
    await directory.apply_index(INDEX)
    li, gone = jid("li"), jid("gone")
    boss = Member(li, "李伟")
    in_rd, in_qa = replace(WANG, manager=li), replace(WANG, manager=gone)
    await directory.put_units(
        [
            UnitContent("rd", "hq", "研发部", (boss, in_rd, replace(WU, manager=li))),
            UnitContent("qa", "rd", "测试组", (in_qa, ANNA, replace(boss, manager=WANG.jid))),
        ]
    )
    assert boss in await directory.members("rd")
    assert in_rd in await directory.members("rd")
    wang = await directory.person(WANG.jid)
    assert wang is not None
    assert wang.managers == (gone, li), "that of the first unit first"
    assert [one.jid for one in await directory.reports(li, 50)] == [WANG.jid, WU.jid]
    assert [one.jid for one in await directory.reports(WANG.jid, 50)] == [li], "a circle is no harm"
    assert [one.jid for one in await directory.unit_mates(WANG.jid, 50)] == [ANNA.jid, li, WU.jid]
    assert await directory.circle_counts(li) == (2, 3)
    assert await directory.circle_counts(gone) == (1, 0)
    assert len(await directory.reports(li, 1)) == 1
