"""Who may do what to which message, and until when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from startalk_desktop.core.abilities import (
    Abilities,
    Standing,
    abilities_of,
    refusal_of_edit,
    refusal_of_moderation,
    refusal_of_reaction,
    refusal_of_recall,
)
from startalk_desktop.core.errors import RefusalCode
from startalk_desktop.core.references import reference_of, reply_to, target_of
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    DeliveryState,
    ForwardedMessage,
    Message,
    MessageKind,
    SharedFile,
    Tombstone,
)
from startalk_desktop.model.policy import DomainPolicy
from tests.core.world import ME_AT_ACME, WANG

SECOND = 1_000_000
SENT_AT = 1_750_000_000 * SECOND
ROOM = Jid.parse("研发@conference.acme.example")

OWN = Message(
    row=1,
    conversation=ConversationId(AccountId("a"), WANG),
    kind=MessageKind.TEXT,
    sender=ME_AT_ACME,
    sender_real_jid=None,
    is_outgoing=True,
    text="你好",
    sent_at=SENT_AT,
    state=DeliveryState.SENT,
    revision=1,
    stanza_id="s1",
    origin_id="o1",
    message_id="m1",
)
THEIRS = replace(OWN, sender=WANG, is_outgoing=False, state=DeliveryState.RECEIVED)
TWO = Standing(ConversationKind.DIRECT, DomainPolicy(), SENT_AT + SECOND)
IN_ROOM = replace(TWO, kind=ConversationKind.ROOM)
AS_MODERATOR = replace(IN_ROOM, is_moderator=True, can_moderate=True)


def test_of_ones_own_and_of_others() -> None:
    assert abilities_of(OWN, TWO) == Abilities(
        can_edit=True,
        can_recall=True,
        can_react=True,
        can_reply=True,
        can_forward=True,
        recall_seconds_left=119,
    )
    assert abilities_of(THEIRS, TWO) == Abilities(can_react=True, can_reply=True, can_forward=True)
    assert refusal_of_edit(THEIRS) is RefusalCode.NOT_YOURS
    assert refusal_of_recall(THEIRS, TWO) is RefusalCode.NOT_YOURS


@pytest.mark.parametrize(("seconds_after", "is_late"), [(0, False), (119, False), (120, True)])
def test_a_recall_has_its_time(seconds_after: int, is_late: bool) -> None:
    standing = replace(IN_ROOM, now=SENT_AT + seconds_after * SECOND)
    expected = RefusalCode.TOO_LATE if is_late else None
    assert refusal_of_recall(OWN, standing) is expected
    assert abilities_of(OWN, standing).can_recall is not is_late
    # A room's moderators, and companies without a limit, take their time.
    assert refusal_of_recall(OWN, replace(standing, is_moderator=True)) is None
    unlimited = replace(standing, policy=DomainPolicy(recall_seconds=None))
    assert abilities_of(OWN, unlimited).recall_seconds_left is None
    assert refusal_of_recall(OWN, unlimited) is None
    nobody = replace(standing, policy=DomainPolicy(recall_seconds=0))
    assert refusal_of_recall(OWN, nobody) is RefusalCode.TOO_LATE
    # A clock that is behind the server's gives no more than the limit.
    behind = replace(standing, now=SENT_AT - 60 * SECOND)
    assert abilities_of(OWN, behind).recall_seconds_left == 120


def test_what_waits_can_be_taken_back_at_any_time_and_not_answered() -> None:
    waiting = replace(OWN, state=DeliveryState.QUEUED, stanza_id="")
    late = replace(IN_ROOM, now=SENT_AT + 3600 * SECOND)
    assert abilities_of(waiting, late) == Abilities(
        can_edit=True, can_recall=True, can_forward=True
    )
    assert refusal_of_reaction(waiting, late) is RefusalCode.NOT_ALLOWED


def test_nothing_is_done_to_what_is_gone() -> None:
    for message in (OWN, THEIRS):
        gone = replace(message, text="", tombstone=Tombstone(SENT_AT))
        assert abilities_of(gone, AS_MODERATOR) == Abilities()
        for refusal in (
            refusal_of_edit(gone),
            refusal_of_recall(gone, TWO),
            refusal_of_moderation(gone, AS_MODERATOR),
            refusal_of_reaction(gone, TWO),
        ):
            assert refusal is RefusalCode.GONE


def test_only_plain_text_that_got_through_is_edited() -> None:
    for other in (
        replace(OWN, kind=MessageKind.SUBJECT),
        replace(OWN, files=(SharedFile("https://a.example/b"),)),
        replace(OWN, forwards=(ForwardedMessage("王芳", "你好"),)),
        replace(OWN, state=DeliveryState.FAILED, failure=Failure(FailureCode.BLOCKED)),
    ):
        assert refusal_of_edit(other) is RefusalCode.NOT_EDITABLE
    assert refusal_of_edit(replace(OWN, message_id="", origin_id="")) is RefusalCode.UNSUPPORTED
    event = replace(THEIRS, kind=MessageKind.EVENT)
    assert abilities_of(event, AS_MODERATOR) == Abilities()


def test_in_a_room_only_the_rooms_id_names_a_message() -> None:
    unnamed = replace(OWN, stanza_id="")
    found = abilities_of(unnamed, AS_MODERATOR)
    # A correction goes by the id attribute.
    assert found == Abilities(can_edit=True, can_forward=True)
    assert abilities_of(unnamed, TWO).can_recall
    assert [target_of(kind, OWN, ConversationKind.ROOM) for kind in ActionKind] == [
        "m1",
        "s1",
        "s1",
    ]
    assert [target_of(kind, OWN, ConversationKind.DIRECT) for kind in ActionKind] == [
        "m1",
        "o1",
        "o1",
    ]
    assert reference_of(replace(OWN, origin_id=""), ConversationKind.DIRECT) == "m1"


def test_a_moderator_removes_what_others_wrote_where_the_room_can() -> None:
    assert abilities_of(THEIRS, AS_MODERATOR).can_moderate
    assert not abilities_of(OWN, AS_MODERATOR).can_moderate, "one's own is recalled"
    assert refusal_of_moderation(OWN, AS_MODERATOR) is None
    assert refusal_of_moderation(THEIRS, IN_ROOM) is RefusalCode.NOT_ALLOWED
    assert refusal_of_moderation(THEIRS, TWO) is RefusalCode.NOT_ALLOWED
    unable = replace(AS_MODERATOR, can_moderate=False)
    assert refusal_of_moderation(THEIRS, unable) is RefusalCode.UNSUPPORTED


def test_an_answer_quotes_shortly() -> None:
    long = replace(THEIRS, text="长" * 1_000, sender=WANG.with_resource("desk"))
    reply = reply_to(long, ConversationKind.DIRECT)
    assert (reply.target_id, reply.author) == ("o1", WANG)
    assert len(reply.quote) == 300
    assert reply.quote.endswith("…")
    occupant = ROOM.with_resource("王芳")
    reply = reply_to(replace(THEIRS, sender=occupant), ConversationKind.ROOM)
    assert (reply.target_id, reply.author, reply.quote) == ("s1", occupant, "你好")
    card = replace(THEIRS, text="", forwards=(ForwardedMessage("李伟", "看这个"),))
    assert reply_to(card, ConversationKind.DIRECT).quote == "看这个"
