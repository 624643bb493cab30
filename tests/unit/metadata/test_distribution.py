"""The metadata that a resolver gets of a wheel that is not here yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pip._internal.models.link import Link, MetadataFile
from pip._internal.network.session import PipSession
from pip._internal.operations.prepare import RequirementPreparer
from pip._internal.req.constructors import install_req_from_line
from pip._internal.utils.temp_dir import global_tempdir_manager
from pip._internal.variants.metadata.distribution import read_metadata
from tests.builders import hash_of, make_wheel
from tests.unit.scene import candidate, wheel_name

V3 = "hw :: level :: v3"
VARIANT = f"Variant-hash: {hash_of([V3])}\nVariant: {V3}\n"
GOOD = f"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n{VARIANT}"


@pytest.fixture(autouse=True)
def temporary() -> Iterator[None]:
    """pip keeps such metadata in folders that last as long as its command."""
    with global_tempdir_manager():
        yield


def preparer(**changes: Any) -> RequirementPreparer:
    made = SimpleNamespace(
        legacy_resolver=False,
        require_hashes=False,
        use_lazy_wheel=False,
        _session=PipSession(),
        _fetch_metadata_only=lambda req: "upstream's own",
    )
    vars(made).update(changes)
    return cast(RequirementPreparer, made)


def read(link: Link, known: dict[str, bytes] | None = None, **changes: Any) -> Any:
    req = install_req_from_line("pkg")
    req.link = link
    kept = {} if known is None else known
    return read_metadata(preparer(**changes), req, from_afar=False, known=kept)


def beside(folder: Path, text: str) -> Link:
    """A variant wheel with a file of metadata beside it."""
    name = wheel_name(V3)
    make_wheel(folder, "pkg", properties=[V3])
    (folder / f"{name}.metadata").write_text(text)
    return candidate(name, folder=folder, metadata_file_data=MetadataFile(None)).link


def test_the_file_beside_a_wheel_will_do(tmp_path: Path) -> None:
    link = beside(tmp_path, GOOD + "Requires-Dist: other\n")
    found = read(link)
    assert [str(req) for req in found.iter_dependencies()] == ["other"]
    assert link.metadata_file_data is not None


def test_what_one_page_offered_has_the_digest_that_another_states(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    known: dict[str, bytes] = {}
    link = beside(tmp_path, GOOD)
    assert read(link, known) is not None
    (tmp_path / f"{link.filename}.metadata").unlink()
    assert read(link, known) is not None
    link.metadata_file_data = MetadataFile({"sha256": "0" * 64})
    assert read(link, known) is None
    assert f"Not using the metadata file of {link.filename}: " in caplog.text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("Name: pkg", "Name: other"), "it belongs to another wheel"),
        (GOOD.replace("Version: 1.0\n", ""), "it belongs to another wheel"),
        (GOOD.replace("Version: 1.0", "Version: 2.0"), "it is of version 2.0"),
        (GOOD.replace(VARIANT, ""), "its METADATA is wrong: "),
        (GOOD.replace("v3", "v4"), "its METADATA is wrong: "),
    ],
)
def test_a_file_that_is_of_no_use_costs_one_line(
    tmp_path: Path, text: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    link = beside(tmp_path, text)
    assert read(link) is None
    (record,) = caplog.records
    assert problem in record.message
    assert wheel_name(V3) in record.message
    # Else pip would ask for it again.
    assert link.metadata_file_data is None


def test_without_a_file_the_wheel_has_to_be_here(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg", properties=[V3])
    assert read(candidate(wheel_name(V3), folder=tmp_path).link) is None


@pytest.mark.parametrize("name", ["legacy_resolver", "require_hashes"])
def test_where_upstream_looks_at_no_part_neither_do_we(
    tmp_path: Path, name: str
) -> None:
    assert read(beside(tmp_path, GOOD), **{name: True}) is None


def test_plain_files_are_left_to_upstream(tmp_path: Path) -> None:
    link = candidate(wheel_name(), folder=tmp_path).link
    assert read(link) == "upstream's own"
