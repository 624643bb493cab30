"""Plugins that are not installed run only if the user trusts their distributions."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.trusted import fetching
from pip._internal.variants.trusted.environments import _PREFIX as PREFIX
from pip._internal.variants.trusted.environments import environment
from tests.builders import Fault, Index, make_plugin, make_sdist, make_wheel
from tests.providers.conftest import (
    Driver,
    Result,
    Site,
    plugin_source,
    read_result,
)
from tests.waiting import wait_until

API = "hw_plugin:Plugin"
MODULE = """\
from types import SimpleNamespace as Feature


class Plugin:
    @classmethod
    def get_supported_configs(cls):
        return [Feature(name="level", values=["{level}"])]
"""


def make(folder: Path, level: str, version: str = "1.0", **wanted: Any) -> Path:
    """The wheel of the plugin `hw-plugin`, with this as its level."""
    module = MODULE.format(level=level)
    return make_plugin(folder, "hw", module=module, version=version, **wanted)


@dataclass
class Trusting:
    """Asks as the metadata of a package would have it, from one index."""

    driver: Driver
    index: Index
    trusted: tuple[str, ...] = ("hw-plugin",)

    def wanted(
        self,
        *requirements: str,
        api: str | None = API,
        cache_dir: Path | None = None,
        disabled: tuple[str, ...] = (),
        max_age: float = 86400.0,
        places: Sequence[str] = (),
        **handover: Any,
    ) -> dict[str, Any]:
        question = {
            "requirements": requirements or ("hw-plugin",),
            "plugin_api": api,
            "namespace": "hw",
            "handover": {"places": ["-i", self.index.url, *places], **handover},
        }
        return {
            "question": question,
            "trusted": self.trusted,
            "cache_dir": cache_dir,
            "disabled": disabled,
            "max_age": max_age,
        }

    def ask(
        self, *requirements: str, variables: dict[str, str] | None = None, **wanted: Any
    ) -> Result:
        return self.driver.ask(variables, **self.wanted(*requirements, **wanted))

    def level(self, *requirements: str, **wanted: Any) -> str:
        result = self.ask(*requirements, **wanted)
        assert result.warnings == []
        [[_, [level]]] = result.answers["hw"]["config"]
        return str(level)


@pytest.fixture
def trusting(driver: Driver, index: Index) -> Trusting:
    return Trusting(driver, index)


def environments(cache: Path) -> list[Path]:
    return [p for p in cache.glob("variants/environments/*") if p.is_dir()]


def test_a_trusted_plugin_is_fetched_once_and_asked_once(
    trusting: Trusting, index: Index, wheels: Path, cache: Path
) -> None:
    index.add(make(wheels, "plain"), make(wheels, "variant", properties=["a::b::c"]))

    # What other machines need is no question of trust here.
    wanted = "hw-plugin", "other; python_version < '3'"
    first = trusting.ask(*wanted, cache_dir=cache)
    index.requests.clear()
    second = trusting.ask(*wanted, cache_dir=cache)

    answer = first.answers["hw"]
    assert answer["config"] == [["level", ["plain"]]]
    assert answer["plugin"] == "hw-plugin 1.0"
    assert (answer["distribution"], answer["version"]) == ("hw-plugin", "1.0")
    assert answer["entry_point"] == API
    assert ("INFO", "Installing hw-plugin to ask about this machine") in first.log
    assert first.warnings == []
    age = second.answers["hw"]["age"]
    assert age > answer["age"] == 0
    assert second.answers["hw"] == {**answer, "from_cache": True, "age": age}
    assert index.requests == []
    assert len(environments(cache)) == 1
    assert "pip._vendor.variantlib.plugins.process" not in second.modules


REFUSED = {
    ("other",): "other is not installed; install it, or name it in trusted_providers.",
    ("hw-plugin", "other>=2", "third"): "other>=2 and third is not installed",
    ("hw-plugin @ https://127.0.0.1/hw_plugin-1.0-py3-none-any.whl",): "says more than",
    ("hw-plugin===1.0.zip",): "says more than name and public versions",
    ("hw-plugin===1.0",): "says more than name and public versions",
    ("hw-plugin==1.0+x.zip",): "says more than name and public versions",
    ("hw-plugin!=1.0+x",): "says more than name and public versions",
    ("hw-plugin[more]",): "says more than name and public versions",
    ("other; python_version < '3'", "third"): "hw is ignored: third is not installed",
    ("hw-plugin; extra == 'x'",): "this machine needs none of them",
    ("hw-plugin==1.0.zip",): "is not a valid requirement",
    ("./hw-plugin",): "./hw-plugin is not a valid requirement",
    ("--index-url=x",): "is not a valid requirement",
    ("hw\x1b[2J",): r"hw\x1b[2J is not a valid requirement",
    ("",): "is not a valid requirement",
}


@pytest.mark.parametrize("requirements", REFUSED)
def test_what_is_not_trusted_is_never_fetched(
    requirements: tuple[str, ...],
    trusting: Trusting,
    index: Index,
    wheels: Path,
    cache: Path,
) -> None:
    index.add(make(wheels, "any"), make_wheel(wheels, "other", "2.0"))

    result = trusting.ask(*requirements, cache_dir=cache)

    [warning] = result.warnings
    assert warning.startswith("Variant provider hw is ignored: ")
    assert REFUSED[requirements] in warning
    assert warning.isprintable()
    assert result.answers["hw"]["config"] is None
    assert index.requests == []
    assert list(cache.iterdir()) == []


def test_nothing_is_trusted_unless_named(
    trusting: Trusting, index: Index, wheels: Path
) -> None:
    index.add(make(wheels, "any"))
    trusting.trusted = ()

    [warning] = trusting.ask().warnings

    assert "hw-plugin is not installed" in warning
    assert index.requests == []


@pytest.mark.parametrize("disabled", ["hw", "HW_plugin"])
def test_what_is_disabled_is_not_fetched(
    disabled: str, trusting: Trusting, index: Index, wheels: Path
) -> None:
    index.add(make(wheels, "any"))

    [warning] = trusting.ask(disabled=(disabled,)).warnings

    assert "is named in disabled_providers" in warning
    assert index.requests == []


def test_names_are_compared_normalised(
    trusting: Trusting, index: Index, wheels: Path
) -> None:
    index.add(make(wheels, "1"), make(wheels, "2", "2.0"))
    trusting.trusted = ("HW_Plugin",)

    # Without a cache: the driver sees that nothing is left of the environment.
    assert trusting.level("Hw.Plugin <2 ; python_version > '3'") == "1"


def test_nothing_is_built(trusting: Trusting, index: Index, wheels: Path) -> None:
    index.add(make_sdist(wheels, "hw-plugin"))

    [warning] = trusting.ask(places=["--no-binary", ":all:"]).warnings

    reason = "could not be installed: No matching distribution found for hw-plugin"
    assert reason in warning
    assert not [line for line in index.lines if ".tar.gz" in line]


def test_an_environment_has_what_its_plugin_needs_and_comes_first(
    trusting: Trusting, index: Index, wheels: Path, site: Site
) -> None:
    needs = MODULE.replace('"{level}"', "helper.LEVEL").replace(
        "from", "import helper\nfrom", 1
    )
    index.add(
        make_plugin(wheels, "hw", module=needs, requires=["helper"]),
        make_wheel(wheels, "helper", "1.0", module="LEVEL = 'private'"),
    )
    site.install("hw", plugin_source("hw"))
    (site.folder / "helper.py").write_text("LEVEL = 'installed'")

    assert trusting.level() == "private"


def test_configured_places_do_not_count(
    trusting: Trusting, index: Index, wheels: Path, tmp_path: Path
) -> None:
    index.add(make(wheels, "1"))
    elsewhere = str(tmp_path / "elsewhere")
    variables = {
        "PIP_TARGET": elsewhere,
        "PIP_PREFIX": elsewhere,
        "PIP_USER": "1",
        "PIP_VARIANT": "00000000",
    }

    assert trusting.level(variables=variables) == "1"
    assert not os.path.exists(elsewhere)


def test_without_a_name_the_module_is_that_of_the_distribution(
    trusting: Trusting, index: Index, wheels: Path
) -> None:
    module = MODULE.format(level="module") + "\nnamespace = 'other'\n"
    module += "get_supported_configs = Plugin.get_supported_configs\n"
    index.add(make_plugin(wheels, "hw", module=module))

    # It is for the metadata to say which provider this is.
    assert trusting.level("hw-plugin>=1", api=None) == "module"


WRONG = {
    "os:getcwd": "does not contain the module os",
    "tests.providers:x": "does not contain the module tests",
    "hw_plugin:Missing": "has no attribute 'Missing'",
    "hw plugin!": "is not the name of a Python object",
}


def test_only_what_was_fetched_can_be_named(
    trusting: Trusting, index: Index, wheels: Path, cache: Path
) -> None:
    index.add(make(wheels, "1"))

    for api, reason in WRONG.items():
        [warning] = trusting.ask(api=api, cache_dir=cache).warnings
        assert reason in warning


def test_a_damaged_environment_is_made_anew(
    trusting: Trusting, index: Index, wheels: Path, cache: Path
) -> None:
    index.add(make(wheels, "1"))
    trusting.level(cache_dir=cache)
    [folder] = environments(cache)
    files = [path for path in cache.rglob("*") if path.is_file()]

    # A part of it is gone, and then all, as after `pip cache purge`.
    for gone in [folder / "hw_plugin.py"], files:
        for path in gone:
            path.unlink()
        assert trusting.level(cache_dir=cache) == "1"
        assert environments(cache) == [folder]
        assert (folder / "hw_plugin.py").exists()


def test_what_is_old_is_resolved_anew(
    trusting: Trusting, index: Index, wheels: Path, cache: Path
) -> None:
    index.caching = False
    index.add(make(wheels, "1"))
    assert trusting.level(cache_dir=cache) == "1"
    index.add(make(wheels, "2", "2.0"))

    assert trusting.level(cache_dir=cache) == "1"
    assert trusting.level(cache_dir=cache, max_age=0.0) == "2"
    assert trusting.level("hw-plugin<2", cache_dir=cache) == "1"
    assert len(environments(cache)) == 2


def fetches(results: list[Result]) -> int:
    texts = [text for result in results for _, text in result.log]
    return texts.count("Installing hw-plugin to ask about this machine")


def test_several_pips_at_once(
    trusting: Trusting, index: Index, wheels: Path, cache: Path, driver: Driver
) -> None:
    index.add(make(wheels, "1"))

    wanted = trusting.wanted(cache_dir=cache)
    processes = [driver.start(**wanted, timeout=60.0) for _ in range(4)]
    results = [read_result(p.communicate(timeout=120)[0]) for p in processes]

    assert [result.warnings for result in results] == [[]] * 4
    configs = [result.answers["hw"]["config"] for result in results]
    assert configs == [[["level", ["1"]]]] * 4
    assert len(environments(cache)) == 1
    assert fetches(results) == 1


def test_a_failure_to_fetch_is_that_of_all_who_wait_for_it(
    trusting: Trusting, index: Index, wheels: Path, cache: Path, driver: Driver
) -> None:
    wheel = make(wheels, "1")
    index.add(wheel)
    index.fault(wheel.name, Fault(delay=3, status=404))

    wanted = trusting.wanted(cache_dir=cache)
    processes = [driver.start(**wanted, timeout=60.0) for _ in range(4)]
    results = [read_result(p.communicate(timeout=120)[0]) for p in processes]

    assert all("could not be installed: " in w for r in results for w in r.warnings)
    assert [len(result.warnings) for result in results] == [1] * 4
    assert fetches(results) < 4
    index.fault(wheel.name, Fault())
    assert trusting.level(cache_dir=cache) == "1"


def test_fetching_takes_no_longer_than_it_may(
    index: Index, wheels: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = make(wheels, "1")
    index.add(wheel)
    index.fault(wheel.name, Fault(delay=120))
    monkeypatch.setattr(fetching, "MAX_SECONDS", 3)
    handover = fetching.Handover(["-i", index.url])
    started = time.monotonic()

    with (
        pytest.raises(fetching.NotInstalled, match="it took longer than 3 s"),
        environment(["hw-plugin"], handover, str(cache), 86400.0),
    ):
        pass

    assert time.monotonic() - started < 60
    assert environments(cache) == []


def test_what_is_kept_belongs_to_the_places_that_it_came_from(
    trusting: Trusting, index: Index, wheels: Path, cache: Path
) -> None:
    index.add(make(wheels, "1"))
    assert trusting.level(cache_dir=cache) == "1"
    with Index() as other:
        other.add(make(wheels, "2", "2.0"))
        trusting.index, first = other, index
        assert trusting.level(cache_dir=cache) == "2"
        trusting.index = first
    index.requests.clear()

    assert trusting.level(cache_dir=cache) == "1"
    assert index.requests == []
    constraints = ["hw-plugin==2.0"]
    [warning] = trusting.ask(cache_dir=cache, constraints=constraints).warnings
    assert "could not be installed: " in warning
    # How patient to be decides nothing.
    index.requests.clear()
    assert trusting.level(cache_dir=cache, manner=["--timeout", "7"]) == "1"
    assert index.requests == []


def test_what_a_killed_pip_has_left_is_removed(
    trusting: Trusting,
    index: Index,
    wheels: Path,
    cache: Path,
    tmp_path: Path,
    driver: Driver,
) -> None:
    index.add(make(wheels, "1"))
    kept = cache / "variants/environments"
    kept.mkdir(mode=0o700, parents=True)
    kept.parent.chmod(0o700)
    (tmp_path / "elsewhere/copy").mkdir(parents=True)
    long_ago = time.time() - 7200
    for folder in kept, driver.folder:
        old, new, link, other = (folder / f"{PREFIX}{name}" for name in "abcd")
        other = folder / "other"
        for path in (old, new, other):
            (path / "copy").mkdir(parents=True)
        link.symlink_to(tmp_path / "elsewhere")
        for path in (old, link, other):
            os.utime(path, (long_ago, long_ago), follow_symlinks=False)

    assert trusting.level(cache_dir=cache) == "1"

    for folder in kept, driver.folder:
        left = sorted(path.name for path in folder.iterdir() if path.suffix != ".json")
        names = [f"{PREFIX}b", f"{PREFIX}c", "other"]
        assert [n for n in left if len(n) != 40] == sorted(names)
    assert (tmp_path / "elsewhere/copy").exists()
    for path in driver.folder.iterdir():
        path.unlink() if path.is_symlink() else shutil.rmtree(path)


def test_a_folder_that_is_a_link_costs_only_the_cache(
    trusting: Trusting, index: Index, wheels: Path, cache: Path, tmp_path: Path
) -> None:
    index.add(make(wheels, "1"))
    (tmp_path / "elsewhere").mkdir()
    (cache / "variants").mkdir(mode=0o700)
    (cache / "variants/environments").symlink_to(tmp_path / "elsewhere")

    assert trusting.level(cache_dir=cache) == "1"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_interrupt_leaves_nothing(
    trusting: Trusting, index: Index, wheels: Path, cache: Path, driver: Driver
) -> None:
    wheel = make(wheels, "1")
    index.add(wheel)
    index.fault(wheel.name, Fault(delay=120))
    process = driver.start(**trusting.wanted(cache_dir=cache))
    assert wait_until(lambda: any(wheel.name in line for line in index.lines))

    os.killpg(process.pid, signal.SIGINT)

    process.communicate(timeout=60)
    assert process.returncode != 0
    assert environments(cache) == []
