"""Drawing: a chart as SVG, within a page or by itself, and as PNG. By vl-convert, without a network, a browser or Node (decision 11).

What is drawn depends on numbers and words alone: addresses are put in afterwards. So the same numbers are drawn once for every reader and
every position of the ledger at which they hold; the last few hundred drawings are kept in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from sandan.bulletins.chart import LINK, Chart, spec

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SCALE = 2
"""Pixels of a PNG for each of the chart's own: sharp on paper."""
Address = Callable[[str], str]


def inline(chart: Chart) -> str:
    """The chart as an <svg> for a page: as wide as its place, every mark a link to its records, its names said in words.

    It carries no style, script, font or address of elsewhere, so the content policy holds.
    """
    text = _text(spec(chart))
    root = _parsed(_drawn(text))
    prefix = f"c{hashlib.sha256(text.encode()).hexdigest()[:8]}-"
    _link(root, chart, str)
    _tidy(root, prefix)
    root.set("role", "graphics-document")
    root.set("aria-label", chart.title)
    for each in ("width", "height"):
        root.attrib.pop(each, None)
    return str(etree.tostring(root, encoding="unicode"))


def svg(chart: Chart, address: Address) -> bytes:
    """The chart by itself, with its title and notes. `address` makes a whole address of one within the site."""
    root = _parsed(_drawn(_text(spec(chart, headed=True))))
    _link(root, chart, address)
    _tidy(root, "c-")
    root.set("role", "graphics-document")
    root.set("aria-label", chart.title)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def png(chart: Chart) -> bytes:
    """The same as a picture."""
    return _painted(_text(spec(chart, headed=True)))


def _text(made: dict[str, Any]) -> str:
    return json.dumps(made, ensure_ascii=False, sort_keys=True)


@cache
def _converter() -> Any:
    """vl-convert with its own fonts, loaded with the first chart: it brings a JavaScript engine of some 80 MB along."""
    import pylopdf_fonts_zh_cn  # noqa: PLC0415  # heavy, and only a chart needs it
    import vl_convert  # noqa: PLC0415  # heavy, and only a chart needs it

    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))
    return vl_convert


@lru_cache(maxsize=256)
def _drawn(text: str) -> str:
    # An empty list allows no address at all: the data are in the specification.
    return str(_converter().vegalite_to_svg(text, allowed_base_urls=[]))


@lru_cache(maxsize=32)
def _painted(text: str) -> bytes:
    return bytes(_converter().vegalite_to_png(text, scale=_SCALE, allowed_base_urls=[]))


def _parsed(drawn: str) -> Any:
    return etree.fromstring(drawn.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def _link(root: Any, chart: Chart, address: Address) -> None:
    """Put the records' addresses and the marks' words in their places."""
    for each in root.iter(f"{{{_SVG}}}a"):
        # The drawer puts an address of its own before it.
        datum = chart.data[int(each.get(_XLINK).rpartition(LINK)[2])]
        for name in list(each.attrib):
            del each.attrib[name]
        each.set("href", address(datum.url))
        each.set("aria-label", datum.said)
        for area in each.iter(f"{{{_SVG}}}path"):
            # Clear, so that it is no painted place: without this word a press would fall through to what is drawn below.
            area.set("pointer-events", "all")


def _tidy(root: Any, prefix: str) -> None:
    """Leave out what speaks English to a screen reader, hide what the links say already, and make ids the chart's own."""
    for each in root.iter():
        for name in ("aria-label", "aria-roledescription", "role", "class", "target"):
            if each.tag != f"{{{_SVG}}}a":
                each.attrib.pop(name, None)
        if each.tag == f"{{{_SVG}}}text":
            each.set("aria-hidden", "true")
        for name, value in each.attrib.items():
            if name == "id":
                each.set(name, prefix + value)
            elif value.startswith("url(#"):
                each.set(name, f"url(#{prefix}{value[5:]}")
    root.attrib.pop("version", None)
    etree.cleanup_namespaces(root)
