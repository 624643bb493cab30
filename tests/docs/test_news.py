"""The changelog tells of this version, and what is to come has the form of news."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from . import DOCS, REPOSITORY

if sys.version_info >= (3, 11):
    import tomllib
else:
    from pip._vendor import tomli as tomllib

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
NEWS = REPOSITORY / "news"
TYPES = [kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"]]
# Where towncrier adds a section, and the page of the site begins.
START = "<!-- towncrier release notes start -->"

_NAME = re.compile(rf"(\+[a-z0-9.]+(-[a-z0-9.]+)*|[1-9]\d*)\.({'|'.join(TYPES)})\.md")
_MAX_TEXT = 600
_FILES = {path.name: path for path in NEWS.iterdir()}
_FRAGMENTS = sorted(_FILES.keys() - {"README.md", ".gitignore", ".gitkeep"})


def problems(name: str, text: str) -> Iterator[str]:
    """What towncrier would not take, or a reader of it would stumble over."""
    if not _NAME.fullmatch(name):
        yield "name"
    if not text.strip():
        yield "empty"
        return
    if re.match(r"\s|[#*+|>-] ?", text):
        yield "more than plain sentences"
    if "\n\n" in text.strip():
        yield "paragraphs"
    if not re.search(r"[.!)]\n\Z", text):
        yield "end"
    if "](" in text:
        # The changelog and its page are in folders of their own.
        yield "link"
    if len(text) > _MAX_TEXT:
        yield "length"


def test_the_fragments_have_the_form_of_news() -> None:
    found = {
        name: list(problems(name, _FILES[name].read_text("utf-8")))
        for name in _FRAGMENTS
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_good_fragment_has_no_problem() -> None:
    for name in ("+lock-files.feature.md", "+pip-26.4.upstream.md", "12.bugfix.md"):
        assert list(problems(name, "`--variant` takes\na label, too.\n")) == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("lock-files.feature.md", "Text.\n", "name"),
        ("+lock-files.md", "Text.\n", "name"),
        ("+lock-files.fix.md", "Text.\n", "name"),
        ("+lock-files.feature.rst", "Text.\n", "name"),
        ("+.feature.md", "Text.\n", "name"),
        ("+a.bugfix.md", "\n", "empty"),
        ("+a.bugfix.md", "- One.\n", "more than plain sentences"),
        ("+a.bugfix.md", "# One\n\nText.\n", "more than plain sentences"),
        ("+a.bugfix.md", "One.\n\nTwo.\n", "paragraphs"),
        ("+a.bugfix.md", "One", "end"),
        ("+a.bugfix.md", "[A page](using/page.md).\n", "link"),
        ("+a.bugfix.md", "Too long. " * 99 + "\n", "length"),
    ],
)
def test_a_bad_fragment_is_found(name: str, text: str, problem: str) -> None:
    assert problem in problems(name, text)


def test_the_readme_of_news_names_each_type() -> None:
    readme = _FILES["README.md"].read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE) == TYPES


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    assert changelog.count(START) == 1
    found = re.search(r"^## (\S+) \(.+\)$", changelog.partition(START)[2], re.MULTILINE)
    assert found
    assert found[1] == PROJECT["project"]["version"]


def test_the_site_begins_where_towncrier_adds() -> None:
    directive = DOCS / "_extensions" / "change_list.py"
    assert f'_START = "{START}"\n' in directive.read_text("utf-8")
