"""A published tree is hostile until read."""

from xml.etree.ElementTree import Element, SubElement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import MAX_CHARACTERS
from startalk_desktop.model.organisation import Member, OrgIndex, TreeFault, UnitContent, UnitHead
from startalk_desktop.xmpp.org_names import MAX_MEMBERS, MAX_UNITS, NAMESPACE
from startalk_desktop.xmpp.org_reader import OrgRefused, read_index, read_unit
from tests.xmpp.stanzas import element


def index(*units: str, attributes: str = "name='Acme' revision='42'") -> OrgIndex:
    return read_index(element(f"<index xmlns='{NAMESPACE}' {attributes}>{''.join(units)}</index>"))


def unit(inner: str, item_id: str = "rd", attributes: str = "id='rd' name='研发'") -> UnitContent:
    published = element(f"<unit xmlns='{NAMESPACE}' {attributes}>{inner}</unit>")
    return read_unit(item_id, published, "acme.example")


def parents(read: OrgIndex) -> dict[str, str]:
    return {head.id: head.parent for head in read.units}


class TestIndex:
    def test_all_is_read(self) -> None:
        read = index(
            "<unit id='hq' name='总部' count='37'/>",
            "<unit id='rd' parent='hq' name='R&amp;D' order='3' hash='abc' count='5'/>",
        )
        assert read == OrgIndex(
            "Acme",
            "42",
            (UnitHead("hq", "", "总部", 0, "", 37), UnitHead("rd", "hq", "R&D", 3, "abc", 5)),
        )

    def test_an_orphan_is_put_at_the_top(self) -> None:
        read = index("<unit id='a' parent='gone'/>", f"<unit id='b' parent='{'x' * 300}'/>")
        assert parents(read) == {"a": "", "b": ""}
        assert read.faults == ((TreeFault.UNIT_WITHOUT_PLACE, 2),)

    def test_a_circle_is_cut_once(self) -> None:
        read = parents(
            index(
                "<unit id='a' parent='c'/>",
                "<unit id='b' parent='a'/>",
                "<unit id='c' parent='b'/>",
            )
        )
        assert sorted(read.values()).count("") == 1

    def test_a_sound_tree_has_no_faults(self) -> None:
        assert index("<unit id='a'/>", "<unit id='b' parent='a'/>").faults == ()
        assert unit("<member jid='wang@acme.example' name='王芳'/>").faults == ()

    def test_ones_own_parent_is_none(self) -> None:
        assert parents(index("<unit id='a' parent='a'/>")) == {"a": ""}

    def test_of_two_with_one_id_the_first_counts(self) -> None:
        read = index("<unit id='a' name='一'/>", "<unit id='a' name='二'/>")
        assert [head.name for head in read.units] == ["一"]
        assert read.faults == ((TreeFault.UNIT_TWICE, 1),)

    def test_a_unit_may_not_take_the_place_of_the_index(self) -> None:
        read = index("<unit id='index'/>", "<unit/>", f"<unit id='{'x' * 300}'/>")
        assert read.units == ()
        assert read.faults == ((TreeFault.UNIT_WITHOUT_ID, 3),)

    def test_foreign_elements_and_attributes_are_ignored(self) -> None:
        read = index(
            "<unit id='a' xmlns='urn:other'/>", "<future/>", "<unit id='b' colour='red'/>text"
        )
        assert [head.id for head in read.units] == ["b"]

    @pytest.mark.parametrize("number", ["-1", "x", "1e9", "９", "99999999999999", ""])
    def test_a_number_that_is_none_is_zero(self, number: str) -> None:
        (head,) = index(f"<unit id='a' order='{number}' count='{number}'/>").units
        assert (head.order, head.count) == (0, 0)

    def test_an_endless_tree_ends(self) -> None:
        root = Element(f"{{{NAMESPACE}}}index")
        for number in range(MAX_UNITS + 5):
            SubElement(root, f"{{{NAMESPACE}}}unit", id=str(number))
        read = read_index(root)
        assert len(read.units) == MAX_UNITS
        assert read.faults == ((TreeFault.TOO_LARGE, 1),)

    def test_an_endless_tree_of_something_else_ends(self) -> None:
        root = Element(f"{{{NAMESPACE}}}index")
        for _ in range(100_000):
            SubElement(root, "{urn:other}unit")
        assert read_index(root).faults == ((TreeFault.TOO_LARGE, 1),)

    def test_long_names_are_cut_and_white_space_is_one_space(self) -> None:
        (head,) = index(f"<unit id='a' name='  研&#10;发  {'长' * 1000}'/>").units
        assert head.name.startswith("研 发 长")
        assert len(head.name) <= MAX_CHARACTERS

    def test_something_else_is_refused(self) -> None:
        with pytest.raises(OrgRefused):
            read_index(element("<index xmlns='urn:other'/>"))

    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(-1, 12)), max_size=40))
    def test_whatever_is_published_becomes_a_forest(self, links: list[tuple[int, int]]) -> None:
        read = parents(
            index(*(f"<unit id='{a}' parent='{b if b >= 0 else ''}'/>" for a, b in links))
        )
        assert set(read) == {str(a) for a, _ in links}
        for start in read:
            at, steps = start, 0
            while at:
                at, steps = read[at], steps + 1
                assert steps <= len(read)


class TestUnit:
    def test_all_is_read(self) -> None:
        read = unit(
            "<member jid='wang@acme.example' name='王芳' title='总监' phone='139' email='w@acme.example' order='2'/>",
            attributes="id='rd' parent='hq' name='R&amp;D'",
        )
        assert (read.id, read.parent, read.name) == ("rd", "hq", "R&D")
        assert read.members == (
            Member(Jid.parse("wang@acme.example"), "王芳", "总监", "139", "w@acme.example", 2),
        )

    @pytest.mark.parametrize("jid", ["", "@", "acme.example", "wang@acme.example/phone", "a b@c"])
    def test_who_is_no_person_is_left_out(self, jid: str) -> None:
        read = unit(f"<member jid='{jid}' name='x'/>")
        assert read.members == ()
        assert read.faults == ((TreeFault.PERSON_WITHOUT_ADDRESS, 1),)

    def test_whom_somebody_reports_to_is_read(self) -> None:
        read = unit("<member jid='wang@acme.example' manager='LI@acme.example'/>")
        assert read.members[0].manager == Jid.parse("li@acme.example")
        assert read.faults == ()

    @pytest.mark.parametrize(
        "manager",
        ["wang@acme.example", "ceo@evil.example", "acme.example", "li@acme.example/x", "@"],
    )
    def test_a_manager_who_can_be_none_is_left_out_and_the_person_stays(self, manager: str) -> None:
        read = unit(f"<member jid='wang@acme.example' manager='{manager}'/>")
        assert [(str(one.jid), one.manager) for one in read.members] == [
            ("wang@acme.example", None)
        ]
        assert read.faults == ((TreeFault.MANAGER_UNUSABLE, 1),)

    @pytest.mark.parametrize(
        "domain", ["evil.example", "acme.example.evil.example", "sub.acme.example"]
    )
    def test_nobody_of_another_domain_is_a_colleague(self, domain: str) -> None:
        read = unit(f"<member jid='ceo@{domain}'/><member jid='wang@acme.example'/>")
        assert [str(member.jid) for member in read.members] == ["wang@acme.example"]
        assert read.faults == ((TreeFault.PERSON_ELSEWHERE, 1),)

    def test_markup_in_a_name_is_text_and_tricks_with_its_direction_go(self) -> None:
        (member,) = unit(
            "<member jid='w@acme.example' name='&lt;b&gt;王&lt;/b&gt;&#x202E;芳&#x85;&#x2066;x' title='a&#10;b'/>"
        ).members
        assert (member.name, member.title) == ("<b>王</b>芳 x", "a b")

    def test_nobody_is_in_one_unit_twice(self) -> None:
        twice = (
            "<member jid='Wang@acme.example' name='一'/><member jid='wang@ACME.example' name='二'/>"
        )
        (member,) = unit(twice).members
        assert member.name == "一"
        assert unit(twice).faults == ((TreeFault.PERSON_TWICE, 1),)

    def test_who_has_no_name_is_called_by_the_address(self) -> None:
        (member,) = unit("<member jid='wang@acme.example'/>").members
        assert member.name == "wang"

    def test_an_endless_unit_ends(self) -> None:
        root = Element(f"{{{NAMESPACE}}}unit", id="rd")
        for number in range(MAX_MEMBERS + 5):
            SubElement(root, f"{{{NAMESPACE}}}member", jid=f"p{number}@acme.example")
        assert len(read_unit("rd", root, "acme.example").members) == MAX_MEMBERS

    def test_a_unit_under_anothers_id_is_refused(self) -> None:
        with pytest.raises(OrgRefused):
            unit("", item_id="hr")

    def test_something_else_is_refused(self) -> None:
        with pytest.raises(OrgRefused):
            read_unit("rd", element("<message id='rd'/>"), "acme.example")
