"""One adapter for the plugins of all API generations, as they are."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.providers.conftest import HERE, Driver, Site

GENERATIONS = HERE / "generations"
LATER = "variant_plugins"
EXPECTED = [["level", ["v2", "v1"]], ["avx", ["on"]]]


def sample_names() -> list[str]:
    return sorted(path.stem for path in GENERATIONS.glob("*.py"))


def install(site: Site, sample: str, entry: str = "x86_64", **wanted: str) -> None:
    source = (GENERATIONS / f"{sample}.py").read_text()
    wanted.setdefault("group", "variantlib.plugins" if sample == "g0_run" else LATER)
    attribute = "" if sample.endswith("_module") else ":Plugin"
    site.install(entry, source, attribute=attribute, **wanted)


def test_each_generation_has_a_sample() -> None:
    assert {name[:2] for name in sample_names()} == {f"g{n}" for n in range(6)}


@pytest.mark.parametrize("sample", sample_names())
def test_generation(sample: str, site: Site, driver: Driver) -> None:
    install(site, sample)

    result = driver.ask()

    assert result.warnings == []
    answer = result.answers["x86_64"]
    assert answer["config"] == EXPECTED
    assert answer["plugin"] == "x86-64-plugin 1.0"
    assert (answer["distribution"], answer["version"]) == ("x86-64-plugin", "1.0")
    module = "" if sample.endswith("_module") else ":Plugin"
    assert answer["entry_point"] == f"x86_64_plugin{module}"
    assert answer["is_named"] == (sample[:2] != "g5")


@pytest.mark.parametrize("group", ["variantlib.plugins", LATER])
def test_both_groups_take_all_generations(
    group: str, site: Site, driver: Driver
) -> None:
    install(site, "g1_names", "one", distribution="a", group=group)
    install(site, "g5_class", "two", distribution="b", group=group)

    assert list(driver.ask().answers) == ["two", "x86_64"]


def later(returned: str, header: str = "namespace = 'x86_64'") -> str:
    return (
        "from types import SimpleNamespace as Feature\n"
        f"{header}\n"
        f"def get_supported_configs():\n    return {returned}\n"
    )


def install_each(site: Site, returned: Iterable[str]) -> None:
    """A plugin for each of these answers: p0, p1 and so on."""
    for number, text in enumerate(returned):
        source = later(text, f"namespace = 'p{number}'")
        site.install(f"p{number}", source, group=LATER, attribute="")


def test_nothing_here(site: Site, driver: Driver) -> None:
    install_each(site, ["None", "[]", "()", "[Feature(name='a', values=[])]"])

    result = driver.ask()

    assert result.warnings == []
    assert [answer["config"] for answer in result.answers.values()] == [None] * 4


BAD = {
    "{'level': ['v1']}": "returned dict, not a ProviderConfig, a list or None",
    "[('level', ['v1'])]": "reports tuple where a name or key with values is needed",
    "[Feature(name='a', values='v1')]": "values must be a list",
    "[Feature(name='a-b', values=['1'])]": "key must be text of the characters",
    "[Feature(name='a', values=['1'])] * 2": "must not hold 'a' twice",
}


def test_bad_answers(site: Site, driver: Driver) -> None:
    install_each(site, BAD)

    warnings = driver.ask().warnings

    for number, (warning, reason) in enumerate(
        zip(warnings, BAD.values(), strict=True)
    ):
        start = f"Variant provider p{number} is ignored: p{number}-plugin 1.0 "
        assert warning.startswith(start)
        assert reason in warning


def test_a_namespace_that_is_not_text(site: Site, driver: Driver) -> None:
    source = later("[]", "namespace = 64")
    site.install("x86_64", source, group=LATER, attribute="")

    [warning] = driver.ask().warnings

    assert "has a namespace that is not text" in warning


def test_a_name_in_capitals_stays(site: Site, driver: Driver) -> None:
    source = later("[Feature(name='A', values=['B'])]", "namespace = 'X86'")
    site.install("any", source, group=LATER, attribute="")

    assert driver.ask().answers["X86"]["config"] == [["A", ["B"]]]


def test_the_name_of_a_later_entry_point_means_nothing(
    site: Site, driver: Driver
) -> None:
    other = later("[]", "namespace = 'other'")
    install(site, "g4_class", "plugin", distribution="a")
    site.install("plugin", other, distribution="b", group=LATER, attribute="")
    install(site, "g5_class", "plugin", distribution="c")
    install(site, "g5_class", "x86_64", distribution="e")
    install(site, "g5_class", "in-part.odd", distribution="f")

    result = driver.ask()

    assert result.warnings == []
    assert {name: a["distribution"] for name, a in result.answers.items()} == {
        "x86_64": "a",
        "other": "b",
        "plugin": "c",
        "e": "e",
        "in_part_odd": "f",
    }


def test_two_later_plugins_for_one_provider_are_both_ignored(
    site: Site, driver: Driver
) -> None:
    install(site, "g4_class", "one", distribution="a")
    install(site, "g3_multi_value", "two", distribution="b")

    [warning] = driver.ask().warnings

    assert "x86_64 is ignored: a 1.0 and b 1.0 claim the same provider" in warning
    assert driver.ask(disabled=("b",)).answers["x86_64"]["config"] == EXPECTED


def test_one_distribution_may_serve_two_generations(site: Site, driver: Driver) -> None:
    info = site.install("x86_64", (GENERATIONS / "g0_run.py").read_text())
    (site.folder / "second.py").write_text(later("[]"))
    with open(info / "entry_points.txt", "a") as file:
        file.write(f"[{LATER}]\nanother_name = second\n")

    result = driver.ask()

    assert result.warnings == []
    assert result.answers["x86_64"]["config"] == EXPECTED


# The plugins of the package index, as they are, by themselves and beside a library.
PUBLISHED = {
    "provider-variant-x86-64==0.0.1.post2": "x86_64",
    "provider-variant-aarch64==0.0.1.post2": "aarch64",
    "ascend-variant-provider==0.0.2": "ascend",
}
OVERRIDE = "ASCEND_VARIANT_PROVIDER_FORCE_NPU_TYPE"


@pytest.fixture(params=[None, "variantlib==0.2.2"], ids=["alone", "variantlib"])
def published(
    request: pytest.FixtureRequest,
    once: Callable[[str, Callable[[Path], object]], Path],
) -> Path:
    """A folder with the published plugins, installed from the package index."""

    def install(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
        wanted = [*PUBLISHED, *filter(None, [request.param])]
        subprocess.run([*command, folder, *wanted], check=True)

    return once(f"published-{request.param}", install)


def test_published_plugins(published: Path, driver: Driver) -> None:
    driver.path = [published]

    result = driver.ask()

    assert {level for level, _ in result.log} == {"DEBUG"}
    assert sorted(result.answers) == sorted(PUBLISHED.values())
    configs = {name: answer["config"] for name, answer in result.answers.items()}
    assert configs["ascend"] is None
    if platform.machine().lower() in ("x86_64", "amd64"):
        levels, *flags = configs["x86_64"]
        assert levels[0] == "level"
        assert levels[1] == ["v4", "v3", "v2", "v1"][-len(levels[1]) :]
        assert ["sse2", ["on"]] in flags
        assert configs["aarch64"] is None
    else:
        assert configs["x86_64"] is None


@pytest.mark.parametrize("published", [None], indirect=True)
def test_an_override_counts_at_once(
    published: Path, driver: Driver, cache: Path
) -> None:
    driver.path = [published]

    def config(**variables: str) -> object:
        return driver.ask(variables, cache_dir=cache).answers["ascend"]["config"]

    assert config() is None
    assert config(**{OVERRIDE: "910b"}) == [["npu_type", ["910b"]]]
    assert config() is None
