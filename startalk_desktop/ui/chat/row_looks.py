"""What besides the messages decides how rows look: whose conversation it is, faces, pictures, and the time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, SharedFile
from startalk_desktop.ui.chat.bubble_layout import Circumstances
from startalk_desktop.ui.chat.bubble_parts import Sizes, told_size
from startalk_desktop.ui.chat.parts import PictureLook
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.messages import RowFacts, sender_address
from startalk_desktop.viewmodels.pictures import PictureImages, PictureState, loads_by_itself

_SIZES_KEPT = 2_000


class RowLooks(QObject):
    """Knows the surroundings of the rows. `pictures_changed`: some came, or can't come."""

    pictures_changed = Signal()

    def __init__(self, images: AvatarImages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._pictures: PictureImages | None = None
        self._allowed: set[str] = set()
        self._sizes: dict[str, tuple[int, int]] = {}
        self._undo_ends: Timestamp | None = None
        self.account: Account | None = None
        self.is_room = False
        self.is_selecting = False
        self.style = 0

    def set_pictures(self, pictures: PictureImages) -> None:
        """Where pictures in messages come from."""
        self._pictures = pictures
        pictures.changed.connect(self.pictures_changed)

    def follow(self, account: Account, *, is_room: bool) -> None:
        """Another conversation."""
        self.account = account
        self.is_room = is_room
        self._allowed.clear()

    def show_picture(self, message: Message, address: str) -> None:
        """The user wants to see it, wherever it is."""
        self._allowed.add(address)
        if self._pictures is not None:
            self._pictures.want(message.conversation, address)

    def circumstances(
        self, facts: RowFacts, width: int, pictures: tuple[SharedFile, ...]
    ) -> Circumstances:
        """What decides the layout of a row; `pictures` are its message's."""
        message = facts.message
        return Circumstances(
            row=message.row,
            revision=message.revision,
            width=width,
            group=facts.group,
            starts_day=facts.starts_day,
            is_first_unread=facts.is_first_unread,
            is_room=self.is_room,
            sender_name=sender_words(facts) if self.is_room or message.event is not None else "",
            style=self.style,
            quote_name=facts.quote_name,
            reader_count=facts.reader_count,
            can_undo=self._watched_undo(message),
            is_selecting=self.is_selecting,
            sizes=self._sizes_of(pictures),
            fold=facts.fold,
        )

    def face(self, facts: RowFacts) -> AvatarFace | None:
        """The sender's, in rooms."""
        if not self.is_room or facts.message.is_outgoing or self.account is None:
            return None
        sender = sender_address(facts.message)
        image = self._images.image(self.account.id, sender)
        return AvatarFace(sender_words(facts), str(sender), image=image)

    def pictures_of(self, message: Message) -> MessagePictures | None:
        """Where the message's pictures come from."""
        if self._pictures is None or self.account is None:
            return None
        return MessagePictures(self._pictures, self.account, message, self._allowed)

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

    def _sizes_of(self, pictures: tuple[SharedFile, ...]) -> Sizes:
        if not pictures:
            return ()
        return tuple(told_size(file) or self._size_seen(file.url) for file in pictures)

    def _size_seen(self, address: str) -> tuple[int, int] | None:
        """The size of a picture that is here, or was; so that its room stays when it leaves the memory."""
        if self._pictures is not None and self.account is not None:
            image = self._pictures.image(self.account.id, address)
            if image is not None and len(self._sizes) < _SIZES_KEPT:
                self._sizes[address] = (image.width(), image.height())
        return self._sizes.get(address)


def sender_words(facts: RowFacts) -> str:
    """The sender's name over a message, marked where it can be taken for another's."""
    return f"{facts.sender_name} ⚠" if facts.looks_like else facts.sender_name


class MessagePictures:
    """The pictures of one message; what may come by itself is asked for when it is looked at."""

    def __init__(
        self, pictures: PictureImages, account: Account, message: Message, allowed: set[str]
    ) -> None:
        self._pictures = pictures
        self._account = account
        self._message = message
        self._allowed = allowed

    def look(self, address: str) -> PictureLook:
        """What is there of the picture at `address` now."""
        account = self._account
        state = self._pictures.state(account.id, address)
        if state is PictureState.ABSENT and (
            address in self._allowed or loads_by_itself(account, address)
        ):
            self._pictures.want(self._message.conversation, address)
            state = self._pictures.state(account.id, address)
        return PictureLook(state, self._pictures.image(account.id, address))
