"""Telling the domain's clients of its links: what they read, and what is refused."""

import pytest

from startalk_desktop.admin.outcome import ExitCode
from startalk_desktop.model.events import LinksChanged
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.xmpp.errors import RequestFailed
from tests.admin.conftest import Admin, Ran, run
from tests.conformance.person import Cast
from tests.servers.running import BETA, ServerKind
from tests.xmpp.desk import Desks

GAMMA = "gamma.example"


async def links(admin: Admin, verb: str, *options: object, answer: str | None = None) -> Ran:
    return await run("links", verb, *admin.signing_in, *options, answer=answer)


@pytest.fixture
def published(admin: Admin) -> Admin:
    """A server that leaves it to the administrator to tell of the links."""
    if admin.server.kind is ServerKind.REFERENCE:
        pytest.skip("the reference server tells its links by itself")
    return admin


async def test_clients_read_what_is_published_and_hear_of_changes(
    published: Admin, desks: Desks
) -> None:
    assert "nothing is published" in (await links(published, "show")).output
    done = await links(published, "publish", f"{BETA}=Beta 贝塔", GAMMA, "--yes")
    assert done.code is ExitCode.DONE, done.errors
    assert f"+ {BETA} (Beta 贝塔)" in done.output
    wang = await desks.online("wang")
    told = LinkedDomain(BETA, "Beta 贝塔"), LinkedDomain(GAMMA, GAMMA)
    assert await wang.session.linked_trees.fetch_links() == told
    shown = await links(published, "show")
    assert shown.output.splitlines()[1:] == [f"  {BETA} (Beta 贝塔)", f"  {GAMMA}"]

    again = await links(published, "publish", f"{BETA}=Beta 贝塔", GAMMA)
    assert again.code is ExitCode.DONE, again.errors
    assert "nothing to do" in again.output
    changed = await links(published, "publish", f"{BETA}=Beta AG", "--yes")
    assert f"~ {BETA}: Beta 贝塔 → Beta AG" in changed.output
    assert f"- {GAMMA}" in changed.output
    heard = await wang.expect(LinksChanged)
    assert heard.links == (LinkedDomain(BETA, "Beta AG"),)
    assert (await links(published, "publish", "--none", "--yes")).code is ExitCode.DONE
    assert (await wang.expect(LinksChanged)).links == ()


async def test_a_person_is_asked_and_may_say_no(published: Admin, desks: Desks) -> None:
    assert (await links(published, "publish", BETA)).code is ExitCode.USAGE, "nobody is there"
    assert (await links(published, "publish", BETA, "--dry-run")).code is ExitCode.DONE
    assert (await links(published, "publish", BETA, answer="n")).code is ExitCode.DECLINED
    wang = await desks.online("wang")
    assert await wang.session.linked_trees.fetch_links() == ()
    assert (await links(published, "publish", BETA, answer="y")).code is ExitCode.DONE
    assert await wang.session.linked_trees.fetch_links() == (LinkedDomain(BETA, BETA),)


async def test_whoever_may_read_the_tree_may_read_the_links(
    published: Admin, desks: Desks, cast: Cast
) -> None:
    staff = await cast.account("wang")
    published.table(f"{staff.address},王芳,总部")
    closed = await published.publish("--yes", "--access", "staff")
    assert closed.code is ExitCode.DONE, closed.errors
    done = await links(published, "publish", BETA, "--yes")
    assert done.code is ExitCode.DONE, done.errors
    wang, stranger = await desks.online(staff), await desks.online("stranger")
    assert await wang.session.linked_trees.fetch_links() == (LinkedDomain(BETA, BETA),)
    with pytest.raises(RequestFailed):
        await stranger.session.linked_trees.fetch_links()


async def test_who_is_no_administrator_is_told_so(published: Admin, cast: Cast) -> None:
    assert (await links(published, "publish", BETA, "--yes")).code is ExitCode.DONE
    somebody = await cast.account("somebody")
    (published.folder / "password").write_text(somebody.password, encoding="utf-8")
    refused = await links(published, "publish", GAMMA, "--yes", "--account", somebody.address)
    assert refused.code is ExitCode.NOT_PERMITTED
    assert "administrator" in refused.errors


async def test_the_reference_server_tells_its_links_by_itself(admin: Admin) -> None:
    if admin.server.kind is not ServerKind.REFERENCE:
        pytest.skip("others leave it to the administrator")
    assert BETA in (await links(admin, "show")).output
    refused = await links(admin, "publish", GAMMA, "--yes")
    assert refused.code is ExitCode.NOT_PERMITTED
    assert GAMMA not in (await links(admin, "show")).output


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ((), "--none"),
        ((BETA, "--none"), "--none"),
        ((BETA, f"{BETA.upper()}=Beta"), "twice"),
        (("acme.example",), "itself"),
        (tuple(f"d{number}.example" for number in range(51)), "50"),
    ],
)
async def test_what_makes_no_sense_is_refused_before_anybody_signs_in(
    named: tuple[str, ...], words: str
) -> None:
    refused = await run("links", "publish", *named, "--account", "hr@acme.example")
    assert refused.code is ExitCode.USAGE
    assert words in refused.errors


@pytest.mark.parametrize("named", ["ceo@beta.example", "beta.example/x", "a b", "=Beta"])
async def test_what_is_no_domain_is_refused(named: str) -> None:
    with pytest.raises(SystemExit) as ended:
        await run("links", "publish", named, "--account", "hr@acme.example")
    assert ended.value.code == ExitCode.USAGE
