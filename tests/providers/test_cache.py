"""Answers are kept for as long as nothing that may change them does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.plugins.answers import ProviderAnswer
from pip._vendor.variantlib.plugins.cache import AnswerCache
from pip._vendor.variantlib.plugins.discovery import find_plugins

from tests.providers.conftest import Driver, Site, plugin_source

VARIABLES = plugin_source(
    "counts",
    "import os\nvalues = [os.environ.get('HW_VISIBLE', 'unset')]\nVALUES",
    attributes="__provider_variables__ = ['HW_VISIBLE']",
)


def entries(cache: Path) -> list[Path]:
    return sorted(cache.glob("variants/providers/*/*"))


def is_cached(driver: Driver, cache: Path, **wanted: Any) -> bool:
    [answer] = driver.ask(cache_dir=cache, **wanted).answers.values()
    assert answer["problem"] is None
    return bool(answer["from_cache"])


def test_the_second_time_nothing_is_started(
    site: Site, driver: Driver, cache: Path
) -> None:
    site.add("answers", "finds_nothing")

    first = driver.ask(cache_dir=cache)
    second = driver.ask(cache_dir=cache)

    assert first.started == ["answers", "finds_nothing"]
    assert second.started == []
    for name in first.answers:
        assert second.answers[name]["config"] == first.answers[name]["config"]
        assert second.answers[name]["plugin"] == first.answers[name]["plugin"]
    ours = "pip._vendor.variantlib.plugins"
    assert f"{ours}.cache" in second.modules
    assert not {"pip._vendor.attr", f"{ours}.process"} & set(second.modules)
    assert all(entry.stat().st_mode & 0o777 == 0o600 for entry in entries(cache))


def test_a_network_disk_is_asked_little(
    site: Site, driver: Driver, cache: Path
) -> None:
    site.add("answers", "finds_nothing")

    driver.ask(cache_dir=cache)
    warm = driver.ask(cache_dir=cache).touched

    # One file for each plugin, by way of its folders; nothing is listed, or made.
    opened = [path for event, path in warm if event == "open"]
    files = [path for path in opened if path.endswith(".json")]
    assert len(files) == len(set(files)) == 2
    folders = [path for path in opened if path in ("", "variants", "providers")]
    assert folders == ["", "variants", "providers"] * 2
    shards = [path for path in opened if len(path) == 2]
    assert len(warm) == len(files) + len(folders) + len(shards) == 10


def test_only_the_new_plugin_is_asked(site: Site, driver: Driver, cache: Path) -> None:
    site.add("answers")
    driver.ask(cache_dir=cache)
    site.add("finds_nothing")

    assert driver.ask(cache_dir=cache).started == ["finds_nothing"]


def test_without_a_cache_nothing_is_written(
    site: Site, driver: Driver, cache: Path
) -> None:
    site.add("answers")

    assert driver.ask(cache_dir=None).started == ["answers"]
    assert driver.ask(cache_dir=None).started == ["answers"]
    assert entries(cache) == []


def test_who_failed_is_asked_again(site: Site, driver: Driver, cache: Path) -> None:
    site.add("raises", "reports_another_provider")

    for _ in range(2):
        result = driver.ask(cache_dir=cache)
        assert result.started == ["raises", "reports_another_provider"]
        assert len(result.warnings) == 2


def kept(cache: Path, site: Site) -> ProviderAnswer | None:
    [plugin] = find_plugins([str(site.folder)])
    return AnswerCache(str(cache), 86_400.0).get_all([plugin]).get(plugin)


def reinstall(site: Site, **changed: str) -> None:
    shutil.rmtree(site.folder)
    body = changed.pop("body", "return None")
    site.install("counts", plugin_source("counts", body), **changed)


def edit(field: str, change: Callable[[Any], Any]) -> Callable[[Site, Path], None]:
    def apply(_: Site, cache: Path) -> None:
        [entry] = entries(cache)
        document = json.loads(entry.read_text())
        document[field] = change(document[field])
        entry.write_text(json.dumps(document))

    return apply


# The question is: format, Python, boot, then the plugin.
HARMLESS: dict[str, Callable[[Site, Path], None]] = {
    "nothing": lambda site, cache: None,
    "the same once more": lambda site, _: reinstall(site),
    "some age": edit("time", lambda time: time - 86_000),
}
CHANGES: dict[str, Callable[[Site, Path], None]] = {
    "another version": lambda site, _: reinstall(site, version="1.1"),
    "other files": lambda site, _: reinstall(site, body="return None # changed"),
    "another distribution": lambda site, _: reinstall(site, distribution="other"),
    "another format": edit("question", lambda question: [0, *question[1:]]),
    "another Python": edit("question", lambda q: [q[0], "other", *q[2:]]),
    "another boot": edit("question", lambda q: [*q[:2], "other", *q[3:]]),
    "an old answer": edit("time", lambda time: time - 86_401),
    "a clock set back": edit("time", lambda time: time + 60),
    "a time that is text": edit("time", lambda _: "soon"),
    "a time that is no number": edit("time", lambda _: float("nan")),
    "a time beyond numbers": edit("time", lambda _: 10**400),
    "a problem": edit("answer", lambda answer: {**answer, "problem": "x"}),
    "a bad provider": edit("answer", lambda answer: {**answer, "provider": "a b"}),
    "a bad answer": edit("answer", lambda answer: {**answer, "config": {"a": 1}}),
    "no answer": edit("answer", lambda _: None),
    "other values of variables": edit("state", lambda state: ["x", state[1]]),
    "other declared files": edit("state", lambda state: [state[0], "x"]),
    "a time to ask that is text": edit("seconds", lambda _: "long"),
    "a time to ask beyond numbers": edit("seconds", lambda _: 10**400),
}


@pytest.mark.parametrize("change", [*HARMLESS, *CHANGES])
def test_a_change_is_a_miss(change: str, site: Site, cache: Path) -> None:
    site.install("counts", plugin_source("counts"))
    [plugin] = find_plugins([str(site.folder)])
    config = (("a", ("1", "2")),)
    answer = ProviderAnswer("counts", plugin.label, config)
    AnswerCache(str(cache), 86_400.0).put_all({plugin: answer})

    (HARMLESS.get(change) or CHANGES[change])(site, cache)

    found = kept(cache, site)
    assert (found is not None) == (change in HARMLESS)
    if found is not None:
        assert (found.config, found.from_cache) == (config, True)


def test_a_declared_variable_counts(site: Site, driver: Driver, cache: Path) -> None:
    site.install("counts", VARIABLES)

    def ask(**variables: str) -> tuple[bool, str]:
        answer = driver.ask(variables, cache_dir=cache).answers["counts"]
        return answer["from_cache"], answer["config"][0][1][0]

    assert ask(HW_VISIBLE="0") == (False, "0")
    assert ask(HW_VISIBLE="0", OTHER="1") == (True, "0")
    assert ask(HW_VISIBLE="1") == (False, "1")
    assert ask() == (False, "unset")
    assert ask() == (True, "unset")


FILES = plugin_source(
    "counts",
    "import os\nvalues = [open(os.environ['HW_FILE']).read()]\nVALUES",
    header="import os",
    attributes="__provider_files__ = [os.environ['HW_FILE'], '/dev/null', '/none']",
)


def test_a_declared_file_counts(
    site: Site, driver: Driver, cache: Path, tmp_path: Path
) -> None:
    site.install("counts", FILES)
    driver_version = tmp_path / "version"

    def ask(content: str) -> tuple[bool, str]:
        driver_version.write_text(content)
        os.utime(driver_version, (0, 0))
        variables = {"HW_FILE": str(driver_version)}
        answer = driver.ask(variables, cache_dir=cache).answers["counts"]
        return answer["from_cache"], answer["config"][0][1][0]

    assert ask("535") == (False, "535")
    assert ask("535") == (True, "535")
    assert ask("550") == (False, "550")
    assert ask("550") == (True, "550")


def test_a_kept_answer_tells_when_and_how_long(
    site: Site, driver: Driver, cache: Path
) -> None:
    site.add("finds_nothing")
    fresh = driver.ask(cache_dir=cache).answers["finds_nothing"]
    edit("time", lambda time: time - 3600)(site, cache)
    kept = driver.ask(cache_dir=cache).answers["finds_nothing"]

    assert fresh["age"] == 0
    assert kept["age"] == pytest.approx(3600, abs=60)
    assert kept["seconds"] == fresh["seconds"] > 0


def test_the_age_limit(site: Site, driver: Driver, cache: Path) -> None:
    site.add("finds_nothing")

    assert not is_cached(driver, cache)
    assert not is_cached(driver, cache, max_age=0.0)
    assert is_cached(driver, cache)


def test_another_interpreter_asks_anew(
    site: Site, driver: Driver, cache: Path, fork_folder: Path, tmp_path: Path
) -> None:
    site.add("finds_nothing")
    assert not is_cached(driver, cache)
    env = tmp_path / "env"
    command = [sys.executable, "-m", "venv", "--without-pip", str(env)]
    subprocess.run(command, check=True)
    driver.python = (str(env / "bin/python"),)

    assert not is_cached(driver, cache, pip_from=fork_folder)


def test_an_editable_plugin_is_asked_each_time(
    site: Site, driver: Driver, cache: Path
) -> None:
    info = site.install("counts", plugin_source("counts"))
    (info / "direct_url.json").write_text('{"dir_info": {"editable": true}}')

    assert not is_cached(driver, cache)
    assert not is_cached(driver, cache)


def replace_folder_by_file(cache: Path) -> None:
    shutil.rmtree(cache / "variants/providers")
    (cache / "variants/providers").touch()


def replace_folder_by_link(cache: Path) -> None:
    (cache / "variants/providers").rename(cache / "elsewhere")
    (cache / "variants/providers").symlink_to(cache / "elsewhere")


def replace_entry(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def apply(cache: Path) -> None:
        [entry] = entries(cache)
        content = entry.read_bytes()
        entry.unlink()
        make(entry)
        if entry.is_file() and not entry.stat().st_size and not entry.is_symlink():
            entry.write_bytes(content)

    return apply


def link_to_copy(entry: Path) -> None:
    other = entry.parent.parent / "other.json"
    other.write_text("{}")
    entry.symlink_to(other)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "truncated": replace_entry(lambda path: path.write_text('{"question": [1,')),
    "not json": replace_entry(lambda path: path.write_bytes(b"\x00\xff")),
    "deep": replace_entry(lambda path: path.write_text("[" * 100_000)),
    "huge": replace_entry(lambda path: path.write_bytes(b" " * 9_000_000)),
    "entry is a folder": replace_entry(lambda path: path.mkdir()),
    "entry is a link": replace_entry(link_to_copy),
    "folder is a file": replace_folder_by_file,
    "folder is a link": replace_folder_by_link,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_as_no_cache_with_one_debug_line(
    damage: str, site: Site, driver: Driver, cache: Path
) -> None:
    site.add("finds_nothing")
    assert not is_cached(driver, cache)
    DAMAGE[damage](cache)

    result = driver.ask(cache_dir=cache)

    assert result.started == ["finds_nothing"]
    assert result.answers["finds_nothing"]["problem"] is None
    lines = [line for line in result.log if "cache in" in line[1]]
    assert [level for level, _ in lines] == ["DEBUG"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can give files to somebody else",
)
@pytest.mark.parametrize("what", ["variants", "variants/providers", "entry"])
def test_what_belongs_to_somebody_else_is_not_used(
    what: str, site: Site, driver: Driver, cache: Path
) -> None:
    site.add("finds_nothing")
    assert not is_cached(driver, cache)
    path = entries(cache)[0] if what == "entry" else cache / what
    os.chown(path, 65534, 65534)

    result = driver.ask(cache_dir=cache)

    assert result.started == ["finds_nothing"]
    assert len([line for line in result.log if "Not using the cache" in line[1]]) == 1
