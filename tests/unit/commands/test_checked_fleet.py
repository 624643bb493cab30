"""Lists of many nodes, and what they say together."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.checked_fleet import read_fleet

TORCH = {
    "name": "torch",
    "version": "2.9.0",
    "hash": None,
    "label": "cu130",
    "properties": [],
    "verdict": "misfit",
    "reason": "it needs cuda 13; this machine has \x1b[2J12.4",
    "gaps": [],
    "on_index": None,
    "instead": None,
}
GOOD = {**TORCH, "name": "numpy", "verdict": "fits", "reason": None}
UNKNOWN = {**GOOD, "verdict": "unknown", "hash": "36266d4d", "instead": "x.whl"}


def write(folder: Path, node: str, *packages: object) -> None:
    document = {"format": 1, "packages": packages, "not_looked_up": []}
    (folder / f"{node}.json").write_text(json.dumps(document))


def test_nodes_are_put_together(tmp_path: Path) -> None:
    for number in range(12):
        write(tmp_path, f"gpu{number:02}", GOOD, TORCH)
    write(tmp_path, "old", UNKNOWN)
    write(tmp_path, "fine", GOOD)
    fleet = read_fleet([str(tmp_path)])
    assert (fleet.fit, len(fleet.unfit)) == (["fine"], 13)
    assert list(fleet.unfit) == sorted(fleet.unfit)
    assert [
        (complaint.name, len(nodes)) for complaint, nodes in fleet.complaints.items()
    ] == [("numpy", 1), ("torch", 12)]
    only = read_fleet([f"{tmp_path}/gpu0*.json", str(tmp_path / "fine.json")])
    assert (len(only.unfit), only.fit) == (10, ["fine"])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"packages": [1]}', '{"packages": [{"name": "a"}]}', "[" * 9999],
)
def test_what_is_no_list_hides_nothing(text: str, tmp_path: Path) -> None:
    write(tmp_path, "fine", GOOD)
    (tmp_path / "bad.json").write_text(text)
    fleet = read_fleet([str(tmp_path)])
    assert (fleet.fit, fleet.unfit) == (["fine"], [])
    assert list(fleet.unreadable) == [f"{tmp_path}/bad.json"]


def test_a_list_in_other_words_is_not_taken_for_a_node_that_fits(
    tmp_path: Path,
) -> None:
    write(tmp_path, "typo", GOOD, {**TORCH, "verdict": "misft\x1b"})
    for name, stated in ("next", 2), ("text", "x"), ("true", True), ("none", None):
        document = {"format": stated, "packages": [], "not_looked_up": []}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    fleet = read_fleet([str(tmp_path)])
    assert (fleet.fit, fleet.unfit) == ([], [])
    *others, typo = fleet.unreadable.values()
    assert others == ["is not of the format that pip knows, 1"] * 4
    assert typo == "has the verdict 'misft\\x1b', which pip does not know"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_node_whose_list_is_no_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, "fine", GOOD)
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "gone.json").symlink_to(tmp_path / "nothing")
    assert read_fleet([str(tmp_path)]).unreadable == {
        f"{tmp_path}/gone.json": "cannot be read: No such file or directory",
        f"{tmp_path}/pipe.json": "cannot be read: it is not a regular file",
    }


def test_a_folder_without_lists(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no lists are there; make one on each"):
        read_fleet([str(tmp_path)])
    with pytest.raises(CommandError, match="no lists are there"):
        read_fleet([f"{tmp_path}/*.json"])
    with pytest.raises(CommandError, match="gone: no such file or folder"):
        read_fleet([str(tmp_path / "gone")])
    with pytest.raises(CommandError, match="no lists are there"):
        read_fleet([f"{tmp_path}/*.json"])
    with pytest.raises(CommandError, match="gone: no such file or folder"):
        read_fleet([str(tmp_path / "gone")])
