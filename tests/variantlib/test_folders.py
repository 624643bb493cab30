"""Folders of this user alone, with handles and without."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from variantlib import folders, store
from variantlib.folders import open_folder, open_regular
from variantlib.store import MAX_BYTES, MAX_FILES, JsonStore

pytestmark = pytest.mark.skipif(os.name != "posix", reason="looks at modes and owners")

PARTS = ("variants", "things")


@pytest.fixture(params=["handles", "names"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to get at a folder; Windows has no handles."""
    if request.param == "names":
        monkeypatch.setattr(folders, "_HAS_HANDLES", False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "cache"
    made.mkdir(mode=0o700)
    return made


def refusal(root: Path, *parts: str, make: bool = False) -> str:
    try:
        with open_folder(str(root), parts, make=make):
            pytest.fail(f"{parts} can be opened")
    except OSError as error:
        return str(error)


@pytest.mark.usefixtures("way")
class TestBothWays:
    def test_files_are_kept(self, root: Path) -> None:
        things = JsonStore(str(root / "variants/things"))
        assert things.get("key") is None
        things.put("key", [1])
        things.put("key", [2])
        assert things.get("key") == [2]
        assert things.make_folder() == str(root / "variants/things")
        assert stat.S_IMODE((root / "variants").stat().st_mode) == 0o700

    def test_the_oldest_of_too_many_go(self, root: Path) -> None:
        with open_folder(str(root), PARTS, make=True) as folder:
            for number in range(MAX_FILES + 2):
                os.close(folder.open(str(number), os.O_CREAT | os.O_WRONLY))
            long_ago = time.time() - 1000
            os.utime(Path(folder.path) / "7", (long_ago, long_ago))
            store._clean(folder, 500)
            names = [name for _, name in folder.times()]
        assert len(names) == MAX_FILES
        assert "7" not in names

    def test_a_value_that_is_too_large_leaves_no_file(
        self, root: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        things = JsonStore(str(root / "variants/things"))
        for _ in range(2):
            things.put("key", "x" * MAX_BYTES)
            things.put("small", 1)
        assert things.get("small") is None
        assert list((root / "variants/things").iterdir()) == []
        (line,) = caplog.messages
        assert "would be larger than" in line

    def test_a_file_that_is_too_large_is_not_read(self, root: Path) -> None:
        things = JsonStore(str(root / "variants/things"))
        things.put("key", 1)
        (file,) = (root / "variants/things").iterdir()
        file.write_bytes(b" " * MAX_BYTES + b"1")
        assert things.get("key") is None

    def test_a_file_that_cannot_get_its_name_leaves_nothing(self, root: Path) -> None:
        things = JsonStore(str(root / "variants/things"))
        things.put("key", 1)
        (file,) = (root / "variants/things").iterdir()
        file.unlink()
        file.mkdir()
        things.put("key", 2)
        assert list((root / "variants/things").iterdir()) == [file]

    def test_a_folder_that_is_missing(self, root: Path) -> None:
        assert "No such file" in refusal(root, "variants")
        assert "No such file" in refusal(root / "missing", "variants")

    def test_links_and_files_are_no_folders(self, root: Path, tmp_path: Path) -> None:
        (root / "link").symlink_to(tmp_path)
        (root / "file").touch()
        for name in ("link", "file"):
            assert refusal(root, name)
            assert refusal(root, name, "inner", make=True)
        assert not (tmp_path / "inner").exists()

    def test_others_must_not_write_there(self, root: Path) -> None:
        inner = root / "variants"
        inner.mkdir()
        inner.chmod(0o777)
        assert refusal(root, "variants").startswith("other users may write to")

    def test_it_must_be_our_own(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (root / "variants").mkdir()
        (root / "file").touch()
        owner = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
        assert refusal(root, "variants").endswith("is not this user's own")
        with pytest.raises(OSError, match="is not this user's own"):
            open_regular(str(root / "file"), ours=True)
        open_regular(str(root / "file")).close()


@pytest.mark.parametrize(
    ("group", "members", "is_ours"),
    [
        ("somebody", [], True),
        ("somebody", ["somebody"], True),
        ("somebody", ["somebody", "else"], False),
        ("staff", [], False),
        (None, [], False),
    ],
)
def test_a_group_of_this_user_alone_may_write(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    group: str | None,
    members: list[str],
    is_ours: bool,
) -> None:
    def find_group(number: int) -> SimpleNamespace:
        if group is None:
            raise KeyError(number)
        return SimpleNamespace(gr_name=group, gr_mem=members)

    folders._is_for_us_alone.cache_clear()
    user = SimpleNamespace(pw_name="somebody", pw_gid=root.stat().st_gid)
    monkeypatch.setattr("pwd.getpwuid", lambda number: user)
    monkeypatch.setattr("grp.getgrgid", find_group)
    root.chmod(0o770)
    try:
        if is_ours:
            with open_folder(str(root), (), make=False) as folder:
                assert folder.path == str(root)
        else:
            assert refusal(root).startswith("other users may write to")
    finally:
        folders._is_for_us_alone.cache_clear()


@pytest.mark.parametrize(
    ("is_root", "is_outer_ours", "is_made"),
    [(True, False, False), (True, True, True), (False, False, True)],
)
def test_root_makes_no_folder_in_that_of_a_user(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_root: bool,
    is_outer_ours: bool,
    is_made: bool,
) -> None:
    new = root / "missing" / "cache"
    monkeypatch.setattr(os, "geteuid", lambda: 0 if is_root else 1000)
    monkeypatch.setattr(folders, "is_ours", lambda found: is_outer_ours)
    with suppress(OSError), open_folder(str(new), (), make=True):
        pass
    assert new.exists() is is_made


def test_where_the_system_knows_no_owners(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_HAS_HANDLES", False)
    monkeypatch.delattr(os, "geteuid", raising=False)
    root.chmod(0o777)
    with open_folder(str(root), PARTS, make=True) as folder:
        assert folder.path == str(root.joinpath(*PARTS))
    link = SimpleNamespace(
        st_mode=stat.S_IFDIR, st_file_attributes=stat.FILE_ATTRIBUTE_REPARSE_POINT
    )
    monkeypatch.setattr(os, "lstat", lambda path: link)
    assert refusal(root, *PARTS).endswith("is no folder, or a link")
