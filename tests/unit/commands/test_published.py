"""Indexes that `pip variant index --check` reads, as strange as they may be."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from pip._internal.network.session import PipSession
from pip._internal.variants.commands.linted_pages import read_url
from pip._internal.variants.commands.published import MAX_PROJECTS, read_index
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.utils import waiting
from pip._internal.variants.utils.state import ProcessState
from tests.builders import Index, label_document, make_label_wheel, make_wheel
from tests.builders.file_server import FileServer
from variantlib.publishing.published import folder_lists
from variantlib.publishing.site import write_site


def index(folder: Path, *links: str) -> str:
    """Write a page with links, and return its address."""
    page = folder / "index.html"
    page.write_text("".join(f'<a href="{link}">x</a>' for link in links) or "<p>")
    return page.as_uri()


@pytest.mark.parametrize(
    ("links", "problem"),
    [
        ([], "nothing on this page is a file of a project"),
        (["a.txt", "../up/", "https://other.invalid/b/"], "nothing on this page is"),
        (["none/"], "none/: "),
        ([f"p{n}/" for n in range(MAX_PROJECTS + 1)], "more than 1000 projects"),
    ],
)
def test_pages_that_are_none(tmp_path: Path, links: list[str], problem: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_index(PipSession(), index(tmp_path, *links), {})
    assert problem in str(caught.value)


def test_how_far_it_is_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(waiting, "PAUSE", 0)
    monkeypatch.setattr(waiting, "PROCESS", ProcessState())
    with Index() as server:
        for project, version in (("a", "1.0"), ("b", "1.0"), ("b", "2.0")):
            server.add(make_wheel(tmp_path, project, version))
        assert len(read_index(PipSession(), server.url, {})) == 3
    assert [text for text in caplog.messages if text.startswith("Reading")] == [
        f"Reading project {place}, still waiting ..."
        for place in (
            "1 of 2",
            "1 of 2, release 1 of 1",
            "1 of 2, release 1 of 1, wheel 1 of 1",
            "2 of 2",
            "2 of 2, release 1 of 2",
            "2 of 2, release 1 of 2, wheel 1 of 1",
            "2 of 2, release 2 of 2",
            "2 of 2, release 2 of 2, wheel 1 of 1",
        )
    ]


def test_a_folder_may_have_more_projects_and_fewer_releases(tmp_path: Path) -> None:
    wheels = [make_wheel(tmp_path, "pkg", version) for version in ("1.0", "2.0")]
    write_site(tmp_path)
    wheels[0].unlink()
    new, _ = make_wheel(tmp_path, "pkg", "3.0"), make_wheel(tmp_path, "other")
    page = (tmp_path / "simple" / "pkg" / "index.html").as_uri()
    found = read_index(PipSession(), page, folder_lists(tmp_path))
    assert [(each.version, len(each.lists)) for each in found] == [
        ("1.0", 1),
        ("2.0", 2),
        ("3.0", 2),
    ]
    assert [*found[-1].lists[1].files] == [new.name]


def test_a_server_without_documents_lacks_none(tmp_path: Path) -> None:
    properties = {"x86_64": {"level": ["v3"]}}
    wheel = make_label_wheel(tmp_path, "pkg", "1.0", "v3", properties)
    write_site(tmp_path)
    there = folder_lists(tmp_path)
    assert len(there["pkg", "1.0"].files) == 2
    [found] = read_index(PipSession(), index(tmp_path, wheel.name), there)
    assert [[*each.files] for each in found.lists] == [[wheel.name], [wheel.name]]


def test_names_of_no_wheel_are_kept(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg", "1.0")
    names = ["pkg-1.0-py3-none-any.whl", "pkg-1.0~xyz-py3-none-any.whl"]
    *_, odd = read_index(PipSession(), index(tmp_path, *names), {})
    assert [each.filename for each in odd.misnamed] == names[1:]


@pytest.mark.parametrize("is_lint", [True, False])
def test_a_page_on_the_web_opens_no_file_here(tmp_path: Path, is_lint: bool) -> None:
    properties = {"x86_64": {"level": ["v3"]}}
    wheel = make_label_wheel(tmp_path, "pkg", "1.0", "v3", properties)
    document = tmp_path / "pkg-1.0-variants.json"
    document.write_bytes(label_document({"v3": properties}))
    links = [f'<a href="{path.as_uri()}">x</a>' for path in (wheel, document)]
    session = PipSession()
    with FileServer("".join(links).encode()) as server:
        url = f"{server.root}/pkg/"
        [found] = (
            read_url(session, url, None) if is_lint else read_index(session, url, {})
        )
    reason = "it is a file of this machine, which a page on the web must not name"
    assert found.statement is not None
    assert found.statement.fault == f"cannot be had: {reason}"
    [read] = found.wheels
    assert read.metadata is None
    assert read.fault == (None if is_lint else reason)
