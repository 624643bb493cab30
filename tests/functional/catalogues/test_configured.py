"""Which catalogues a command uses, and which of them it may."""

from __future__ import annotations

import pytest

from tests.builders import Index, PipEnv
from tests.functional.catalogues.conftest import CUDA12, CUDA13, Published
from tests.unit.fork import ROOT

OURS = "Saved ./fetched/ship-2.1+cu12-py3-none-any.whl"
USUAL = "Saved ./fetched/ship-9.0-py3-none-any.whl"
SHIPPED = "pip/_vendor/variantlib/catalogues/shipped"


def test_options_variables_and_settings_name_catalogues(
    env: PipEnv, published: Published
) -> None:
    common = ["--index-url", published.usual.url, "--machine-set", CUDA12]
    command = ["download", "--no-deps", *common, "--dest", "fetched", "ship"]
    path = str(published.catalogue)
    by_setting = {"PIP_VARIANTLIB_CATALOGUES": path}
    assert OURS in env.pip(*command, env={"PIP_CATALOGUE": path}).stdout
    # On the command line nothing stands for no catalogue.
    assert USUAL in env.pip(*command, "--catalogue=", env=by_setting).stdout
    assert published.pages["usual"] == ["ship"]

    env.configure(f"[variantlib]\ncatalogues = {path}\n")
    assert "the best of 2" in env.pip(*command).stdout
    assert "usual" not in published.pages
    # A file of the current directory can lead nowhere else; whoever wrote it wants to.
    (env.work / "variant.toml").write_text('catalogues = ["./other.toml"]')
    done = env.pip(*command, expect_error=True)
    assert published.pages == {}
    assert "pip cannot use the catalogue ./other.toml." in done.stderr
    assert "If you trust it, give --catalogue=./other.toml, or" in done.words
    env.pip(*command, "--catalogue=")
    assert published.pages == {"usual": ["ship"]}
    env.pip(*command, env=by_setting)
    assert "usual" not in published.pages


@pytest.mark.parametrize("where", ["pyproject.toml", "variant.toml"])
def test_a_project_may_name_a_catalogue_that_comes_along(
    env: PipEnv, index: Index, where: str
) -> None:
    head = "[tool.variantlib]\n" if where == "pyproject.toml" else ""
    (env.work / where).write_text(f'{head}catalogues = ["troch"]')
    options = ["--index-url", index.url, "--dry-run", "ship"]
    done = env.pip("install", *options, expect_error=True)
    assert "pip cannot use the catalogue troch." in done.stderr
    assert "maybe you meant torch" in done.stderr


def test_a_project_names_a_catalogue_and_sets_for_it(
    env: PipEnv, published: Published
) -> None:
    shipped = env.site_packages.joinpath(*SHIPPED.split("/"), "fleet.toml")
    shipped.write_bytes(published.catalogue.read_bytes())
    (env.work / "pyproject.toml").write_text(
        '[tool.variantlib]\ncatalogues = ["fleet"]\n[tool.variantlib.sets]\n'
        'old = "nvidia :: cuda_version_lower_bound < 13"\nsmall = ["cu11", "cpu"]\n'
    )
    command = ["install", "--index-url", published.usual.url, "crew"]
    command += ["--machine-set", CUDA13]
    for asked, label in ((None, "cu13"), ("old", "cu12"), ("small", "cpu")):
        variant = [f"--variant={asked}"] if asked else []
        env.pip(*command, *variant, "--force-reinstall")
        told = {env.installed("crew"), env.installed("ship")}
        assert told == {f"2.1+{label}"}


def test_a_mistake_is_told_before_anything_is_asked(
    env: PipEnv, published: Published
) -> None:
    text = published.catalogue.read_text()
    published.catalogue.write_text(text.replace("[[variants]]", "[[variant]]", 1))
    done = env.pip("install", *published.options, "crew", expect_error=True)
    assert "error: invalid-variant-catalogue" in done.stderr
    assert "variant: unknown key - maybe you meant variants" in done.stderr
    assert published.pages == {}


def test_a_run_without_a_catalogue_loads_nothing_of_it(
    env: PipEnv, published: Published
) -> None:
    code = (
        "import sys\n"
        "from pip._internal.cli.main import main\n"
        "main(['download', '--no-deps', '-qqd', 'fetched', 'ship'])\n"
        "print(*[name for name in sys.modules if 'catalogue' in name])\n"
    )
    url = {"PIP_INDEX_URL": published.usual.url}
    # A file that says nothing of catalogues.
    (env.work / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    assert env.run(env.executable, "-c", code, env=url).stdout.strip() == ""
    assert published.pages == {"usual": ["ship"]}
