"""The command line of `startalk-admin`."""

from __future__ import annotations

import argparse
import asyncio
import io
import logging
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from startalk_desktop.admin import (
    accounts_command,
    links_command,
    nav_command,
    options,
    org_command,
    passwords,
    sources,
)
from startalk_desktop.admin.connection import connected
from startalk_desktop.admin.outcome import ExitCode, Stop
from startalk_desktop.admin.terminal import Terminal
from startalk_desktop.model.jid import Jid, JidError

_MAX_STANZA_BYTES: Final = 262_144
"""What Prosody takes by default, and what ejabberd's example configuration says."""

_EPILOGUE: Final = """\
The table has a row for each person and unit; the first row names the columns:

  address,name,unit,title,phone,email
  wang.fang,王芳,总部/研发/平台,总监,+86 10 5550 0100,wang.fang@acme.example

Further columns: unit id, manager, order, visibility (company, linked, hidden). Somebody in
two units has two rows. docs/admin.md describes all of it.

Exit codes: 0 done, or nothing to do; 1 the data are refused; 2 the command line or
a file of it is wrong; 3 can't connect or sign in; 4 broke off, run it again to
carry on; 5 the server does not let us; 6 you said no.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command for whoever sits at the terminal, or for a script; returns the exit code."""
    chosen = parse(arguments)
    logging.basicConfig(
        level=logging.INFO if chosen.verbose else logging.ERROR, format="%(name)s: %(message)s"
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal can't show must not end the run.
            stream.reconfigure(errors="replace")
    # What aioxmpp leaves behind when a stream is closed is nobody's concern here.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    return int(perform(chosen, Terminal()))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What is asked for; ends the process with `ExitCode.USAGE` where it makes no sense."""
    return _parser().parse_args(arguments)


def perform(chosen: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Do what was asked for, on a loop of its own."""
    try:
        code: ExitCode = asyncio.run(chosen.run(chosen, terminal))
    except Stop as stop:
        terminal.note(f"startalk-admin: {stop}")
        return stop.code
    except KeyboardInterrupt:
        terminal.note("startalk-admin: interrupted; run the same command again to carry on")
        return ExitCode.INTERRUPTED
    except Exception:  # noqa: BLE001  Python's own exit code would say that the data are refused
        terminal.note(traceback.format_exc())
        terminal.note("startalk-admin: this is a bug; please report what is above")
        return ExitCode.BUG
    return code


async def _keep_password(chosen: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Ask for the password, try it, and keep it."""
    settings = await options.settings_of(chosen, terminal)
    async with connected(settings):
        await passwords.keep_password(settings.jid, settings.password)
    terminal.note(f"the keyring has the password of {settings.jid}")
    return ExitCode.DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="startalk-admin",
        description="Look after a domain for Startalk: publish its organisation tree, create accounts, tell its"
        " links, let people find it.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=version("startalk-desktop"))
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    org = commands.add_parser("org", help="the organisation tree")
    below_org = org.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_publish(below_org)
    _add_check(below_org)
    accounts = commands.add_parser("accounts", help="people's accounts")
    _add_create(accounts.add_subparsers(title="commands", required=True, metavar="COMMAND"))
    _add_links(commands)
    _add_nav(commands)
    _add_password(commands)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001  argparse has no public name for it


def _add_publish(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "publish",
        "publish the tree as a table or a directory has it",
        "Check the source, show what would change, ask, and send only that. It may be broken off and repeated"
        " at any time: the index goes last, so that nobody sees half a tree.",
    )
    _add_data(parser)
    parser.add_argument(
        "-n", "--dry-run", action="store_true", help="show what would change, and stop"
    )
    parser.add_argument("-y", "--yes", action="store_true", help="don't ask")
    parser.add_argument(
        "--allow-removals",
        action="store_true",
        help="let more than a fifth of the people go at once, which is refused otherwise",
    )
    parser.add_argument(
        "--access",
        choices=("open", "staff"),
        help="who may read the tree: everybody who reaches the service, or only the people in the source"
        " (default: as it is; open for a new tree)",
    )
    parser.add_argument(
        "--linked",
        action="store_true",
        help="publish what linked domains may see, too: those whose visibility is 'linked'",
    )
    _add_service(parser)
    options.add_account(parser)
    sources.add_ldap(parser)
    parser.set_defaults(run=org_command.publish)


def _add_check(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "check",
        "check a table or a directory without a server",
        "Say what is wrong with the source, by file, line and column.",
    )
    _add_data(parser)
    parser.add_argument("--domain", required=True, help="whose staff it is, such as acme.example")
    sources.add_ldap(parser)
    parser.set_defaults(run=org_command.check)


def _add_create(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "create",
        "create accounts for those who have none",
        "Create an account for everybody in the source, by the administrator's commands of the server (XEP-0133)."
        " Accounts that exist are left as they are. Each gets a random password, which is written to the file"
        " and nowhere else; people should change it at once.",
    )
    _add_table(parser)
    parser.add_argument(
        "--passwords-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="gets the passwords, mode 600; one of an earlier run is carried on with",
    )
    parser.add_argument("-n", "--dry-run", action="store_true", help="only check the source")
    parser.add_argument("-y", "--yes", action="store_true", help="don't ask")
    options.add_account(parser)
    sources.add_ldap(parser)
    parser.set_defaults(run=accounts_command.create)


def _add_links(commands: _Commands[argparse.ArgumentParser]) -> None:
    links = commands.add_parser("links", help="what clients are told of linked domains")
    below = links.add_subparsers(title="commands", required=True, metavar="COMMAND")
    show = _command(
        below,
        "show",
        "say which links are published",
        "Say which domains the clients take for linked.",
    )
    publish = _command(
        below,
        "publish",
        "publish the links",
        "Tell the domain's clients which domains it is linked to: all of them, in place of what is published. Show"
        " what changes, and ask. It opens no link: that is done by the configuration of both servers.",
    )
    publish.add_argument(
        "links",
        nargs="*",
        type=links_command.link,
        metavar="DOMAIN[=NAME]",
        help="beta.example=Beta",
    )
    publish.add_argument("--none", action="store_true", help="there is no link any more")
    publish.add_argument(
        "-n", "--dry-run", action="store_true", help="show what would change, and stop"
    )
    publish.add_argument("-y", "--yes", action="store_true", help="don't ask")
    for parser, run in ((show, links_command.show), (publish, links_command.publish)):
        _add_service(parser)
        options.add_account(parser)
        parser.set_defaults(run=run)


def _add_nav(commands: _Commands[argparse.ArgumentParser]) -> None:
    nav = commands.add_parser("nav", help="how people find the company: its link and QR code")
    below = nav.add_subparsers(title="commands", required=True, metavar="COMMAND")
    qr = _command(
        below,
        "qr",
        "make the QR code that leads to the company",
        "Print a QR code that people scan in order to add the company: of the link to its nav document; of a domain,"
        " whose nav document is at the well-known place; or of an xmpp: URI. No server is asked.",
    )
    qr.add_argument("where", metavar="LINK_OR_DOMAIN")
    qr.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="a .png, .svg, .pdf or .eps file; without it the code is drawn in the terminal",
    )
    qr.set_defaults(run=nav_command.qr)
    write = _command(
        below,
        "write",
        "write a nav document",
        "Write the nav document of a domain, for its web server to serve at /.well-known/startalk-nav.json, or"
        " wherever the QR code is to lead.",
    )
    write.add_argument("domain", metavar="DOMAIN")
    for name, help_ in (
        ("name", "what the company is called"),
        ("host", "where the chat server is, if DNS does not say so"),
        ("colour", "the company's, as #rrggbb"),
        ("logo", "the address of a picture, https, or relative to the document"),
    ):
        write.add_argument(f"--{name}", default="", help=help_)
    write.add_argument("--port", type=options.port, help="of the chat server, if it is not 5222")
    write.add_argument(
        "--direct-tls-port", type=options.port, metavar="PORT", help="which expects TLS at once"
    )
    write.add_argument("--out", type=Path, metavar="FILE", help="instead of the terminal")
    write.set_defaults(run=nav_command.write)
    check = _command(
        below,
        "check",
        "say what clients make of a nav document",
        "Fetch a nav document as a client does, and say what it says.",
    )
    check.add_argument("where", metavar="LINK_OR_DOMAIN")
    check.add_argument(
        "--ca-file", type=Path, metavar="FILE", help="a private authority to trust, in PEM"
    )
    check.set_defaults(run=nav_command.check)


def _add_password(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "password",
        "keep the administrator's password in this machine's keyring",
        "Ask for the password, sign in with it once, and keep it for the other commands.",
    )
    options.add_account(parser)
    parser.set_defaults(run=_keep_password)


def _command(
    commands: _Commands[argparse.ArgumentParser], name: str, help_: str, description: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_,
        description=description,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="list everything; log what happens"
    )
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    _add_table(parser)
    parser.add_argument(
        "--name", default="", help="what the organisation is called (default: as it is)"
    )
    parser.add_argument(
        "--max-stanza-bytes",
        type=int,
        default=_MAX_STANZA_BYTES,
        metavar="BYTES",
        help="the largest stanza that the server takes (default: %(default)s)",
    )


def _add_service(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--service",
        type=_service,
        metavar="ADDRESS",
        help="the pubsub service, if there are several",
    )


def _add_table(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="?", type=Path, metavar="staff.csv", help="the table")
    options.add_source(parser)


def _service(text: str) -> Jid:
    try:
        return Jid.parse(text)
    except JidError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
