"""The builders build what they promise: seen by an installed pip and over HTTP."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    Template,
    hash_of,
    make_plugin,
    make_sdist,
    make_wheel,
)
from tests.builders.packages import Packages

HAL = [
    "fictional_hw :: architecture :: HAL9000",
    "fictional_hw :: compute_accuracy :: 0",
    "fictional_hw :: compute_capability :: 6",
    "fictional_hw :: humor :: 2",
]


def test_a_variant_wheel_has_the_published_hash_in_its_name(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "Some.Name", "2.0", properties=HAL)
    assert hash_of(HAL) == "36266d4d"
    assert wheel.name == "Some_Name-2.0~36266d4d-py3-none-any.whl"


def test_a_build_tag_before_a_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="build tag"):
        make_wheel(tmp_path, "pkg", properties=HAL, build="1")
    wheel = make_wheel(tmp_path, "pkg", properties=HAL, build="1", allow_build_tag=True)
    assert wheel.name == "pkg-1.0-1~36266d4d-py3-none-any.whl"


def test_wheels_and_sdists_are_reproducible(tmp_path: Path) -> None:
    for make in (make_wheel, make_sdist):
        first = make(tmp_path / "a", "pkg")
        second = make(tmp_path / "b", "pkg")
        assert first.read_bytes() == second.read_bytes()


def test_wheels_sdists_and_plugins_install(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(
        make_wheel(
            wheels, "plain-one", requires=["source-one"], extras={"x": ["more"]}
        ),
        make_wheel(wheels, "more", "3"),
        make_wheel(wheels, "tool"),
        make_sdist(
            wheels, "source-one", build_requires=["tool"], build_imports=["tool"]
        ),
        make_plugin(wheels, "hw", {"k": ["1"]}),
    )
    env.pip("install", "-i", index.url, "plain-one[x]", "hw-plugin")
    assert env.installed("plain-one") == "plain"
    assert env.installed("more") == "plain"
    assert env.installed("source-one") == "sdist"
    built_with = env.python("import source_one; print(source_one.BUILT_WITH)")
    assert built_with == "{'tool': 'plain'}"
    assert env.installed("tool") is None
    assert "hw_plugin:Plugin" in env.python(
        "from importlib.metadata import entry_points;"
        "print(entry_points(group='variantlib.plugins'))"
    )


def test_environments_are_made_apart(
    env: PipEnv, template: Template, tmp_path: Path, wheels: Path
) -> None:
    env.pip("install", "--no-index", make_wheel(wheels, "pkg"))
    other = PipEnv(tmp_path / "other", template)
    assert other.installed("pkg") is None
    version = other.run(other.scripts / "pip", "--version").stdout
    assert str(other.venv) in version


def test_a_package_is_used_again_unless_it_was_changed(tmp_path: Path) -> None:
    source, folder, aside = (tmp_path / name for name in ("pip", "env", "aside"))
    (source / "inner").mkdir(parents=True)
    (source / "inner" / "module.py").write_text("1")
    packages = Packages()

    def kept_after(*changes: str) -> int:
        """How many are kept after these files were put into it."""
        folder.mkdir(exist_ok=True)
        packages.copy(source, folder / "pip")
        inner = folder / "pip" / "inner"
        assert [path.name for path in inner.iterdir()] == ["module.py"]
        for name in changes:
            (inner / name).touch()
        packages.take_back(folder, aside)
        shutil.rmtree(folder)
        return len(list(aside.iterdir()))

    assert kept_after() == kept_after() == 1
    assert kept_after("more.py") == 0


def test_a_result_names_the_files_that_changed(env: PipEnv, wheels: Path) -> None:
    wheel = make_wheel(wheels, "pkg")
    done = env.pip("install", "--no-index", wheel)
    assert any(name.endswith("/site-packages/pkg.py") for name in done.created)
    done = env.pip("uninstall", "-y", "pkg")
    assert any(name.endswith("/site-packages/pkg.py") for name in done.deleted)
    assert not done.created


@pytest.mark.parametrize("formats", ["html", "json"])
def test_the_index_tells_what_it_is_told_to(
    index: Index, wheels: Path, formats: str
) -> None:
    index.formats = formats
    index.add(make_wheel(wheels, "pkg", properties=HAL, requires_python=">=3.8"))
    index.add(make_wheel(wheels, "pkg", "0.9"), yanked="broken")
    page = _page(index)
    assert "pkg-1.0-variants.json" in page
    assert "core-metadata" in page
    assert "sha256" in page
    assert "broken" in page
    assert "3.8" in page
    index.variants_json = index.sidecars = index.hashes = False
    page = _page(index)
    assert not any(w in page for w in ("variants.json", "core-metadata", "sha256"))


def _page(index: Index) -> str:
    request = urllib.request.Request(
        index.url + "pkg/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request) as response:
        return str(response.read().decode())


def test_the_index_keeps_connections_and_serves_ranges(
    index: Index, wheels: Path
) -> None:
    wheel = make_wheel(wheels, "pkg")
    index.add(wheel)
    host = index.root.removeprefix("http://")
    parts = []
    with closing(HTTPConnection(host)) as connection:
        for wanted in ("bytes=0-9", "bytes=10-", "bytes=-4"):
            connection.request("GET", f"/files/{wheel.name}", headers={"Range": wanted})
            socket = connection.sock
            response = connection.getresponse()
            assert response.status == 206
            parts.append(response.read())
            assert connection.sock is socket
    assert parts[0] + parts[1] == wheel.read_bytes()
    assert parts[2] == wheel.read_bytes()[-4:]
    assert index.requests[0].range == "bytes=0-9"


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault(status=404), "HTTPError"),
        (Fault(status=500), "HTTPError"),
        (Fault(cut=True), "IncompleteRead"),
        (Fault(body=b"{"), "{"),
        (Fault(body=b"ab", repeat=1000), "ab" * 1000),
    ],
)
def test_faults(index: Index, wheels: Path, fault: Fault, seen: str) -> None:
    wheel = make_wheel(wheels, "pkg")
    index.add(wheel)
    index.fault(wheel.name, fault)
    try:
        with urllib.request.urlopen(index.file_url(wheel.name)) as response:
            result = response.read().decode()
    except Exception as error:
        result = type(error).__name__
    assert result == seen
