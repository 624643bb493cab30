"""Whether the index has a better file of an installed version, or a variant of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from pip._internal.commands import create_command
from pip._internal.metadata import (
    BaseDistribution,
    get_directory_distribution,
    get_environment,
)
from pip._internal.variants.selection import on_index
from pip._internal.variants.selection.on_index import OnIndex, look_up, look_up_plain
from tests.builders import label_document, make_wheel
from tests.unit.running import use_own_lists
from tests.unit.scene import machine, properties
from tests.unit.selecting import V2, V3, V4, installed

HERE = machine({"hw": {"level": ["v3", "v2"]}})


class Index:
    """A finder of a folder of wheels, for a machine."""

    def __init__(self, folder: Path, *args: str) -> None:
        command: Any = create_command("install", isolated=True)
        use_own_lists(command.parser)
        own = ["--no-index", "--find-links", str(folder), "--machine-set"]
        options, _ = command.parse_args([*own, "hw :: level :: v3, v2", "pkg", *args])
        session = command._build_session(options)
        self.finder = command._build_package_finder(options, session)


@pytest.mark.parametrize(
    ("kinds", "known", "better"),
    [
        ([], False, None),
        ([V2], True, None),
        ([V2, V3], True, V3),
        ([V2, V4], True, None),
    ],
)
def test_the_same_version_on_the_index(
    tmp_path: Path, kinds: list[str], known: bool, better: str | None
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    made = {kind: make_wheel(folder, "pkg", properties=[kind]) for kind in kinds}
    found = look_up(installed(tmp_path, V2), Index(folder).finder, HERE)
    assert found.is_known is known
    assert (found.better and found.better.filename) == (better and made[better].name)


@pytest.mark.parametrize(
    ("local", "states", "better"),
    [
        ("cpu", True, "v3"),
        ("v3", True, None),
        ("v4", True, "v3"),
        # A pip without the catalogue has installed it.
        ("cpu", False, "v3"),
        ("v3", False, None),
    ],
)
def test_the_builds_of_a_catalogue_are_of_one_version(
    tmp_path: Path, local: str, states: bool, better: str | None
) -> None:
    folder, catalogue = tmp_path / "wheels", tmp_path / "fleet.toml"
    lines = ["format = 1", 'name = "fleet"', 'projects = ["pkg"]']
    labels = {label: properties(f"hw :: level :: {label}") for label in ("v4", "v3")}
    for label in (*labels, "cpu"):
        lines += ["[[variants]]", f'label = "{label}"', f'local = "{label}"']
        lines += [f'properties = ["hw :: level :: {label}"]'] * (label in labels)
        make_wheel(folder, "pkg", f"1.0+{label}")
    catalogue.write_text("\n".join(lines))
    info = tmp_path / "pkg.dist-info"
    info.mkdir()
    header = f"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0+{local}\n"
    (info / "METADATA").write_text(header)
    (info / "RECORD").write_text("pkg.py,,\n")
    if states:
        stated = label_document({local: labels.get(local, {})}, ["hw"])
        (info / "variant.json").write_bytes(stated)
    dist = get_directory_distribution(str(info))
    index = Index(folder, "--catalogue", str(catalogue))
    found = look_up(dist, index.finder, HERE)
    assert found.is_known
    name = f"pkg-1.0+{better}-py3-none-any.whl" if better else None
    assert (found.better and found.better.filename) == name


def test_without_a_version_nothing_is_looked_up(tmp_path: Path) -> None:
    info = tmp_path / "pkg-new.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pkg\nVersion: new\n")
    dist = get_directory_distribution(str(info))
    nobody = cast(Any, None)
    assert look_up(dist, nobody, HERE) == OnIndex(False, None)


@pytest.mark.parametrize(
    ("kinds", "better"), [([None], None), ([V4, None], None), ([V2, None], V2)]
)
def test_a_variant_that_fits_is_found(
    tmp_path: Path, kinds: list[str | None], better: str | None
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    made = {
        kind: make_wheel(folder, "pkg", properties=[kind] if kind else [])
        for kind in kinds
    }
    dist = installed(tmp_path)
    looked_up, unread = look_up_plain([dist], Index(folder).finder, HERE)
    names = [found.better and found.better.filename for _, found in looked_up]
    assert names == ([made[better].name] if better else [])
    assert unread == []


def test_it_takes_no_longer_than_that(tmp_path: Path) -> None:
    nobody: Any = None
    dists = [installed(tmp_path)]
    assert look_up_plain(dists, nobody, HERE, seconds=-1) == ([], ["pkg"])


def test_only_what_came_from_an_index_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pkg = Path(str(installed(tmp_path).info_location))
    direct = b'{"url": "file:///a.whl", "archive_info": {}}'
    for name, content, own in (
        ("named", b"Name: named\nVersion: 1.0\n", direct),
        ("broken", b"Name: caf\xe9\nVersion: 1.0\n", None),
        ("pip", b"Name: pip\nVersion: 1.0\n", None),
        ("variant", b"Name: variant\nVersion: 1.0\nVariant-Hash: 36266d4d\n", None),
    ):
        info = pkg.with_name(f"{name}-1.0.dist-info")
        info.mkdir()
        (info / "METADATA").write_bytes(b"Metadata-Version: 2.1\n" + content)
        if own is not None:
            (info / "direct_url.json").write_bytes(own)
    pkg.with_name("empty-1.0.dist-info").mkdir()
    here = get_environment([str(pkg.parent)])
    monkeypatch.setattr(on_index, "get_default_environment", lambda: here)
    monkeypatch.setattr(BaseDistribution, "local", True)
    names = [dist.canonical_name for dist in on_index.plain_wheels()]
    assert [name for name in names if name != "empty"] == ["pkg"]
