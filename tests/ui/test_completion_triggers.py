"""What before the caret asks for a completion."""

from __future__ import annotations

import pytest

from startalk_desktop.ui.chat.completion_triggers import Trigger, TriggerKind, trigger_before

MENTION, EMOJI, WHOLE = TriggerKind.MENTION, TriggerKind.EMOJI, TriggerKind.WHOLE_EMOJI


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("@", Trigger(MENTION, "", 1)),
        ("请@张", Trigger(MENTION, "张", 2)),
        ("(@tom b", Trigger(MENTION, "tom b", 6)),
        ("a\n@z", Trigger(MENTION, "z", 2)),
        ("@🎉", Trigger(MENTION, "🎉", 3)),
        (":sm", Trigger(EMOJI, "sm", 3)),
        ("ok :笑", Trigger(EMOJI, "笑", 2)),
        ("x :+1:", Trigger(WHOLE, "+1", 4)),
    ],
)
def test_it_is_asked_for(text: str, trigger: Trigger) -> None:
    assert trigger_before(text) == trigger


@pytest.mark.parametrize(
    "text",
    [
        "", "tom@acme", "@ tom", "@tom  x", "@a\nb", "https://a/@b", ":s", "10:30", "说明:测试",
        "a:smile", "http://", "::smile", ": smile", ":smi le",
    ],
)  # fmt: skip
def test_it_is_not_asked_for(text: str) -> None:
    assert trigger_before(text) is None
