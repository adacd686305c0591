"""What can be clicked in a message, each by mouse: it tells just that, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pytest_asyncio
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from startalk_desktop.model.identity import now
from startalk_desktop.model.message import DeliveryState, Message, SharedFile, Tombstone
from startalk_desktop.model.transfer import TransferState
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.hover_toolbar import MORE, REACT, REPLY
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.viewmodels.messages import MessageListModel
from startalk_desktop.viewmodels.pictures import PicturePlace, PictureState
from tests.ui.file_fakes import change
from tests.ui.gallery import (
    CODE,
    FOREIGN_PICTURE,
    LOST_PICTURE,
    OWN_PICTURE,
    Gallery,
    PictureShelf,
    hit_point,
    text_point,
)
from tests.ui.screens import Studio
from tests.ui.waiting import settle, until

SIGNALS = (
    "link_chosen", "menu_asked", "failed_chosen", "sender_chosen", "quote_chosen", "reaction_chosen",
    "versions_asked", "readers_asked", "undo_recall_asked", "code_copied", "picture_chosen", "picture_wanted",
    "mention_chosen", "file_chosen", "transfer_chosen", "drag_asked", "hover_action_chosen", "selection_changed",
)  # fmt: skip


class Wall:
    """The gallery in the window, and what its view told."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.gallery = Gallery(studio.world)
        self.shelf = PictureShelf(studio.scope)
        self.view: SelectableMessageView = studio.window.stage.view.messages
        self.view.set_pictures(self.shelf.images, self.shelf.thumbnails)
        self.told: list[tuple[object, ...]] = []

    async def open(self, *, in_room: bool = True) -> None:
        studio, gallery = self.studio, self.gallery
        await studio.open(gallery.room if in_room else gallery.chat)
        directory = studio.world.startalk.directory
        self.model.set_address_namer(lambda jid: directory.name(gallery.account.id, jid))
        for name in SIGNALS:
            signal = getattr(self.view, name)
            if name not in ("selection_changed", "picture_wanted"):  # nobody else hears those
                signal.disconnect()  # the window would open what is told
            signal.connect(lambda *told, name=name: self.told.append((name, *told)))
        await settle()

    @property
    def model(self) -> MessageListModel:
        model = self.studio.window.stage.model
        assert model is not None
        return model.messages

    def message(self, name: str) -> Message:
        return self.gallery.messages[name]

    def row(self, name: str) -> int:
        row = self.model.row_of(self.message(name).row)
        assert row is not None
        return row

    def place(self, name: str) -> PicturePlace:
        """Where the message's first file is."""
        message = self.message(name)
        return PicturePlace(message.conversation, message.row, 0, message.files[0])

    async def click(self, name: str, kind: HitKind, value: object = None) -> None:
        """Click what `kind` says in the message of that name, and nothing else around it."""
        await self.show(name)
        point = hit_point(self.view, self.row(name), kind, value)
        QTest.mouseMove(self.view.viewport(), point)
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        await settle()

    async def show(self, name: str) -> None:
        """Bring the message into sight."""
        self.view.scrollTo(self.view.model().index(self.row(name), 0))
        await settle()


@pytest_asyncio.fixture
async def wall(studio: Studio) -> Wall:
    return Wall(studio)


async def test_the_quote_leads_to_the_answered_message(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    await wall.click("reply", HitKind.QUOTE)
    assert wall.told == [("quote_chosen", wall.message("asked").row)]


async def test_a_quote_of_what_is_not_here_leads_nowhere(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    with pytest.raises(AssertionError, match="nothing of"):
        await wall.click("hearsay", HitKind.QUOTE)


async def test_a_chip_toggles_its_reaction_and_says_whose_they_are(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    await wall.click("reply", HitKind.REACTION, "👍")
    await wall.click("own-reply", HitKind.REACTION, "🚀")
    assert wall.told == [
        ("reaction_chosen", wall.message("reply").row, "👍"),
        ("reaction_chosen", wall.message("own-reply").row, "🚀"),
    ]
    await wall.show("reply")
    thumbs = hit_point(wall.view, wall.row("reply"), HitKind.REACTION, "👍")
    heart = hit_point(wall.view, wall.row("reply"), HitKind.REACTION, "❤️")
    assert wall.view.tooltip_at(QPointF(thumbs)) == "Alice Chen, Tom Becker"
    assert wall.view.tooltip_at(QPointF(heart)) == "You, 李娜"


async def test_edited_leads_to_earlier_versions(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    await wall.click("edited", HitKind.VERSIONS)
    await wall.click("own-edited", HitKind.VERSIONS)
    assert wall.told == [
        ("versions_asked", wall.message("edited").row),
        ("versions_asked", wall.message("own-edited").row),
    ]


async def test_the_number_of_readers_leads_to_who_they_are(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    wall.model.set_readers(wall.gallery.readers())
    await wall.click("own", HitKind.READERS)
    assert wall.told == [("readers_asked", wall.message("own").row)]
    point = QPointF(hit_point(wall.view, wall.row("own"), HitKind.READERS))
    assert wall.view.tooltip_at(point) == "Read by Tom Becker, 张伟, Alice Chen"
    with pytest.raises(AssertionError, match="nothing of"):
        await wall.click("pending", HitKind.READERS)


async def test_a_name_in_a_text_leads_to_the_person(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    tom = wall.gallery.people["Tom Becker"]
    await wall.click("mention", HitKind.MENTION, tom)
    assert wall.told == [("mention_chosen", tom)]


async def test_code_is_copied_by_its_button(wall: Wall) -> None:
    wall.gallery.styles()
    await wall.open()
    await wall.click("code", HitKind.COPY_CODE)
    assert wall.told == [("code_copied", CODE)]
    assert QGuiApplication.clipboard().text() == CODE


async def test_a_recall_can_be_undone_while_it_is_not_told(wall: Wall) -> None:
    wall.gallery.endings()
    await wall.open()
    await wall.click("own-recalled", HitKind.UNDO)
    assert wall.told == [("undo_recall_asked", wall.message("own-recalled").row)]
    with pytest.raises(AssertionError, match="nothing of"):
        await wall.click("own-gone", HitKind.UNDO)
    wall.studio.world.startalk.change(
        wall.gallery.room,
        wall.message("own-recalled").row,
        tombstone=Tombstone(1, undo_until=now()),
    )
    await until(lambda: not _has(wall, "own-recalled", HitKind.UNDO), "undo is offered no longer")


async def test_the_offer_to_undo_ends_by_itself(wall: Wall) -> None:
    soon = now() + 300_000
    wall.gallery.say("going", "", tombstone=Tombstone(1, undo_until=soon))
    await wall.open()
    assert _has(wall, "going", HitKind.UNDO)
    await until(lambda: not _has(wall, "going", HitKind.UNDO), "undo is offered no longer")
    assert now() >= soon


def _has(wall: Wall, name: str, kind: HitKind) -> bool:
    layout = wall.view.layout_of(wall.row(name))
    return any(spot.hit.kind is kind for _, block in layout.texts for spot in block.spots)


async def test_a_file_opens_by_its_card(wall: Wall) -> None:
    wall.gallery.files()
    await wall.open()
    await wall.click("file", HitKind.FILE)
    assert wall.told == [("file_chosen", wall.message("file"), 0)]


async def test_pictures_of_the_company_come_by_themselves_and_others_when_wanted(
    wall: Wall,
) -> None:
    wall.gallery.files()
    await wall.open()
    world, images = wall.studio.world.startalk, wall.shelf.images
    await wall.show("picture")
    await until(lambda: images.image(wall.place("picture")) is not None, "the picture is here")
    await wall.show("captioned")
    await until(
        lambda: images.state(wall.place("captioned")) is PictureState.FAILED, "it does not come"
    )
    assert FOREIGN_PICTURE not in wall.shelf.asked
    await wall.click("captioned", HitKind.SHOW_PICTURE)
    assert wall.told == [("picture_wanted", wall.message("captioned"), 0)]
    ((transfer),) = world.post.transfers.values()
    wall.shelf.allowed.add(FOREIGN_PICTURE)
    change(world, transfer, state=TransferState.DONE)
    await wall.show("captioned")
    wall.view.viewport().repaint()
    await until(lambda: images.image(wall.place("captioned")) is not None, "it came when wanted")
    wall.told.clear()
    wall.view.viewport().repaint()
    await wall.click("captioned", HitKind.PICTURE)
    ((signal, message, index),) = wall.told
    assert (signal, index) == ("picture_chosen", 0)
    assert message == wall.message("captioned")


async def test_a_picture_keeps_its_room_and_may_be_tried_again(wall: Wall) -> None:
    wall.gallery.files()
    await wall.open()
    await wall.show("object-picture")
    images = wall.shelf.images
    message = wall.message("object-picture")
    file = SharedFile(LOST_PICTURE)
    place = PicturePlace(message.conversation, message.row, -1, file)
    await until(lambda: images.state(place) is PictureState.FAILED, "it could not be had")
    height = wall.view.layout_of(wall.row("object-picture")).height
    wall.shelf.contents[LOST_PICTURE] = wall.shelf.contents[OWN_PICTURE]
    await wall.click("object-picture", HitKind.SHOW_PICTURE)
    await until(lambda: images.image(place) is not None, "the second try worked")
    await settle()
    assert wall.view.layout_of(wall.row("object-picture")).height == height


async def test_telephones_and_links_of_the_original_are_links(wall: Wall) -> None:
    wall.gallery.files()
    await wall.open()
    await wall.click("objects", HitKind.LINK, "tel:+862155550142")
    await wall.click("objects", HitKind.LINK, "https://wiki.acme.example/launch")
    assert wall.told == [
        ("link_chosen", "tel:+862155550142"),
        ("link_chosen", "https://wiki.acme.example/launch"),
    ]


async def test_a_sender_and_a_failure_can_still_be_clicked(wall: Wall) -> None:
    wall.gallery.answers()
    wall.gallery.say("failed", "Lost?", state=DeliveryState.FAILED)
    await wall.open()
    await wall.click("asked", HitKind.SENDER)
    await wall.click("failed", HitKind.FAILURE)
    assert wall.told[0] == ("sender_chosen", wall.gallery.people["Alice Chen"])
    assert wall.told[1][:2] == ("failed_chosen", wall.message("failed"))


async def test_pressing_here_and_releasing_there_does_nothing(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    await wall.show("reply")
    view = wall.view
    chip = hit_point(view, wall.row("reply"), HitKind.REACTION, "👍")
    other = hit_point(view, wall.row("reply"), HitKind.REACTION, "❤️")
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=chip)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=other)
    assert wall.told == []


# selection of text in bubbles of several parts


async def test_a_selection_runs_through_the_parts_and_leaves_quotes_out(wall: Wall) -> None:
    wall.gallery.styles()
    wall.gallery.answers()
    await wall.open()
    await wall.show("code")
    view = wall.view
    row = wall.row("code")
    start = text_point(view, row, 8)
    end = text_point(view, row, len("This is what I had in mind:\n" + CODE + "\nIt holds"))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.selected_text() == f"what I had in mind:\n{CODE}\nIt holds"
    view.select_message(wall.row("reply"))
    assert view.selected_text() == "I can, but not before three."
    view.select_message(wall.row("styled"))
    assert view.selected_text() == (
        "The freeze is tomorrow at noon, not today. Run make check before you push to main."
    )


async def test_a_selection_over_several_messages_takes_what_is_shown(wall: Wall) -> None:
    wall.gallery.answers()
    wall.gallery.endings()
    await wall.open()
    view = wall.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    text = view.selected_text()
    assert "张伟, " in text
    assert "I can, but not before three." in text
    assert "recalled" not in text
    assert text.count("Can somebody take the dark screenshots?") == 1


async def test_a_double_click_on_a_word_of_a_later_part_selects_it(wall: Wall) -> None:
    wall.gallery.styles()
    await wall.open()
    await wall.show("code")
    row = wall.row("code")
    at = ("This is what I had in mind:\n" + CODE).index("is_dirty")
    point = text_point(wall.view, row, at + 2) + QPoint(1, 0)
    QTest.mouseDClick(wall.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert wall.view.selected_text() == "is_dirty"


async def test_copying_the_focused_message_copies_what_is_shown_or_its_file(wall: Wall) -> None:
    wall.gallery.styles()
    wall.gallery.files()
    await wall.open()
    view = wall.view
    view.setFocus()
    view.setCurrentIndex(view.model().index(wall.row("own-code"), 0))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "$ make bench"
    view.setCurrentIndex(view.model().index(wall.row("file"), 0))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "https://upload.acme.example/f/notes.pdf"


# the toolbar


async def test_the_toolbar_stands_beside_the_message_under_the_mouse(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    view = wall.view
    assert not view.toolbar.isVisible()
    for name in ("own", "asked"):
        await wall.show(name)
        QTest.mouseMove(view.viewport(), text_point(view, wall.row(name), 3))
        await settle()
        assert view.toolbar.isVisible()
        row = wall.row(name)
        bubble = view.layout_of(row).bubble.translated(view.row_corner(row)).toRect()
        place = view.toolbar.geometry()
        assert not place.intersects(bubble)
        assert (place.center().x() < bubble.left()) is (name == "own")
    for action in (REACT, REPLY, MORE):
        QTest.mouseClick(view.toolbar.button(action), Qt.MouseButton.LeftButton)
    told = [(signal, message, action) for signal, message, action, _ in wall.told]
    assert told == [
        ("hover_action_chosen", wall.message("asked"), action) for action in (REACT, REPLY, MORE)
    ]


async def test_the_toolbar_is_there_for_the_keyboard(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    view = wall.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    await settle()
    assert view.toolbar.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Up)
    await settle()
    button = view.toolbar.button(REPLY)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    await settle()
    QTest.keyClick(button, Qt.Key.Key_Space)
    ((signal, message, action, _),) = wall.told
    assert (signal, message, action) == ("hover_action_chosen", wall.message("own-edited"), REPLY)
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert view.hasFocus()
    wall.studio.window.inbox.setFocus()
    await settle()
    assert not view.toolbar.isVisible()


async def test_what_can_not_be_answered_has_no_buttons_for_it(wall: Wall) -> None:
    wall.gallery.endings()
    wall.gallery.say("queued", "Hm", state=DeliveryState.QUEUED)
    await wall.open()
    view = wall.view
    view.setFocus(Qt.FocusReason.OtherFocusReason)
    for name, shown in (("recalled", set()), ("queued", {MORE}), ("plain", {REACT, REPLY, MORE})):
        view.setCurrentIndex(view.model().index(wall.row(name), 0))
        await settle()
        buttons = {
            action for action in (REACT, REPLY, MORE) if view.toolbar.button(action).isVisible()
        }
        assert buttons == shown


# whole messages


async def test_messages_are_chosen_by_click_and_by_space(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    view = wall.view
    view.set_selecting(True)
    await settle()
    for name in ("reply", "own"):
        await wall.show(name)
        row = wall.row(name)
        check = view.layout_of(row).check
        assert check is not None
        point = (view.row_corner(row) + check.center()).toPoint()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert view.selected_rows() == (wall.message("reply").row, wall.message("own").row)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.selected_rows() == (wall.message("asked").row, wall.message("own").row)
    assert wall.told[-1] == ("selection_changed", view.selected_rows())
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.is_selecting
    assert view.selected_rows() == ()
    assert wall.told[-1] == ("selection_changed", ())


async def test_shift_chooses_all_between_but_not_what_is_recalled(wall: Wall) -> None:
    wall.gallery.endings()
    await wall.open()
    view = wall.view
    view.set_selecting(True)
    view.toggle_row(wall.message("recalled").row)
    assert view.selected_rows() == ()
    view.toggle_row(wall.message("plain").row)
    view.toggle_row(wall.message("read").row, extends=True)
    chosen = view.selected_rows()
    assert chosen == tuple(wall.message(name).row for name in ("plain", "long", "read"))
    wall.model.remove([wall.message("long").row])
    assert view.selected_rows() == tuple(wall.message(name).row for name in ("plain", "read"))


async def test_while_choosing_nothing_else_is_clicked(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    wall.view.set_selecting(True)
    await settle()
    await wall.click("reply", HitKind.REACTION, "👍")
    assert wall.told == [("selection_changed", (wall.message("reply").row,))]
    assert not wall.view.toolbar.isVisible()


async def test_another_conversation_begins_without_choosing(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    wall.view.set_selecting(True)
    await wall.studio.open(wall.studio.world.li)
    assert not wall.view.is_selecting


# what is said of them


async def test_rows_are_described_with_what_became_of_them(wall: Wall) -> None:
    wall.gallery.answers()
    wall.gallery.files()
    wall.gallery.endings()
    await wall.open()

    def spoken(name: str) -> str:
        index = wall.model.index(wall.row(name), 0)
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    assert "answers alice.chen: Can somebody take" in spoken("reply")
    assert "reactions: 👍 2, ❤️ 2" in spoken("reply")
    assert "mentions you" in spoken("mention")
    assert "answers you: Three is fine" in spoken("answer-own")
    assert spoken("edited").endswith("edited")
    assert "edit waiting to be sent" in spoken("pending")
    assert "[Picture]" in spoken("picture")
    assert "[File] Launch notes 发布说明 2.5.pdf" in spoken("file")
    assert "forwarded from Maria Santos: Customs cleared" in spoken("forward")
    assert "[obj" not in spoken("objects") + spoken("object-picture")
    assert "Message recalled" in spoken("recalled")
    assert "You recalled this message" in spoken("own-recalled")
    assert "Removed by a moderator: posted in the wrong room" in spoken("removed")


async def test_every_kind_of_message_lies_inside_its_row(wall: Wall) -> None:
    wall.gallery.styles()
    wall.gallery.answers()
    wall.gallery.files()
    wall.gallery.endings()
    await wall.open()
    wall.model.set_readers(wall.gallery.readers())
    view = wall.view
    for width in (900, 1400):
        wall.studio.window.resize(width, 800)
        await settle()
        for row in range(view.model().rowCount()):
            layout = view.layout_of(row)
            for at, part in layout.parts:
                assert layout.bubble.left() <= at.x()
                assert at.x() + part.size.width() <= layout.bubble.right() + 1
                assert layout.bubble.top() <= at.y()
                assert at.y() + part.size.height() <= layout.bubble.bottom() + 1
            assert layout.bubble.adjusted(-1, -1, 1, 1).contains(layout.meta_rect)
            assert layout.bubble.right() <= view.viewport().width()
            tops = [at.y() for at, _ in layout.parts]
            assert tops == sorted(tops)


async def test_nothing_is_hit_where_nothing_is(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    layout = wall.view.layout_of(wall.row("asked"))
    assert layout.hit(layout.bubble.center()) is None
    assert layout.hit(layout.bubble.topLeft() + QPointF(0, -3)) is None
    assert layout.hit(layout.bubble.topLeft() + QPointF(16, 12)) == Hit(HitKind.SENDER)


async def test_an_edit_is_laid_out_anew(wall: Wall) -> None:
    wall.gallery.answers()
    await wall.open()
    before = wall.view.layout_of(wall.row("asked"))
    edited = replace(wall.message("asked"), text="*No* longer", revision=9, edited_at=now())
    wall.model.update([edited])
    await settle()
    after = wall.view.layout_of(wall.row("asked"))
    assert after is not before
    assert after.length == len("No longer")
