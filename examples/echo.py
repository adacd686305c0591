"""Say something and print what arrives: echo.py ADDRESS PASSWORD PEER TEXT [HOST PORT CA-AS-PEM]"""

import asyncio
import sys

from startalk_desktop.core import Endpoint, Jid, MessagesChanged, Startalk


async def main(address, password, peer, text, host="", port="5222", ca=""):
    """Run until interrupted."""
    server = {"endpoint": Endpoint(host, int(port)), "extra_ca_pem": ca} if host else {}
    arrived = asyncio.Queue()
    async with Startalk.running() as app:
        app.changes.subscribe(arrived.put_nowait)
        account = await app.accounts.add(Jid.parse(address), password, **server)
        conversation = await app.inbox.open_direct(account.id, Jid.parse(peer))
        await app.conversation(conversation).send(text)
        while change := await arrived.get():
            if isinstance(change, MessagesChanged):
                for message in await app.conversation(change.conversation).by_rows(change.added):
                    print(f"{message.sender.bare}: {message.text}", flush=True)


asyncio.run(main(*sys.argv[1:]))
