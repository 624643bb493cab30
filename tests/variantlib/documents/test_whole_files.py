"""Files that are there as a whole, or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from variantlib.documents.whole_files import file_digest, replacing, write_whole


def test_nothing_is_there_before_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.json"
    with replacing(target) as out:
        out.write(b"half")
        assert not target.exists()
        out.write(b" and half")
    assert target.read_bytes() == b"half and half"
    assert os.listdir(target.parent) == ["a.json"]


def test_what_is_there_stays_if_the_new_one_fails(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"old")

    def fail() -> None:
        with replacing(target) as out:
            out.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    assert write_whole(target, b"one")
    os.utime(target, (1, 1))
    assert not write_whole(target, b"one")
    assert target.stat().st_mtime == 1
    assert write_whole(target, b"two")
    assert target.read_bytes() == b"two"


def test_threads_write_to_one_folder_at_a_time(tmp_path: Path) -> None:
    def write(number: int) -> None:
        write_whole(tmp_path / f"{number}", b"%d" % number * 100_000)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(200)))
    assert sorted(map(int, os.listdir(tmp_path))) == list(range(200))
    for number in range(200):
        assert (tmp_path / f"{number}").read_bytes() == b"%d" % number * 100_000


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_nothing_is_written_through_links_of_strangers(tmp_path: Path) -> None:
    mine, target = tmp_path / "mine", tmp_path / "out" / "target"
    mine.write_text("mine")
    target.parent.mkdir()
    target.symlink_to(mine)
    part = target.with_name(f".{os.getpid()}.{threading.get_ident()}.part")
    part.symlink_to(mine)
    assert write_whole(target, b"new")
    assert (mine.read_text(), target.read_text()) == ("mine", "new")
    assert [path.name for path in target.parent.iterdir()] == ["target"]
    assert not target.is_symlink()


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        write_whole(tmp_path, b"new")
    assert caught.value.filename == str(tmp_path)


def test_a_digest_is_that_of_the_whole_file() -> None:
    content = b"x" * (2 * 2**20 + 1)
    file = io.BytesIO(content)
    file.seek(5)
    assert file_digest(file) == hashlib.sha256(content).hexdigest()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs such a folder")
def test_a_folder_that_takes_no_file_is_told_by_the_name_of_the_file() -> None:
    # Even root cannot write there.
    target = Path("/proc/self/a.json")
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(target, b"new")
    assert caught.value.filename == str(target)
