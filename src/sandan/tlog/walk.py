"""The outsider's check of a walk (溯源): from a published number to its records, to the entries behind them, to the root of the ledger.

A walk is the JSON that `/figures/…/walk.json` gives, page by page. `check` believes nothing of it but arithmetic:

- each leaf hashes to its leaf hash, and the path leads from there to the root of a tree of so many leaves (RFC 6962, RFC 9162);
- what was opened of an entry is what the leaf committed to: its SHA-256 is one of the leaf's digests (RFC 9901);
- what was opened says that it stands at that position, and is of that kind;
- there are as many records as the figure says.

- the root that somebody noted (`--root`, and `noted=SIZE` in the walk's address) is of the same ledger: one is the other's beginning.

What people said and answered is not opened (`opened` false): of it leaves and paths are checked, and nothing that they commit to.

What it cannot check: that everybody was shown the same root (compare it with others), and that what was entered is true.

    python -m sandan.tlog.walk WALK.json [MORE.json …] [--root HEX]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any

from sandan.tlog.tree import leaf_hash, verify_consistency, verify_inclusion


def check(pages: list[dict[str, Any]], root: str = "") -> list[str]:
    """What does not hold in the pages of one walk; empty if all does. `root` (hex) is what somebody else says that it is."""
    faults: list[str] = []
    first = pages[0]
    for page in pages:
        if any(page[name] != first[name] for name in ("figure", "part", "position", "root", "records", "opened")):
            faults.append("the pages are not of one walk")
        for record in page["rows"]:
            called = record["number"] or record["key"]
            if not record["entries"]:
                faults.append(f"{called}: no entry behind it")
            for entry in record["entries"]:
                faults += [f"{called}, entry {entry['position']}: {each}" for each in _entry(entry, first)]
    faults += _noted(first, root.lower())
    listed = [record["key"] for page in pages for record in page["rows"]]
    if len(set(listed)) != len(listed):
        faults.append("a record stands in it twice")
    if pages[-1]["next"] is None and len(listed) != first["records"]:
        faults.append(f"{len(listed)} records, and not {first['records']}")
    return faults


def _noted(walk: dict[str, Any], root: str) -> list[str]:
    """What does not hold of a root that somebody noted, at the walk's own size or at another one that the walk leads to."""
    noted = walk.get("noted")
    if noted is None:
        return [f"the root is {walk['root']}, and not {root}"] if root and root != walk["root"] else []
    own, other = (walk["position"], walk["root"]), (noted["size"], noted["root"])
    (small, first), (large, last) = sorted((own, other), key=lambda each: int(each[0]))
    faults = []
    try:
        path = [bytes.fromhex(each) for each in noted["path"]]
        if not verify_consistency(small, large, bytes.fromhex(first), bytes.fromhex(last), path):
            faults.append("the ledger of one root is not the beginning of the other's")
    except (TypeError, ValueError) as error:
        faults.append(f"the path between the roots cannot be read ({error})")
    if root and root not in (walk["root"], noted["root"]):
        faults.append(f"the root is {noted['root']} at {noted['size']} entries, and not {root}")
    return faults


def _entry(entry: dict[str, Any], walk: dict[str, Any]) -> list[str]:
    """What does not hold of one entry."""
    try:
        hashed = leaf_hash(entry["leaf"].encode())
        path = [bytes.fromhex(each) for each in entry["path"]]
        root, committed = bytes.fromhex(walk["root"]), json.loads(entry["leaf"])["sd"]
        opened = json.loads(_decoded(entry["public"])) if walk["opened"] else None
    except (KeyError, TypeError, ValueError) as error:
        return [f"cannot be read ({error})"]
    faults = []
    if hashed.hex() != entry["leaf_hash"]:
        faults.append("the leaf has another hash")
    if not verify_inclusion(hashed, entry["position"] - 1, walk["position"], path, root):
        faults.append("the path does not lead to the root")
    if opened is None:  # what people said and answered: nobody outside may tie it to a number
        return faults
    if _digest(entry["public"]) not in committed:
        faults.append("the leaf committed to something else than was opened")
    if opened[1] != "public" or opened[2]["position"] != entry["position"] or opened[2]["kind"] != entry["kind"]:
        faults.append("it says of itself that it stands elsewhere")
    return faults


def _page(file: str) -> dict[str, Any]:
    """One page of a walk. Raises ValueError for a file that is none."""
    try:
        page = json.loads(Path(file).read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{file} is no walk: {error}") from error
    if not isinstance(page, dict) or page.get("format") != "sandan-walk/1":
        raise ValueError(f"{file} is no walk: take the address that ends in walk.json")
    return page


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _digest(disclosure: str) -> str:
    """RFC 9901 section 4.2.3."""
    return urlsafe_b64encode(hashlib.sha256(disclosure.encode("ascii")).digest()).rstrip(b"=").decode()


def main(arguments: list[str]) -> int:
    """Check the files of a walk, in their order; 0 if all holds, 1 with a line for each fault, 2 where there is nothing to check."""
    asked = argparse.ArgumentParser(prog="python -m sandan.tlog.walk", description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("files", nargs="+", metavar="WALK.json", help="the pages of one walk, in their order")
    asked.add_argument("--root", default="", help="the root that you noted, or have from somebody else (hexadecimal)")
    given = asked.parse_args(arguments)
    try:
        pages = [_page(each) for each in given.files]
    except (OSError, ValueError) as error:
        asked.error(str(error))
    root = given.root
    faults = check(pages, root)
    entries = sum(len(record["entries"]) for page in pages for record in page["rows"])
    records = sum(len(page["rows"]) for page in pages)
    for each in faults:
        sys.stdout.write(f"{each}\n")
    of = pages[0]
    bare = "" if of["opened"] else " (not opened to the public)"
    told = f"{of['figure']} = {of['value']}: {records} of {of['records']} records, {entries} entries under {of['root']} of {of['position']}"
    sys.stdout.write(f"{'DOES NOT HOLD' if faults else 'holds'}: {told}{bare}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
