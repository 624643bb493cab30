"""Links in a folder that stands for the root of another system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from variantlib.providers.builtin import BuiltinProviders
from variantlib.providers.host import Host
from variantlib.providers.tree import MAX_LINKS, find_in_tree

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="not everybody may make links"
)

OUTSIDE = "of this system"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder beside a file that must not be read."""
    (tmp_path / "secret").write_text(OUTSIDE)
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc/hostname").write_text("of the tree")
    (root / "sys/module/nvidia").mkdir(parents=True)
    return root


def link(tree: Path, path: str, target: str | Path) -> None:
    place = tree / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def read(tree: Path, path: str) -> str | None:
    return Host("linux", "x86_64", str(tree)).read(path)


@pytest.mark.parametrize(
    "target",
    [
        "/etc/hostname",
        "../etc/hostname",
        "../../../../etc/hostname",
        "/../etc/hostname",
        "/etc/./../etc//hostname",
        "/sys/module/../../etc/hostname",
    ],
)
def test_a_link_starts_again_at_the_root(tree: Path, target: str) -> None:
    link(tree, "lib/name", target)
    assert read(tree, "/lib/name") == "of the tree"


def test_a_link_to_a_file_of_this_system_finds_nothing(tree: Path) -> None:
    link(tree, "here", tree.parent / "secret")
    link(tree, "etc/passwd", "/etc/passwd")
    link(tree, "above", "../secret")
    for path in ("/here", "/etc/passwd", "/above", "/../secret", "../secret"):
        assert read(tree, path) is None, path


def test_a_folder_by_a_link_is_one_of_the_tree(tree: Path) -> None:
    link(tree, "run", tree.parent)
    link(tree, "conf", "/etc")
    host = Host("linux", "x86_64", str(tree))
    assert host.names("/run") == []
    assert host.read("/run/secret") is None
    assert host.names("/conf") == ["hostname"]
    assert host.read("/conf/hostname") == "of the tree"
    # As the other system would: what is above the folder that the link leads to.
    assert host.read("/conf/../etc/hostname") == "of the tree"


def test_a_device_by_a_link_is_not_one_of_this_system(tree: Path) -> None:
    link(tree, "dev/kfd", "/dev/null")
    host = Host("linux", "x86_64", str(tree))
    assert not host.exists("/dev/kfd")
    assert not host.may_use("/dev/kfd")
    (tree / "dev/null").write_text("")
    assert host.exists("/dev/kfd")
    assert host.may_use("/dev/kfd")


def test_chains_have_an_end(tree: Path) -> None:
    target = "/etc/hostname"
    for number in range(MAX_LINKS):
        link(tree, f"chain/{number}", target)
        target = f"/chain/{number}"
    assert read(tree, target) == "of the tree"
    link(tree, "longer", target)
    assert read(tree, "/longer") is None


def test_loops_lead_nowhere(tree: Path) -> None:
    link(tree, "a", "b")
    link(tree, "b", "/a")
    link(tree, "self", "/self/self")
    for path in ("/a", "/b", "/self", "/a/etc/hostname"):
        assert read(tree, path) is None, path


def test_the_root_itself_may_be_a_link(tree: Path) -> None:
    link(tree.parent, "mounted", tree)
    link(tree, "name", "/etc/hostname")
    root = str(tree.parent / "mounted")
    assert read(tree.parent / "mounted", "/name") == "of the tree"
    assert find_in_tree(root, "/name") == os.path.join(root, "etc", "hostname")


def test_what_a_kept_answer_depends_on_is_in_the_tree(tree: Path) -> None:
    """Else an answer about the tree would be asked anew for a change of this system."""
    link(tree, "sys/module/nvidia/version", tree.parent / "secret")
    link(tree, "dev", "/dev")
    host = Host("linux", "x86_64", str(tree))
    for path in filter(None, BuiltinProviders(host=host).files):
        assert Path(path).resolve().is_relative_to(tree)
