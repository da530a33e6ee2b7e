"""Files of boundaries: what is no such file is refused as a whole, and nothing in one breaks the reader."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.intake.boundary import MOST_BYTES, MOST_FEATURES, FileError, read_features

FEATURE = {"type": "Feature", "properties": {"名称": " 青溪镇 ", "adcode": 610923}, "geometry": {"type": "Point"}}


def file(**more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": [FEATURE], **more}, ensure_ascii=False).encode()


def test_a_feature_is_found_by_what_files_call_it() -> None:
    (one,) = read_features(b"\xef\xbb\xbf" + file())
    assert (one.number, one.code, one.name, one.geometry) == (1, "610923", "青溪镇", {"type": "Point"})
    (alone,) = read_features(json.dumps(FEATURE).encode())
    assert alone == one
    for odd in ("x", {"type": "Feature", "properties": None}, {"properties": {"name": {}, "code": ""}}):
        (found,) = read_features(file(features=[odd]))
        assert (found.code, found.name) == ("", "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "boundary_not_geojson"),
        (b"\xff\xfe\x00", "boundary_not_geojson"),
        (b"PK\x03\x04", "boundary_not_geojson"),
        (b"[" * 200_000, "boundary_not_geojson"),
        (b'{"a":' * 200_000, "boundary_not_geojson"),
        (b"[1,2]", "boundary_not_geojson"),
        (b"1" * 10_000, "boundary_not_geojson"),
        (b'{"type":"Topology"}', "boundary_not_geojson"),
        (file(features={}), "boundary_not_geojson"),
        (file(features=[]), "boundary_no_areas"),
        (file(features=[FEATURE] * (MOST_FEATURES + 1)), "boundary_too_many"),
        (file(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), "boundary_other_system"),
        (b" " * (MOST_BYTES + 1), "boundary_file_large"),
    ],
)
def test_what_is_no_file_of_boundaries_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileError) as no:
        read_features(data)
    assert no.value.code == code


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"])
def test_degrees_are_taken(name: str) -> None:
    assert read_features(file(crs={"type": "name", "properties": {"name": name}}))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(FileError):
        read_features(data)
