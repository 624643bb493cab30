"""The values in the tables of a catalogue, and which key is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from variantlib.catalogues.values import (
    Mistake,
    parse_patterns,
    parse_projects,
    parse_text,
    parse_urls,
    parse_versions,
)


def test_one_value_or_a_list() -> None:
    for projects in ("Some_Demo", ["some-demo", "some.demo"]):
        assert parse_projects({"projects": projects}, "") == ("some-demo",)
    assert parse_urls({"index": "file:///simple"}, "index", "") == ("file:///simple",)
    assert parse_patterns({}, "files", "") == ()


def test_versions_of_all_projects_or_of_each() -> None:
    (demo,) = parse_projects({"projects": "demo"}, "")
    for versions in (">=2", {"Demo": ">=2"}):
        ((project, found),) = parse_versions({"versions": versions}, "", (demo,))
        assert project == demo
        assert "1.0" not in found


@pytest.mark.parametrize(
    ("parse", "value"),
    [
        (lambda table: parse_projects(table, "t"), {"projects": ["a b"]}),
        (lambda table: parse_urls(table, "page", "t"), {"page": "ftp://x/"}),
        (lambda table: parse_patterns(table, "files", "t"), {"files": "*" * 9}),
        (lambda table: parse_versions(table, "t", ()), {"versions": "~2"}),
        (lambda table: parse_text(table, "label", "t"), {"label": "two\nlines"}),
    ],
)
def test_a_mistake_has_its_place(parse: Any, value: dict[str, object]) -> None:
    with pytest.raises(Mistake) as caught:
        parse(value)
    assert caught.value.place == f"t, {next(iter(value))}"
