"""`startalk-admin org publish` and `org check`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from startalk_desktop.admin.connection import Connection, connected
from startalk_desktop.admin.options import settings_of
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.plan import Plan, make_plan
from startalk_desktop.admin.plan_text import describe, people, units
from startalk_desktop.admin.publishing import Access, Publication, usual_service
from startalk_desktop.admin.sources import Staff, read_staff, stop_if_wrong
from startalk_desktop.admin.staff import Visibility
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.admin.tree_builder import WantedTree, build_tree, check_sizes
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.org_names import LINKED_NODE, NODE
from startalk_desktop.xmpp.org_publishing import ACCESS_MODEL, PublishedTree

_FEW: Final = 10
_MOST_REMOVED: Final = 0.2
"""Of the people who are published; if more go at once, the export broke off, until somebody says that it did not."""


async def check(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Check a source without a server."""
    staff = await read_staff(options, options.domain)
    tree = _tree(staff, options, PublishedTree(), options.domain)
    stop_if_wrong(staff.problems, terminal)
    shown = {member.jid for unit in tree.units for member in unit.members}
    hidden = {each.jid for each in staff.entries if each.visibility is Visibility.HIDDEN}
    terminal.say(
        f"{people(len(shown))} in {units(len(tree.units))}, {len(hidden)} hidden: no problems"
    )
    return ExitCode.DONE


async def publish(options: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Publish what a source says."""
    domain = options.account.domain
    staff = await read_staff(options, domain)
    # What can be found without the server is found before anybody has to type a password.
    _tree(staff, options, PublishedTree(), domain)
    stop_if_wrong(staff.problems, terminal)
    settings = await settings_of(options, terminal)
    async with connected(settings) as connection:
        service = options.service or await usual_service(connection)
        jobs = [await _prepare(connection, service, NODE, staff, options, terminal)]
        if options.linked:
            jobs.append(
                await _prepare(
                    connection, service, LINKED_NODE, staff, options, terminal, jobs[0].tree
                )
            )
        stop_if_wrong(staff.problems, terminal)
        for job in jobs:
            for line in describe(job.plan, job.title, is_whole=options.verbose):
                terminal.say(line)
        return await _carry_out(jobs, options, terminal)


class _Job:
    """One node: what it holds, what it is to hold, and how to get there."""

    def __init__(
        self,
        title: str,
        publication: Publication,
        published: PublishedTree,
        tree: WantedTree,
        access: Access,
    ) -> None:
        self.title = title
        self.publication = publication
        self.published = published
        self.tree = tree
        self.access = access
        self.plan = make_plan(tree, published)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do, as far as the plan tells."""
        return (
            self.plan.is_empty
            and self.published.config.get(ACCESS_MODEL) == "open" == self.access.model
        )


async def _prepare(
    connection: Connection,
    service: Jid,
    node: str,
    staff: Staff,
    options: argparse.Namespace,
    terminal: Terminal,
    whole: WantedTree | None = None,
) -> _Job:
    publication = Publication(connection, service, node, terminal.note)
    published = await publication.fetch()
    domain = options.account.domain
    title = f"{domain}, for linked domains" if whole else domain
    tree = _tree(staff, options, published, domain, whole)
    return _Job(title, publication, published, tree, _access(options, published, staff, node))


async def _carry_out(
    jobs: Sequence[_Job], options: argparse.Namespace, terminal: Terminal
) -> ExitCode:
    if all(job.is_done for job in jobs):
        return ExitCode.DONE
    for job in jobs:
        _refuse_harm(job.plan, job.title, options)
    if options.dry_run:
        terminal.note("dry run: nothing was sent")
        return ExitCode.DONE
    if not options.yes and not all(job.plan.is_empty for job in jobs):
        if not terminal.has_person:
            raise Stop(ExitCode.USAGE, "there is nobody to ask; --yes publishes without asking")
        if not terminal.confirm("Publish this?"):
            return ExitCode.DECLINED
    for job in jobs:
        await job.publication.carry_out(job.plan, job.published, job.access)
    terminal.note("published")
    return ExitCode.DONE


def _tree(
    staff: Staff,
    options: argparse.Namespace,
    published: PublishedTree,
    domain: str,
    whole: WantedTree | None = None,
) -> WantedTree:
    known = published.index.name if published.index is not None else ""
    name = options.name or known or domain
    if whole is None:
        tree = build_tree(name, staff.entries, published, staff.problems)
    else:
        linked = frozenset({Visibility.LINKED})
        tree = build_tree(name, staff.entries, published, staff.problems, linked)
    check_sizes(tree, options.max_stanza_bytes, staff.origin, staff.problems)
    return tree


def _access(
    options: argparse.Namespace, published: PublishedTree, staff: Staff, node: str
) -> Access:
    """As the command line says, or else as it is, or else open."""
    if node == LINKED_NODE:
        return Access("open")
    asked = {"open": "open", "staff": "whitelist"}.get(options.access)
    model = asked or published.config.get(ACCESS_MODEL, "open")
    readers = (
        frozenset(entry.jid for entry in staff.entries) if model == "whitelist" else frozenset()
    )
    return Access(model, readers)


def _refuse_harm(plan: Plan, title: str, options: argparse.Namespace) -> None:
    gone = len(plan.people_removed)
    is_much = gone > max(_FEW, plan.people_before * _MOST_REMOVED) or (
        gone and not plan.people_after
    )
    if is_much and not options.allow_removals:
        raise Stop(
            ExitCode.REFUSED_BY_CHECKS,
            f"{title}: {gone} of {plan.people_before} people would go. If the source is whole and they have left,"
            " say --allow-removals; nothing was sent",
        )
