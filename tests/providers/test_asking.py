"""Which plugins are asked, in which surroundings, and who wins."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pip._vendor.variantlib.plugins import ProviderSettings, ask_providers, process
from pip._vendor.variantlib.plugins.discovery import Plugin

from tests.providers.conftest import Driver, Site, plugin_source

SHOWS_VARIANTLIB = plugin_source(
    "shows",
    "from variantlib.config import KeyConfig, ProviderConfig\n"
    "from variantlib.meta import VariantMeta, VariantDescription\n"
    "import pip\n"
    "values = [ProviderConfig.__module__.replace('_', '.').strip('.'),\n"
    "          pip.__name__, pip.__version__.replace('+', '.')]\n"
    "return ProviderConfig('shows', [KeyConfig('a', list(dict.fromkeys(values)))])",
)


def values(answer: dict[str, object]) -> list[str]:
    [[_, found]] = answer["config"]  # type: ignore[misc]
    return found  # type: ignore[no-any-return, has-type]


def test_answers_come_sorted_and_nothing_is_said_about_them(
    site: Site, driver: Driver
) -> None:
    site.add("finds_nothing", "answers")

    result = driver.ask()

    assert list(result.answers) == ["answers", "finds_nothing"]
    nothing = result.answers["finds_nothing"]
    assert nothing["config"] is None
    assert nothing["problem"] is None
    assert nothing["plugin"] == "finds-nothing-plugin 1.0"
    assert {level for level, _ in result.log} == {"DEBUG"}


def test_without_plugins_nothing_happens(site: Site, driver: Driver) -> None:
    result = driver.ask()

    assert result.answers == {}
    assert result.log == []


@pytest.mark.parametrize(
    "disabled",
    ["noisy", "noisy_plugin", "Noisy.Plugin", "noisy-plugin"],
)
def test_a_disabled_plugin_is_not_started(
    disabled: str, site: Site, driver: Driver, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    site.install("noisy", f"open({str(trace)!r}, 'w').close()")
    site.add("answers")

    result = driver.ask(disabled=(disabled,))

    assert list(result.answers) == ["answers"]
    assert result.warnings == []
    assert not trace.exists()


def test_two_plugins_for_one_provider_are_both_ignored(
    site: Site, driver: Driver, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    for name in ("first", "second"):
        source = f"open({str(trace)!r}, 'w').close()"
        site.install("twice", source, distribution=name)
    site.add("answers")

    result = driver.ask()

    assert result.answers["answers"]["config"]
    assert result.answers["twice"]["config"] is None
    [warning] = result.warnings
    assert "twice is ignored: first 1.0 and second 1.0 claim the same" in warning
    assert "disabled_providers" in warning
    assert not trace.exists()


def test_disabling_one_of_two_decides_between_them(site: Site, driver: Driver) -> None:
    site.install("twice", plugin_source("twice"), distribution="first")
    site.install("twice", plugin_source("twice"), distribution="second")

    result = driver.ask(disabled=("first",))

    assert result.answers["twice"]["plugin"] == "second 1.0"
    assert result.warnings == []
    assert driver.ask(disabled=("first", "second")).answers == {}


def test_the_name_that_is_reported_counts_as_well(site: Site, driver: Driver) -> None:
    site.install("alias", plugin_source("real"), distribution="first")
    site.install("real", plugin_source("real"), distribution="second")

    [warning] = driver.ask().warnings

    assert "real is ignored: first 1.0 and second 1.0 claim the same" in warning
    assert driver.ask(disabled=("real",)).answers == {}
    answers = driver.ask(disabled=("alias",)).answers
    assert answers["real"]["plugin"] == "second 1.0"


def test_one_distribution_in_both_groups_counts_once(
    site: Site, driver: Driver
) -> None:
    info = site.install("both", plugin_source("both"))
    with open(info / "entry_points.txt", "a") as file:
        file.write("[variant_plugins]\nboth = nowhere:Other\n")

    result = driver.ask()

    assert result.answers["both"]["problem"] is None
    assert result.answers["both"]["entry_point"] == "both_plugin:Plugin"


def test_the_group_of_later_generations_is_read(site: Site, driver: Driver) -> None:
    site.install("later", plugin_source("later"), group="variant_plugins")

    assert driver.ask().answers["later"]["problem"] is None


def test_no_name_reaches_the_terminal_as_it_is(site: Site, driver: Driver) -> None:
    site.install(
        "b\x1b[2Jd", "raise ValueError", distribution="d\x1b[31m", version="\x07"
    )
    site.install("twice\x1b", "", distribution="first\x1b")
    site.install("twice\x1b", "", distribution="second\x1b")

    warnings = driver.ask().warnings

    assert len(warnings) == 2
    assert all(warning.isprintable() for warning in warnings)


def test_where_no_process_can_be_started_pip_goes_on(
    site: Site, driver: Driver
) -> None:
    site.add("answers")

    [warning] = driver.ask(executable="").warnings

    assert "answers is ignored: answers-plugin 1.0 cannot be asked: " in warning


def test_the_first_on_the_path_wins(site: Site, driver: Driver, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    site.install("one", plugin_source("one", "values=['1']\nVALUES"))
    other.install("one", plugin_source("one", "values=['2']\nVALUES"), version="2.0")
    driver.path.append(other.folder)

    result = driver.ask()

    assert result.answers["one"]["plugin"] == "one-plugin 1.0"
    assert values(result.answers["one"]) == ["1"]
    assert result.warnings == []


@pytest.mark.parametrize("entry", ["", "."])
def test_the_current_directory_is_not_importable(
    entry: str, site: Site, driver: Driver, tmp_path: Path
) -> None:
    here = Site(tmp_path / "here")
    here.install("evil", plugin_source("evil"))
    (here.folder / "lying_about.py").touch()
    body = "import lying_about"
    site.install("careful", plugin_source("careful", body))
    driver.cwd = here.folder
    driver.path.append(entry)

    result = driver.ask()

    assert list(result.answers) == ["careful"]
    assert "No module named 'lying_about'" in result.answers["careful"]["problem"]


def make_environment(folder: Path, *paths: Path) -> Path:
    """A virtual environment with paths added; return its site-packages."""
    command = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(command, check=True)
    [packages] = folder.glob("lib/*/site-packages")
    (packages / "added.pth").write_text("".join(f"{path}\n" for path in paths))
    return packages


def test_a_plugin_developed_in_the_current_directory_works(
    site: Site, driver: Driver, fork_folder: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    packages = Site(make_environment(tmp_path / "env", project))
    packages.install("mine", plugin_source("mine"))
    (packages.folder / "mine_plugin.py").rename(project / "mine_plugin.py")
    driver.python = (str(tmp_path / "env/bin/python"),)
    driver.path = []
    driver.cwd = project

    result = driver.ask(pip_from=fork_folder)

    assert result.answers["mine"]["problem"] is None


def test_isolated_mode(driver: Driver, site: Site, fork_folder: Path) -> None:
    site.add("raises")  # PYTHONPATH does not count, neither here nor in the worker
    packages = Site(make_environment(driver.folder.parent / "env"))
    packages.add("answers")
    driver.python = (str(driver.folder.parent / "env/bin/python"), "-I")

    result = driver.ask(pip_from=fork_folder)

    assert list(result.answers) == ["answers"]
    assert result.warnings == []


CATCHES_AN_ERROR = plugin_source(
    "catches",
    "from variantlib.config import KeyConfig\n"
    "from variantlib.errors import VariantError\n"
    "try:\n    KeyConfig('no key', [])\nexcept VariantError:\n    values = ['caught']\n"
    "VALUES",
)


def test_variantlib_comes_with_pip(site: Site, driver: Driver) -> None:
    site.install("shows", SHOWS_VARIANTLIB)
    site.install("catches", CATCHES_AN_ERROR)

    answers = driver.ask().answers

    assert values(answers["shows"])[0] == "pip..vendor.variantlib.config"
    assert values(answers["catches"]) == ["caught"]


def test_the_environments_variantlib_is_preferred(site: Site, driver: Driver) -> None:
    install_variantlib(
        site,
        "from types import SimpleNamespace as KeyConfig\n"
        "class ProviderConfig:\n"
        "    def __init__(self, provider, configs):\n"
        "        self.provider = provider\n"
        "        self.configs = configs\n",
        "class VariantMeta: pass\nclass VariantDescription: pass\n",
    )
    body = (
        "from variantlib.config import KeyConfig, ProviderConfig\n"
        "values = [ProviderConfig.__module__]\n"
        "return ProviderConfig(NAME, [KeyConfig(key='a', values=values)])"
    )
    site.install("shows", plugin_source("shows", body))

    assert values(driver.ask().answers["shows"]) == ["variantlib.config"]


@pytest.mark.parametrize("config", ["", "KeyConfig = 1", "raise ValueError", "1 +"])
def test_another_variantlib_in_the_environment_is_passed_over(
    config: str, site: Site, driver: Driver
) -> None:
    install_variantlib(site, config, "class VariantMeta: pass")
    site.install("shows", SHOWS_VARIANTLIB)

    shown = values(driver.ask().answers["shows"])

    assert shown[0] == "pip..vendor.variantlib.config"


def test_a_later_variantlib_stays_for_the_plugins_that_need_it(
    site: Site, driver: Driver
) -> None:
    install_variantlib(site, "", "class VariantMeta: pass")
    (site.folder / "variantlib/base.py").write_text("class PluginType: pass\n")
    body = (
        "from variantlib.base import PluginType\n"
        "from variantlib.config import KeyConfig\n"
        "values = [PluginType.__module__, KeyConfig('a', ['b']).key]\n"
        "VALUES"
    )
    site.install("later", plugin_source("later", body))

    assert values(driver.ask().answers["later"]) == ["variantlib.base", "a"]


def install_variantlib(site: Site, config: str, meta: str) -> None:
    folder = site.folder / "variantlib"
    folder.mkdir(parents=True)
    for name, source in [("__init__", ""), ("config", config), ("meta", meta)]:
        (folder / f"{name}.py").write_text(source)


def test_the_environment_may_hold_another_pip(
    site: Site, driver: Driver, fork_folder: Path
) -> None:
    (site.folder / "pip").mkdir(parents=True)
    (site.folder / "pip/__init__.py").write_text("__version__ = '9.0.1'\n")
    site.install("shows", SHOWS_VARIANTLIB)

    result = driver.ask(pip_from=fork_folder)

    assert values(result.answers["shows"]) == [
        "pip..vendor.variantlib.config",
        "pip",
        "9.0.1",
    ]


def test_pip_may_be_a_zip(
    site: Site, driver: Driver, fork_folder: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "pip.whl"
    with zipfile.ZipFile(archive, "w") as file:
        # A tree that is worked on has links in it.
        for folder, _, names in os.walk(fork_folder / "pip", followlinks=True):
            for name in filter(lambda name: name.endswith(".py"), names):
                path = Path(folder, name)
                file.write(path, path.relative_to(fork_folder))
    site.install("shows", SHOWS_VARIANTLIB)
    make_environment(tmp_path / "env")
    driver.python = (str(tmp_path / "env/bin/python"),)
    driver.path = [archive, site.folder]

    result = driver.ask()

    assert values(result.answers["shows"])[0] == "pip..vendor.variantlib.config"


def test_those_that_do_not_answer_soon_are_named(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine a second is soon.
    monkeypatch.setattr(process, "QUIET_SECONDS", 3.0)
    wait = "while not os.path.exists({!r}): time.sleep(0.01)"
    for number in range(3):
        # Those that take long wait until they were named.
        body = wait.format(str(tmp_path / f"p{number}")) if number else "return None"
        source = plugin_source(f"p{number}", body, header="import os, time")
        site.install(f"p{number}", source)
    heard: list[str] = []

    def hear(plugin: Plugin) -> None:
        heard.append(plugin.provider)
        (tmp_path / plugin.provider).touch()

    settings = ProviderSettings(frozenset(), 60.0, 0.0)
    answers = ask_providers(settings, None, [str(site.folder), *sys.path], hear)

    assert heard == ["p1", "p2"]
    assert [answer.problem for answer in answers] == [None] * 3


LOOKS_AROUND = """\
files = sorted(int(name) for name in os.listdir('/proc/self/fd'))[:-1]
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
values = [
    f"files_{'_'.join(map(str, files))}",
    f"dumpable_{dumpable}",
    f"leads_{os.getsid(0) == os.getpgid(0) == os.getpid()}",
    f"reads_{len(sys.stdin.read())}",
    f"ends_{signal.getsignal(signal.SIGTERM) == signal.SIG_DFL}",
    f"blocks_{len(signal.pthread_sigmask(signal.SIG_BLOCK, ()))}",
    f"own_folder_{os.listdir() == ['request.json']}",
]
VALUES"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_worker_that_is_forked_is_as_a_new_process(
    site: Site, driver: Driver
) -> None:
    header = "import ctypes, os, signal, sys"
    site.install("looks", plugin_source("looks", LOOKS_AROUND, header=header))
    site.add("answers")

    result = driver.ask()

    assert values(result.answers["looks"]) == [
        *("files_0_1_2", "dumpable_1", "leads_True", "reads_0"),
        *("ends_True", "blocks_0", "own_folder_True"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_one_interpreter_starts_for_all_plugins(
    site: Site, driver: Driver, tmp_path: Path
) -> None:
    log = tmp_path / "starts"
    site.add("answers", "finds_nothing")
    for number in range(3):
        site.install(f"more_{number}", plugin_source(f"more_{number}"))
    note = f"import os\nprint(os.getpid(), file=open({str(log)!r}, 'a'))\n"
    (site.folder / "sitecustomize.py").write_text(note)

    result = driver.ask()

    assert len(result.answers) == 5
    # The first is that which asks.
    assert len(log.read_text().split()) == 2


def test_where_no_worker_is_forked_each_is_started(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add("answers", "raises")
    monkeypatch.setattr(sys, "path", [str(site.folder), *sys.path])
    monkeypatch.setattr(process, "can_fork", lambda: False)

    answers = ask_providers(ProviderSettings(frozenset(), 60.0, 0.0), None)

    found = {answer.provider: answer for answer in answers}
    assert found["answers"].config == (("humor", ("3", "2", "1")),)
    assert found["raises"].problem == "raised ValueError: no such device"
