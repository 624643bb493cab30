"""`pip variant cache`: what is kept about variants, shown and removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv
from tests.functional.conftest import BEST
from tests.functional.documents import read_json


def test_it_shows_and_removes_what_is_kept(
    machine: PipEnv, index: Index, release: Callable[..., dict[str, Path]]
) -> None:
    folder = machine.cache / "variants"
    assert machine.pip("variant", "cache", "dir").stdout == f"{folder}\n"
    assert read_json(machine, "cache", "dir") == {"format": 1, "location": str(folder)}
    assert read_json(machine, "cache", "info")["files"] == 0
    release("pkg", "1.0", best=BEST)
    machine.pip("install", "--index-url", index.url, "pkg")

    info = machine.pip("variant", "cache", "info").stdout
    assert info.startswith(f"Variant information location: {folder}\n")
    assert "\n  properties: 1 (" in info
    known = read_json(machine, "cache", "info")
    assert {part["part"] for part in known["parts"]} == {"properties", "providers"}
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    assert (known["files"], known["bytes"]) == (len(sizes), sum(sizes))
    assert f"{len(sizes)}\n" in machine.pip("cache", "info").stdout

    other = machine.cache / "wheels" / "file"
    other.parent.mkdir()
    other.write_text("")
    removed = read_json(machine, "cache", "purge")
    assert (removed["files"], removed["bytes"]) == (len(sizes), sum(sizes))
    assert not folder.exists()
    assert machine.pip("variant", "cache", "purge").stdout == (
        "Files removed: 0 (0 bytes)\nDirectories removed: 0\n"
    )
    # The rest of pip's cache is none of this command's business.
    assert other.exists()


def test_what_a_link_leads_to_stays(env: PipEnv) -> None:
    valuable = env.work / "valuable"
    valuable.mkdir()
    (valuable / "file").write_text("mine")
    (env.cache / "variants" / "properties").mkdir(parents=True)
    (env.cache / "variants" / "properties" / "link").symlink_to(valuable)
    assert read_json(env, "cache", "purge")["files"] == 1
    (env.cache / "variants").symlink_to(valuable)
    assert read_json(env, "cache", "purge")["files"] == 0
    assert (valuable / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Need an action (dir, info, purge) to perform."),
        (["list"], "Need an action (dir, info, purge) to perform."),
        (["prune"], "Need an action (dir, info, purge) to perform - maybe you meant p"),
        (["dir", "more"], "Too many arguments"),
        (["info", "--no-cache-dir"], "The cache is disabled, so pip keeps nothing"),
    ],
)
def test_what_it_cannot_do(env: PipEnv, args: list[str], said: str) -> None:
    done = env.pip("variant", "cache", *args, expect_error=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"ERROR: {said}")


def test_pip_cache_purge_goes_through_no_link(env: PipEnv) -> None:
    valuable = env.work / "valuable"
    valuable.mkdir()
    (valuable / "file").write_text("mine")
    env.cache.mkdir(exist_ok=True, parents=True)
    (env.cache / "http-v2").mkdir()
    (env.cache / "http-v2" / "file").write_text("")
    (env.cache / "variants").symlink_to(valuable)

    env.pip("cache", "purge")

    assert (valuable / "file").read_text() == "mine"
