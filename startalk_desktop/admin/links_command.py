"""`startalk-admin links`: what the domain's clients are told of the domains that it is linked to."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial

from startalk_desktop.admin.connection import Connection, connected
from startalk_desktop.admin.options import settings_of
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.publishing import Access, asked, let_read, usual_service
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.org_tree import clean_text
from startalk_desktop.xmpp.links_publishing import Readership
from startalk_desktop.xmpp.links_reader import MOST_LINKS, NODE
from startalk_desktop.xmpp.org_names import NODE as ORG_NODE


def link(text: str) -> LinkedDomain:
    """``beta.example`` or ``beta.example=Beta``, for `argparse`."""
    domain, _, name = text.partition("=")
    try:
        jid = Jid.parse(domain.strip())
    except JidError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if jid.local or jid.resource:
        raise argparse.ArgumentTypeError(f"{domain!r} is no domain")
    return LinkedDomain(jid.domain, clean_text(name) or jid.domain)


async def show(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Say what is published."""
    settings = await settings_of(options, terminal)
    async with connected(settings) as connection:
        service = options.service or await usual_service(connection)
        published = await _published(connection, service)
    domain = options.account.domain
    if published is None:
        terminal.say(f"{domain}: nothing is published")
        return ExitCode.DONE
    terminal.say(f"{domain}: {_links(len(published))}")
    for each in published:
        terminal.say(f"  {_named(each)}")
    return ExitCode.DONE


async def publish(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Publish the links that the command line names, in place of what is there."""
    wanted: tuple[LinkedDomain, ...] = tuple(options.links)
    _check(wanted, options)
    settings = await settings_of(options, terminal)
    async with connected(settings) as connection:
        service = options.service or await usual_service(connection)
        published = await _published(connection, service)
        publisher = connection.session.links_publishing
        tree = await asked(connection, service, partial(publisher.readership, service, ORG_NODE))
        readers = tree or Readership()
        present = await asked(connection, service, partial(publisher.readership, service, NODE))
        count = _links(len(wanted))
        terminal.say(f"{options.account.domain}: {count} (published now: {len(published or ())})")
        for line in _changes(published or (), wanted):
            terminal.say(line)
        if present != readers:
            whoever = "the readers of the tree" if readers.model == "whitelist" else "everybody"
            terminal.say(f"  to be read by {whoever} from now on")
        elif published == wanted:
            terminal.say("  nothing to do: it is published like this already")
            return ExitCode.DONE
        if options.dry_run:
            terminal.note("dry run: nothing was sent")
            return ExitCode.DONE
        if not options.yes:
            if not terminal.has_person:
                raise Stop(ExitCode.USAGE, "there is nobody to ask; --yes publishes without asking")
            if not terminal.confirm("Publish this?"):
                return ExitCode.DECLINED
        access = Access(readers.model, readers.people)
        await asked(connection, service, partial(publisher.prepare, service, access.model))
        await let_read(connection, service, NODE, access, terminal.note)
        await asked(connection, service, partial(publisher.put, service, wanted))
    terminal.note("published; what crosses is up to the servers of both sides (docs/servers.md)")
    return ExitCode.DONE


async def _published(connection: Connection, service: Jid) -> tuple[LinkedDomain, ...] | None:
    publisher = connection.session.links_publishing
    return await asked(connection, service, partial(publisher.fetch, service))


def _check(wanted: Sequence[LinkedDomain], options: argparse.Namespace) -> None:
    domains = [each.domain for each in wanted]
    if bool(wanted) == options.none:
        raise Stop(ExitCode.USAGE, "name the domains, or say --none where there is no link")
    if options.account.domain in domains:
        raise Stop(ExitCode.USAGE, f"{options.account.domain} needs no link to itself")
    if len(set(domains)) < len(domains):
        raise Stop(ExitCode.USAGE, "a domain is named twice")
    if len(domains) > MOST_LINKS:
        raise Stop(ExitCode.USAGE, f"clients take no more than {MOST_LINKS} links")


def _changes(before: Sequence[LinkedDomain], after: Sequence[LinkedDomain]) -> Iterator[str]:
    old, new = ({each.domain: each for each in links} for links in (before, after))
    for each in after:
        known = old.get(each.domain)
        if known is None:
            yield f"  + {_named(each)}"
        elif known != each:
            yield f"  ~ {each.domain}: {known.name} → {each.name}"
    for each in before:
        if each.domain not in new:
            yield f"  - {_named(each)}"


def _named(each: LinkedDomain) -> str:
    return each.domain if each.name == each.domain else f"{each.domain} ({each.name})"


def _links(count: int) -> str:
    return f"{count} link" if count == 1 else f"{count} links"
