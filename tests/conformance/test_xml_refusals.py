"""What a stream may not contain (RFC 6120 11), and how much (RFC 6120 13.12)."""

import pytest

from tests.conformance.person import Cast
from tests.conformance.raw_stream import STREAMS, RawStream
from tests.servers.running import STANZA_LIMIT_BYTES, Quirk, RunningServer

RESTRICTED = {
    "comment": "<!-- hidden -->",
    "processing-instruction": "<?run this?>",
}

DTD = (
    "<?xml version='1.0'?><!DOCTYPE bomb [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    "<stream:stream to='{domain}' version='1.0' xmlns='jabber:client' "
    f"xmlns:stream='{STREAMS}'><message><body>&b;</body></message>"
)


def restricted_xml(server: RunningServer) -> str:
    """The condition a stream with restricted XML ends with."""
    if Quirk.RESTRICTED_XML_IS_CALLED_MALFORMED in server.quirks:
        return "not-well-formed"
    return "restricted-xml"


@pytest.mark.parametrize("text", RESTRICTED.values(), ids=RESTRICTED)
async def test_restricted_xml_ends_the_stream(server: RunningServer, text: str) -> None:
    async with RawStream.over_tls(server) as stream:
        await stream.open(server.domain)
        stream.send(text)
        if Quirk.RESTRICTED_XML_IS_SKIPPED in server.quirks:
            stream.send("</stream:stream>")
            assert await stream.refusal() is None
        else:
            assert await stream.refusal() == restricted_xml(server)


async def test_document_type_is_refused(server: RunningServer) -> None:
    async with RawStream.over_tls(server) as stream:
        stream.send(DTD.format(domain=server.domain))
        assert await stream.refusal() == restricted_xml(server)


async def test_malformed_xml_ends_the_stream(server: RunningServer) -> None:
    async with RawStream.over_tls(server) as stream:
        await stream.open(server.domain)
        stream.send("<presence></message>")
        assert await stream.refusal() == "not-well-formed"


async def test_undeclared_entity_ends_the_stream(server: RunningServer) -> None:
    async with RawStream.over_tls(server) as stream:
        await stream.open(server.domain)
        stream.send("<message><body>&xxe;</body></message>")
        assert await stream.refusal() == "not-well-formed"


async def test_unknown_domain_is_refused(server: RunningServer) -> None:
    async with RawStream.in_the_clear(server) as stream:
        stream.send(
            "<?xml version='1.0'?><stream:stream to='nowhere.example' version='1.0' "
            f"xmlns='jabber:client' xmlns:stream='{STREAMS}'>"
        )
        assert await stream.refusal() == "host-unknown"


async def test_wrong_stream_namespace_is_refused(server: RunningServer) -> None:
    async with RawStream.in_the_clear(server) as stream:
        stream.send(
            f"<?xml version='1.0'?><stream:stream to='{server.domain}' version='1.0' "
            "xmlns='jabber:client' xmlns:stream='urn:startalk:test:not-a-stream'>"
        )
        assert await stream.refusal() == "invalid-namespace"


async def test_stanza_before_sign_in_goes_nowhere(cast: Cast, server: RunningServer) -> None:
    """RFC 6120 4.9.3.12."""
    wang = await cast.online("王芳")
    async with RawStream.over_tls(server) as stream:
        await stream.open(server.domain)
        stream.send(f"<message to='{wang.jid}' type='chat'><body>没有登录</body></message>")
        if Quirk.STANZA_BEFORE_SIGN_IN_IS_IGNORED in server.quirks:
            stream.send("</stream:stream>")
            assert await stream.refusal() is None
        else:
            assert await stream.refusal() == "not-authorized"
    await wang.fence(wang)
    assert not wang.messages()


async def test_oversized_stanza_ends_the_stream(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    wang.chat(li.jid, "x" * (STANZA_LIMIT_BYTES + 10_000))
    error = await wang.expect_stream_error()
    assert error["condition"] == "policy-violation"
    await li.fence(li)
    assert not li.messages()


async def test_large_stanza_below_the_limit_goes_through(cast: Cast) -> None:
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    text = "字" * (STANZA_LIMIT_BYTES // 4)
    wang.chat(li.jid, text)
    await li.expect_message(text)


async def test_text_in_pieces_arrives_whole(cast: Cast) -> None:
    """A network may cut anywhere, in the middle of a character too."""
    wang, li = await cast.online("王芳"), await cast.online("李雷")
    text = f"<message to='{li.jid}' type='chat'><body>你好,世界</body></message>".encode()
    for byte in text:
        wang.client.send_raw(bytes([byte]))
    await li.expect_message("你好,世界")
