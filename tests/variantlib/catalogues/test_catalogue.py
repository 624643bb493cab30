"""How a file of an index becomes a variant."""

from __future__ import annotations

from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.variantlib.scene import machine
from variantlib.catalogues.catalogue import Catalogue, Place, needs_nothing
from variantlib.catalogues.parsing import parse_catalogue
from variantlib.documents.writing import document_mapping

DEMO = canonicalize_name("demo")

TEXT = """\
format = 1
name = "my-demo"
projects = ["demo", "other"]

[[variants]]
label = "cu12"
local = "cu12*"
index = "https://example.org/cu12"
versions = ">=2"
properties = ["nvidia :: driver :: 12", "nvidia :: code :: a", "nvidia :: code :: b"]

[[variants]]
label = "cu11"
files = "*-linux_*"
properties = "nvidia :: driver :: 11"

[[variants]]
label = "cpu"
projects = "demo"
index = "https://example.org/cpu"
"""


def catalogue(text: str = TEXT) -> Catalogue:
    return parse_catalogue(text.encode(), "demo.toml")


def wheel(version: str, platform: str = "any") -> tuple[str, Version]:
    return f"demo-{version}-py3-none-{platform}.whl", Version(version)


def labels(version: str, platform: str = "any") -> list[str | None]:
    """The variants that the places of all entries make of a file."""
    read = catalogue()
    found = [read.state(DEMO, *wheel(version, platform), e) for e in read.entries]
    return [stated.name.text if stated else None for stated in found]


def test_an_entry_takes_what_lies_at_its_place_and_matches() -> None:
    assert labels("2.0+cu124") == ["cu12", None, "cpu"]
    assert labels("2.0+cu124", "linux_x86_64") == ["cu12", "cu11", "cpu"]
    # A version before 2, though a pre-release of it is none; and no local version.
    assert labels("1.9+cu124") == [None, None, "cpu"]
    assert labels("2.1rc1+cu124") == ["cu12", None, "cpu"]
    assert labels("2.0") == [None, None, "cpu"]
    read = catalogue()
    sdist = read.state(DEMO, "demo-2.0.tar.gz", Version("2.0"), read.entries[2])
    assert sdist is None


def test_a_file_that_lies_anywhere_is_told_by_its_name() -> None:
    read = catalogue()

    def label(version: str, platform: str = "any") -> str | None:
        found = read.state_by_name(DEMO, *wheel(version, platform))
        return found.name.text if found else None

    assert label("2.0+cu128") == "cu12"
    assert label("1.0", "linux_x86_64") == "cu11"
    # That it is for no GPU, only its place tells.
    assert label("2.0+cpu") is None

    # What is installed has no name of a file.
    installed = map(Version, ("2.0+cu128", "2.0+cpu", "2.0"))
    found = [read.state_by_version(DEMO, version) for version in installed]
    assert [stated and stated.name.text for stated in found] == ["cu12", None, None]


def test_a_file_that_a_variant_describes_is_not_plain_where_both_are() -> None:
    there = "https://example.org/cpu"
    tables = TEXT.replace("example.org/cu12", "example.org/cpu")
    tables += f"[[plain]]\nindex = '{there}'\n[[plain]]\nindex = 'https://b.example'\n"
    read = catalogue(tables.replace('label = "cpu"', 'label = "cpu"\nlocal = "cpu"'))

    def label(version: str, index: str = there, **given: str) -> str | bool:
        file = wheel(version, **given)
        found = read.describe(DEMO, *file, lambda place: index in place.indexes)
        return found if isinstance(found, bool) else found.name.text

    assert label("2.0+cu128") == "cu12"
    assert label("2.0+cpu", platform="linux_x86_64") == "cpu"
    # Nobody but the name tells.
    for index in (there, "https://b.example"):
        assert label("2.0", index, platform="linux_x86_64") == "cu11"
        assert label("2.0", index) is True
    assert label("2.0", "https://c.example") is False
    (cpu,) = (read.state(DEMO, *wheel("2.0+cpu"), e) for e in read.entries[2:])
    (gpu,) = (read.state(DEMO, *wheel("2.0+cu12"), e) for e in read.entries[:1])
    assert [each and needs_nothing(each.facts) for each in (cpu, gpu)] == [True, False]


def test_an_entry_may_be_about_some_of_the_projects() -> None:
    read = catalogue()
    other = canonicalize_name("other")
    assert [entry.label for entry in read.entries_of(other)] == ["cu12", "cu11"]
    assert read.state(other, *wheel("2.0"), read.entries[2]) is None


def test_the_variants_make_the_document_of_a_release() -> None:
    read = catalogue()
    document = read.document(DEMO, Version("2.0+cu12"))
    assert document is read.document(DEMO, Version("2.1"))
    assert document_mapping(document) == {
        "$schema": "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json",
        "default-priorities": {"namespace": ["nvidia", "catalogue"]},
        "providers": {
            "catalogue": {
                "static-properties": {"my_demo": ["cu12", "cu11", "cpu"]},
                "feature-order": ["my_demo"],
            }
        },
        "variants": {
            "cpu": {"catalogue": {"my_demo": ["cpu"]}},
            "cu11": {"nvidia": {"driver": ["11"]}, "catalogue": {"my_demo": ["cu11"]}},
            "cu12": {
                "nvidia": {"code": ["a", "b"], "driver": ["12"]},
                "catalogue": {"my_demo": ["cu12"]},
            },
        },
    }
    assert "cu12" not in read.document(DEMO, Version("1.0")).variants


def test_the_order_of_the_file_decides_where_two_need_the_same() -> None:
    entry = '[[variants]]\nlabel = "{}"\nlocal = "{}"\nproperties = "hw :: a :: b"\n'
    texts = [entry.format(label, label) for label in ("new", "mid", "old")]
    this = machine({"hw": {"a": ["b"]}})
    for order in (texts, texts[::-1]):
        read = catalogue(TEXT.partition("[[")[0] + "".join(order))
        labels = [entry.label for entry in read.entries]
        found = [read.state_by_name(DEMO, *wheel(f"1+{label}")) for label in labels]
        ranks = [stated and this.rank(stated.facts) for stated in found]
        assert ranks == sorted(ranks, key=lambda rank: rank or 0)
        assert len(set(ranks)) == len(labels)


def test_an_entry_by_itself_tells_whether_its_place_is_worth_a_request() -> None:
    read = catalogue()
    this = machine({"nvidia": {"driver": ["11"]}})
    ranks = [this.rank(read.facts_of(entry)) for entry in read.entries]
    assert [rank is not None for rank in ranks] == [False, True, True]


def test_a_page_is_no_other_one_whose_url_begins_alike() -> None:
    ship = canonicalize_name("ship")
    place = Place(("https://a.example/cu12/",), ("https://a.example/list.html",))
    pages = ["https://a.example/cu12/ship/", "https://a.example/list.html"]
    assert place.index_pages(ship) == pages[:1]
    for url in pages:
        assert place.has_page(url, ship)
        assert not place.has_page(f"{url}x", ship)
    assert not place.has_page("https://a.example/cu126/ship/", ship)
    assert not place.has_page("https://a.example/cu12/ship-cuda/", ship)
