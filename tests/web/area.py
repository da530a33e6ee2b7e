"""Small GeoJSON files for the screens' tests."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


def ring(west: float = 108.0, south: float = 33.0, side: float = 0.1) -> list[list[float]]:
    """A closed square."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def collection(*features: tuple[str, Any]) -> bytes:
    """A file of features by name."""
    found = [{"type": "Feature", "properties": {"name": name}, "geometry": area} for name, area in features]
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False).encode()


def square(name: str, west: float = 108.0) -> bytes:
    """A file with one square."""
    return collection((name, {"type": "Polygon", "coordinates": [ring(west)]}))


def upload(data: bytes) -> SimpleUploadedFile:
    """The file as a form sends it."""
    return SimpleUploadedFile("界线.geojson", data)
