"""Which `*-variants.json` describes which wheel."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest
from pip._vendor.variantlib.documents.index_json import write_document
from pip._vendor.variantlib.store import JsonStore

from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.metadata.documents import Documents, source_of
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.models import VariantCandidate
from tests.builders import hash_of, parse_properties
from tests.unit.scene import candidate, on_offer, properties, wheel_name

V2, V3 = "hw :: level :: v2", "hw :: level :: v3"
PAGE, OTHER = "file:///one/simple/pkg/index.html", "file:///two/simple/pkg/index.html"
WEB = "HTTPS://one.example/simple/pkg/"


def document(folder: Path, *kinds: str, name: str = "pkg-1.0-variants.json") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(write_document([parse_properties([kind]) for kind in kinds]))
    return path


def listed(path: Path, page: str = PAGE, digest: str = "") -> Link:
    """A link to a file, as a page has it."""
    return Link(path_to_url(str(path)) + digest, comes_from=page)


def wheel(kind: str, page: str | None = PAGE, **name: str) -> VariantCandidate:
    return on_offer(candidate(wheel_name(kind, **name), comes_from=page))


def found(
    wanted: VariantCandidate, *seen: Link, store: JsonStore | None = None
) -> dict[str, object] | None:
    documents = Documents(PipSession(), store, list(seen))
    known = documents.find(wanted)
    return None if known is None else dict(known.variants)


@pytest.mark.parametrize(
    ("filename", "name", "version"),
    [
        ("pkg-1.0-variants.json", "pkg", "1.0"),
        ("pkg-1.0-variants.json", "Pkg", "1.0.0"),
        ("some_pkg-1.0-variants.json", "Some.Pkg", "1.0"),
        ("Some.Pkg-1.0.0-variants.json", "some_pkg", "1.0"),
        ("some-pkg-1.0-variants.json", "some_pkg", "1.0"),
        ("pkg-1!2.0rc1+cu12.8-variants.json", "pkg", "1!2.0rc1+cu12.8"),
        ("pkg-variants-1.0-variants.json", "pkg_variants", "1.0"),
    ],
)
def test_names(tmp_path: Path, filename: str, name: str, version: str) -> None:
    path = document(tmp_path, V2, name=filename)
    wanted = wheel(V2, name=name, version=version)
    assert found(wanted, listed(path)) == {hash_of([V2]): properties(V2)}


@pytest.mark.parametrize(
    "filename",
    [
        "other-1.0-variants.json",
        "pkg-1.1-variants.json",
        "pkg-1.0-variants.json.asc",
        "pkg-variants.json",
        "-variants.json",
        "pkg-x.y.z-variants.json",
        "pkg-1.0variants.json",
        "1.0-variants.json",
    ],
)
def test_other_names(tmp_path: Path, filename: str) -> None:
    path = document(tmp_path, V2, name=filename)
    assert found(wheel(V2), listed(path)) is None


def test_what_one_page_says_means_nothing_for_another(tmp_path: Path) -> None:
    one = listed(document(tmp_path / "1", V2), PAGE)
    two = listed(document(tmp_path / "2", V3), OTHER)
    assert found(wheel(V2, PAGE), one, two) == {hash_of([V2]): properties(V2)}
    assert found(wheel(V2, OTHER), one, two) == {hash_of([V3]): properties(V3)}
    assert found(wheel(V2, "file:///three/"), one, two) is None


@pytest.mark.parametrize("names", [("pkg-1.0",) * 2, ("pkg-1.0", "Pkg-1.0.0")])
def test_of_two_on_one_page_none_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, names: tuple[str, str]
) -> None:
    links = [
        listed(document(tmp_path / kind[-1], kind, name=f"{name}-variants.json"))
        for kind, name in zip((V2, V3), names, strict=True)
    ]
    for seen in (links, links[::-1]):
        caplog.clear()
        assert found(wheel(V2), *seen) is None
        (line,) = caplog.messages
        assert line == (
            f"Not using {seen[-1].filename}: 2 describe one release, and no digest "
            "says they agree"
        )


def test_one_at_two_addresses_counts(tmp_path: Path) -> None:
    paths = [document(tmp_path / folder, V2) for folder in ("1", "2")]
    digest = f"#sha256={hashlib.sha256(paths[0].read_bytes()).hexdigest()}"
    seen = [listed(path, digest=digest) for path in paths]
    assert found(wheel(V2), *seen) == {hash_of([V2]): properties(V2)}
    again = [listed(paths[0])] * 2
    assert found(wheel(V2), *again) == {hash_of([V2]): properties(V2)}


def test_a_page_on_the_web_names_no_local_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert found(wheel(V2, WEB), listed(document(tmp_path, V2), WEB)) is None
    (line,) = caplog.messages
    assert line == (
        "Not using pkg-1.0-variants.json: it is a file of this machine, which a page "
        "on the web must not name"
    )


def test_pages_may_be_read_later(tmp_path: Path) -> None:
    seen: list[Link] = []
    documents = Documents(PipSession(), None, seen)
    assert documents.find(wheel(V2, OTHER)) is None
    seen.append(listed(document(tmp_path, V2)))
    assert documents.find(wheel(V2)) is not None
    assert seen == []


def test_a_document_beside_local_wheels(tmp_path: Path) -> None:
    document(tmp_path, V2)
    document(tmp_path, V3, name="pkg-2.0-variants.json")
    local = on_offer(candidate(wheel_name(V2), folder=tmp_path))
    assert found(local) == {hash_of([V2]): properties(V2)}
    elsewhere = on_offer(candidate(wheel_name(V2), folder=tmp_path / "sub"))
    assert found(elsewhere) is None


@pytest.mark.parametrize("name", ["Pkg-1.0", "pkg-1.0.0", "PKG-1"])
def test_a_document_beside_local_wheels_may_be_spelled_otherwise(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "a [folder]"
    document(folder, V2, name=f"{name}-variants.json")
    local = on_offer(candidate(wheel_name(V2), folder=folder))
    assert found(local) == {hash_of([V2]): properties(V2)}


def test_a_document_is_read_once(tmp_path: Path) -> None:
    path = document(tmp_path, V2)
    documents = Documents(PipSession(), None, [listed(path)])
    first = documents.find(wheel(V2))
    path.unlink()
    assert documents.find(wheel(V3)) is first


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "is not JSON"),
        (b"{}", "has no $schema"),
        (b"[" * 100_000, "is nested too deep"),
        (b"\x1b[31m", "is not JSON"),
    ],
)
def test_a_broken_document_is_one_line(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    content: bytes | None,
    said: str,
) -> None:
    path = tmp_path / "pkg-1.0-variants.json"
    if content is not None:
        path.write_bytes(content)
    documents = Documents(PipSession(), None, [listed(path)])
    assert documents.find(wheel(V2)) is None
    assert documents.find(wheel(V3)) is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("Not using pkg-1.0-variants.json: ")
    assert said in line
    assert line.isprintable()


def test_a_document_with_a_digest_is_kept(tmp_path: Path) -> None:
    path = document(tmp_path, V2)
    digest = f"#sha256={hashlib.sha256(path.read_bytes()).hexdigest()}"
    store = JsonStore(str(tmp_path / "store"))
    known = found(wheel(V2), listed(path, digest=digest), store=store)
    path.unlink()
    assert known == {hash_of([V2]): properties(V2)}
    assert found(wheel(V2), listed(path, digest=digest), store=store) == known
    assert found(wheel(V2), listed(path), store=store) is None


def test_a_document_of_another_digest_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = document(tmp_path, V2)
    assert found(wheel(V2), listed(path, digest=f"#sha256={'0' * 64}")) is None
    assert "digest is not the one that the index states" in caplog.text


def test_where_a_file_comes_from() -> None:
    assert source_of(Link("https://x.example/a/b.whl", comes_from=PAGE)) == PAGE
    assert source_of(Link("file:///a/b.whl#sha256=1")) == "file:///a"


def test_documents_of_many_releases_are_read_at_a_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And of those that fail for one reason, the user reads one line."""
    versions = ["4.0", "3.0", "2.0", "1.0"]
    links = {
        version: Link(f"https://x.example/pkg-{version}-variants.json", comes_from=PAGE)
        for version in versions
    }
    # All of them wait for one another.
    together = threading.Barrier(len(versions), timeout=60)

    def fetch(session: PipSession, link: Link, size: int) -> bytes:
        together.wait()
        if link == links["2.0"]:
            raise FetchError("404 Client Error: Not Found")
        raise FetchError(f"Unable to fetch {link.url}: no answer")

    monkeypatch.setattr("pip._internal.variants.metadata.documents.fetch", fetch)
    documents = Documents(PipSession(), None, [*links.values()])
    wheels = [wheel(V2, version=version) for version in versions]
    documents.read_ahead(wheels)
    assert [documents.find(each) for each in wheels] == [None] * 4
    first, other = caplog.messages
    assert first.startswith("Not using pkg-4.0-variants.json and 2 others: Unable to")
    assert other == "Not using pkg-2.0-variants.json: 404 Client Error: Not Found"
