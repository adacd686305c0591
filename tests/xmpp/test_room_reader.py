"""What a room's presence says, and what it can't."""

import pytest

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomBookmark, RoomExit
from startalk_desktop.xmpp.room_reader import RoomPresence, read_room_presence, why_removed
from startalk_desktop.xmpp.xep_0402_bookmarks import read_bookmark, write_bookmark
from tests.xmpp.stanzas import ROOM, element


def read(inner: str, kind: str = "") -> RoomPresence:
    attribute = f" type='{kind}'" if kind else ""
    x = f"<x xmlns='http://jabber.org/protocol/muc#user'>{inner}</x>"
    found = read_room_presence(element(f"<presence{attribute}>{x}</presence>"), "李")
    assert found is not None
    return found


def removed(*codes: int, inner: str = "<item><reason>吵</reason></item>") -> Failure | None:
    statuses = "".join(f"<status code='{code}'/>" for code in codes)
    return why_removed(read(inner + statuses, "unavailable"), ROOM)


def test_somebody_is_there() -> None:
    item = "<item affiliation='admin' role='moderator' jid='li@acme.example/phone'/>"
    assert read(item).occupant == Occupant(
        "李", Affiliation.ADMIN, Role.MODERATOR, Jid.parse("li@acme.example")
    )


@pytest.mark.parametrize("item", ["", "<item/>", "<item affiliation='king' role='' jid='@'/>"])
def test_what_is_not_told_or_makes_no_sense_is_nothing(item: str) -> None:
    assert read(item).occupant == Occupant("李", Affiliation.NONE, Role.NONE)


def test_ours_is_what_the_room_says_is_ours() -> None:
    assert read("<item/><status code='110'/>").is_self
    assert not read("<item/><status code='1'/><status code='１１０'/><status/>").is_self


def test_a_presence_without_the_rooms_word_is_nothing() -> None:
    assert read_room_presence(element("<presence/>"), "李") is None


def test_a_new_nick_is_no_leaving() -> None:
    renamed = read("<item nick='李雷'/><status code='303'/>", "unavailable")
    assert (renamed.occupant, renamed.new_nick) == (None, "李雷")
    assert read("<item nick='李雷'/>", "unavailable").new_nick == ""


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ((307,), FailureCode.NOT_ALLOWED),
        ((301,), FailureCode.NOT_ALLOWED),
        ((321,), FailureCode.NOT_ALLOWED),
        ((322,), FailureCode.NOT_ALLOWED),
        ((332,), FailureCode.SERVER_SHUTDOWN),
        ((307, 333), FailureCode.CONNECTION_LOST),
    ],
)
def test_the_reason_of_a_removal(codes: tuple[int, ...], code: FailureCode) -> None:
    assert removed(110, *codes) == Failure(code, "吵", str(ROOM))


def test_where_no_reason_is_told_nobody_says_anything() -> None:
    assert removed(307, inner="<item/>") == Failure(FailureCode.NOT_ALLOWED)


def test_leaving_by_oneself_has_no_reason() -> None:
    assert removed(110) is None


def test_a_room_that_is_closed_down() -> None:
    destroyed = removed(110, inner="<item/><destroy><reason>搬家</reason></destroy>")
    assert destroyed == Failure(FailureCode.RECIPIENT_UNKNOWN, "搬家", str(ROOM))


def test_an_endless_reason_ends() -> None:
    failure = removed(307, inner=f"<item><reason>{'长' * 10_000}</reason></item>")
    assert failure is not None
    assert len(failure.detail) == 500


class TestBookmarks:
    NAMESPACE = "urn:xmpp:bookmarks:1"

    def test_what_is_written_is_read(self) -> None:
        bookmark = RoomBookmark(ROOM, "研发 <R&D>", "王芳", is_autojoin=True, password="芝麻")
        assert read_bookmark(str(ROOM), write_bookmark(bookmark, None)) == bookmark
        bare = RoomBookmark(ROOM)
        assert read_bookmark(str(ROOM), write_bookmark(bare, None)) == bare

    def test_what_other_clients_keep_there_is_kept(self) -> None:
        from lxml import etree

        former = etree.fromstring(
            f"<conference xmlns='{self.NAMESPACE}' name='旧'><nick>旧</nick>"
            "<extensions><colour xmlns='urn:other'>red</colour></extensions></conference>"
        )
        written = write_bookmark(RoomBookmark(ROOM, "新"), former)
        assert [child.tag for child in written] == [f"{{{self.NAMESPACE}}}extensions"]
        assert written.get("name") == "新"

    @pytest.mark.parametrize("item_id", ["", "@", "conference.acme.example", f"{ROOM}/nick"])
    def test_what_names_no_room_is_no_bookmark(self, item_id: str) -> None:
        assert read_bookmark(item_id, element(f"<conference xmlns='{self.NAMESPACE}'/>")) is None

    def test_what_is_something_else_is_no_bookmark(self) -> None:
        assert read_bookmark(str(ROOM), element("<conference xmlns='urn:other'/>")) is None

    @pytest.mark.parametrize(("text", "expected"), [("true", True), ("1", True), ("yes", False)])
    def test_only_true_is_true(self, text: str, expected: bool) -> None:
        item = element(f"<conference xmlns='{self.NAMESPACE}' autojoin='{text}'/>")
        bookmark = read_bookmark(str(ROOM), item)
        assert bookmark is not None
        assert bookmark.is_autojoin is expected


@pytest.mark.parametrize(
    ("codes", "way"),
    [
        ((), RoomExit.LEFT),
        ((307,), RoomExit.KICKED),
        ((301,), RoomExit.BANNED),
        ((301, 307), RoomExit.BANNED),
        ((321,), RoomExit.REMOVED),
        ((322,), RoomExit.MEMBERS_ONLY),
        ((332,), RoomExit.SHUT_DOWN),
        ((307, 333), RoomExit.LOST),
    ],
)
def test_how_somebody_went(codes: tuple[int, ...], way: RoomExit) -> None:
    statuses = "".join(f"<status code='{code}'/>" for code in codes)
    assert read(f"<item/>{statuses}", "unavailable").exit is way


def test_who_did_it_and_where_to_go_instead() -> None:
    by_nick = read("<item><actor nick='王芳' jid='wang@acme.example/x'/></item>", "unavailable")
    assert by_nick.by == "王芳"
    by_address = read("<item><actor jid='wang@acme.example/x'/></item>", "unavailable")
    assert by_address.by == "wang@acme.example"
    assert read("<item><actor jid='@'/></item>", "unavailable").by == ""
    ended = read(f"<item/><destroy jid='{ROOM}'><reason>完</reason></destroy>", "unavailable")
    assert (ended.exit, ended.alternative, ended.reason) == (RoomExit.DESTROYED, ROOM, "完")
    for nowhere in ("", "@", "acme.example", f"{ROOM}/x"):
        ended = read(f"<item/><destroy jid='{nowhere}'/>", "unavailable")
        assert ended.alternative is None
