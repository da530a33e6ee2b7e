"""The `sandan` command line: `sandan --help` lists what it can do.

Django needs to know its data directory before any table can be imported, so commands live in modules of their own and are loaded once the
directory is known.

Exit codes: 0 done; 1 a check found faults, or a refusal; 2 the command line is wrong; 4 a file was refused as a whole.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path

import click
import django

COMMANDS = {
    "serve": "sandan.config.serving:serve",
    "demo": "sandan.config.serving:demo",
    "init": "sandan.config.serving:init",
    "tick": "sandan.config.timer:tick",
    "import": "sandan.config.importing:import_",
    "applications": "sandan.config.applying:applications",
    "organisation": "sandan.config.roster:organisation",
    "rule": "sandan.config.rule:rule",
    "calendar": "sandan.config.rule:calendar",
    "boundary": "sandan.config.boundary:boundary",
    "figures": "sandan.config.reporting:figures",
    "bulletin": "sandan.config.reporting:bulletin",
    "claim-check": "sandan.config.claim_check:claim_check",
    "look-back": "sandan.config.look_back:look_back",
    "verify": "sandan.config.reporting:verify",
    "rebuild": "sandan.config.reporting:rebuild",
    "export": "sandan.config.reporting:export",
    "export-open-data": "sandan.config.open_data:export_open_data",
    "notices": "sandan.config.notifying:notices",
    "erase": "sandan.config.erasing:erase",
    "link": "sandan.config.lockout:link",
    "factor-reset": "sandan.config.lockout:factor_reset",
    "sessions-end": "sandan.config.lockout:sessions_end",
}


class Commands(click.Group):
    """Loads a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of use."""
        return [*COMMANDS, *(each for each in super().list_commands(ctx) if each not in COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = place.partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path), help="Data directory (default: SANDAN_HOME, else ./var/sandan)."
)
@click.version_option(package_name="sandan", prog_name="sandan")
def cli(home: Path | None) -> None:
    """Sandan (三单): problems heard, put on three lists, worked off, proved and counted.

    Every command takes --home, before or after its name.
    """


def main() -> None:
    """Find the data directory, set Django up, run the command. Whatever it writes is its owner's alone."""
    os.umask(0o077)
    arguments, home = _without_home(sys.argv[1:])
    if home:
        os.environ["SANDAN_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        with tempfile.TemporaryDirectory() as nowhere:  # asking for help must not make a data directory
            os.environ["SANDAN_HOME"] = nowhere
            django.setup()
            cli(arguments or ["--help"], prog_name="sandan")
    try:
        django.setup()
    except (OSError, ValueError) as error:
        click.echo(f"sandan: {error}", err=True)
        sys.exit(2)
    cli(arguments, prog_name="sandan")


def _without_home(arguments: list[str]) -> tuple[list[str], str]:
    """The arguments without --home, and what it was given: it may stand before or after the command's name."""
    rest, home, waiting = [], "", False
    for each in arguments:
        if waiting:
            home, waiting = each, False
        elif each == "--home":
            waiting = True
        elif each.startswith("--home="):
            home = each.removeprefix("--home=")
        else:
            rest.append(each)
    return ([*rest, "--home"] if waiting else rest), home
