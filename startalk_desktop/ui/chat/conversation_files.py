"""What is here of the files that a conversation shows: pictures, thumbnails, transfers, and what turns meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QSizeF, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from startalk_desktop.model.account import Account
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import Message
from startalk_desktop.model.transfer import Transfer
from startalk_desktop.ui.chat.bubble_parts import Sizes, told_size
from startalk_desktop.ui.chat.message_parts import Picture
from startalk_desktop.ui.chat.parts import PictureLook
from startalk_desktop.ui.chat.scaled_pictures import ScaledPictures
from startalk_desktop.viewmodels.pictures import (
    PictureImages,
    PictureKey,
    PicturePlace,
    PictureState,
    loads_by_itself,
)
from startalk_desktop.viewmodels.transfers import TransferBoard

_SIZES_KEPT: Final = 2_000
_FRAME_MS: Final = 33
_DEGREES_A_MS: Final = 0.36


class ConversationFiles(QObject):
    """A `FileSource` for the rows of one conversation; what may come by itself is asked for when it is looked at.

    Signals:
        pictures_changed: some came, or can't come.
        turned: what turns, or how a file gets on, looks different now.
    """

    pictures_changed = Signal()
    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account: Account | None = None
        self._conversation: ConversationId | None = None
        self._pictures: PictureImages | None = None
        self._thumbnails: PictureImages | None = None
        self._board: TransferBoard | None = None
        self._scaled = ScaledPictures()
        self._allowed: set[str] = set()  # addresses in texts that the user wants to see
        self._sizes: dict[PictureKey, tuple[int, int]] = {}
        self._is_untold = False
        self._turning = QTimer(self)
        self._turning.setSingleShot(True)
        self._turning.setInterval(_FRAME_MS)
        self._turning.timeout.connect(self.turned)
        self._clock = QElapsedTimer()
        self._clock.start()

    def set_pictures(self, pictures: PictureImages, thumbnails: PictureImages) -> None:
        """Where pictures in messages come from, and what stands there before they are here."""
        for images in (self._pictures, self._thumbnails):
            if images is not None:
                images.changed.disconnect(self.pictures_changed)
        self._pictures, self._thumbnails = pictures, thumbnails
        pictures.changed.connect(self.pictures_changed)
        thumbnails.changed.connect(self.pictures_changed)

    def set_transfers(self, board: TransferBoard | None) -> None:
        """Where it is told how files get on."""
        if self._board is not None:
            self._board.changed.disconnect(self._on_transfer)
            self._board.arrived.disconnect(self._on_arrived)
        self._board = board
        if board is not None:
            board.changed.connect(self._on_transfer)
            board.arrived.connect(self._on_arrived)

    def follow(self, account: Account) -> None:
        """Another conversation, with that account."""
        self._account = account
        self._allowed.clear()

    def of(self, message: Message) -> ConversationFiles:
        """The files of the message's conversation."""
        self._conversation = message.conversation
        return self

    def sizes(self, pictures: Sequence[PicturePlace]) -> Sizes:
        """How large they are, in pixels, as told or as seen."""
        return tuple(told_size(place.file) or self._size_seen(place) for place in pictures)

    def take_untold(self) -> bool:
        """Whether the size of a picture is waited for, which changes where everything stands; asked once a change."""
        is_untold, self._is_untold = self._is_untold, False
        return is_untold

    def show_picture(self, message: Message, picture: Picture) -> None:
        """The user wants to see it, wherever it is."""
        if picture.position >= 0:
            if self._board is not None:
                self._board.download(message.row, picture.position)
        elif self._pictures is not None:
            self._allowed.add(picture.file.url)
            self._pictures.want(
                PicturePlace(message.conversation, message.row, picture.position, picture.file)
            )

    # what bubbles ask

    def look(self, row: int, picture: Picture) -> PictureLook:
        """What is there of a picture now."""
        pictures = self._pictures
        if pictures is None or self._conversation is None:
            return PictureLook(PictureState.ABSENT)
        place = PicturePlace(self._conversation, row, picture.position, picture.file)
        state = pictures.state(place)
        if state is PictureState.LOADING:
            pictures.want(place)  # before what was passed by
        elif state is PictureState.ABSENT and self._may_ask(picture):
            pictures.want(place)
            state = pictures.state(place)
        image = pictures.image(place)
        return PictureLook(state, image, self._thumbnail(place) if image is None else None)

    def look_ahead(self, row: int, pictures: Sequence[Picture]) -> None:
        """They may be looked at soon."""
        images = self._pictures
        if images is None or self._conversation is None:
            return
        for picture in pictures:
            place = PicturePlace(self._conversation, row, picture.position, picture.file)
            is_open = images.state(place) in (PictureState.ABSENT, PictureState.LOADING)
            if is_open and self._may_ask(picture):
                images.want(place, is_ahead=True)

    def scaled(
        self,
        image: QImage,
        size: QSizeF,
        ratio: float,
        corners: tuple[float, ...],
        *,
        is_cut: bool = False,
    ) -> QPixmap:
        """`image` for its place."""
        return self._scaled.scaled(image, size, ratio, corners, is_cut=is_cut)

    def transfer(self, row: int, index: int) -> Transfer | None:
        """How a file gets on."""
        return self._board.transfer(row, index) if self._board is not None else None

    def is_here(self, row: int, index: int) -> bool | None:
        """Whether a file is on this machine."""
        return self._board.is_here(row, index) if self._board is not None else None

    def spin(self) -> float:
        """The angle of what turns; asking for it keeps it turning."""
        if not self._turning.isActive():
            self._turning.start()
        return (self._clock.elapsed() * _DEGREES_A_MS) % 360

    # inside

    def _may_ask(self, picture: Picture) -> bool:
        """A message's file `core` fetches only as the account allows; what a text names, whenever it is asked."""
        if picture.position >= 0 or picture.file.url in self._allowed:
            return True
        return self._account is not None and loads_by_itself(self._account, picture.file.url)

    def _thumbnail(self, place: PicturePlace) -> QImage | None:
        thumbnails = self._thumbnails
        if thumbnails is None or not place.file.thumbnail:
            return None
        if thumbnails.state(place) is PictureState.ABSENT:
            thumbnails.want(place)
        return thumbnails.image(place)

    def _size_seen(self, place: PicturePlace) -> tuple[int, int] | None:
        """The size of a picture that is here, or was; so that its room stays when it leaves the memory."""
        if self._pictures is not None:
            image = self._pictures.image(place)
            if image is not None and len(self._sizes) < _SIZES_KEPT:
                self._sizes[place.key] = (image.width(), image.height())
        found = self._sizes.get(place.key)
        self._is_untold = self._is_untold or found is None
        return found

    def _on_transfer(self, _row: int) -> None:
        self.turned.emit()

    def _on_arrived(self, row: int, index: int) -> None:
        if self._pictures is not None and self._account is not None:
            self._pictures.look_again(self._account.id, row, index)
