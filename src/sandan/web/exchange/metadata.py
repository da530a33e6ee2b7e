"""What programs read about the open data: a DCAT 3 catalogue (JSON-LD) and a Frictionless data package, from the files' own columns.

W3C Data Catalog Vocabulary (DCAT) version 3; Data Package 2.0 with Table Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sandan.projections.open_data import Moment
from sandan.web.context import county_name
from sandan.web.exchange.column import Column, Kind
from sandan.web.exchange.dataset import DATASETS, LANGUAGES, Dataset
from sandan.web.exchange.format import FORMATS
from sandan.web.label import Label

TITLE = _("Open data: problems and figures")
ABOUT = _(
    "The public register of problems and the public figures of the county, with their definitions. No personal data. Every row says as of "
    "which entry of the ledger it holds."
)
Address = Callable[[str], str]
"""The full address of a file of the open data by its name; the name itself within a package."""

_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority/frequency/"


def thrice(words: Label) -> dict[str, str]:
    """Words in every language, by its tag."""
    told = {}
    for _ending, language in LANGUAGES:
        with translation.override(language):
            told[_TAGS[language]] = str(words)
    return told


def facts(dataset: Dataset, at: Moment) -> dict[str, Any]:
    """What a file says about itself as a whole."""
    licence = settings.SANDAN_LICENCE
    return {
        "dataset": dataset.name,
        "title": thrice(dataset.title)["zh-Hans"],
        "publisher": county_name(),
        "licence": licence.id or licence.name,
        "licence_url": licence.url,
        "position": at.position,
        "on": at.on.isoformat(),
    }


def package(at: Moment, made: datetime, sums: Mapping[str, tuple[int, str]] | None = None) -> dict[str, Any]:
    """The data package: the CSV files with their schemas. `sums` are size and SHA-256 of each file, where they are at hand."""
    licence = settings.SANDAN_LICENCE
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "sandan-open-data",
        "title": thrice(TITLE)["zh-Hans"],
        "description": thrice(ABOUT)["zh-Hans"],
        "titles": thrice(TITLE),
        "descriptions": thrice(ABOUT),
        "version": str(at.position),
        "created": made.isoformat(),
        "licenses": [{**({"name": licence.id} if licence.id else {}), "title": licence.name, "path": licence.url}],
        "contributors": [{"title": county_name() or "Sandan", "roles": ["publisher"]}],
        "resources": [_resource(each, sums or {}) for each in DATASETS.values()],
    }


def _resource(dataset: Dataset, sums: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    path = f"{dataset.name}.csv"
    size = {"bytes": sums[path][0], "hash": f"sha256:{sums[path][1]}"} if path in sums else {}
    return {
        "name": dataset.name,
        "path": path,
        "profile": "tabular-data-resource",
        "title": thrice(dataset.title)["zh-Hans"],
        "description": thrice(dataset.about)["zh-Hans"],
        "titles": thrice(dataset.title),
        "descriptions": thrice(dataset.about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **size,
        "schema": {
            "fields": [_field(each) for each in dataset.columns],
            "missingValues": [""],
            "primaryKey": list(dataset.key),
            **_foreign(dataset),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.needed else {}
    if column.allowed:
        limits["enum"] = list(column.allowed)
    told = thrice(column.meaning)
    return {
        "name": column.name,
        "type": column.kind.value,
        **({"trueValues": ["true"], "falseValues": ["false"]} if column.kind is Kind.TRUTH else {}),
        "description": told["zh-Hans"],
        "descriptions": told,
        **({"constraints": limits} if limits else {}),
    }


def _foreign(dataset: Dataset) -> dict[str, Any]:
    keys = [
        {
            "fields": [each.name],
            "reference": {
                "resource": "" if each.refers == dataset.name else each.refers,
                "fields": [DATASETS[each.refers].key[0]],
            },
        }
        for each in dataset.columns
        if each.refers
    ]
    return {"foreignKeys": keys} if keys else {}


def catalogue(
    at: Moment, made: datetime, address: Address, sums: Mapping[str, tuple[int, str]] | None = None
) -> dict[str, Any]:
    """The DCAT catalogue as JSON-LD: each data set with one distribution for each format."""
    publisher = {"@type": "foaf:Agent", "foaf:name": county_name() or "Sandan"}
    licence = {"@id": settings.SANDAN_LICENCE.url}
    when = {"@type": "xsd:dateTime", "@value": made.isoformat()}
    common = {"dct:publisher": publisher, "dct:license": licence, "dct:modified": when}
    return {
        "@context": _CONTEXT,
        "@id": address("catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _worded(TITLE),
        "dct:description": _worded(ABOUT),
        "dct:language": list(_TAGS.values()),
        **common,
        "dcat:dataset": [
            {
                "@id": f"{address('catalogue.jsonld')}#{each.name}",
                "@type": "dcat:Dataset",
                "dct:identifier": each.name,
                "dct:title": _worded(each.title),
                "dct:description": _worded(each.about),
                "dct:accrualPeriodicity": {"@id": f"{_EU}CONT"},
                "dcat:version": str(at.position),
                **common,
                "dcat:distribution": [_distribution(each, ending, licence, address, sums or {}) for ending in FORMATS],
            }
            for each in DATASETS.values()
        ],
    }


def _distribution(
    dataset: Dataset, ending: str, licence: dict[str, str], address: Address, sums: Mapping[str, tuple[int, str]]
) -> dict[str, Any]:
    name = f"{dataset.name}.{ending}"
    told: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": {"@id": address(name)},
        "dcat:accessURL": {"@id": address(name)},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{FORMATS[ending].media}"},
        "dct:license": licence,
    }
    if ending == "csv":
        told["dct:conformsTo"] = {"@id": "https://www.rfc-editor.org/rfc/rfc4180"}
    if name in sums:
        told["dcat:byteSize"] = sums[name][0]
        told["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": sums[name][1],
        }
    return told


def _worded(words: Label) -> list[dict[str, str]]:
    return [{"@language": tag, "@value": said} for tag, said in thrice(words).items()]
