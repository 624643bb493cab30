"""The store of JSON values by itself."""

from __future__ import annotations

import logging
import multiprocessing
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from pip._vendor.variantlib.store import MAX_BYTES, MAX_FILES, JsonStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache/variants/things"


@pytest.mark.parametrize(
    "value", [{"a": [1, "b"]}, [], "text", 0, False, "\u2028\ud800"]
)
def test_what_is_put_is_got(value: object, folder: Path) -> None:
    JsonStore(str(folder)).put("key", value)

    assert JsonStore(str(folder)).get("key") == value


def test_what_was_not_put_is_missing(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = JsonStore(str(folder))

    assert store.get("key") is None
    store.put("key", 1)
    assert store.get("other") is None
    assert caplog.records == []


@pytest.mark.parametrize("key", ["", "../../escape", "a/b", "\0", "\ud800", "k" * 9999])
def test_any_text_is_a_key(key: str, folder: Path) -> None:
    store = JsonStore(str(folder))
    store.put(key, "value")

    assert store.get(key) == "value"
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_later_value_replaces_an_earlier_one(folder: Path) -> None:
    store = JsonStore(str(folder))
    store.put("key", 1)
    store.put("key", 2)

    assert store.get("key") == 2
    assert len(list(folder.iterdir())) == 1


def test_what_is_too_large_is_not_kept(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = JsonStore(str(folder))

    store.put("key", "x" * MAX_BYTES)

    assert store.get("key") is None
    assert list(folder.iterdir()) == []
    assert len(caplog.records) == 1


def run(source: str, folder: Path) -> str:
    prelude = (
        "import logging, sys, os, resource\n"
        "from pip._vendor.variantlib.store import JsonStore\n"
        "form = '%(levelname)s'\n"
        "logging.basicConfig(level='DEBUG', stream=sys.stdout, format=form)\n"
        f"store = JsonStore({str(folder)!r})\n"
    )
    return subprocess.run(
        [sys.executable, "-c", prelude + source],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_full_disk(folder: Path) -> None:
    source = (
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4, 4))\n"
        "store.put('a', 'long enough'); store.put('b', 'long enough')\n"
        "print(store.get('a'))\n"
    )

    assert run(source, folder) == "DEBUG\nNone\n"
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become somebody who may not write",
)
def test_a_folder_that_is_out_of_reach(folder: Path) -> None:
    JsonStore(str(folder)).put("key", 1)
    source = "os.setuid(65534)\nstore.put('key', 2); print(store.get('key'))"

    assert run(source, folder) == "DEBUG\nNone\n"
    assert JsonStore(str(folder)).get("key") == 1


def write_and_read(folder: str, number: int) -> int:
    """Write large values for a while, and return how often half of one was read."""
    store = JsonStore(folder)
    broken = 0
    for _ in range(10):
        store.put("key", [number] * 20_000)
        value = store.get("key")
        broken += not isinstance(value, list) or len(set(value)) != 1
    return broken


def test_twenty_writers_never_show_half_a_file(folder: Path) -> None:
    with multiprocessing.get_context("fork").Pool(20) as pool:
        work = [(str(folder), number) for number in range(20)]
        assert sum(pool.starmap(write_and_read, work, chunksize=1)) == 0
    assert len(list(folder.iterdir())) == 1


def aged(folder: Path, key: str, seconds: float, lifetime: float = 60.0) -> Path:
    """Store a value, and let it be that old; return its file."""
    store = JsonStore(str(folder), lifetime)
    before = set(folder.rglob("*.json"))
    store.put(key, key)
    [file] = set(folder.rglob("*.json")) - before
    written = time.time() - seconds
    os.utime(file, (written, written))
    return file


def keys_of_one_folder(count: int) -> list[str]:
    """Keys whose values lie in the same of the 256 folders."""
    digests = (
        (str(n), sha256(str(n).encode()).hexdigest()) for n in range(count * 400)
    )
    return [key for key, digest in digests if digest.startswith("00")][:count]


def test_who_stores_a_value_removes_the_outdated(folder: Path) -> None:
    keys = keys_of_one_folder(3)
    old = aged(folder, keys[0], 61)
    young = aged(folder, keys[1], 30)
    left_behind = old.with_name("x.tmp")
    left_behind.touch()
    os.utime(left_behind, (0, 0))

    JsonStore(str(folder), 60.0).put(keys[2], "new")

    assert not old.exists()
    assert not left_behind.exists()
    assert young.exists()
    assert JsonStore(str(folder), 60.0).get(keys[1]) == keys[1]


def test_values_do_not_pile_up(folder: Path) -> None:
    keys = keys_of_one_folder(MAX_FILES + 2)
    files = [aged(folder, key, 50 - n * 0.01) for n, key in enumerate(keys)]

    assert [file.exists() for file in files] == [False] * 2 + [True] * MAX_FILES


def test_what_is_to_last_is_kept(folder: Path) -> None:
    store = JsonStore(str(folder))
    store.put("old", 1)
    [file] = folder.iterdir()
    os.utime(file, (0, 0))
    store.put("new", 2)

    assert store.get("old") == 1


def precious(tmp_path: Path) -> Path:
    """A folder elsewhere, with an old file in it."""
    folder = tmp_path / "precious"
    folder.mkdir()
    (folder / "thesis").write_text("years of work")
    os.utime(folder / "thesis", (0, 0))
    return folder


def link_shards(folder: Path, target: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(256):
        (folder / f"{number:02x}").symlink_to(target)


def link_folder(folder: Path, target: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.symlink_to(target)


def link_both(folder: Path, target: Path) -> None:
    folder.parent.parent.mkdir(parents=True)
    folder.parent.symlink_to(target)


@pytest.mark.parametrize("link", [link_shards, link_folder, link_both])
def test_nothing_is_done_through_a_link(
    link: Callable[[Path, Path], None], folder: Path, tmp_path: Path
) -> None:
    elsewhere = precious(tmp_path)
    link(folder, elsewhere)
    for _ in range(3):
        store = JsonStore(str(folder), 60.0)
        store.put("key", 1)
        assert store.get("key") is None
        assert store.path_beside("key", "turn") is None

    assert [path.name for path in elsewhere.rglob("*")] == ["thesis"]


def test_a_link_in_place_of_a_value_is_replaced(folder: Path, tmp_path: Path) -> None:
    elsewhere = precious(tmp_path) / "thesis"
    store = JsonStore(str(folder))
    store.put("key", 1)
    [file] = folder.iterdir()
    file.unlink()
    elsewhere.write_text("2")
    file.symlink_to(elsewhere)
    assert JsonStore(str(folder)).get("key") is None

    store.put("key", 3)

    assert store.get("key") == 3
    assert elsewhere.read_text() == "2"


def test_the_cache_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir(mode=0o700)
    (tmp_path / "cache").symlink_to(tmp_path / "disk")
    JsonStore(str(tmp_path / "cache/variants/things")).put("key", 1)

    assert JsonStore(str(tmp_path / "disk/variants/things")).get("key") == 1


def test_pipes_and_folders_in_the_way_are_misses(folder: Path) -> None:
    store = JsonStore(str(folder))
    for put in (os.mkfifo, os.mkdir):
        store.put("key", 1)
        [file] = folder.iterdir()
        file.unlink()
        put(file)
        assert JsonStore(str(folder)).get("key") is None
        (os.unlink if put is os.mkfifo else os.rmdir)(file)


@pytest.mark.parametrize("level", ["", "variants", "variants/things"])
def test_a_folder_that_others_may_write_to_is_not_used(
    level: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    JsonStore(str(folder)).put("key", 1)
    (folder.parents[1] / level).chmod(0o777)

    store = JsonStore(str(folder))
    store.put("key", 2)

    assert store.get("key") is None
    [record] = caplog.records
    assert "other users may write to" in record.getMessage()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can give a folder to somebody else",
)
@pytest.mark.parametrize("mode", [0o755, 0o777, 0o1777])
@pytest.mark.parametrize("level", ["", "variants", "variants/things"])
def test_a_folder_of_another_user_is_not_used(
    level: str, mode: int, folder: Path
) -> None:
    folder.mkdir(parents=True)
    other = folder.parents[1] / level
    os.chown(other, 65534, 65534)
    other.chmod(mode)

    JsonStore(str(folder)).put("key", 1)

    assert JsonStore(str(folder)).get("key") is None
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can give a folder to another group",
)
@pytest.mark.parametrize(("group", "used"), [(0, True), (65534, False)])
def test_a_folder_may_be_open_to_the_group_of_its_user_alone(
    group: int, used: bool, folder: Path
) -> None:
    JsonStore(str(folder)).put("key", 1)
    os.chown(folder.parents[1], 0, group)
    folder.parents[1].chmod(0o775)

    assert (JsonStore(str(folder)).get("key") == 1) is used
