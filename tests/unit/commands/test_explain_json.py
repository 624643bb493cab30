"""An explanation for programs, by its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pip._internal.variants.commands.explain_json import as_json
from pip._internal.variants.commands.installed import compare
from tests.conftest import REPOSITORY
from tests.unit.explaining import explained, hash_release, label_release
from tests.unit.scene import machine
from tests.unit.selecting import V2, V3, V4, installed

HERE = machine({"hw": {"level": ["v3", "v2"]}})
SCHEMA = REPOSITORY / "docs/schemas/pip-variant-explain.schema.json"


def valid(document: dict[str, Any]) -> dict[str, Any]:
    written = json.loads(json.dumps({"format": 1, **document}))
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(written)
    return document


def test_a_release_with_hashes(tmp_path: Path) -> None:
    poor, good, unfit, plain = hash_release(tmp_path, V2, V3, V4, None)
    document = valid(as_json([explained([poor, good, unfit, plain], HERE)], []))
    (release,) = document["releases"]
    assert release["chosen"] == good.link.filename
    assert release["decision"] == {
        "over": poor.link.filename,
        "by": "value",
        "better": V3,
        "worse": V2,
    }
    change = release["changes"][0]
    assert change["wins"] == unfit.link.filename
    assert change["facts"] == [{"property": V4, "or": [], "problem": None}]
    verdicts = {file["file"]: file["verdict"] for file in release["files"]}
    assert verdicts[unfit.link.filename] == "misfit"
    (missing,) = release["files"][-1]["missing"]
    assert missing["property"] == V4
    assert missing["here"] == ["v3", "v2"]


def test_labels_and_plain_files(tmp_path: Path) -> None:
    labels = label_release(tmp_path, {"fast": {"hw": {"level": ["v3"]}}}, "hw")
    plain = hash_release(tmp_path, None)
    document = valid(as_json([explained([*labels, *plain], HERE)], []))
    first, second = document["releases"][0]["files"]
    assert (first["label"], first["hash"], first["properties"]) == ("fast", None, [V3])
    assert (second["label"], second["hash"], second["properties"]) == (None,) * 3


def test_what_is_installed(tmp_path: Path) -> None:
    dist = installed(tmp_path, V2)
    found = explained(hash_release(tmp_path, V2, V3), HERE)
    (entry,) = valid(as_json([], [compare(dist, HERE, found)]))["installed"]
    assert entry["project"] == "pkg"
    assert entry["verdict"] == "fits"
    assert entry["properties"] == [V2]
    assert entry["here"] == {"hw": {"level": ["v3", "v2"]}}
    assert entry["chosen_again"] is False
    (tmp_path / "plain").mkdir()
    plain = compare(installed(tmp_path / "plain"), HERE, None)
    (entry,) = valid(as_json([], [plain]))["installed"]
    assert (entry["hash"], entry["label"], entry["verdict"]) == (None, None, "fits")
    assert entry["chosen_again"] is None


def test_nothing_to_choose_from() -> None:
    tagged = "pkg-1.0-cp27-none-win32.whl"
    found = explained([], HERE, excluded=[(tagged, "wrong tags")])
    (release,) = valid(as_json([found], []))["releases"]
    assert (release["chosen"], release["decision"], release["changes"]) == (
        None,
    ) * 2 + ([],)
    (file,) = release["files"]
    assert (file["file"], file["verdict"], file["reason"]) == (
        tagged,
        "excluded",
        "wrong tags",
    )
