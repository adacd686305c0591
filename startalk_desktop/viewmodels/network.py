"""What the system says of the network: a change is worth a look at every line at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtNetwork import QNetworkInformation


class NetworkSource(Protocol):
    """The signals of `QNetworkInformation` that count."""

    reachabilityChanged: SignalInstance
    transportMediumChanged: SignalInstance


def system_network() -> QNetworkInformation | None:
    """The system's own word on the network; None where it has none, and broken lines tell by themselves."""
    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        return None
    return QNetworkInformation.instance()


class NetworkWatch(QObject):
    """Calls `on_changed` when the machine gains, loses or changes its network."""

    def __init__(
        self,
        on_changed: Callable[[], None],
        source: NetworkSource | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_changed = on_changed
        if source is not None:
            source.reachabilityChanged.connect(self._on_signal)
            source.transportMediumChanged.connect(self._on_signal)

    def _on_signal(self, _state: object) -> None:
        self._on_changed()
