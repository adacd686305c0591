"""What a person does to rooms: make one, find one, ask people in, change, leave and close it, rule its members."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from startalk_desktop.core.conversation import ConversationHandle
from startalk_desktop.core.errors import AccountNotOpen, AccountUnknown, InvitationsRefused
from startalk_desktop.core.ports import RequestFailed
from startalk_desktop.core.startalk import Startalk
from startalk_desktop.model.changes import Change, RoomTask, RoomTaskFailed
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import AccountId, ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, RoomMember
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.banned_dialog import BannedDialog
from startalk_desktop.ui.chat.event_texts import short
from startalk_desktop.ui.create_room_dialog import CreateRoomDialog
from startalk_desktop.ui.file_choosing import choose_picture
from startalk_desktop.ui.invite_dialog import InviteDialog, ask_in
from startalk_desktop.ui.member_menu import MemberDeed, MemberMenu
from startalk_desktop.ui.member_rulings import MemberRulings, refused
from startalk_desktop.ui.room_settings_dialog import RoomSettingsDialog, load_picture
from startalk_desktop.ui.room_texts import refusal_text, task_failed_text
from startalk_desktop.ui.rooms_dialog import RoomsDialog
from startalk_desktop.ui.ruling_dialog import RulingDialog, rule
from startalk_desktop.ui.theme import Theme
from startalk_desktop.ui.undone import say_undone
from startalk_desktop.ui.widgets.avatar import AvatarFace
from startalk_desktop.ui.widgets.dialog import AwaitedDialog
from startalk_desktop.viewmodels.avatars import AvatarImages
from startalk_desktop.viewmodels.banned_model import BannedModel
from startalk_desktop.viewmodels.new_room import NewRoom
from startalk_desktop.viewmodels.people_choice import Candidate, PeopleChoiceModel
from startalk_desktop.viewmodels.room_settings import RoomSettingsModel
from startalk_desktop.viewmodels.rooms_model import RoomsModel


class RoomCommands(QObject):
    """Each wish runs as a task of the window.

    Signals:
        said(text): for the window's toast.
        conversation_wanted(ConversationId)
        card_wanted(AccountId, Jid)
    """

    said = Signal(str)
    conversation_wanted = Signal(object)
    card_wanted = Signal(object, object)

    def __init__(
        self,
        startalk: Startalk,
        theme: Theme,
        images: AvatarImages,
        scope: TaskScope,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._startalk = startalk
        self._theme = theme
        self._images = images
        self._scope = scope
        self._window = window
        self._failed: tuple[object, list[str]] = (None, [])  # what, and to whom
        self._subscription = startalk.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more changes."""
        self._subscription.cancel()

    # rooms

    def create(self, account: AccountId | None = None, people: Sequence[Candidate] = ()) -> None:
        """Make a room, at `account`'s company and with `people` at first."""
        self._run(self._create(account, people), "make a room")

    def browse(self, account: AccountId | None = None) -> None:
        """Show the rooms that can be joined."""
        self._run(self._browse(account), "join a room")

    def add_people(self, line: Conversation) -> None:
        """Ask more people into a room; a conversation with one person becomes a new room with them."""
        if line.kind is ConversationKind.ROOM:
            self._run(self._invite(line), "ask people in")
        else:
            own = self._startalk.accounts.get(line.id.account).jid
            peer = Candidate(line.id.peer, line.name, domain=line.partner_domain(own))
            self.create(line.id.account, [peer])

    def show_settings(self, line: Conversation) -> None:
        """Show what can be changed about a room."""
        self._run(self._show_settings(line), "change a room")

    def show_banned(self, line: Conversation) -> None:
        """Show who may not come into a room."""
        self._run(self._show_banned(line), "show who is banned")

    def leave(self, line: Conversation) -> None:
        """Leave a room, after asking."""
        self._run(self._leave(line), "leave a room")

    def destroy(self, line: Conversation) -> None:
        """Close a room for everybody, after asking."""
        self._run(self._destroy(line), "close a room")

    def rejoin(self, conversation: ConversationId) -> None:
        """Go back into a room."""
        self._run(self._join(conversation.account, conversation.peer), "go back into a room")

    def go_elsewhere(self, account: AccountId, room: Jid) -> None:
        """Join the room that another has become."""
        self._run(self._join(account, room), "join a room")

    # people

    def write_to_member(self, room: ConversationId, member: RoomMember) -> None:
        """Write to somebody in a room directly."""
        self._run(self._write_to(room, member), "write to a member")

    def show_member_menu(self, room: ConversationId, member: RoomMember, at: QPoint) -> None:
        """Show what can be done with somebody."""
        handle = self._startalk.conversation(room)
        try:
            abilities, info = handle.room_abilities(), handle.room_info()
        except (AccountUnknown, AccountNotOpen):
            return  # gone meanwhile; the window closes the conversation
        MemberMenu(self._theme, self._window).show_for(
            member, abilities, info, act=lambda deed: self._do(deed, room, member), at=at
        )

    def _do(self, deed: MemberDeed, room: ConversationId, member: RoomMember) -> None:
        match deed:
            case MemberDeed.WRITE:
                self.write_to_member(room, member)
            case MemberDeed.CARD:
                self.card_wanted.emit(room.account, member.jid)
            case MemberDeed.COPY_ADDRESS:
                QGuiApplication.clipboard().setText(str(member.jid))
                self.said.emit(self.tr("Copied"))
            case _:
                self._run(self._rule(deed, room, member), "rule a member")

    # work

    async def _create(self, account: AccountId | None, people: Sequence[Candidate]) -> None:
        model = NewRoom(self._startalk, self._scope, self)
        if not model.companies:
            self.said.emit(self.tr("You are not connected to any company at the moment"))
            model.deleteLater()
            return
        dialog = CreateRoomDialog(self._theme, model, self._window)
        if account is not None:
            dialog.begin_with(account, people)
        dialog.created.connect(self.conversation_wanted)
        await _show(dialog, model)

    async def _browse(self, account: AccountId | None) -> None:
        startalk = self._startalk
        model = RoomsModel(startalk.accounts, startalk.inbox, self._scope, self)
        dialog = RoomsDialog(self._theme, model, self._window)
        if account is not None:
            dialog.choose_company(account)
        dialog.joined.connect(self.conversation_wanted)
        await _show(dialog, model)
        if dialog.is_new_wanted:
            self.create(dialog.company.currentData())

    async def _invite(self, line: Conversation) -> None:
        startalk, account = self._startalk, line.id.account
        handle = startalk.conversation(line.id)
        members = await handle.members()
        model = PeopleChoiceModel(startalk, self._scope, self)
        model.set_taken([one.jid for one in members if one.jid is not None])
        model.set_account(account)
        colour = startalk.accounts.get(account).hue
        dialog = InviteDialog(self._theme, model, short(line.name), colour, self._window)

        async def ask(people: Sequence[Candidate], words: str) -> str:
            try:
                await handle.invite([one.jid for one in people], words)
            except InvitationsRefused as error:
                model.leave_chosen(error.people)
                names = [short(one.name) for one in people if one.jid in error.people]
                return task_failed_text(RoomTask.INVITE, error.failure, names)
            except RequestFailed as error:
                return refusal_text(error.failure)
            return ""

        try:
            if await ask_in(dialog, model, ask):
                count = len(model.chosen)
                self.said.emit(self.tr("%n people were invited", "", count))
        finally:
            model.close()
            model.deleteLater()

    async def _show_settings(self, line: Conversation) -> None:
        handle = self._startalk.conversation(line.id)
        model = RoomSettingsModel(handle, self._scope, self)
        image = self._images.image(line.id.account, line.id.peer)
        face = AvatarFace(line.name, str(line.id.peer), is_room=True, image=image)
        dialog = RoomSettingsDialog(self._theme, model, line.name, face, self._window)
        dialog.picture_asked.connect(
            lambda: self._run(self._choose_picture(dialog), "choose a picture")
        )
        dialog.banned_asked.connect(lambda: self.show_banned(line))
        dialog.leave_asked.connect(lambda: self.leave(line))
        dialog.destroy_asked.connect(lambda: self.destroy(line))
        await _show(dialog, model)

    async def _show_banned(self, line: Conversation) -> None:
        startalk = self._startalk
        handle = startalk.conversation(line.id)
        model = BannedModel(handle, startalk.directory, startalk.changes, self._scope, self)
        dialog = BannedDialog(self._theme, self._images, model, short(line.name), self._window)
        dialog.lift_asked.connect(
            lambda one: self._run(
                MemberRulings(handle, handle.room_info(), dialog).lift(one), "lift a ban"
            )
        )
        await _show(dialog, model)

    async def _choose_picture(self, dialog: RoomSettingsDialog) -> None:
        path = await choose_picture(dialog, self.tr("A picture for the room"))
        if path is not None:
            content = await load_picture(path)
            if isValid(dialog):
                dialog.take_picture(content)

    async def _leave(self, line: Conversation) -> None:
        handle = self._startalk.conversation(line.id)
        text = self.tr("You can join it again later. What was said stays here.")
        if await self._is_only_owner(handle):
            text += "\n\n" + self.tr(
                "You are its only owner: without you nobody can change who owns it, or close it. "
                "You can make somebody else an owner first."
            )
        dialog = RulingDialog(
            self._window,
            title=self.tr("Leave {room}?").format(room=short(line.name)),
            text=text,
            accept=self.tr("Leave"),
            takes_reason=False,
        )
        await rule(dialog, lambda _reason: refused(handle.leave_room()))

    async def _is_only_owner(self, handle: ConversationHandle) -> bool:
        """Whether the room would be without an owner who cares."""
        try:
            members = await handle.members()
        except RequestFailed:
            return False  # we are not in, or it does not tell
        owners = [one for one in members if one.affiliation is Affiliation.OWNER]
        return [one.is_self for one in owners] == [True] and len(members) > 1

    async def _destroy(self, line: Conversation) -> None:
        handle = self._startalk.conversation(line.id)
        dialog = RulingDialog(
            self._window,
            title=self.tr("Close {room} for everybody?").format(room=short(line.name)),
            text=self.tr(
                "Everybody is put out, and the server forgets the room and what was said in it. "
                "It can't be undone. Type the room's name to confirm."
            ),
            accept=self.tr("Close the room"),
            typed=line.name,
        )
        await rule(dialog, lambda reason: refused(handle.destroy_room(reason)))

    async def _join(self, account: AccountId, room: Jid) -> None:
        self.conversation_wanted.emit(await self._startalk.rooms.join(account, room))

    async def _write_to(self, room: ConversationId, member: RoomMember) -> None:
        startalk = self._startalk
        if member.jid is not None:
            conversation = await startalk.inbox.open_direct(
                room.account, member.jid, member.name or member.nick or ""
            )
        else:
            conversation = await startalk.rooms.open_private(
                room.account, room.peer, member.nick or ""
            )
        self.conversation_wanted.emit(conversation)

    async def _rule(self, deed: MemberDeed, room: ConversationId, member: RoomMember) -> None:
        handle = self._startalk.conversation(room)
        rulings = MemberRulings(handle, handle.room_info(), self._window)
        try:
            await rulings.do(deed, member)
        finally:
            rulings.deleteLater()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, RoomTaskFailed):
            # Those whom the same befell are named together, for one notice takes the place of another.
            key = change.conversation, change.task, change.failure.code
            if self._failed[0] != key:
                self._failed = key, []
            names = self._failed[1]
            if change.jid is not None:
                name = self._startalk.directory.name(change.conversation.account, change.jid)
                names.append(short(name))
            self.said.emit(task_failed_text(change.task, change.failure, names))

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        if self._scope.is_closed:
            work.close()
        else:
            self._scope.start(say_undone(work, self.said.emit, refusal_text), name)


class _Closable(Protocol):
    """What a dialog shows."""

    def close(self) -> None: ...

    def deleteLater(self) -> None: ...


async def _show(dialog: AwaitedDialog, model: _Closable) -> None:
    """Await the dialog's end; it and its model are gone then."""
    try:
        await dialog.outcome()
    finally:
        model.close()
        dialog.deleteLater()
        model.deleteLater()
