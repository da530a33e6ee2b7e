"""A composed bulletin as HTML: prose escaped, and every number a link that opens what stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from sandan.bulletins.annex import Source, clocks, sources
from sandan.bulletins.document import Composed, Grid, Labels, Number, Passage, Row
from sandan.bulletins.source import Kind
from sandan.projections.figure import Value

Part = Literal["numerator", "denominator"]
Link = Callable[[Value, Part], str]
"""The address of the records behind a number, or of one of the two numbers that a rate is made of."""

_TAGS = {Kind.HEADING: "h2", Kind.SUBHEADING: "h3", Kind.PARAGRAPH: "p"}
_SOURCE = "source-{}"


def fragment(composed: Composed, link: Link | None = None) -> SafeString:
    """The body, without its title, to stand within a page. Without `link` a number leads to its row in the annex."""
    with translation.override(composed.language):
        return _body(composed, link or _to_annex(composed))


def annex(composed: Composed, link: Link | None = None, labels: Labels | None = None) -> SafeString:
    """The table of sources, each number with its definition, what it was computed from, and what is shown beside it."""
    with translation.override(composed.language):
        heads = (
            gettext("Figure"),
            gettext("Value"),
            gettext("Computed from"),
            gettext("Definition"),
            gettext("Shown beside it"),
        )
        return format_html(
            '<section class="sources"><h2>{}</h2><p>{}</p><div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
            '</div><p class="digest">{} <code>{}</code></p></section>',
            gettext("Sources of the numbers"),
            clocks(composed),
            format_html_join("", '<th scope="col">{}</th>', ((each,) for each in heads)),
            format_html_join(
                "", "{}", ((_source(place, each, link),) for place, each in enumerate(sources(composed, labels), 1))
            ),
            gettext("Digest (SHA-256):"),
            composed.digest,
        )


def page(composed: Composed, link: Link | None = None, labels: Labels | None = None) -> SafeString:
    """A whole page that needs nothing else, for keeping and sending."""
    with translation.override(composed.language):
        return format_html(
            '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>{}</title></head><body><main><article><h1>{}</h1>{}{}</article></main></body></html>\n",
            _tag_of(composed.language),
            composed.title,
            composed.title,
            fragment(composed, link),
            annex(composed, link, labels),
        )


def _tag_of(language: str) -> str:
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, language)


def _body(composed: Composed, link: Link) -> SafeString:
    parts: list[SafeString] = []
    items: list[SafeString] = []
    for passage in composed.passages:
        if passage.kind is Kind.ITEM:
            items.append(format_html("<li>{}</li>", _line(passage, link)))
            continue
        parts += _listed(items)
        items = []
        if passage.grid is not None:
            parts.append(_table(passage.grid, link))
        else:
            tag = mark_safe(_TAGS[passage.kind])  # noqa: S308 - one of three constants
            parts.append(format_html("<{}>{}</{}>", tag, _line(passage, link), tag))
    return mark_safe("\n".join(parts + _listed(items)))  # noqa: S308 - every part is safe already


def _listed(items: list[SafeString]) -> list[SafeString]:
    return [format_html("<ul>{}</ul>", format_html_join("", "{}", ((each,) for each in items)))] if items else []


def _line(passage: Passage, link: Link) -> SafeString:
    return format_html_join(
        "", "{}", ((each if isinstance(each, str) else _number(each, link),) for each in passage.parts)
    )


def _number(number: Number, link: Link, part: Part = "numerator") -> SafeString:
    figure = number.value.figure
    return format_html(
        '<a class="figure" href="{}" title="{}: {}">{}</a>',
        link(number.value, part),
        figure.name,
        figure.definition,
        number.text,
    )


def _table(grid: Grid, link: Link) -> SafeString:
    heads = format_html_join("", '<th scope="col">{}</th>', ((each,) for each in (grid.corner, *grid.heads)))
    rows = format_html_join("", "{}", ((_row(each, link),) for each in grid.rows))
    return format_html(
        '<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody><tfoot>{}</tfoot></table></div>',
        heads,
        rows,
        _row(grid.total, link),
    )


def _row(row: Row, link: Link) -> SafeString:
    cells = format_html_join("", '<td class="number">{}</td>', ((_number(each, link),) for each in row.numbers))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', row.label, cells)


def _source(place: int, source: Source, link: Link | None) -> SafeString:
    value = source.value
    number: str | SafeString = source.number
    made: str | SafeString = value.above
    if link is not None:
        number = _number(Number(value, source.number), link)
        made = _number(Number(value, value.above), link)
    if value.denominator is not None:
        below = Number(value, str(value.denominator))
        made = format_html("{} / {}", made, _number(below, link, "denominator") if link else below.text)
    return format_html(
        '<tr id="{}"><th scope="row">{}<br><code>{}</code>{}</th><td class="number">{}</td><td class="number">{}</td>'
        "<td>{}</td><td>{}</td></tr>",
        _SOURCE.format(place),
        source.name,
        source.formula,
        format_html("<br>{}", source.scope) if source.scope else "",
        number,
        made,
        source.definition,
        source.beside,
    )


def _to_annex(composed: Composed) -> Link:
    """Links within the page. A cell of a table leads to the row of the table's whole."""
    places = {(each.figure.id, each.scope): place for place, each in enumerate(composed.values, 1)}
    first: dict[str, int] = {}
    for (id, _), place in places.items():
        first.setdefault(id, place)

    def link(value: Value, _part: Part) -> str:
        place = places.get((value.figure.id, value.scope)) or first[value.figure.id]
        return f"#{_SOURCE.format(place)}"

    return link
