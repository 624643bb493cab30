"""The fork chooses variants from servers that know nothing of them.

Seen with pypiserver 2.4.2 and simple-repository-server 0.10.0: both list wheels with
`~` in their names, and give ranges of bytes. The first lists no variants.json and no
metadata sidecars, the second both.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import PipEnv, hash_of, make_plugin, make_wheel
from tests.builders.pages import File, metadata_of, variants_documents

BEST = ["hw :: level :: v3", "hw :: memory :: big"]
GOOD = ["hw :: level :: v2"]
UNFIT = ["hw :: level :: v9", "hw :: memory :: big"]


@pytest.fixture(params=["alone", "with variants.json"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Releases of one project, with or without the file that describes them."""
    folder = tmp_path / "served" / "some-pkg"
    wheels = [
        make_wheel(folder, "some-pkg", version, properties=properties)
        for version in ("1.0", "2.0")
        for properties in ([], BEST, GOOD, UNFIT)
    ]
    if request.param == "with variants.json":
        files = [File(w.name, folder.name, b"", metadata_of(w)) for w in wheels]
        for name, data in variants_documents(files).items():
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def machine(env: PipEnv, tmp_path: Path) -> PipEnv:
    """An environment on a machine with a plugin's hardware."""
    configs = {"level": ["v3", "v2"], "memory": ["big", "small"]}
    plugin = make_plugin(tmp_path / "plugin", "hw", configs)
    env.unpack(plugin)
    return env


Server = Callable[[Path], str]


def test_the_best_variant_is_installed(
    server: Server, folder: Path, machine: PipEnv
) -> None:
    done = machine.pip("install", "--index-url", server(folder.parent), "some-pkg")
    assert machine.installed("some_pkg") == hash_of(BEST)
    assert "some_pkg-2.0" in done.stdout
    assert hash_of(BEST) in done.stdout


def test_an_older_release_and_a_forced_variant(
    server: Server, folder: Path, machine: PipEnv
) -> None:
    url = server(folder.parent)
    forced = f"--variant={hash_of(UNFIT)}"
    machine.pip("download", "--index-url", url, forced, "some-pkg==1.0")
    assert [path.name for path in machine.work.iterdir()] == [
        f"some_pkg-1.0~{hash_of(UNFIT)}-py3-none-any.whl"
    ]


def test_the_plain_wheel_on_request(
    server: Server, folder: Path, machine: PipEnv
) -> None:
    url = server(folder.parent)
    machine.pip("install", "--index-url", url, "--no-variant", "some-pkg")
    assert machine.installed("some_pkg") == "plain"


def test_what_the_server_tells(server: Server, folder: Path, program: str) -> None:
    """The facts at the top of this file."""
    with urllib.request.urlopen(server(folder.parent) + "some-pkg/") as response:
        page = response.read().decode()
    assert f"some_pkg-2.0~{hash_of(BEST)}-py3-none-any.whl" in page
    full = program == "simple-repository-server"
    assert ("core-metadata" in page) == full
    described = any(folder.glob("*-variants.json"))
    assert ("some_pkg-2.0-variants.json" in page) == (full and described)
