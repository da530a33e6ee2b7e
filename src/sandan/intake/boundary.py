"""Boundaries from a GeoJSON file (RFC 7946): its features with what they are called. Nothing is trusted of the file but its bytes.

A file that is no such file is refused as a whole (`FileError`); what is wrong with one feature is found when its area is read, so that the
others go on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 5_000_000
MOST_FEATURES = 300
CODES = ("code", "CODE", "adcode", "区划代码", "代码")
NAMES = ("name", "NAME", "Name", "名称", "乡镇", "镇名", "XZQMC", "行政区名称")
"""Under which properties files say what an area is called, ours and those of the land survey (XZQMC: 行政区名称)."""
SYSTEMS = ("CRS84", "4326", "4490")
"""Reference systems that say degrees of WGS 84, or of CGCS2000, which differs from it by less than a metre."""


class FileError(ValueError):
    """Why a file is refused as a whole: `code` as of a refusal, and its facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file from 1, by which code and name it goes ("" where it has none), and its undecoded area."""

    number: int
    code: str
    name: str
    geometry: object


def read_features(data: bytes) -> list[Feature]:
    """The features of a file. Raises FileError."""
    if len(data) > MOST_BYTES:
        raise FileError("boundary_file_large", limit=MOST_BYTES // 1_000_000)
    found = _decoded(data)
    if not isinstance(found, dict):
        raise FileError("boundary_not_geojson")
    system = found.get("crs")
    if system is not None and not any(each in json.dumps(system)[:500] for each in SYSTEMS):
        raise FileError("boundary_other_system")
    features = [found] if found.get("type") == "Feature" else found.get("features")
    if found.get("type") not in ("Feature", "FeatureCollection") or not isinstance(features, list):
        raise FileError("boundary_not_geojson")
    if len(features) > MOST_FEATURES:
        raise FileError("boundary_too_many", limit=MOST_FEATURES, count=len(features))
    if not features:
        raise FileError("boundary_no_areas")
    return [_feature(number, each) for number, each in enumerate(features, 1)]


def _decoded(data: bytes) -> Any:
    try:
        # A million brackets deep is nobody's boundary; the decoder says so by RecursionError.
        return json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FileError("boundary_not_geojson") from error


def _feature(number: int, said: object) -> Feature:
    if not isinstance(said, dict):
        return Feature(number, "", "", None)
    told = said.get("properties")
    properties = told if isinstance(told, dict) else {}
    return Feature(number, _first(properties, CODES), _first(properties, NAMES), said.get("geometry"))


def _first(properties: dict[str, Any], names: tuple[str, ...]) -> str:
    found = (properties.get(each) for each in names)
    return next((str(each).strip()[:80] for each in found if isinstance(each, str | int) and str(each).strip()), "")
