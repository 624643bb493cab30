"""Where the best variant cannot have an extra, the resolver is asked for the next."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.builders import make_wheel
from tests.unit.running import run
from tests.unit.selecting import V2, V3, V4

FACTS = "hw :: level :: v4, v3, v2"


@pytest.fixture
def wheels(tmp_path: Path) -> dict[str, str]:
    """A release of which the best variant has an extra that cannot be had."""
    made = {}
    for number, kind, needed in ((3, V4, "rt==0"), (2, V3, "more==2"), (1, V2, "more")):
        path = make_wheel(
            tmp_path,
            "pkg",
            properties=[kind],
            requires=[f"rt=={number}"],
            extras={"all": [needed]},
        )
        made[path.name] = kind
        make_wheel(tmp_path, "rt", str(number))
    for version in ("1", "2"):
        make_wheel(tmp_path, "more", version)
    made[make_wheel(tmp_path, "pkg", requires=["rt"]).name] = "plain"
    return made


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (["pkg"], V4),
        (["pkg[all]"], V3),
        (["pkg", "pkg[all]"], V3),
        (["pkg", "pkg[all]", "more<2"], V2),
        (["pkg", "pkg[all]", "more==3"], None),
        (["pkg", "pkg[all]", "rt==3"], "plain"),
        (["pkg", "pkg[all]", "rt==1"], V2),
    ],
)
def test_the_next_variant_with_the_extra_is_taken(
    wheels: dict[str, str], tmp_path: Path, asked: list[str], kind: str | None
) -> None:
    report = tmp_path / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    status = run("install", tmp_path, *options, *asked, facts=FACTS)
    assert status == (0 if kind else 1)
    if kind:
        entries = json.loads(report.read_text())["install"]
        urls = [unquote(entry["download_info"]["url"]) for entry in entries]
        names = [url.rpartition("/")[2] for url in urls]
        assert [wheels[name] for name in names if name in wheels] == [kind]
