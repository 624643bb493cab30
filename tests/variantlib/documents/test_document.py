from __future__ import annotations

import json
import tracemalloc
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import label_document
from variantlib.documents.document import (
    Document,
    combine,
    parse_document,
    read_index_document,
    read_wheel_document,
)
from variantlib.documents.json_text import MAX_BYTES
from variantlib.documents.provider_tables import ProviderTable
from variantlib.documents.writing import document_mapping
from variantlib.errors import InvalidDocument, VariantError
from variantlib.names.filename import split_variant
from variantlib.names.labels import parse_label_properties

from ..label_strategies import LabelMapping, label_variants
from ..strategies import json_values

REAL = sorted((Path(__file__).parents[1] / "data" / "real").glob("*-variants.json"))
SCHEMA_825 = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"
SCHEMA_850 = "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json"
OLD = "https://variants-schema.wheelnext.dev/v0.0.3.json"


def document(**changes: object) -> str:
    good: dict[str, object] = {
        "$schema": SCHEMA_825,
        "default-priorities": {"namespace": ["gpu", "cpu"]},
        "variants": {"cuda13": {"gpu": {"cuda": ["13"]}}, "null": {}},
    }
    return json.dumps({**good, **changes})


def read(**changes: object) -> Document:
    return read_index_document(document(**changes))


def test_what_pep_825_states() -> None:
    found = read()
    assert found.namespaces == ("gpu", "cpu")
    assert found.properties("cuda13") == {"gpu": {"cuda": ["13"]}}
    assert found.properties("null") == {}
    assert found.properties("cuda12") is None
    assert found.providers == {}


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_published_documents_are_read(path: Path) -> None:
    found = read_index_document(path.read_bytes())
    assert found.bad_labels == found.bad_namespaces == {}
    assert set(found.providers) == set(found.namespaces)
    for label in found.variants:
        properties = parse_label_properties(found.properties(label))
        assert {namespace for namespace, _ in properties} <= set(found.namespaces)
        assert bool(properties) == (label != "null")
    for table in found.providers.values():
        assert (table.static is None) == (table.plugin_api is not None)


def test_published_file_names_have_a_known_label() -> None:
    releases = json.loads((REAL[0].parent / "files.json").read_text())["files"]
    for release, names in releases.items():
        path = REAL[0].parent / f"{release}-variants.json"
        found = read_index_document(path.read_bytes())
        for name in names:
            plain, variant = split_variant(name)
            assert plain.startswith(f"{release}-")
            assert variant is not None
            assert variant.is_label
            assert found.properties(variant.text) is not None


def test_the_tables_of_schema_0_0() -> None:
    found = read(
        **{
            "$schema": OLD,
            "default-priorities": {
                "namespace": ["gpu", "blas"],
                "feature": {"blas": ["library"]},
                "property": {"blas": {"library": ["openblas"]}, "gpu": {"sm": ["1"]}},
            },
            "static-properties": {
                "blas": {"abi": ["lp64"], "library": ["mkl", "openblas", "blis"]},
                "gpu": {"sm": ["9"]},
            },
            "providers": {
                "gpu": {
                    "requires": ["gpu-provider>=1"],
                    "plugin-api": "gpu_provider:Plugin",
                    "enable-if": "platform_system == 'Linux'",
                    "optional": True,
                },
                "blas": {"requires": [], "install-time": False},
                "none": {"install-time": False},
            },
        }
    )
    assert found.providers == {
        "gpu": ProviderTable(
            requires=("gpu-provider>=1",),
            plugin_api="gpu_provider:Plugin",
            enable_if="platform_system == 'Linux'",
            optional=True,
            values=(("sm", ("1",)),),
        ),
        "blas": ProviderTable(
            static=(("library", ("openblas", "mkl", "blis")), ("abi", ("lp64",)))
        ),
        "none": ProviderTable(static=()),
    }


ORDERS: dict[str, Any] = {
    "namespace": ["gpu", "blas"],
    "feature": {"gpu": ["sm", "driver"]},
    "property": {"gpu": {"sm": ["80", "90"]}, "cpu": {"level": ["v2"]}},
}


def test_schema_0_0_orders_what_any_provider_reports() -> None:
    found = read(**{"$schema": OLD, "default-priorities": ORDERS})
    gpu = found.providers["gpu"]
    reported = [("name", ("x",)), ("driver", ("12", "11")), ("sm", ("90", "80", "70"))]
    assert gpu.arranged(reported) == (
        ("sm", ("80", "90", "70")),
        ("driver", ("12", "11")),
        ("name", ("x",)),
    )
    assert gpu.arranged([]) == ()
    cpu = found.providers["cpu"].arranged([("level", ("v3", "v2"))])
    assert cpu == (("level", ("v2", "v3")),)


@pytest.mark.parametrize("schema", [SCHEMA_825, SCHEMA_850])
def test_later_schemas_have_no_such_orders(schema: str) -> None:
    found = read(**{"$schema": schema, "default-priorities": ORDERS})
    assert found.providers == {}


@pytest.mark.parametrize(
    "orders",
    [
        {"feature": {"gpu": "sm"}},
        {"feature": {"gpu": [1]}},
        {"property": {"gpu": ["sm"]}},
        {"property": {"gpu": {"sm": "80"}}},
    ],
)
def test_a_bad_order_costs_its_namespace_only(orders: dict[str, Any]) -> None:
    order = {"namespace": ["gpu", "cpu"], **orders}
    found = read(**{"$schema": OLD, "default-priorities": order})
    assert "must be" in found.bad_namespaces["gpu"]
    assert found.namespaces == ("cpu",)


def test_wheels_that_order_differently_dispute_their_namespace() -> None:
    other = {**ORDERS, "feature": {"gpu": ["driver", "sm"]}}
    both = [
        read(**{"$schema": OLD, "default-priorities": each}) for each in (ORDERS, other)
    ]
    found = combine(both)
    assert found.bad_namespaces == {"gpu": "its provider is described in two ways"}


def test_what_is_written_keeps_the_orders() -> None:
    tables = {
        "gpu": {"requires": ["gpu-plugin"], "plugin-api": "gpu:Plugin"},
        "blas": {"install-time": False},
    }
    found = read(
        **{
            "$schema": OLD,
            "default-priorities": {**ORDERS, "feature": {"blas": ["b", "a"]}},
            "static-properties": {"blas": {"a": ["1"], "b": ["2"]}},
            "providers": tables,
            "variants": {"x": {"gpu": {"sm": ["80"]}}},
        }
    )
    written = document_mapping(found)
    assert written["$schema"] == OLD
    assert asdict(parse_document(written)) == asdict(found)


def test_the_tables_of_pep_850() -> None:
    found = read(
        **{
            "$schema": SCHEMA_850,
            "providers": {
                "gpu": {"requires": ["gpu-provider"], "plugin-api": "gpu:Plugin"},
                "cpu": {
                    "static-properties": {"level": ["v2", "v1"], "aes": ["on"]},
                    "feature-order": ["level", "aes"],
                },
                "abi_dependency": {"builtin": "abi_dependency", "optional": True},
            },
        }
    )
    assert found.providers == {
        "gpu": ProviderTable(requires=("gpu-provider",), plugin_api="gpu:Plugin"),
        "cpu": ProviderTable(static=(("level", ("v2", "v1")), ("aes", ("on",)))),
        "abi_dependency": ProviderTable(builtin="abi_dependency", optional=True),
    }


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([], "it must be an object, not an object of type list"),
        ({"requires": "gpu"}, "requires must be a list, not 'gpu'"),
        ({"requires": ["a\nb"]}, r"requires must be text of one line, not 'a\nb'"),
        ({"plugin-api": 1}, "plugin-api must be text of one line"),
        ({"optional": "no"}, "optional must be true or false, not 'no'"),
        ({"static-properties": {"a": ["1"], "b": ["1"]}}, "feature-order must list"),
        ({"static-properties": {"a": ["1", "1"]}}, "values must not hold '1' twice"),
        ({"static-properties": {"a": []}}, "values must not be empty"),
        ({"static-properties": {"A": ["1"]}}, "feature must be text"),
        ({"static-properties": {"a": ["A"]}}, "value must be text"),
    ],
)
def test_a_bad_table_costs_its_namespace_only(table: Any, message: str) -> None:
    found = read(providers={"gpu": table, "cpu": {"requires": ["cpu"]}})
    assert message in found.bad_namespaces["gpu"]
    assert found.namespaces == ("cpu",)
    assert found.providers == {"cpu": ProviderTable(requires=("cpu",))}


def test_null_with_properties_is_bad_and_the_rest_goes_on() -> None:
    found = read(variants={"null": {"gpu": {"a": ["1"]}}, "b": {"gpu": {"a": ["1"]}}})
    assert found.properties("null") is None
    assert found.bad_labels == {"null": "must have no properties"}
    assert found.properties("b") is not None


def test_variants_are_not_judged_before_they_are_asked_for() -> None:
    found = read(variants={"cuda13": "rubbish", "X Y": 1})
    with pytest.raises(VariantError, match="must be an object, not 'rubbish'"):
        parse_label_properties(found.properties("cuda13"))


def test_documents_of_the_hash_form_need_no_order() -> None:
    found = read_index_document(
        json.dumps(
            {"$schema": SCHEMA_825, "variants": {"1e73fb82": {"a": {"b": ["C"]}}}}
        )
    )
    assert found.namespaces == ()
    assert found.properties("1e73fb82") == {"a": {"b": ["C"]}}


def test_newer_minor_versions_and_further_members_are_read() -> None:
    newer = SCHEMA_825.replace("v0.1.1", "v0.27.0")
    assert read(**{"$schema": newer, "more": [1]}).properties("cuda13")


def test_of_two_equal_labels_the_last_counts() -> None:
    twice = '{"x": {"a": {"k": ["1"]}}, "x": {"a": {"k": ["2"]}}}'
    found = read_index_document(f'{{"$schema": "{SCHEMA_825}", "variants": {twice}}}')
    assert found.properties("x") == {"a": {"k": ["2"]}}


def test_many_labels() -> None:
    variants = ",".join(f'"l{n}":{{"gpu":{{"cuda":["13"]}}}}' for n in range(100_000))
    text = document(variants={}).replace(
        '"variants": {}', f'"variants": {{{variants}}}'
    )
    assert read_index_document(text).properties("l99999") == {"gpu": {"cuda": ["13"]}}


@pytest.mark.parametrize("item", ["[]", "{}", "[0]", "[[]]"])
def test_a_million_empty_lists_are_not_read(item: str) -> None:
    text = f'{{"x": [{f"{item}," * 1_000_000}[]]}}'
    tracemalloc.start()
    try:
        for data in (text, text.encode()):
            with pytest.raises(InvalidDocument, match="hardly anything but brackets"):
                read_index_document(data)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


def test_long_numbers_take_no_time() -> None:
    # As an int this would take hours, or be refused, by the version of Python.
    number = "9" * 5_000_000
    assert read_index_document(document().replace("{", f'{{"x": {number},', 1))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "is not JSON"),
        (b"\xff\xfe\xff", "is not UTF-8"),
        (document().encode("utf-16"), "is not UTF-8"),
        (document().encode("utf-8-sig"), "is not JSON: Unexpected UTF-8 BOM"),
        (document()[:-5], "is not JSON"),
        ("[]", "must be a JSON object, not an object of type list"),
        (document(variants=[]), "variants must be an object, not .* list"),
        ('{"variants": {}}', "schema names no version"),
        (document(**{"$schema": "/peps/825/v1.0.0.json"}), "is newer than known here"),
        (document(**{"$schema": "garbage"}), "schema names no version: 'garbage'"),
        (document(x=float("nan")), "NaN is not allowed"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "is nested too deep"),
        (b" " * (MAX_BYTES + 1), "is larger than 64 MiB"),
        (document(providers=[]), "providers must be an object"),
        (
            document(
                providers={
                    f"n{i}": {"static-properties": {"f": ["v"]}} for i in range(1001)
                }
            ),
            "has more than 1000 features or 10000 values that are static",
        ),
        (
            document(providers={f"n{i}": {"requires": ["a"] * 100} for i in range(21)}),
            "requires more than 2000 distributions",
        ),
        (
            document(**{"default-priorities": []}),
            "default-priorities must be an object",
        ),
        (
            document(**{"default-priorities": {"namespace": "gpu"}}),
            "default-priorities.namespace must be a list, not 'gpu'",
        ),
        (
            document(**{"default-priorities": {"namespace": ["a", "a"]}}),
            "must not hold 'a' twice",
        ),
        (document(**{"default-priorities": {"namespace": ["a-b"]}}), "must be text"),
    ],
    ids=lambda case: str(case)[:40],
)
def test_bad_documents_are_named(data: bytes | str, message: str) -> None:
    with pytest.raises(VariantError, match=message) as caught:
        read_index_document(data)
    assert len(str(caught.value)) < 200
    with pytest.raises(VariantError, match=message):
        read_wheel_document(data, "cuda13")


MEMBERS = [
    "$schema",
    "default-priorities",
    "variants",
    "providers",
    "static-properties",
]
PARTS = st.sampled_from(
    [*MEMBERS, "namespace", "gpu", "requires", "install-time", "feature-order", "a"]
)
structures = st.recursive(
    st.none() | st.booleans() | st.integers() | PARTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(PARTS, inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(MEMBERS[1:]), json_values | structures))
def test_any_members_are_a_document_or_a_variant_error(foreign: Any) -> None:
    data = document(**foreign)
    try:
        found = read_index_document(data)
        again = combine([found, read_wheel_document(data, "a")])
    except VariantError:
        return
    assert again.bad_labels == {}


def wheel(label: str = "cuda13", **changes: object) -> str:
    return document(variants={label: {"gpu": {"cuda": ["13", "12"]}}}, **changes)


def test_the_document_in_a_wheel_is_checked_and_in_normal_form() -> None:
    found = read_wheel_document(wheel(), "cuda13")
    assert found.variants == {"cuda13": {"gpu": {"cuda": ["12", "13"]}}}
    assert found.namespaces == ("gpu", "cpu")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (wheel("cuda12"), "must have one variant, 'cuda13', not 'cuda12'"),
        (document(), "must have one variant, 'cuda13', not 2"),
        (document(variants={}), "must have one variant, 'cuda13', not 0"),
        (document(variants={"cuda13": {"gpu": []}}), "must be an object"),
        (
            '{"variants": {"cuda13": {}, "cuda13": {}}}',
            "has 'cuda13' twice in one object",
        ),
        (wheel()[:-1] + ', "variants": {}}', "has 'variants' twice in one object"),
    ],
)
def test_a_bad_document_in_a_wheel_is_named(data: str, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        read_wheel_document(data, "cuda13")


def test_static_properties_take_the_place_of_what_is_reported() -> None:
    reported = [("gpu", [("sm", ["90"])]), ("cpu", [("level", ["v3"])])]
    table = {"cpu": {"static-properties": {"aes": ["on"]}}, "gpu": {}}
    assert list(read(providers=table).supported(reported)) == [
        ("gpu", [("sm", ["90"])]),
        ("cpu", (("aes", ("on",)),)),
    ]


def test_null_and_labels_that_are_none_in_a_wheel() -> None:
    empty = document(variants={"null": {}})
    assert read_wheel_document(empty, "null").properties("null") == {}
    with pytest.raises(VariantError, match="'null' must have no properties"):
        read_wheel_document(wheel("null"), "null")
    with pytest.raises(VariantError, match="label must be text"):
        read_wheel_document(wheel("A B"), "A B")


def stated(namespaces: list[str], **variants: LabelMapping) -> Document:
    priorities = {"namespace": namespaces}
    return read(**{"default-priorities": priorities, "variants": variants})


def test_wheels_make_a_document_together() -> None:
    one = stated(["gpu"], a={"gpu": {"sm": ["1", "2"]}})
    two = stated(
        ["gpu", "cpu"], b={"cpu": {"aes": ["on"]}}, a={"gpu": {"sm": ["2", "1"]}}
    )
    both = combine([one, two])
    assert both.namespaces == ("gpu", "cpu")
    assert both.variants == {
        "a": {"gpu": {"sm": ["1", "2"]}},
        "b": {"cpu": {"aes": ["on"]}},
    }
    assert both.bad_labels == both.bad_namespaces == {}


def test_contradictions_cost_what_they_concern() -> None:
    one = stated(["gpu", "cpu"], a={"gpu": {"sm": ["1"]}}, b={"gpu": {"sm": ["1"]}})
    two = stated(["gpu", "tpu", "cpu"], a={"gpu": {"sm": ["2"]}})
    both = combine([one, two])
    assert both.namespaces == ("gpu",)
    assert set(both.bad_namespaces) == {"cpu", "tpu"}
    assert both.properties("a") is None
    assert both.bad_labels == {"a": "is described in two ways"}
    assert both.properties("b") == {"gpu": {"sm": ["1"]}}


def test_unlike_tables_cost_their_namespace() -> None:
    tables = [{"gpu": {"requires": [name]}, "cpu": {}} for name in ("a", "b")]
    both = combine(read(providers=table) for table in tables)
    assert both.namespaces == ("cpu",)
    assert both.bad_namespaces == {"gpu": "its provider is described in two ways"}


names = st.sampled_from(["gpu", "cpu", "tpu"])
tables = st.sampled_from([{}, {"requires": ["a"]}, {"requires": 1}, {"builtin": True}])
random_documents = st.builds(
    lambda order, variants, providers: read(
        **{"default-priorities": {"namespace": order}},
        variants=variants,
        providers=providers,
    ),
    st.lists(names, unique=True),
    st.dictionaries(st.sampled_from(["a", "b", "null"]), label_variants | st.just(1)),
    st.dictionaries(names, tables, max_size=2),
)


@given(st.lists(random_documents, max_size=4), st.randoms())
def test_the_order_of_combining_means_nothing(
    documents: list[Document], random: Any
) -> None:
    expected = asdict(combine(documents))
    assert asdict(combine(random.sample(documents, len(documents)))) == expected
    assert asdict(combine([*documents, *documents])) == expected


@given(st.lists(random_documents, max_size=4))
def test_what_can_be_used_is_written_and_read_again(documents: list[Document]) -> None:
    both = combine(documents)
    again = parse_document(json.loads(json.dumps(document_mapping(both))))
    assert again.namespaces == both.namespaces
    assert not again.bad_labels
    assert not again.bad_namespaces
    assert again.providers == without(both.providers, both.bad_namespaces)
    assert again.variants == without(both.variants, both.bad_labels)


def without(members: Mapping[str, object], bad: Mapping[str, str]) -> dict[str, object]:
    return {name: members[name] for name in members if name not in bad}


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_published_documents_are_written_and_read_again(path: Path) -> None:
    found = read_index_document(path.read_bytes())
    assert asdict(parse_document(document_mapping(found))) == asdict(found)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        (
            {"default-priorities": {"namespace": [f"n{i}" for i in range(2001)]}},
            "default-priorities has more than 2000 names",
        ),
        (
            {"providers": {f"n{i}": {} for i in range(2001)}},
            "describes more than 2000 providers",
        ),
    ],
)
def test_documents_have_a_limit(members: dict[str, object], problem: str) -> None:
    with pytest.raises(VariantError, match=problem):
        read_index_document(label_document({"x": {}}, **members))  # type: ignore[arg-type]


def test_a_provider_that_requires_too_much_cannot_be_used() -> None:
    tables = {"hw": {"requires": [f"p{i}" for i in range(101)]}, "cpu": {}}
    variants = {"x": {"hw": {"a": ["1"]}, "cpu": {"a": ["1"]}}}
    found = read_index_document(
        label_document(variants, ["hw", "cpu", "old"], providers=tables)
    )
    assert found.bad_namespaces["hw"].endswith("requires more than 100 distributions")
    can_use = {name: found.can_use(name) for name in ("hw", "cpu", "gpu", "old")}
    assert can_use == {"hw": False, "cpu": True, "gpu": False, "old": True}
