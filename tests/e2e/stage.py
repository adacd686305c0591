"""The domains of the end-to-end tests, and what a person does at the window."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import shiboken6
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from startalk_desktop.core.startalk import Startalk
from startalk_desktop.demo.org_items import org_items
from startalk_desktop.demo.organisation import DemoPerson, DemoUnit
from startalk_desktop.model.account import Account
from startalk_desktop.model.connection import Online
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState, Message
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.session import LocalSession
from startalk_desktop.refserver.stanza import E, Element, local_name
from startalk_desktop.store.keys import KeyVault, MemoryVault
from startalk_desktop.tasks import TaskScope
from startalk_desktop.ui.layout_store import ForgetfulLayoutStore
from startalk_desktop.ui.main_window import MainWindow
from startalk_desktop.ui.sign_in_dialog import SignInDialog
from startalk_desktop.ui.theme import Theme, ThemeMode
from startalk_desktop.ui.time_texts import TimeTexts
from startalk_desktop.viewmodels.sign_in import SignInForm
from tests.ui.loop import application
from tests.ui.waiting import settle, until

CLIENT = "jabber:client"
PUBSUB = "http://jabber.org/protocol/pubsub"
ORG = "urn:startalk:org:1"
DOMAINS = {"acme.example": "Acme", "beichen.example": "北辰", "corvus.example": "Corvus"}
POLICY = "urn:startalk:policy:1"
QUEUED = DeliveryState.QUEUED
PASSWORD = "长城 horse staple"


@dataclass
class Colleague:
    """Somebody on a domain who is signed in, and what they got."""

    session: LocalSession
    texts: list[str] = field(default_factory=list)

    async def say(self, to: str, text: str) -> None:
        body = E(CLIENT, "body", None, text)
        attributes = {"to": to, "type": "chat", "id": uuid.uuid4().hex}
        await self.session.send(E(CLIENT, "message", attributes, body))


async def colleague(domain: Domain, local: str) -> Colleague:
    """Sign `local` in, in this process."""
    texts: list[str] = []

    def on_stanza(stanza: Element) -> None:
        if local_name(stanza) == "message" and stanza.get("type") == "chat":
            text = stanza.findtext(f"{{{CLIENT}}}body")
            if text is not None:
                texts.append(text)

    session = await domain.attach_local_user(local, "desk", on_stanza)
    await session.send(E(CLIENT, "presence"))
    return Colleague(session, texts)


async def populate(domain: Domain, title: str) -> None:
    """Publish a small tree: a head office, research below it, and a stranger there."""
    people = [DemoPerson("lin", "林悦", "Engineer"), DemoPerson("wang", "王芳", "CEO")]
    stranger = DemoPerson("zhao", "赵敏", "Scientist", "+1 555-0101", f"zhao@{domain.name}")
    domain.accounts.create("zhao", name="赵敏")
    units = [DemoUnit("hq", "", title, people), DemoUnit("rd", "hq", "研发 Research", [stranger])]
    clerk = await domain.attach_local_user("wang", "clerk", lambda _stanza: None)
    for identifier, payload in org_items(title, domain.name, units):
        item = E(PUBSUB, "item", {"id": identifier}, payload)
        publish = E(PUBSUB, "pubsub", None, E(PUBSUB, "publish", {"node": ORG}, item))
        to = f"pubsub.{domain.name}"
        attributes = {"type": "set", "id": identifier, "to": to}
        await clerk.send(E(CLIENT, "iq", attributes, publish))
    await clerk.close()


async def forbid_leaving(domain: Domain) -> None:
    """Publish that nothing may be carried into another company."""
    clerk = await domain.attach_local_user("wang", "policy", lambda _stanza: None)
    policy = E(POLICY, "policy", None, E(POLICY, "leaving", {"rule": "forbid"}))
    item = E(PUBSUB, "item", {"id": "policy"}, policy)
    publish = E(PUBSUB, "pubsub", None, E(PUBSUB, "publish", {"node": POLICY}, item))
    attributes = {"type": "set", "id": "policy", "to": f"pubsub.{domain.name}"}
    await clerk.send(E(CLIENT, "iq", attributes, publish))
    await clerk.close()


@dataclass
class Desk:
    """A person at the window."""

    server: ReferenceServer
    startalk: Startalk
    window: MainWindow
    user: str = "lin"

    def form(self, domain: str, password: str = PASSWORD, *, trusts: bool = True) -> SignInForm:
        return SignInForm(
            f"{self.user}@{domain}",
            password,
            "127.0.0.1",
            str(self.server.port),
            ca_pem=self.server.ca_file.read_text() if trusts else "",
        )

    async def open_sign_in(self) -> SignInDialog:
        self.window.actions_of.add_company()
        await until(lambda: self._dialogs(), "the dialog is open")
        return self._dialogs()[-1]

    async def add_company(self, domain: str) -> Account:
        dialog = await self.open_sign_in()
        dialog.prefill(self.form(domain))
        dialog.submit()
        await until(lambda: self.account(domain) is not None, f"{domain} is added", 30)
        account = self.account(domain)
        assert account is not None
        accounts = self.startalk.accounts
        await until(lambda: isinstance(accounts.state(account.id), Online), "online", 30)
        return account

    def account(self, domain: str) -> Account | None:
        accounts = self.startalk.accounts.all()
        return next((one for one in accounts if one.jid.domain == domain), None)

    async def write(self, text: str) -> None:
        """Type into the composer and press Enter."""
        field = self.window.stage.view.composer.text
        field.insertPlainText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        await settle()

    async def open_with(self, domain: str, local: str) -> ConversationId:
        """Open the conversation with somebody of a company."""
        account = self.account(domain)
        assert account is not None
        conversation = ConversationId(account.id, Jid(local, domain))
        self.window.actions_of.write_to(account.id, conversation.peer)
        await until(
            lambda: (
                self.window.stage.model is not None
                and self.window.stage.model.id == conversation
                and self.window.stage.is_reading
            ),
            "the conversation is open",
        )
        return conversation

    def shown(self, text: str) -> Message | None:
        """The open conversation's message of that text."""
        model = self.window.stage.model
        rows = range(model.messages.rowCount()) if model is not None else ()
        messages = [model.messages.message(row) for row in rows if model is not None]
        return next((message for message in messages if message.text == text), None)

    async def sees(self, text: str, deadline: float = 15.0) -> Message:
        """Wait until a message of that text is shown, and has a name that the server knows."""

        def found() -> Message | None:
            message = self.shown(text)
            return message if message is not None and message.state is not QUEUED else None

        await until(found, f"{self.user} sees {text!r}", deadline)
        message = found()
        assert message is not None
        return message

    def again(self, message: Message) -> Message:
        """The message as it is shown now."""
        model = self.window.stage.model
        assert model is not None
        row = model.messages.row_of(message.row)
        assert row is not None
        return model.messages.message(row)

    def shown_texts(self) -> list[str]:
        """The open conversation's messages."""
        model = self.window.stage.model
        if model is None:
            return []
        return [model.messages.message(row).text for row in range(model.messages.rowCount())]

    def inbox_lines(self) -> list[tuple[str, str]]:
        """(name, last text) of each line."""
        model = self.window.inbox_model
        lines = [model.conversation(row) for row in range(model.rowCount())]
        return [(line.name, line.last_message.text if line.last_message else "") for line in lines]

    def _dialogs(self) -> list[SignInDialog]:
        return [one for one in self.window.findChildren(SignInDialog) if one.isVisible()]


@asynccontextmanager
async def sitting(
    server: ReferenceServer, profile: Path, user: str, vault: KeyVault | None = None
) -> AsyncIterator[Desk]:
    """Somebody at the window over `profile`; with the same vault, the next time they sit down."""
    failures: list[tuple[str, BaseException]] = []
    scope = TaskScope("window", lambda name, error: failures.append((name, error)))
    startalk = await Startalk.open(profile, vault or MemoryVault())
    theme = Theme(application(), ThemeMode.LIGHT)
    theme.apply()
    times = TimeTexts(QLocale("en_GB"))
    window = MainWindow(startalk, theme, times, ForgetfulLayoutStore(), scope)
    window.resize(1200, 780)
    window.show()
    window.activateWindow()
    yield Desk(server, startalk, window, user)
    for widget in window.findChildren(QWidget):
        if widget.isWindow() and widget.isVisible():
            widget.close()
    await settle()
    await window.shut()
    window.close()
    await scope.close()
    await startalk.close()
    window.deleteLater()
    await settle()
    shiboken6.delete(theme)  # the application would keep it, and what follows it
    assert failures == []
