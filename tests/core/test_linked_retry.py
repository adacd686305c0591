"""A message that met a partner's server that was away: it stays failed until somebody tries again, and comes once."""

from __future__ import annotations

from pathlib import Path

from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.refserver import ReferenceServer
from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.stanza import child_text
from tests.core.live import PASSWORD, Desks
from tests.core.world import until
from tests.refserver.client import Client
from tests.refserver.linked import ACME, BETA, bodies, linked

LI = Jid("li", BETA)
TEXT = "明天九点"
AWAY = (
    DeliveryState.FAILED,
    Failure(FailureCode.DOMAIN_AWAY, "the server of Beta can't be reached", str(LI)),
)


async def test_a_server_that_was_away_gets_a_message_once_when_somebody_tries_again(
    tmp_path: Path,
) -> None:
    async with linked(tmp_path / "servers") as pair:
        config = pair.beta.config
        await pair.beta.stop()
        pair.acme.domain(ACME).accounts.create("wang", PASSWORD)
        desks = Desks(pair.acme.port, pair.acme.ca_file, tmp_path)
        try:
            desk = await desks.desk()
            account = await desk.add(Jid("wang", ACME))
            await desk.online(account)
            conversation = ConversationId(account.id, LI)
            sent = await desk.app.conversation(conversation).send(TEXT)

            async def fate() -> tuple[DeliveryState, Failure | None]:
                """What became of it; it is one message however often the archive has it."""
                (message,) = [one for one in await desk.messages(account, LI) if one.is_outgoing]
                assert (message.row, message.text) == (sent.row, TEXT)
                return message.state, message.failure

            async def is_away() -> bool:
                return await fate() == AWAY

            async def is_sent() -> bool:
                return await fate() == (DeliveryState.SENT, None)

            async def read_again() -> None:
                await desk.stop()
                await desk.start()
                await desk.online(account)
                await desk.app.conversation(conversation).fetch_older()

            await until(is_away, 20)
            async with ReferenceServer(config) as beta:
                li = await Client.sign_in(beta.domain(BETA), "li")
                await li.send("<presence/>")
                await li.send(f"<message to='wang@{ACME}' type='chat'><body>在吗</body></message>")

                async def is_answerable() -> bool:
                    return "在吗" in await desk.texts(account, LI)

                await until(is_answerable, 20)
                await read_again()
                assert await fate() == AWAY, "nothing goes by itself"
                await desk.app.conversation(conversation).retry(sent.row)
                await li.expect(bodies(TEXT))
                await until(is_sent, 20)
                await read_again()
                assert await fate() == (DeliveryState.SENT, None)
                heard = {child_text(one, ns.CLIENT, "body") for one in li.take("message")}
                assert heard <= {""}, "it came twice"
        finally:
            await desks.close()
