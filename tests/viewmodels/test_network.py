"""The system's word on the network reaches the lines; a system without one is no fault."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from startalk_desktop.viewmodels.network import NetworkWatch, system_network


class FakeNetwork(QObject):
    reachabilityChanged = Signal(object)  # noqa: N815  Qt's name
    transportMediumChanged = Signal(object)  # noqa: N815  Qt's name


def test_each_change_is_handed_on() -> None:
    network, calls = FakeNetwork(), []
    watch = NetworkWatch(lambda: calls.append("changed"), network)
    network.reachabilityChanged.emit("online")
    network.transportMediumChanged.emit("wifi")
    assert calls == ["changed", "changed"]
    assert watch.parent() is None


def test_a_system_that_tells_nothing_is_no_fault() -> None:
    watch = NetworkWatch(lambda: None, system_network())
    assert watch.parent() is None
