"""Making accounts by the administrator's ad-hoc commands (XEP-0133 section 4.1, over XEP-0050)."""

from __future__ import annotations

import enum
import re
from typing import Any, Final

import aioxmpp
from aioxmpp import forms
from aioxmpp.adhoc import xso as adhoc_xso

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed

ADD_USER: Final = "http://jabber.org/protocol/admin#add-user"
_FORM_TYPE: Final = "http://jabber.org/protocol/admin"
# XEP-0133 gives no code for it; these are the words of Prosody, of ejabberd, and of the condition itself.
_EXISTS: Final = re.compile(r"already exists|already registered|\bexists\b|conflict", re.IGNORECASE)


class Outcome(enum.Enum):
    """What became of the wish for an account."""

    CREATED = enum.auto()
    EXISTED = enum.auto()


class ServerAdministration:
    """Commands to the own domain; the account has to be an administrator of it."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context

    async def add_user(self, jid: Jid, password: str) -> Outcome:
        """Create the account `jid`; one that exists is left as it is.

        Raises:
            RequestFailed: the server has no such command (``item-not-found``, ``service-unavailable``), does not
                let us (``forbidden``), or could not do it.
            NotConnected: there is no session.
        """
        opened = await self._ask(adhoc_xso.Command(ADD_USER))
        if opened.status is not adhoc_xso.CommandStatus.EXECUTING:
            raise _failed(opened)
        command = adhoc_xso.Command(
            ADD_USER,
            action=adhoc_xso.ActionType.COMPLETE,
            sessionid=opened.sessionid,
            payload=_form(jid, password),
        )
        try:
            done = await self._ask(command)
        except RequestFailed as error:
            if error.condition == "conflict" or _EXISTS.search(error.failure.detail):
                return Outcome.EXISTED
            raise
        if any(note.type_ is adhoc_xso.NoteType.ERROR for note in done.notes):
            if _EXISTS.search(_said(done)):
                return Outcome.EXISTED
            raise _failed(done)
        if done.status is not adhoc_xso.CommandStatus.COMPLETED:
            raise _failed(done)
        return Outcome.CREATED

    async def _ask(self, command: adhoc_xso.Command) -> Any:
        domain = to_wire(Jid("", self._context.own.domain))
        answer = await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=domain, payload=command)
        )
        if not isinstance(answer, adhoc_xso.Command):
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, "no answer to a command"))
        return answer


def _form(jid: Jid, password: str) -> forms.Data:
    form = forms.Data(type_=forms.DataType.SUBMIT)
    kinds = forms.FieldType
    for kind, name, value in (
        (kinds.HIDDEN, "FORM_TYPE", _FORM_TYPE),
        (kinds.JID_SINGLE, "accountjid", str(jid)),
        (kinds.TEXT_PRIVATE, "password", password),
        (kinds.TEXT_PRIVATE, "password-verify", password),
    ):
        form.fields.append(forms.Field(type_=kind, var=name, values=[value]))
    return form


def _said(answer: adhoc_xso.Command) -> str:
    return " ".join(note.body or "" for note in answer.notes)[:500]


def _failed(answer: adhoc_xso.Command) -> RequestFailed:
    detail = _said(answer) or "the server did not carry the command out"
    return RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
