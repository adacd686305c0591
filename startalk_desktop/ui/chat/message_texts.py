"""A message in words, for assistive technology."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from startalk_desktop.model.message import DeliveryState, Message, MessageKind
from startalk_desktop.ui.time_texts import TimeTexts


def describe_message(message: Message, name: str, times: TimeTexts) -> str:
    """Who said what, when, and how far it has come."""
    clock = times.clock(message.sent_at)
    if message.kind is MessageKind.SUBJECT:
        return QCoreApplication.translate("MessageTexts", "Topic: {text}, {time}").format(
            text=message.text, time=clock
        )
    if message.kind is not MessageKind.TEXT:
        return f"{message.text}, {clock}"
    if not message.is_outgoing:
        return f"{name}: {message.text}, {clock}"
    own = QCoreApplication.translate("MessageTexts", "You: {text}, {time}").format(
        text=message.text, time=clock
    )
    return f"{own}, {state_text(message.state)}"


def state_text(state: DeliveryState) -> str:
    """How far an own message has come."""
    match state:
        case DeliveryState.QUEUED:
            return QCoreApplication.translate("MessageTexts", "waiting to be sent")
        case DeliveryState.SENT:
            return QCoreApplication.translate("MessageTexts", "sent")
        case DeliveryState.DELIVERED:
            return QCoreApplication.translate("MessageTexts", "delivered")
        case DeliveryState.READ:
            return QCoreApplication.translate("MessageTexts", "read")
        case DeliveryState.FAILED:
            return QCoreApplication.translate("MessageTexts", "not sent")
        case DeliveryState.RECEIVED:
            return ""
