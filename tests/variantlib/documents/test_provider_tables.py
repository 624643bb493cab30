"""Who answers for a namespace, and the orders that a document states."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from tests.builders import label_document
from variantlib.documents.document import (
    combine,
    parse_document,
    read_index_document,
)
from variantlib.documents.provider_tables import ProviderTable
from variantlib.documents.writing import document_mapping

from .stated import OLD, SCHEMA_825, SCHEMA_850, read


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
        ([], "it must be an object, not a list"),
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


def test_static_properties_take_the_place_of_what_is_reported() -> None:
    reported = [("gpu", [("sm", ["90"])]), ("cpu", [("level", ["v3"])])]
    table = {"cpu": {"static-properties": {"aes": ["on"]}}, "gpu": {}}
    assert list(read(providers=table).supported(reported)) == [
        ("gpu", [("sm", ["90"])]),
        ("cpu", (("aes", ("on",)),)),
    ]


def test_a_provider_that_requires_too_much_cannot_be_used() -> None:
    tables = {"hw": {"requires": [f"p{i}" for i in range(101)]}, "cpu": {}}
    variants = {"x": {"hw": {"a": ["1"]}, "cpu": {"a": ["1"]}}}
    found = read_index_document(
        label_document(variants, ["hw", "cpu", "old"], providers=tables)
    )
    assert found.bad_namespaces["hw"].endswith("requires more than 100 distributions")
    can_use = {name: found.can_use(name) for name in ("hw", "cpu", "gpu", "old")}
    assert can_use == {"hw": False, "cpu": True, "gpu": False, "old": True}
