"""What a tooltip says of what is under the mouse in a message."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.ui.chat.failed_texts import failed_tip
from startalk_desktop.ui.chat.hits import Hit, HitKind
from startalk_desktop.ui.chat.links import plain_target
from startalk_desktop.ui.chat.message_texts import reaction_names
from startalk_desktop.ui.chat.shared_files import file_name
from startalk_desktop.ui.room_texts import lookalike_tip
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.messages import MessageListModel

_NAMES = 12


def tip_of(
    hit: Hit, message: Message, messages: MessageListModel, times: TimeTexts, own: Jid | None
) -> str:
    """The words; empty where what a click does is plain to see."""
    match hit.kind:
        case HitKind.LINK:
            return plain_target(str(hit.value))
        case HitKind.FILE if isinstance(hit.value, int) and hit.value < len(message.files):
            return file_name(message.files[hit.value])
        case HitKind.MENTION:
            return str(hit.value)
        case HitKind.REACTION:
            return next(
                (
                    reaction_names(reaction, messages.address_name, own)
                    for reaction in message.reactions
                    if reaction.emoji == hit.value
                ),
                "",
            )
        case HitKind.VERSIONS if message.edited_at is not None:
            words = QCoreApplication.translate("Tips", "Edited {time}. Click for earlier versions")
            return words.format(time=times.whole(message.edited_at))
        case HitKind.READERS:
            return _readers(message, messages)
        case HitKind.COPY_CODE:
            return QCoreApplication.translate("Tips", "Copy code")
        case HitKind.SENDER:
            return _sender(message, messages)
        case HitKind.FAILURE:
            return failed_tip(message)
        case HitKind.QUOTE:
            return QCoreApplication.translate("Tips", "Go to the message")
        case _:
            return ""


def _sender(message: Message, messages: MessageListModel) -> str:
    """Who it is, by the address; or that nobody can tell."""
    if message.sender_real_jid is not None:
        return str(message.sender_real_jid)
    if message.sender.is_bare:
        return ""
    hidden = QCoreApplication.translate("Rooms", "The room hides who this is")
    looks_like = messages.lookalike_of(message)
    return f"{hidden}\n{lookalike_tip(looks_like)}" if looks_like else hidden


def _readers(message: Message, messages: MessageListModel) -> str:
    readers = messages.readers_of(message.row)
    names = [messages.address_name(reader.sender) for reader in readers[:_NAMES]]
    listed = QCoreApplication.translate("MessageTexts", ", ").join(names)
    if len(readers) > len(names):
        more = QCoreApplication.translate("MessageTexts", "and {count} more").format(
            count=len(readers) - _NAMES
        )
        listed = f"{listed} {more}"
    return QCoreApplication.translate("Tips", "Read by {names}").format(names=listed)
