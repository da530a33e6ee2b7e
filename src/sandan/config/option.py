"""Options that several commands share."""

from __future__ import annotations

import click

LANGUAGE = click.option(
    "--language",
    type=click.Choice(["zh-hans", "zh-hant", "en"]),
    default="zh-hans",
    show_default=True,
    help="Language of what is written.",
)
