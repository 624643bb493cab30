"""Catalogues are found by name or by path, and no two speak for one project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.variantlib.catalogues.test_parsing import CPU, HEAD
from variantlib.catalogues.parsing import MAX_FILE_SIZE
from variantlib.catalogues.reading import (
    by_project,
    read_catalogue,
    shipped_names,
)
from variantlib.errors import InvalidCatalogue
from variantlib.text import is_path


@pytest.mark.parametrize("text", ["torch.toml", "./torch", "a/b", "/a/torch", "~root"])
def test_a_path_is_told_by_its_form(text: str) -> None:
    assert is_path(text)
    assert not is_path("torch")


def test_a_file_of_the_name_of_a_shipped_one_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("torch").write_text(HEAD + CPU)
    assert read_catalogue("torch").name == "torch"
    assert read_catalogue("./torch").name == "demo"


def test_the_reason_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalogue) as caught:
        read_catalogue("troch")
    assert "maybe you meant torch" in caught.value.problem
    assert ", ".join(shipped_names()) in caught.value.hint
    with pytest.raises(InvalidCatalogue, match="It cannot be read: No such file"):
        read_catalogue(str(tmp_path / "missing.toml"))
    with pytest.raises(InvalidCatalogue, match="It cannot be read: "):
        read_catalogue("a\0.toml")
    with pytest.raises(InvalidCatalogue, match="It cannot be read: "):
        read_catalogue(f"{tmp_path}/")
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MAX_FILE_SIZE + 1))
    with pytest.raises(InvalidCatalogue, match="It is larger than "):
        read_catalogue(str(large))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(InvalidCatalogue, match="it is not a regular file"):
        read_catalogue(str(tmp_path / "pipe.toml"))


def test_one_speaks_for_each_project(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(HEAD + CPU)
    one = read_catalogue(str(mine))
    assert sorted(by_project([one, one])) == ["demo", "other-demo"]
    other = tmp_path / "other.toml"
    other.write_text(HEAD.replace('"demo", ', "") + CPU)
    with pytest.raises(InvalidCatalogue) as caught:
        by_project([one, read_catalogue(str(other))])
    assert caught.value.problem == f"It speaks for other-demo, and so does {mine}."
