"""Every step of the build: what it makes, and how it refuses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backend.errors import BuildError
from backend.pins import read_pins
from backend.pipeline import make_tree, renew_tree
from backend.vendor import rewrite_imports
from tests.conftest import REPOSITORY


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def refusal(checkout: Path, tmp_path: Path, releases: list[str]) -> str:
    """Why no tree can be made of *checkout*."""
    with pytest.raises(BuildError) as caught:
        make_tree(checkout, tmp_path / "tree", path=releases)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def own_releases(tmp_path: Path, upstream: Path) -> Path:
    """A copy of the pinned releases, to be changed."""
    return Path(shutil.copytree(upstream, tmp_path / "releases"))


# locate


def test_nothing_there(checkout: Path, tmp_path: Path) -> None:
    assert "the build environment holds none" in refusal(checkout, tmp_path, [])


@pytest.mark.parametrize("version", ["26.2", "26.3+variants.1", "26.3.post1"])
@pytest.mark.parametrize("name", ["pip", "attrs"])
def test_another_version(
    name: str, version: str, checkout: Path, tmp_path: Path, own_releases: Path
) -> None:
    metadata = next(own_releases.glob(f"{name}-*.dist-info")) / "METADATA"
    pinned = getattr(read_pins(checkout), name).version
    edit(metadata, f"Version: {pinned}\n", f"Version: {version}\n")

    said = refusal(checkout, tmp_path, [str(own_releases)])

    assert f"built from {name} {pinned}, but the build" in said
    assert f"holds {name} {version};" in said


# verify


def test_changed_file(checkout: Path, tmp_path: Path, own_releases: Path) -> None:
    file = own_releases / "pip/_internal/cli/main.py"
    file.write_text(file.read_text() + "\n")

    said = refusal(checkout, tmp_path, [str(own_releases)])

    assert said.startswith(f"{file} is not the file of pip 26.3")


def test_missing_file(checkout: Path, tmp_path: Path, own_releases: Path) -> None:
    (own_releases / "attr/_make.py").unlink()

    said = refusal(checkout, tmp_path, [str(own_releases)])

    assert "_make.py is not the file of attrs" in said


def test_list_of_files_was_changed_too(
    checkout: Path, tmp_path: Path, own_releases: Path
) -> None:
    record = own_releases / "pip-26.3.dist-info/RECORD"
    rows = record.read_text().splitlines(keepends=True)
    record.write_text("".join(r for r in rows if not r.startswith("pip/__main__.py")))

    said = refusal(checkout, tmp_path, [str(own_releases)])

    assert "is not the published one" in said


def test_files_that_upstream_did_not_ship_stay_behind(
    tmp_path: Path, own_releases: Path
) -> None:
    (own_releases / "pip/added_by_someone.py").touch()

    make_tree(REPOSITORY, tmp_path / "tree", path=[str(own_releases)])

    assert not (tmp_path / "tree/src/pip/added_by_someone.py").exists()


def test_pins_must_agree(checkout: Path, tmp_path: Path, releases: list[str]) -> None:
    edit(checkout / "pyproject.toml", '"26.3+variants.1"', '"26.4+variants.1"')

    said = refusal(checkout, tmp_path, releases)

    assert "calls the fork 26.4+variants.1, but builds it from pip 26.3" in said


# patch


def test_series_names_a_patch_that_is_not_there(
    checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    (checkout / "src/patches/series").write_text("gone.patch\n")

    assert "series names gone.patch" in refusal(checkout, tmp_path, releases)


def test_patch_does_not_fit(
    checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    (checkout / "src/patches/series").write_text("bad.patch\n")
    (checkout / "src/patches/bad.patch").write_text(
        "--- a/src/pip/__init__.py\n"
        "+++ b/src/pip/__init__.py\n"
        "@@ -1,3 +1,3 @@\n"
        " from __future__ import annotations\n"
        " \n"
        '-__version__ = "26.2"\n'
        '+__version__ = "x"\n'
    )

    said = refusal(checkout, tmp_path, releases)

    assert said.startswith("patch bad.patch does not apply: src/pip/__init__.py, line ")
    assert said.endswith(
        """expected '__version__ = "26.2"\\n', found '__version__ = "26.3"\\n'"""
    )


# overlay


@pytest.mark.parametrize("name", ["__init__.py", "_internal/cli/main.py", "_vendor"])
def test_overlay_never_replaces_upstream(
    name: str, checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    (checkout / "src/pip" / name).parent.mkdir(exist_ok=True, parents=True)
    (checkout / "src/pip" / name).touch()

    said = refusal(checkout, tmp_path, releases)

    assert said.endswith("would replace a file of upstream: use a patch")
    assert name in said


def test_overlay_leaves_out_what_is_not_source(
    checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    ours = checkout / "src/pip/_internal/variants"
    (ours / "__pycache__").mkdir()
    (ours / "__pycache__/x.pyc").touch()

    make_tree(checkout, tmp_path / "tree", path=releases)

    assert not [*(tmp_path / "tree").rglob("__pycache__")]


# vendor


@pytest.mark.parametrize(
    ("line", "turned"),
    [
        ("import attr", "from pip._vendor import attr"),
        ("    import attr", "    from pip._vendor import attr"),
        ("from attr import field", "from pip._vendor.attr import field"),
        (
            "from packaging.version import Version",
            "from pip._vendor.packaging.version import Version",
        ),
    ],
)
def test_imports_are_turned(line: str, turned: str) -> None:
    before, after = f"if True:\n    pass\n{line}\n", f"if True:\n    pass\n{turned}\n"

    assert rewrite_imports(before, "x.py") == (after, 1)


@pytest.mark.parametrize(
    "line",
    [
        "import attr.validators",
        "import attr, os",
        "import attr as a",
        "import attrs",
        "import tomli",
        "from attrs import frozen",
        "from variantlib import meta",
        "import os; import attr",
    ],
)
def test_import_that_would_stay_foreign(
    line: str, checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    (checkout / "src/variantlib/variantlib/meta.py").write_text(f"{line}\n")

    said = refusal(checkout, tmp_path, releases)

    names = "attr, attrs, packaging, tomli, variantlib"
    assert f"meta.py has 1 imports of {names}, but 0" in said


def test_words_that_only_look_like_an_import(
    checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    (checkout / "src/variantlib/variantlib/meta.py").write_text('"""\nimport attr\n"""')

    assert "has 0 imports" in refusal(checkout, tmp_path, releases)


def test_module_that_does_not_parse(
    checkout: Path, tmp_path: Path, releases: list[str]
) -> None:
    (checkout / "src/variantlib/variantlib/meta.py").write_text("\nx = =\n")

    assert refusal(checkout, tmp_path, releases).endswith(
        "meta.py, line 2: invalid syntax"
    )


# stamp


def test_version_and_origin(tree: Path) -> None:
    code = (
        "import pip; from pip._internal.variants import _build_info as b; "
        "print(pip.__version__, b.UPSTREAM_VERSION, *(name for name, _ in b.PATCHES))"
    )
    said = subprocess.check_output(
        [sys.executable, "-B", "-c", code], cwd=tree / "src", text=True
    )
    pins = read_pins(REPOSITORY)
    series = (REPOSITORY / "src/patches/series").read_text().splitlines()
    names = [line for line in series if line and line[0] != "#"]
    assert said.split() == [pins.version, pins.pip.version, *names]


# live


def test_live_tree_follows_every_edit(checkout: Path, releases: list[str]) -> None:
    tree = renew_tree(checkout, checkout / "build/live", releases)
    names = ("_internal.variants.build_info", "_vendor.variantlib.config")
    files = (
        checkout / "src/pip/_internal/variants/build_info.py",
        checkout / "src/variantlib/variantlib/config.py",
    )
    for file in files:
        file.write_text(file.read_text() + "\nEDITED = 'edited'\n")
    (checkout / "src/pip/_internal/variants/added.py").write_text("EDITED = 'added'\n")

    for name, expected in [
        *((name, "edited") for name in names),
        ("_internal.variants.added", "added"),
    ]:
        code = f"import pip.{name} as module; print(module.EDITED)"
        command = [sys.executable, "-B", "-c", code]
        said = subprocess.check_output(command, cwd=tree / "src", text=True)
        assert said.strip() == expected


def test_live_tree_is_renewed_in_place(checkout: Path, releases: list[str]) -> None:
    tree = renew_tree(checkout, checkout / "build/live", releases)
    (tree / "src/pip/left_over.py").touch()

    renew_tree(checkout, tree, releases)

    assert not (tree / "src/pip/left_over.py").exists()
    assert [entry.name for entry in tree.parent.iterdir()] == ["live"]


def test_live_tree_without_links(
    checkout: Path,
    releases: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)  # as on Windows

    tree = renew_tree(checkout, checkout / "build/live", releases)

    assert (tree / "src/pip/_internal/variants/hooks/__init__.py").is_file()
    said = "note: variants is a copy, edits need a rebuild (A required privilege"
    assert said in capsys.readouterr().err
