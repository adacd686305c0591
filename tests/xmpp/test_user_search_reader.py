"""What a user search offers and finds, by form and by the older fields; hostile answers are contained."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.user_search_reader import (
    MOST_FOUND,
    SearchFields,
    read_fields,
    read_found,
)

LEGACY = """<query xmlns="jabber:iq:search"><instructions>Use * as you like</instructions>
<first/><last/><nick/><email/></query>"""
OPENFIRE = """<query xmlns="jabber:iq:search"><first/><x xmlns="jabber:x:data" type="form">
<instructions>Fill in</instructions><field var="FORM_TYPE" type="hidden"><value>jabber:iq:search</value></field>
<field var="search" type="text-single"/><field var="Name" type="boolean"/>
<field var="Email" type="boolean"/></x></query>"""


def items(*rows: str) -> str:
    return f"""<query xmlns="jabber:iq:search">{"".join(rows)}</query>"""


def row(jid: str, **fields: str) -> str:
    told = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f'<item jid="{jid}">{told}</item>'


def result(*rows: str) -> str:
    return f"""<query xmlns="jabber:iq:search"><x xmlns="jabber:x:data" type="result">
<reported><field var="jid"/><field var="FN"/></reported>{"".join(rows)}</x></query>"""


def test_fields_of_both_kinds() -> None:
    legacy = SearchFields(False, ("first", "last", "nick", "email"), (), True)
    assert read_fields(fromstring(LEGACY)) == legacy
    assert read_fields(fromstring(OPENFIRE)) == SearchFields(True, ("search",), ("Name", "Email"))
    assert read_fields(()) == SearchFields(False, ())


def test_people_by_older_fields() -> None:
    found = read_found(
        fromstring(
            items(
                row("wang@acme.example/desk", first="芳", last="王", email="w@acme.example"),
                row("li@acme.example", first="Li", last="Lei"),
                row("zhao@acme.example", nick="赵"),
                row("qian@acme.example"),
            )
        ),
        "acme.example",
    )
    assert [(one.jid.local, one.name) for one in found] == [
        ("wang", "王芳"), ("li", "Li Lei"), ("zhao", "赵"), ("qian", "qian"),
    ]  # fmt: skip
    assert found[0].jid == Jid("wang", "acme.example")
    assert found[0].email == "w@acme.example"


def test_people_by_form() -> None:
    item = """<item><field var="jid"><value>wang@acme.example</value></field><field var="FN"><value>王芳</value>
</field><field var="ORGUNIT"><value>研发</value></field></item>"""
    found = read_found(fromstring(result(item)), "acme.example")
    assert [(one.name, one.title) for one in found] == [("王芳", "研发")]


def test_what_is_nobody_of_the_company_is_left_out() -> None:
    rows = [
        row("wang@beta.example"), row("acme.example"), row(""), row("@"), row("li@acme.example"),
        row("LI@acme.example", nick="twice"),
    ]  # fmt: skip
    found = read_found(fromstring(items(*rows)), "acme.example")
    assert [str(one.jid) for one in found] == ["li@acme.example"]


def test_an_answer_is_bounded() -> None:
    rows = [row(f"p{n}@acme.example", nick="\u202e" + "名" * 2000) for n in range(MOST_FOUND + 50)]
    found = read_found(fromstring(items(*rows)), "acme.example")
    assert len(found) == MOST_FOUND
    assert all(len(one.name) <= 500 and "\u202e" not in one.name for one in found)


@given(st.lists(st.text(min_size=0, max_size=20), max_size=5))
def test_any_address_is_read_or_left_out(addresses: list[str]) -> None:
    root = fromstring("""<query xmlns="jabber:iq:search"/>""")
    for address in addresses:
        item = fromstring("""<item xmlns="jabber:iq:search"/>""")
        item.set("jid", address)
        root.append(item)
    assert len(read_found(root, "acme.example")) <= len(addresses)
