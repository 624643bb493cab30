"""Catalogues are read as a whole or refused with all reasons; their schema agrees."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from variantlib.catalogues import parsing
from variantlib.catalogues.parsing import (
    MAX_FILE_SIZE,
    MAX_MISTAKES,
    MAX_VARIANTS,
    is_catalogue,
    parse_catalogue,
)
from variantlib.catalogues.reading import read_catalogue, shipped_names
from variantlib.catalogues.values import MAX_PLACES, MAX_PROJECTS, MAX_TEXT
from variantlib.documents.toml_document import parse_toml
from variantlib.errors import InvalidCatalogue

SCHEMA = Path(parsing.__file__).with_name("catalogue.schema.json")

HEAD = 'format = 1\nname = "demo"\nprojects = ["demo", "Other.Demo"]\n'
GPU = 'properties = "nvidia :: cuda_version_lower_bound :: 12.0"\n'
ENTRY = '[[variants]]\nlabel = "cu12"\nindex = "https://example.org/cu12"\n'
SIBLING = '[[variants]]\nlabel = "a"\nsibling = "demo-a"\n'
FOR_DEMO = 'projects = "demo"\n'
CPU = '[[variants]]\nlabel = "cpu"\nindex = "https://example.org/cpu"\n'
GOOD = (
    HEAD
    + 'source = "https://example.org"\ndate = 2026-11-28\n'
    + ENTRY
    + GPU
    + CPU
    + '[[variants]]\nlabel = "cu11"\nsibling = "demo-cuda11"\nprojects = "demo"\n'
    + '[[plain]]\nprojects = ["helper"]\npage = "https://example.org/helpers.html"\n'
)

# Each mistake, and how the reason begins. The schema cannot tell those of SUBTLE.
FAULTS = {
    "format = 1": "name: is missing.",
    "name = 'demo'": "format: must be 1.",
    HEAD.replace("1", "true"): "format: must be 1.",
    HEAD.replace('"demo"\n', '"De mo"\n'): "name: 'De mo' is not of the characters",
    "format = 1\nname = 'a'\nprojects = []": "projects: must name at least one",
    "format = 1\nname = 'a'\nprojects = ['-e']": "projects: '-e' is not the name of a",
    f"format = 1\nname = 'a'\nprojects = {['a'] * (MAX_PROJECTS + 1)}": "projects: has",
    HEAD: "variants: are missing;",
    f"{HEAD}variants = 1": "variants: must be tables, each under [[variants]].",
    HEAD + "[[variants]]\n" * (MAX_VARIANTS + 1): "variants: are more than",
    f"{HEAD}date = '2026'\n{CPU}": "date: must be a date, without quotes",
    f"{HEAD}descripton = ''\n{CPU}": "descripton: unknown key - maybe you meant desc",
    f"{HEAD}description = '{'x' * (MAX_TEXT + 1)}'\n{CPU}": "description: is longer",
    f'{HEAD}source = "\\u001b[2J"\n{CPU}': "source: must be text of one line.",
    f"{HEAD}[[variants]]\nindex = 'https://a'": "variants, number 1, label: label must",
    f"{HEAD}[[variants]]\nlabel = 'CU 1'": "variants, number 1, label: label must be",
    f"{HEAD}[[variants]]\nlabel = 'none'": "variants, number 1, label: none stands for",
    f"{HEAD}[[variants]]\nlabel = 'null'": "variants, number 1, label: null stands for",
    f"{HEAD}[[variants]]\nlabel = 'a'": "variant a: needs an index or a page, or local",
    f"{HEAD}{CPU}url = 'x'": "variants, number 1, url: unknown key",
    f"{HEAD}{CPU}page = 'ftp://a/b'": "variant cpu, page: 'ftp://a/b' is not a URL of",
    f"{HEAD}{CPU}page = 'https:///x'": "variant cpu, page: 'https:///x' is not a URL",
    f"{HEAD}{CPU}page = 'https://a?q'": "variant cpu, page: 'https://a?q' is not a URL",
    f"{HEAD}{CPU}page = {['https://a'] * (MAX_PLACES + 1)}": "variant cpu, page: has m",
    f"{HEAD}{CPU}local = ''": "variant cpu, local: '' is not a pattern such as cu12*.",
    f"{HEAD}{CPU}local = 1": "variant cpu, local: must be a text, or a list of texts.",
    f"{HEAD}{CPU}properties = 'a :: b'": "variant cpu, properties: 'a :: b' is not a p",
    f"{HEAD}{CPU}properties = 'A :: b :: c'": "variant cpu, properties: namespace must",
    f"{HEAD}{CPU}versions = 1": "variant cpu, versions: 1 is not of the form",
    f"{HEAD}{CPU}versions = {{}}": "variant cpu, versions: names no project; leave",
    f"{HEAD}{CPU}plain = 1": "variants, number 1, plain: unknown key",
    f"{HEAD}{CPU}[[plain]]\nprojects = 'x'": "plain, number 1: needs an index or a",
    f"{HEAD}[[variants]]\nlabel = 'a'\nsibling = '-'": "variant a, sibling: '-' is not",
}
SUBTLE = {
    f"{HEAD}{SIBLING}": "variant a: a sibling stands for one project; name it in",
    f"{HEAD}{SIBLING}{FOR_DEMO}index = 'https://a'": "variant a: index and sib",
    f"{HEAD}{SIBLING}{FOR_DEMO}versions = {{ demo = '' }}": "variant a, versions: de",
    f"{HEAD}{SIBLING.replace('demo-a', 'demo')}{FOR_DEMO}": "variant a, sibling: is a",
    f"{HEAD}{SIBLING}{FOR_DEMO}{SIBLING}projects = 'other.demo'": (
        "variant a: demo-a stands for two projects; it can for one."
    ),
    f"{HEAD}{CPU}page = 'https://a:99999'": "variant cpu, page: 'https://a:99999' is n",
    f"{HEAD}{CPU}page = 'file://host/a'": "variant cpu, page: 'file://host/a' is not a",
    f"{HEAD}{CPU}files = '{'*' * 9}'": "variant cpu, files: '*********' is not a patt",
    f"{HEAD}{CPU}versions = 'newest'": "variant cpu, versions: 'newest' is not of the",
    f"{HEAD}{CPU}versions = {{ stranger = '' }}": "variant cpu, versions: stranger is",
    f"{HEAD}{CPU}versions = {{ 'other-demo' = '', Other_Demo = '>1' }}": (
        "variant cpu, versions: names other-demo twice."
    ),
    f"{HEAD}{CPU}projects = 'stranger'": "variant cpu: stranger is not among the proj",
    f"{HEAD}{CPU}properties = 'catalogue :: a :: b'": "variant cpu, properties: the na",
    f"{HEAD}namespaces = 'amd'\n{ENTRY}{GPU}": "namespaces: nvidia is missing, and var",
    f"{HEAD}{ENTRY}{GPU}{ENTRY}": "variant cu12: has other properties elsewhere; give",
    f"{HEAD}[[variants]]\nlabel = 'a'\npage = 'https://u:p@a'": "variant a, page: 'htt",
}


def fault(text: str) -> str:
    with pytest.raises(InvalidCatalogue) as caught:
        parse_catalogue(text.encode(), "my.toml")
    assert str(caught.value).isprintable()
    return caught.value.problem


@pytest.mark.parametrize("text", [*FAULTS, *SUBTLE], ids=range(len(FAULTS | SUBTLE)))
def test_each_mistake_is_named_with_its_place(text: str) -> None:
    assert fault(text).startswith((FAULTS | SUBTLE)[text])


@pytest.mark.parametrize("table", [CPU, "[[plain]]\n"])
@pytest.mark.parametrize(
    "url",
    ["http://u:secret@h/x", "https://u:p/secret@h", "u:secret@h", "ftp://secret@h"],
)
def test_a_password_is_refused_and_not_shown(table: str, url: str) -> None:
    told = fault(f"{HEAD}{table}page = '{url}'")
    assert "secret" not in told
    assert "****@h" in told
    assert "without a password; keep that in netrc or a keyring" in told


def test_all_mistakes_are_told() -> None:
    tables = "[[variants]]\nlabel = 'none'\nindex = 'ftp://a'\n[[plain]]\nlocal = 1\n"
    told = fault(f"format = 1\nname = 'A'\nprojcts = 'x'\n{tables}")
    places = re.findall(r"(?:^|\. )([a-z0-9, ]+): ", told)
    assert places == [
        *("projcts", "name", "projects", "variants, number 1, label"),
        *("variants, number 1, index", "plain, number 1, local"),
    ]
    many = fault(f"{HEAD}" + "[[plain]]\n" * (MAX_MISTAKES + 1))
    assert many.endswith(" and 2 more")


def test_what_is_no_toml_or_too_much_is_refused() -> None:
    assert fault("format = ").startswith("It is not valid TOML: ")
    assert fault(f"# {'x' * MAX_FILE_SIZE}").startswith("It is larger than ")
    assert fault(f"a{'.a' * 1000} = 1").startswith("It is not valid TOML: ")
    assert fault("a = " + "[" * 10_000).startswith("It is not valid TOML: ")


def is_valid(text: str) -> bool:
    """Whether the schema takes a file, in which it sees dates as texts."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    document = json.loads(json.dumps(parse_toml(text), default=dt.date.isoformat))
    return Draft202012Validator(schema).is_valid(document)  # type: ignore[no-any-return]


def test_the_schema_takes_and_refuses_the_same() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text("utf-8")))
    assert is_valid(GOOD)
    taken = [text for text in FAULTS if is_valid(text)]
    # To JSON, a date is a text.
    assert [FAULTS[text][:5] for text in taken] == ["date:"]


def test_all_that_is_stated_is_there() -> None:
    read = parse_catalogue(GOOD.encode(), "my.toml")
    assert (read.name, read.source, read.date) == (
        "demo",
        "https://example.org",
        "2026-11-28",
    )
    assert read.projects == {"demo", "demo-cuda11", "other-demo", "helper"}
    assert read.namespaces == ("nvidia",)
    assert [entry.label for entry in read.entries] == ["cu12", "cpu", "cu11"]
    assert [place.pages for place in read.plain_of(_name("helper"))] == [
        ("https://example.org/helpers.html",)
    ]
    assert read.entries_of(_name("helper")) == []


def _name(text: str) -> Any:
    return text


def test_a_makers_file_is_no_catalogue() -> None:
    assert is_catalogue(parse_toml(GOOD))
    assert is_catalogue({"format": 1})
    assert not is_catalogue(parse_toml('[axes]\ncuda = ["12.0"]'))


@pytest.mark.parametrize("name", shipped_names())
def test_the_ones_that_come_along_keep_to_the_schema(name: str) -> None:
    text = Path(parsing.__file__).with_name("shipped").joinpath(f"{name}.toml")
    assert is_valid(text.read_text("utf-8"))
    read = read_catalogue(name)
    assert read.name == name
    assert read.description
    assert read.source.startswith("https://")
    assert read.date > "2026-01-01"
    # Nobody but who can be named speaks.
    places = [entry.place for entry in read.entries] + list(read.plain)
    for place in places:
        assert all(u.startswith("https://") for u in place.indexes + place.pages)


words = st.sampled_from(
    ["format", "name", "projects", "variants", "plain", "label", "index", "versions"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(words, values, max_size=6))
def test_rubbish_is_an_error_and_no_crash(document: dict[str, Any]) -> None:
    document.update(format=1, name="a")
    mistakes = parsing._Mistakes()
    whole = {**document, "projects": ["a"], "variants": [document]}
    parsing._read(whole, "x", mistakes)
    assert mistakes.sentences()
