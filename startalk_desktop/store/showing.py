"""What is shown of a message, given what it was when it came and all that is said of it: rules only, no database.

It depends on what is known and not on the order in which that came: of edits, and of each person's reactions, the
newest counts, by time. What we have done ourselves and the server does not have yet counts as the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    Mention,
    MessageVersion,
    Reaction,
    Tombstone,
)
from startalk_desktop.store.authorship import Speaker, is_same_person
from startalk_desktop.store.content import PLAIN, Marks, Version
from startalk_desktop.store.said import Said, SaidKind

_OURSELVES = Speaker("", None, "", is_outgoing=True)


@dataclass(frozen=True, slots=True)
class PendingAction:
    """What we did to a message and nobody else knows of yet."""

    kind: ActionKind
    made_at: Timestamp
    due_at: Timestamp
    text: str = ""
    mentions: tuple[Mention, ...] = ()
    emojis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is shown; one that we recall keeps its text until nobody can take the recall back."""

    version: Version
    marks: Marks


def shown_of(
    base: Version, said: Sequence[Said], actions: Sequence[PendingAction], own: Jid
) -> Shown:
    """What is shown of a message that came as `base`; `actions` are in the order in which they were done."""
    versions = versions_of(base, said, actions)
    last = versions[-1]
    recall = next((one for one in actions if one.kind is ActionKind.RECALL), None)
    tombstone = None
    if recall is not None:
        last = Version("", PLAIN, is_mention=False, since=base.since)
        tombstone = Tombstone(recall.made_at, undo_until=recall.due_at)
    is_edited = recall is None and len(versions) > 1
    pending = ActionKind.RECALL if recall is not None else actions[-1].kind if actions else None
    return Shown(
        last,
        Marks(
            edited_at=last.since if is_edited else None,
            reactions=() if recall is not None else reactions_of(said, actions, own),
            tombstone=tombstone,
            pending=pending,
        ),
    )


def versions_of(
    base: Version, said: Iterable[Said], actions: Iterable[PendingAction] = ()
) -> list[Version]:
    """What the message was, one after another, oldest first; the last is what it is."""
    corrections = sorted(
        (one for one in said if one.kind is SaidKind.CORRECTION), key=lambda one: one.order
    )
    # An edit changes the words: files, and what the message answers, stay what they are.
    later = [
        Version(
            one.text,
            replace(base.content, mentions=one.content.mentions, is_styled=one.content.is_styled),
            one.is_mention,
            one.at,
        )
        for one in corrections
    ]
    later += [
        Version(
            one.text,
            replace(base.content, mentions=one.mentions, is_styled=True),
            is_mention=False,
            since=one.made_at,
        )
        for one in actions
        if one.kind is ActionKind.EDIT
    ]
    return [base, *later]


def earlier_texts(versions: Sequence[Version]) -> list[MessageVersion]:
    """The texts before the last one; the same twice running is once."""
    texts: list[MessageVersion] = []
    for version in versions:
        if not texts or texts[-1].text != version.text:
            texts.append(MessageVersion(version.text, version.since))
    return texts[:-1]


def reactions_of(
    said: Iterable[Said], actions: Iterable[PendingAction], own: Jid
) -> tuple[Reaction, ...]:
    """Who has put which emoji under the message, in the order in which they came there."""
    newest_first = sorted(
        (one for one in said if one.kind is SaidKind.REACTIONS),
        key=lambda one: one.order,
        reverse=True,
    )
    is_room = any(one.is_room for one in newest_first)
    sets = _Sets(is_room=is_room)
    for action in actions:
        if action.kind is ActionKind.REACT:
            sets = _Sets(is_room=is_room)
            sets.put(_OURSELVES, action.made_at, action.emojis)
    for one in newest_first:
        sets.put(one.speaker, one.at, one.emojis)
    people: dict[str, dict[Jid, bool]] = {}
    for name, is_own, emojis in sets.by_time(own):
        for emoji in emojis:
            people.setdefault(emoji, {})[name] = is_own
    return tuple(
        Reaction(emoji, tuple(names), any(names.values())) for emoji, names in people.items()
    )


class _Sets:
    """The newest set of emoji of each person; put in the newest first.

    One person may be known by their address in one place and by their occupant id alone in another.
    """

    def __init__(self, *, is_room: bool) -> None:
        self._is_room = is_room
        self._sets: list[tuple[Speaker, Timestamp, tuple[str, ...]]] = []
        self._places: dict[str, list[int]] = {}

    def put(self, who: Speaker, at: Timestamp, emojis: tuple[str, ...]) -> None:
        for name in self._names(who):
            for place in self._places.get(name, ()):
                newer, newer_at, newer_emojis = self._sets[place]
                if is_same_person(newer, who, is_room=self._is_room):
                    known = newer.with_known(who)
                    self._sets[place] = (known, newer_at, newer_emojis)
                    self._note(known, place)
                    return
        self._note(who, len(self._sets))
        self._sets.append((who, at, emojis))

    def by_time(self, own: Jid) -> list[tuple[Jid, bool, tuple[str, ...]]]:
        named = [
            (at, who.shown_as(is_room=self._is_room, own=own), who.is_outgoing, emojis)
            for who, at, emojis in self._sets
        ]
        return [(name, is_own, emojis) for _, name, is_own, emojis in sorted(named)]

    def _note(self, who: Speaker, place: int) -> None:
        for name in self._names(who):
            places = self._places.setdefault(name, [])
            if place not in places:
                places.append(place)

    def _names(self, who: Speaker) -> list[str]:
        """Two who are the same person have at least one of these in common."""
        if not self._is_room:
            return [who.person(is_room=False)]
        names = [f"nick {who.sender}"]
        if who.real:
            names.append(f"real {who.real}")
        if who.occupant_id:
            names.append(f"occupant {who.occupant_id}")
        return [*names, "ourselves"] if who.is_outgoing else names


def earlier_stone(one: Tombstone, other: Tombstone | None) -> Tombstone:
    """What is left of a message that was taken back twice: the first time counts."""
    if other is None:
        return one
    return min(one, other, key=lambda stone: (stone.at, str(stone.by or ""), stone.reason))
