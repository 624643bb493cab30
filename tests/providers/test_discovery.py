"""Finding plugins: quick, and by nothing that a broken installation could upset."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pip._vendor.variantlib.plugins.discovery import (
    find_plugins,
    installed_versions,
    plugin_path,
)

ENTRY = "[variantlib.plugins]\nhw = hw_plugin:Plugin\n"


def install(folder: Path, name: str, entry_points: str | bytes = ENTRY) -> Path:
    info = folder / name
    info.mkdir(parents=True)
    if isinstance(entry_points, str):
        entry_points = entry_points.encode()
    (info / "entry_points.txt").write_bytes(entry_points)
    return info


def found(*folders: Path) -> list[tuple[str, str, str]]:
    plugins = find_plugins([str(folder) for folder in folders])
    return [(p.name, p.entry_point, p.label) for p in plugins]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENTRY, [("hw", "hw_plugin:Plugin")]),
        (ENTRY.replace("\n", "\r\n"), [("hw", "hw_plugin:Plugin")]),
        (
            "[ variantlib.plugins ]\n# a = b\n; a = b\n hw=m:C [x] \n",
            [("hw", "m:C")],
        ),
        ("[variant_plugins]\nhw = m\n", [("hw", "m")]),
        (
            f"[variant_plugins]\nhw = m : B\nx = m:A\n{ENTRY}",
            [("hw", "hw_plugin:Plugin"), ("x", "m:A")],
        ),
        (
            f"[variant_plugins]\nx = hw_plugin:Plugin\n{ENTRY}",
            [("hw", "hw_plugin:Plugin")],
        ),
        ("[other]\nvariantlib.plugins = m:C\n", []),
        ("[variantlib.plugins.more]\nhw = m:C\n", []),
        ("[variantlib.plugins\nhw = m:C\n", []),
        ("[variantlib.plugins]\nno value\n\n[other]\na = b\n", []),
        ("hw = m:C\n[variantlib.plugins]", []),
        (b"\xff\xfe[variantlib.plugins]\n\xff = \xff\n", []),
        (b"[variantlib.plugins]\nh\xff = m:C\n", [("h\ufffd", "m:C")]),
        (b"[variantlib.plugins]" + b"\n" * 2**21 + b"hw = m:C\n", []),
        ("", []),
    ],
)
def test_entry_points(
    text: str | bytes, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    install(tmp_path, "hw_plugin-1.0.dist-info", text)

    assert [(name, value) for name, value, _ in found(tmp_path)] == expected


def test_a_plugin_without_a_name_has_one_to_be_seen(tmp_path: Path) -> None:
    install(tmp_path, "hw_plugin-1.0.dist-info", "[variantlib.plugins]\n = m:C\n")
    (plugin,) = find_plugins([str(tmp_path)])
    assert (plugin.name, plugin.provider) == ("", "_")


@pytest.mark.parametrize(
    ("folder", "label"),
    [
        ("hw_plugin-1.0.dist-info", "hw-plugin 1.0"),
        ("HW.Plugin-1.0.dist-info", "hw-plugin 1.0"),
        ("hw_plugin-1.0-py3.11.egg-info", "hw-plugin 1.0"),
        ("hw_plugin.egg-info", "hw-plugin unknown"),
        ("~w_plugin-1.0.dist-info", None),
        ("hw_plugin-1.0.dist-info.old", None),
    ],
)
def test_folders(folder: str, label: str | None, tmp_path: Path) -> None:
    install(tmp_path, folder)

    assert [plugin[2] for plugin in found(tmp_path)] == [label] * (label is not None)


def test_broken_installations_are_passed_over(tmp_path: Path) -> None:
    install(tmp_path, "good-1.0.dist-info")
    (tmp_path / "is_a_file-1.0.dist-info").touch()
    (tmp_path / "empty-1.0.dist-info").mkdir()
    (tmp_path / "folder-1.0.dist-info/entry_points.txt").mkdir(parents=True)
    (tmp_path / "link-1.0.dist-info").symlink_to(tmp_path / "link-1.0.dist-info")
    (tmp_path / ".dist-info").mkdir()
    (tmp_path / os.fsdecode(b"\xff-1.0.dist-info")).mkdir()
    if hasattr(os, "mkfifo"):
        (tmp_path / "pipe-1.0.dist-info").mkdir()
        os.mkfifo(tmp_path / "pipe-1.0.dist-info/entry_points.txt")
    file = tmp_path / "archive.zip"
    file.touch()

    folders = found(tmp_path / "missing", file, tmp_path)

    assert [label for _, _, label in folders] == ["good 1.0"]


def test_the_first_folder_wins_even_if_it_has_no_plugin(tmp_path: Path) -> None:
    install(tmp_path / "a", "hw_plugin-2.0.dist-info", "[other]\n")
    install(tmp_path / "b", "Hw.Plugin-1.0.dist-info")

    assert found(tmp_path / "a", tmp_path / "b") == []
    assert found(tmp_path / "b", tmp_path / "a") != []


def test_versions_are_those_of_the_first_folder(tmp_path: Path) -> None:
    install(tmp_path / "a", "HW_Plugin-1.0.dist-info")
    install(tmp_path / "b", "hw.plugin-2.0.dist-info")
    install(tmp_path / "b", "other-3.dist-info")
    folders = [str(tmp_path / name) for name in ("a", "none", "b")]
    assert installed_versions(folders) == {"hw-plugin": "1.0", "other": "3"}


def test_what_is_installed_changes_the_record_digest(tmp_path: Path) -> None:
    info = install(tmp_path, "hw_plugin-1.0.dist-info")
    [without] = find_plugins([str(tmp_path)])
    (info / "RECORD").write_text("hw_plugin.py,sha256=abc,1\n")
    [first] = find_plugins([str(tmp_path)])
    (info / "RECORD").write_text("hw_plugin.py,sha256=abd,1\n")
    [second] = find_plugins([str(tmp_path)])
    (info / "direct_url.json").write_text('{"dir_info": {"editable": true}}')
    [editable] = find_plugins([str(tmp_path)])

    assert without.record is None
    assert first.record != second.record
    assert editable.record is None


def test_the_path_is_absolute_and_without_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    library = os.path.dirname(os.__file__)
    monkeypatch.setattr(sys, "path", ["", ".", str(tmp_path), "sub", library, "late"])

    assert plugin_path() == [str(tmp_path / "sub"), library, str(tmp_path / "late")]


def test_the_current_directory_stays_where_things_are_installed_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    library = os.path.dirname(os.__file__)
    monkeypatch.setattr(sys, "path", ["", library, str(tmp_path)])

    assert plugin_path() == [library, str(tmp_path)]
