"""The store of JSON values by itself."""

from __future__ import annotations

import logging
import multiprocessing
import os
import stat
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from pip._internal.variants.store import MAX_BYTES, MAX_FILES, JsonStore


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
        "from pip._internal.variants.store import JsonStore\n"
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
