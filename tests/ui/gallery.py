"""Every kind of message, for pictures and for tests of what can be clicked."""

# ruff: noqa: E501  what people say has the length it has

from __future__ import annotations

import asyncio

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    ForwardedMessage,
    Mention,
    Message,
    Quote,
    Reaction,
    SharedFile,
    Tombstone,
)
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.chat.hits import HitKind
from startalk_desktop.ui.chat.selectable_view import SelectableMessageView
from startalk_desktop.viewmodels.pictures import PictureImages, PicturePlace
from tests.ui.fakes import DAY, HOUR, MINUTE
from tests.ui.world import World

OWN_PICTURE = "https://upload.acme.example/f/board-rev-c.png"
FOREIGN_PICTURE = "https://pictures.example.org/a.jpg"
LOST_PICTURE = "https://upload.acme.example/f/lost.png"
CODE = """def settle(self, rows: Sequence[Row]) -> None:
    for row in rows:
        if row.is_dirty:
            self.measure(row)  # keeps the anchor"""


def picture(width: int = 900, height: int = 600, *, hue: int = 0) -> bytes:
    """A drawing as a PNG file; each `hue` has other colours."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, _turned("#f7b267", hue))
    sky.setColorAt(1, _turned("#f25c54", hue))
    painter.fillRect(image.rect(), sky)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#fff3d6"))
    painter.drawEllipse(QPointF(width * 0.68, height * 0.42), height * 0.13, height * 0.13)
    for share, colour in ((0.55, "#7a4069"), (0.7, "#513252")):
        painter.setBrush(_turned(colour, hue))
        ridge = QPolygonF([QPointF(0, height)])
        for step in range(9):
            lift = (step * 7 % 5) * height * 0.05
            ridge.append(QPointF(width * step / 8, height * share - lift))
        ridge.append(QPointF(width, height))
        painter.drawPolygon(ridge)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _turned(name: str, hue: int) -> QColor:
    colour = QColor(name)
    turned = (colour.hsvHue() + 47 * hue) % 360
    return QColor.fromHsv(turned, colour.hsvSaturation(), colour.value())


class PictureShelf:
    """What a conversation's `picture` would bring; `asked` are the addresses that were asked for.

    `allowed`: what was downloaded because somebody wanted to see it.
    """

    def __init__(self, scope: TaskScope, contents: dict[str, bytes] | None = None) -> None:
        self.contents = (
            contents
            if contents is not None
            else {OWN_PICTURE: picture(), FOREIGN_PICTURE: picture(400, 640)}
        )
        self.asked: list[str] = []
        self.allowed: set[str] = set()
        self.images = PictureImages(self._fetch, scope)
        self.thumbnails = PictureImages(self._thumbnail, scope)

    async def _fetch(self, place: PicturePlace) -> bytes | None:
        """As `core` has it: files of the own domain come by themselves, others when they are asked for."""
        address = place.file.url
        if place.index >= 0 and address not in self.allowed and ".acme.example/" not in address:
            return None
        self.asked.append(address)
        await asyncio.sleep(0)
        return self.contents.get(address)

    async def _thumbnail(self, place: PicturePlace) -> bytes | None:
        return place.file.thumbnail


class Gallery:
    """A room and a person who write everything that can be written; messages are kept by name."""

    def __init__(self, world: World, account_name: str = "acme") -> None:
        self.world = world
        self.account = getattr(world, account_name)
        self.messages: dict[str, Message] = {}
        domain = self.account.jid.domain
        self.people = {
            nick: Jid(local, domain)
            for nick, local in (
                ("Alice Chen", "alice.chen"), ("张伟", "zhang.wei"), ("Tom Becker", "tom.becker"), ("李娜", "li.na"),
            )
        }  # fmt: skip
        for nick, jid in self.people.items():
            world.startalk.directory.put(self.account.id, jid, nick, Availability.AVAILABLE)
        self.room = world.startalk.begin(
            self.account.id, f"gallery@rooms.{domain}", "Release room", ConversationKind.ROOM
        )
        self.chat = world.startalk.begin(
            self.account.id, f"mei.lin@{domain}", "林梅", ConversationKind.DIRECT
        )
        world.startalk.directory.put(
            self.account.id, self.chat.peer, "林梅", Availability.AVAILABLE
        )
        self._clock = world.now - 5 * HOUR

    def say(
        self,
        name: str,
        text: str,
        who: str = "",
        *,
        in_room: bool = True,
        gap: int = 7,
        **fields: object,
    ) -> Message:
        """Another message; without `who` it is ours."""
        self._clock += gap * MINUTE
        conversation = self.room if in_room else self.chat
        is_outgoing = not who
        state = DeliveryState.DELIVERED if is_outgoing else DeliveryState.RECEIVED
        fields.setdefault("state", state)
        if in_room:
            fields["sender"] = conversation.peer.with_resource(who or "王芳")
            if who:
                fields["real"] = self.people[who]
        said = self.world.startalk.say(
            conversation, text, at=self._clock, is_outgoing=is_outgoing, is_quiet=True,
            **fields,  # type: ignore[arg-type]
        )  # fmt: skip
        self.messages[name] = said
        return said

    def styles(self, *, in_room: bool = True) -> None:
        """Styling, code, quotations, links, large emoji."""
        other = "Tom Becker" if in_room else "林梅"
        more: dict[str, object] = {"in_room": in_room}
        self._say(
            "styled",
            "The *freeze* is _tomorrow_ at noon, ~not today~. Run `make check` before you push to `main`.",
            other,
            more,
        )
        self._say(
            "code",
            f"This is what I had in mind:\n```python\n{CODE}\n```\nIt holds the first visible row.",
            other,
            {**more, "gap": 1},
        )
        self._say("own-code", "```\n$ make bench\n```", "", more)
        self._say(
            "own-styled",
            "重点： *今天五点前* 换好截图，命名用 `home_v3_dark.png`，旧的 ~全部删掉~ 。",
            "",
            {**more, "gap": 1, "state": DeliveryState.READ},
        )
        self._say(
            "quotation",
            "> The pairing fix needs another day.\n>> How long exactly?\n\nOne day, I promise. See https://acme.example/pairing?id=4711 for the details.",
            other,
            more,
        )
        self._say("large", "🎉👍🏽", other, {**more, "gap": 1})
        self._say("own-large", "😀", "", more)

    def _say(self, name: str, text: str, who: str, fields: dict[str, object]) -> Message:
        if not fields.get("in_room", True) and who:
            who = "林梅"
        return self.say(name, text, who, **fields)  # type: ignore[arg-type]

    def answers(self) -> None:
        """Replies, mentions, reactions, edits, who has read."""
        asked = self.say(
            "asked",
            "Can somebody take the dark screenshots? I am in meetings until four.",
            "Alice Chen",
        )
        self.say(
            "reply", "I can, but not before three.", "张伟", gap=2,
            reply=Quote(asked.text, asked.row, asked.sender, asked.sender_real_jid),
            reactions=(Reaction("👍", (self.people["Alice Chen"], self.people["Tom Becker"]), is_own=False),
                       Reaction("❤️", (self.account.jid, self.people["李娜"]), is_own=True)),
        )  # fmt: skip
        mine = self.say("own", "Three is fine, marketing needs them at five.", gap=1)
        self.say(
            "mention", "@王芳 could you check the names with @Tom Becker before you upload?", "Alice Chen",
            mentions=(Mention(self.account.jid, 0, 3), Mention(self.people["Tom Becker"], 35, 46)), is_mention=True,
        )  # fmt: skip
        self.say(
            "own-reply", "Will do 🙂", gap=1,
            reply=Quote("@王芳 could you check the names with @Tom Becker before you upload?", self.messages["mention"].row,
                        self.messages["mention"].sender, self.people["Alice Chen"]),
            reactions=(Reaction("🙏", tuple(self.people.values()), is_own=False), Reaction("🚀", (self.account.jid,), is_own=True)),
        )  # fmt: skip
        self.say(
            "answer-own", "Thanks! They look great already.", "李娜",
            reply=Quote(mine.text, mine.row, mine.sender, None, is_outgoing=True),
        )  # fmt: skip
        self.say("hearsay", "见附件第二节。", "李娜", gap=1, reply=Quote("发布说明里还缺一张图"))
        self.say(
            "edited",
            "The build number is 2214, sorry.",
            "Tom Becker",
            edited_at=self._clock + 9 * MINUTE,
        )
        self.say(
            "own-edited", "Uploaded all of them, 18 files.", edited_at=self._clock + 8 * MINUTE
        )
        self.say("pending", "And the two for the store page.", gap=1, pending=ActionKind.EDIT)

    def files(self, *, in_room: bool = True) -> None:
        """Pictures, files, forwarded messages, the original's objects."""
        more: dict[str, object] = {"in_room": in_room}
        self._say(
            "picture",
            OWN_PICTURE,
            "Tom Becker",
            {
                **more,
                "files": (
                    SharedFile(OWN_PICTURE, "board-rev-c.png", "image/png", 48_211, 900, 600),
                ),
            },
        )
        self._say(
            "captioned",
            "Rev C next to rev B, you can see the new connector.",
            "Tom Becker",
            {
                **more,
                "gap": 1,
                "files": (SharedFile(FOREIGN_PICTURE, "a.jpg", "image/jpeg", 88_000, 800, 420),),
            },
        )
        self._say(
            "file",
            "",
            "李娜",
            {
                **more,
                "files": (
                    SharedFile(
                        "https://upload.acme.example/f/notes.pdf",
                        "Launch notes 发布说明 2.5.pdf",
                        "application/pdf",
                        1_254_000,
                    ),
                ),
            },
        )
        self._say(
            "own-file",
            "Signed, both pages.",
            "",
            {
                **more,
                "files": (
                    SharedFile(
                        "https://upload.acme.example/f/c.docx",
                        "contract-globex-2026-signed-by-both-parties-final.docx",
                        "",
                        86_300,
                    ),
                ),
            },
        )
        self._say(
            "forward", "", "Alice Chen",
            {**more, "forwards": (ForwardedMessage("Maria Santos", "Customs cleared. *ETA Rotterdam* is Friday.", Jid("maria.santos", "globex.example"), self.world.now - DAY),)},
        )  # fmt: skip
        self._say(
            "own-merged", "The whole story:", "",
            {**more, "forwards": (
                ForwardedMessage("张伟", "截图能在今天五点之前换好吗？", None, self.world.now - 3 * HOUR),
                ForwardedMessage("Alice Chen", "Yes, if the names stay as they are.", None, self.world.now - 2 * HOUR),
                ForwardedMessage("张伟", "好的 👍", None, self.world.now - 2 * HOUR),
            )},
        )  # fmt: skip
        self._say(
            "objects", 'Call [obj type="tel" value="+86 21 5555 0142"] or see [obj type="url" value="https://wiki.acme.example/launch"] [obj type="emoticon" value="[/wx]" width=def height=0 ]. [obj type="hologram" value="Table 4"]',
            "张伟", more,
        )  # fmt: skip
        self._say(
            "object-picture",
            f'现在的样子： [obj type="image" value="{LOST_PICTURE}" width=320 height=180 ] 好看吗？',
            "张伟",
            {**more, "gap": 1},
        )

    def endings(self, *, in_room: bool = True) -> None:
        """Recalled and removed messages, and an own recall that can still be undone."""
        more: dict[str, object] = {"in_room": in_room}
        now = self.world.now
        self._say("recalled", "", "张伟", {**more, "tombstone": Tombstone(now)})
        self._say("own-recalled", "", "", {**more, "tombstone": Tombstone(now, undo_until=2**62)})
        self._say("own-gone", "", "", {**more, "gap": 1, "tombstone": Tombstone(now)})
        if in_room:
            self._say(
                "removed",
                "",
                "Tom Becker",
                {
                    "tombstone": Tombstone(
                        now, self.people["Alice Chen"], "posted in the wrong room"
                    )
                },
            )
        self._say("plain", "Is anybody still here?", "李娜", more)
        self._say(
            "long",
            "Here is the whole list: " + "screens, names, sizes, alt texts, " * 9,
            "李娜",
            {**more, "gap": 1},
        )
        self._say("read", "Yes, until six.", "", {**more, "state": DeliveryState.READ})

    def readers(self) -> tuple[RoomReader, ...]:
        """Three people who have read the newest message of ours but one."""
        own = [message for message in self.messages.values() if message.is_outgoing]
        upto = own[-2]
        return tuple(
            RoomReader(jid, upto.sent_at + MINUTE, upto.row)
            for jid in list(self.people.values())[:3]
        )


def text_point(view: SelectableMessageView, row: int, position: int) -> QPoint:
    """Where the character at `position` of the text shown in model row `row` stands in the viewport."""
    for at, block in view.layout_of(row).texts:
        if block.start <= position <= block.start + block.length:
            inside = position - block.start
            line = block.layout.lineForTextPosition(inside)
            x = line.cursorToX(inside)
            x = float(x[0]) if isinstance(x, tuple) else float(x)
            point = at + QPointF(x, line.y() + line.height() / 2)
            return (view.row_corner(row) + point).toPoint()
    raise AssertionError(f"row {row} has no text at {position}")


def hit_point(view: SelectableMessageView, row: int, kind: HitKind, value: object = None) -> QPoint:
    """A point in the viewport where something of `kind` (and, where given, `value`) can be clicked in model row `row`."""
    layout = view.layout_of(row)
    area = QRectF(0, 0, view.viewport().width(), layout.height)
    found = []
    y = area.top()
    while y < area.bottom():
        x = area.left()
        while x < area.right():
            hit = layout.hit(QPointF(x, y))
            if hit is not None and hit.kind is kind and value in (None, hit.value):
                found.append(QPointF(x, y))
            x += 3
        y += 3
    if not found:
        raise AssertionError(f"nothing of {kind} in row {row}")
    return (view.row_corner(row) + found[len(found) // 2]).toPoint()
