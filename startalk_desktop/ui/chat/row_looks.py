"""What besides the messages decides how rows look: whose conversation it is, faces, files, and the time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.bubble_layout import Circumstances
from startalk_desktop.ui.chat.conversation_files import ConversationFiles
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.messages import RowFacts, sender_address
from startalk_desktop.viewmodels.pictures import PicturePlace


class RowLooks(QObject):
    """Knows the surroundings of the rows; `files` knows what is here of theirs."""

    def __init__(self, images: AvatarImages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._undo_ends: Timestamp | None = None
        self.files = ConversationFiles(self)
        self.account: Account | None = None
        self.is_room = False
        self.is_selecting = False
        self.style = 0

    def follow(self, account: Account, *, is_room: bool) -> None:
        """Another conversation."""
        self.account = account
        self.is_room = is_room
        self.files.follow(account)

    def absorbed(self, facts: RowFacts, width: int) -> Circumstances:
        """Those of a row that another's grid shows."""
        return Circumstances(
            row=facts.message.row,
            revision=facts.message.revision,
            width=width,
            group=facts.group,
            starts_day=False,
            is_first_unread=False,
            is_room=self.is_room,
            sender_name="",
            style=self.style,
            is_absorbed=True,
        )

    def circumstances(
        self,
        facts: RowFacts,
        width: int,
        pictures: Sequence[PicturePlace],
        album: tuple[Message, ...] = (),
    ) -> Circumstances:
        """What decides the layout of a row; `pictures` are what it shows, of `album` where there is one."""
        message = facts.message
        return Circumstances(
            row=message.row,
            revision=message.revision,
            width=width,
            group=facts.group,
            starts_day=facts.starts_day,
            is_first_unread=facts.is_first_unread,
            is_room=self.is_room,
            sender_name=self.sender_words(facts)
            if self.is_room or message.event is not None
            else "",
            style=self.style,
            quote_name=facts.quote_name,
            reader_count=facts.reader_count,
            can_undo=self._watched_undo(message),
            is_selecting=self.is_selecting,
            sizes=self.files.sizes(pictures),
            album=album,
            fold=facts.fold,
        )

    def face(self, facts: RowFacts) -> AvatarFace | None:
        """The sender's, in rooms."""
        if not self.is_room or facts.message.is_outgoing or self.account is None:
            return None
        sender = sender_address(facts.message)
        image = self._images.image(self.account.id, sender)
        return AvatarFace(facts.sender_name, str(sender), image=image)

    def sender_words(self, facts: RowFacts) -> str:
        """What stands over a message: who wrote it, of which other company, and a mark where they can be mistaken."""
        domain = worn_domain(sender_address(facts.message), self.own) if self.own else ""
        mark = "⚠" if facts.looks_like else ""
        name = f"{facts.sender_name} · {domain}" if domain else facts.sender_name
        return f"{name} {mark}" if mark else name

    def take_undo_end(self) -> Timestamp | None:
        """When the first recall that can still be undone no longer can; asked once after circumstances were made."""
        ends, self._undo_ends = self._undo_ends, None
        return ends

    @property
    def own(self) -> Jid | None:
        """Our address."""
        return self.account.jid.bare if self.account is not None else None

    def can_undo(self, message: Message) -> bool:
        """Whether a recall of ours is not told to anybody yet."""
        ends = message.tombstone.undo_until if message.tombstone is not None else None
        return ends is not None and ends > now()

    def _watched_undo(self, message: Message) -> bool:
        if not self.can_undo(message) or message.tombstone is None:
            return False
        first, end = self._undo_ends, message.tombstone.undo_until
        if end is not None:
            self._undo_ends = end if first is None else min(first, end)
        return True
