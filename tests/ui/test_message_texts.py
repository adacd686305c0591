"""Messages in one line, for the inbox and for quotes, and as assistive technology says them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    ForwardedMessage,
    Message,
    Quote,
    Reaction,
    SharedFile,
    Tombstone,
)
from startalk_desktop.ui.chat.message_texts import (
    describe_message,
    preview_text,
    quote_text,
    reaction_names,
)
from startalk_desktop.ui.chat.shared_files import file_facts, file_kind, file_name, is_picture
from startalk_desktop.ui.time_texts import TimeTexts
from tests.ui.screens import Studio
from tests.viewmodels.test_message_window import LI, WANG, message

TOM = Jid("tom", "acme.example")


def sent(text: str, **fields: object) -> Message:
    return replace(message(1), text=text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (sent("a\n\n  *b*  `c`"), "a b c"),
        (sent("*b*", is_styled=False), "*b*"),
        (sent("```\ncode\n```"), "code"),
        (sent('see [obj type="image" value="https://a.example/x.png" width=1 height=2 ] now'), "see [Picture] now"),
        (sent('[obj type="tel" value="110"] [obj type="emoticon" value="[/wx]"]'), "110 [/wx]"),
        (sent('[obj type="hologram" value="Table 4"]'), "Table 4"),
        (sent("x", files=(SharedFile("https://a.example/1.png", media_type="image/png"),)), "[Picture] x"),
        (sent("https://a.example/1.pdf", files=(SharedFile("https://a.example/1.pdf"),)), "[File] 1.pdf"),
        (sent("", forwards=(ForwardedMessage("Li", "*yes*"),)), "[Forwarded] yes"),
        (sent("gone", tombstone=Tombstone(1)), "Message recalled"),
        (sent("gone", tombstone=Tombstone(1), is_outgoing=True), "You recalled this message"),
        (sent("gone", tombstone=Tombstone(1, TOM)), "Removed by a moderator"),
        (sent("gone", tombstone=Tombstone(1, TOM, "off\ntopic")), "Removed by a moderator: off topic"),
    ],
)  # fmt: skip
def test_a_message_in_one_line(shown: Message, expected: str) -> None:
    assert preview_text(shown) == expected


def test_the_one_line_of_a_long_text_is_short() -> None:
    assert len(preview_text(sent("word " * 10_000))) <= 300


def test_a_retracted_quote_does_not_bring_the_text_back() -> None:
    assert quote_text(Quote("secret", 3, is_retracted=True)) == "Message recalled"
    assert quote_text(Quote("*plain*", 3)) == "plain"


def test_who_reacted_is_said_with_oneself_first_and_a_bound() -> None:
    def name(jid: Jid) -> str:
        return jid.local

    assert reaction_names(Reaction("👍", (LI, WANG), is_own=True), name, WANG) == "You, li"
    crowd = tuple(Jid(f"p{number}", "a.example") for number in range(40))
    names = reaction_names(Reaction("👍", crowd, is_own=False), name, WANG)
    assert names.startswith("p0, p1, ")
    assert "30" in names


def test_a_message_is_said_with_everything_about_it(times: TimeTexts) -> None:
    own = sent(
        "Will do",
        is_outgoing=True,
        state=DeliveryState.DELIVERED,
        reply=Quote("can you?", 3, TOM),
        reactions=(Reaction("👍", (LI, TOM), is_own=False),),
        edited_at=5,
    )
    spoken = describe_message(own, "", times, lambda jid: f"<{jid.local}>")
    assert spoken.startswith("You: Will do, ")
    assert spoken.endswith(", answers <tom>: can you?, edited, reactions: 👍 2, delivered")
    pending = replace(own, pending=ActionKind.RECALL)
    assert describe_message(pending, "", times).endswith("recall waiting to be sent")
    assert "answers you: can you?" in describe_message(
        sent("ok", reply=Quote("can you?", is_outgoing=True)), "Li", times
    )
    gone = describe_message(sent("secret", tombstone=Tombstone(1)), "Li", times)
    assert gone.startswith("Li: Message recalled")
    assert "secret" not in gone


@pytest.mark.parametrize(
    ("file", "name", "kind", "picture"),
    [
        (SharedFile("https://a.example/f/My%20plan.PDF?x=1"), "My plan.PDF", "PDF", False),
        (SharedFile("https://a.example/f/x", "Bild.jpeg"), "Bild.jpeg", "JPEG", True),
        (SharedFile("https://a.example/f/x.png", media_type="text/html"), "x.png", "PNG", False),
        (SharedFile("https://a.example/", media_type="image/webp"), "a.example", "", True),
        (SharedFile("http://a.example/x.png"), "x.png", "PNG", False),
        (SharedFile("https://a.example/x.tar-gz\u202e"), "x.tar-gz", "", False),
        (SharedFile("https://a.example/x", "plan\u202efdp.exe"), "planfdp.exe", "EXE", False),
    ],
)
def test_files_are_named_and_sorted_by_what_is_told(
    file: SharedFile, name: str, kind: str, picture: bool
) -> None:
    assert (file_name(file), file_kind(file), is_picture(file)) == (name, kind, picture)


def test_facts_of_a_file_are_its_kind_and_size() -> None:
    locale = QLocale("en_GB")
    assert (
        file_facts(SharedFile("https://a.example/x.zip", size=1_500_000), locale) == "ZIP · 1.4 MB"
    )
    assert file_facts(SharedFile("https://a.example/x"), locale) == "a.example"


async def test_the_inbox_shows_the_one_line(studio: Studio) -> None:
    chat = studio.world.li
    studio.world.startalk.say(
        chat, 'See [obj type="image" value="https://a.example/x.png"]', is_quiet=True
    )
    delegate = studio.window.inbox.delegate
    line = studio.world.startalk.conversations[chat].line
    row = studio.window.inbox_model.row_of(chat)
    assert row is not None
    _, _, words = delegate._words(line, studio.window.inbox_model.index(row))
    assert words == "See [Picture]"
