"""The nodes whose variants no longer fit, in lines and for programs."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from pip._internal.variants.commands.checked_fleet import CheckedFleet, Complaint
from pip._internal.variants.commands.checked_fleet_text import as_document, as_lines
from tests.conftest import REPOSITORY
from tests.unit.commands.rendering import plain

SCHEMA = REPOSITORY / "docs/schemas/pip-variant-check-fleet.schema.json"

NUMPY = Complaint("numpy", "2.4", "36266d4d", None, "unknown", None, "x.whl")
TORCH = Complaint("torch", "2.9", None, "cu130", "misfit", "it needs \x1b[2J13", None)
NODES = [f"gpu{number:02}" for number in range(12)]
FLEET = CheckedFleet(["fine"], {NUMPY: ["old"], TORCH: NODES}, {"bad.json": "is none"})


def test_lines() -> None:
    assert plain(as_lines(FLEET, is_full=False)) == [
        "numpy 2.4~36266d4d",
        "  may not fit: the list gives no reason",
        "  on old",
        "  instead: x.whl",
        "",
        "torch 2.9~cu130",
        "  no longer fits: it needs \\x1b[2J13",
        "  on gpu00, gpu01, gpu02, gpu03, gpu04, gpu05, gpu06, gpu07 and 4 more",
        "",
        "bad.json is none",
        "13 of 14 nodes have variants that do not fit; 1 file cannot be read.",
    ]
    assert "gpu11" in "".join(plain(as_lines(FLEET, is_full=True)))


def test_json() -> None:
    document = {"format": 1, **as_document(FLEET)}
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(document)
    assert document["complaints"][1]["nodes"] == NODES
