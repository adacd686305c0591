"""How a conversation is arranged, in XML: read with distrust, and written so that others lose nothing."""

from xml.etree.ElementTree import canonicalize

import pytest
from lxml import etree

from startalk_desktop.model.conversation import (
    FOREVER,
    ConversationSettings,
    MessageMark,
    NotifyLevel,
)
from startalk_desktop.xmpp import arrangement
from startalk_desktop.xmpp import xep_0492_notifications as notifications
from startalk_desktop.xmpp.xep_0402_bookmarks import read_settings, write_settings
from tests.xmpp.stanzas import NOW, ROOM, element

NOTIFY = "urn:xmpp:notification-settings:1"
ALL_OF_IT = ConversationSettings(
    is_pinned=True,
    is_starred=True,
    hiding=MessageMark(NOW, "s1"),
    notify=NotifyLevel.ALL,
    mute_until=NOW + 3_600_000_001,
    remark="老王",
    unread=MessageMark(NOW, "s2"),
)


def extensions(inner: str = "") -> etree._Element:
    return etree.fromstring(f"<extensions xmlns='urn:xmpp:bookmarks:1'>{inner}</extensions>")


def notify(inner: str, namespace: str = NOTIFY) -> str:
    return f"<notify xmlns='{namespace}'>{inner}</notify>"


def canonical(tree: etree._Element) -> str:
    """The same text for the same tree, whatever prefixes it has."""
    return canonicalize(etree.tostring(tree).decode(), rewrite_prefixes=True)


@pytest.mark.parametrize(
    "settings",
    [
        ConversationSettings(),
        ALL_OF_IT,
        ConversationSettings(mute_until=FOREVER),
        ConversationSettings(notify=NotifyLevel.NONE, mute_until=FOREVER),
        ConversationSettings(notify=NotifyLevel.MENTIONS, hiding=MessageMark(NOW)),
    ],
)
def test_what_is_written_is_read(settings: ConversationSettings) -> None:
    assert arrangement.read(arrangement.write_item(settings, None)) == settings
    bookmark = write_settings(
        settings, etree.fromstring("<conference xmlns='urn:xmpp:bookmarks:1'/>")
    )
    assert read_settings(str(ROOM), bookmark) == (ROOM, settings)
    # And as it comes in an event, by the other parser.
    text = etree.tostring(arrangement.write_item(settings, None)).decode()
    assert arrangement.read(element(text)) == settings


def test_a_room_is_pinned_and_muted_as_the_xeps_say() -> None:
    tree = extensions()
    arrangement.write(tree, ConversationSettings(is_pinned=True, notify=NotifyLevel.NONE))
    assert canonical(tree) == canonical(
        extensions("<pinned xmlns='urn:xmpp:bookmarks-pinning:0'/>" + notify("<never/>"))
    )


def test_a_mute_is_to_others_what_comes_closest() -> None:
    tree = extensions()
    arrangement.write(tree, ConversationSettings(notify=NotifyLevel.ALL, mute_until=NOW))
    [level] = tree.iterfind(f"{{{NOTIFY}}}notify/*")
    assert etree.QName(level).localname == "on-mention"
    arrangement.write(tree, ConversationSettings(notify=NotifyLevel.ALL))
    assert canonical(tree) == canonical(extensions(notify("<always/>")))
    arrangement.write(tree, ConversationSettings())
    assert canonical(tree) == canonical(extensions())


def test_what_others_keep_there_stays() -> None:
    foreign = "<x xmlns='urn:other'><y/></x>"
    advanced = "<advanced><when xmlns='urn:other' day='1'/></advanced>"
    phone = "<always identity-category='client' identity-type='phone'/>"
    tree = extensions(foreign + notify(f"<never>{advanced}</never>{phone}"))
    arrangement.write(tree, ConversationSettings(notify=NotifyLevel.MENTIONS))
    expected = extensions(foreign + notify(f"<on-mention>{advanced}</on-mention>{phone}"))
    assert canonical(tree) == canonical(expected)


def test_the_most_specific_level_is_ours() -> None:
    everybody, desks = "<always/>", "<never identity-category='client' identity-type='pc'/>"
    clients = "<on-mention identity-category='client'/>"
    phones = "<never identity-category='client' identity-type='phone'/>"
    for inner, expected in (
        (everybody + phones, NotifyLevel.ALL),
        (everybody + clients + phones, NotifyLevel.MENTIONS),
        (everybody + clients + desks, NotifyLevel.NONE),
        (phones, None),
    ):
        assert arrangement.read(extensions(notify(inner))).notify is expected


def test_a_level_is_changed_where_it_is_read_and_everybody_has_one() -> None:
    tree = extensions(notify("<never identity-category='client' identity-type='pc'/>"))
    notifications.write(tree, NotifyLevel.ALL, None)
    assert canonical(tree) == canonical(
        extensions(notify("<always identity-category='client' identity-type='pc'/><always/>"))
    )


def test_the_first_generation_is_read_and_kept_in_step() -> None:
    first = "urn:xmpp:notification-settings:0"
    tree = extensions(notify("<never/>", first))
    assert arrangement.read(tree).notify is NotifyLevel.NONE
    arrangement.write(tree, ConversationSettings(notify=NotifyLevel.ALL))
    assert arrangement.read(tree).notify is NotifyLevel.ALL
    assert canonical(tree) == canonical(
        extensions(notify("<always/>", first) + notify("<always/>"))
    )


@pytest.mark.parametrize(
    "inner",
    [
        notify("<sometimes/>"),
        notify("<never xmlns='urn:other'/>"),
        "<pinned xmlns='urn:other'/>",
        "<conversation xmlns='urn:other'><starred/></conversation>",
        "<conversation xmlns='urn:startalk:conversations:1'><hidden/></conversation>",
        "<conversation xmlns='urn:startalk:conversations:1'><hidden at='soon'/></conversation>",
        "<!-- a comment -->",
    ],
)
def test_what_makes_no_sense_is_left_out(inner: str) -> None:
    assert arrangement.read(extensions(inner)) == ConversationSettings()


def test_a_mute_until_never_is_none() -> None:
    mute = "<mute xmlns='urn:startalk:conversations:1' until='soon' level='loud'/>"
    tree = extensions(notify(f"<on-mention><advanced>{mute}</advanced></on-mention>"))
    assert arrangement.read(tree) == ConversationSettings()


def test_a_remark_is_one_short_line() -> None:
    text = f"老王\n\t\u202e{'长' * 500}"
    wire = f"<conversation xmlns='{arrangement.NAMESPACE}'><remark>{text}</remark></conversation>"
    remark = arrangement.read(etree.fromstring(wire)).remark
    assert remark.startswith("老王 长")
    assert len(remark) == 200


def test_a_bookmark_keeps_all_but_what_is_arranged() -> None:
    former = etree.fromstring(
        "<conference xmlns='urn:xmpp:bookmarks:1' name='研发' autojoin='1' other='x'><nick>王</nick>"
        "<password>p</password><extensions><x xmlns='urn:other'/></extensions></conference>"
    )
    before = canonical(former)
    written = write_settings(ConversationSettings(is_pinned=True), former)
    assert canonical(former) == before
    assert isinstance(written, etree._Element)
    assert [etree.QName(one).localname for one in written.iterfind("{*}extensions/*")] == [
        "x",
        "pinned",
    ]
    assert canonical(write_settings(ConversationSettings(), written)) == before  # type: ignore[arg-type]


def test_what_is_no_bookmark_has_no_settings() -> None:
    assert (
        read_settings("@@", etree.fromstring("<conference xmlns='urn:xmpp:bookmarks:1'/>")) is None
    )
    assert read_settings(str(ROOM), etree.fromstring("<other/>")) is None
