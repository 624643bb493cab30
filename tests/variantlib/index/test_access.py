"""Only files of this machine are read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from variantlib.errors import InvalidPage, NotAtHand
from variantlib.index.access import LocalAccess, path_of
from variantlib.index.files import IndexFile
from variantlib.index.place import read_place


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://index.example/a.whl", "it is on a server"),
        ("a.whl", "it is on a server"),
        ("file://host/share/a.whl", "it is on another host"),
        ("file:////host/share/a.whl", "it is on another host"),
    ],
)
def test_urls_of_others(url: str, problem: str) -> None:
    access = LocalAccess()
    with pytest.raises(NotAtHand, match=problem):
        path_of(url)
    with pytest.raises(NotAtHand, match=problem):
        access.wheel(IndexFile("a.whl", url))
    with pytest.raises(NotAtHand, match=problem):
        access.read(url, 1)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a file.whl"
    path.write_bytes(b"12")
    access, url = LocalAccess(), path.as_uri()
    assert access.read(url, 2) == b"12"
    assert access.wheel(IndexFile(path.name, url)) == path
    with pytest.raises(NotAtHand, match="it is over 1 bytes"):
        access.read(url, 1)
    with pytest.raises(NotAtHand, match="it cannot be read: No such file"):
        access.wheel(IndexFile("a file.whlx", url + "x"))
    with pytest.raises(NotAtHand, match="its file has another name"):
        access.wheel(IndexFile("b.whl", url))
    with pytest.raises(NotAtHand, match="it cannot be read"):
        access.read("file:///a%00b", 1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "a.whl"
    os.mkfifo(pipe)
    with pytest.raises(NotAtHand, match="no regular file"):
        LocalAccess().wheel(IndexFile("a.whl", pipe.as_uri()))


def test_places(tmp_path: Path) -> None:
    (tmp_path / "b-1-py3-none-any.whl").touch()
    (tmp_path / "a.tar.gz").touch()
    (tmp_path / "notes.txt").touch()
    place = read_place(str(tmp_path))
    assert [file.filename for file in place.files] == [
        "a.tar.gz",
        "b-1-py3-none-any.whl",
    ]
    assert read_place(tmp_path.as_uri()) == place
    page = tmp_path / "page.html"
    page.write_text("<a href='x.whl'>")
    (file,) = read_place(str(page)).files
    assert file.url == (tmp_path / "x.whl").as_uri()


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("nowhere", "nowhere: it cannot be read: No such file or directory"),
        ("file://host/a", "file://host/a: it is on another host"),
        ("a\0b", "null"),
        ("x" * 5000, "x..."),
    ],
)
def test_places_that_are_none(source: str, problem: str) -> None:
    with pytest.raises(InvalidPage) as caught:
        read_place(source)
    assert problem in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_page_that_is_none_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    page.write_text("{")
    with pytest.raises(InvalidPage) as caught:
        read_place(str(page))
    assert str(caught.value).startswith(f"{page}: ")


def test_a_folder_of_too_many_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("variantlib.index.place.MAX_FILES", 2)
    for number in range(3):
        assert len(read_place(str(tmp_path)).files) == number
        (tmp_path / f"{number}.whl").touch()
    with pytest.raises(InvalidPage, match="it holds more than 2 files"):
        read_place(str(tmp_path))


@pytest.mark.parametrize("path", [r"\\host\share\a.whl", "//host/share/a.whl"])
def test_windows_has_more_names_of_other_hosts(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("urllib.request.url2pathname", lambda url: path)
    with pytest.raises(NotAtHand, match="it is on another host"):
        path_of("file:///a.whl")
