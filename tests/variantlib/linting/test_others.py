"""Documents as uv 0.13.9 and variantlib 0.2.2 took or refused them, on 28 Nov 2026."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from variantlib.linting.assembly import read_statement, release_of_document
from variantlib.linting.registry import check

PEPS = "https://variants-schema.wheelnext.dev/peps"
Change = Callable[[dict[str, Any]], object]


def base() -> dict[str, Any]:
    static = {"static-properties": {"library": ["mkl", "openblas"]}}
    return {
        "$schema": f"{PEPS}/850/v0.2.0.json",
        "default-priorities": {"namespace": ["blas"]},
        "providers": {"blas": {**static, "feature-order": ["library"]}},
        "variants": {
            "a": {"blas": {"library": ["mkl"]}},
            "b": {"blas": {"library": ["openblas"]}},
        },
    }


def drop(name: str) -> Change:
    return lambda document: document.pop(name)


def put(name: str, value: object) -> Change:
    return lambda document: document.update({name: value})


def order(*names: str, **more: object) -> Change:
    return put("default-priorities", {"namespace": list(names), **more})


def blas(**members: object) -> Change:
    named = {name.replace("_", "-"): value for name, value in members.items()}
    return lambda document: document["providers"]["blas"].update(named)


def other(**members: object) -> Change:
    """A second namespace."""
    named = {name.replace("_", "-"): value for name, value in members.items()}

    def change(document: dict[str, Any]) -> None:
        document["default-priorities"]["namespace"].append("y")
        document["providers"]["y"] = named

    return change


def variant(name: str, *values: str, namespace: str = "blas") -> Change:
    stated = {namespace: {"library": list(values)}}
    return lambda document: document["variants"].update({name: stated})


def static(**values: list[str]) -> Change:
    return lambda document: document["providers"]["blas"].update(
        {"static-properties": values}
    )


def both(*changes: Change) -> Change:
    return lambda document: [change(document) for change in changes]


def without_order(document: dict[str, Any]) -> None:
    del document["providers"]["blas"]["feature-order"]


# What was changed; whether uv, and whether variantlib, refused it.
TRIED: list[tuple[str, Change, bool, bool]] = [
    ("nothing", lambda document: None, False, False),
    (
        "no providers, PEP 825",
        both(drop("providers"), put("$schema", f"{PEPS}/825/v0.1.1.json")),
        False,
        True,
    ),
    ("PEP 825", put("$schema", f"{PEPS}/825/v0.1.1.json"), False, False),
    ("no providers, PEP 850", drop("providers"), True, True),
    ("any schema", put("$schema", "garbage"), False, False),
    ("order of features", order("blas", feature={}), True, True),
    ("unknown member", put("x", 1), True, False),
    ("unknown priority", order("blas", x=1), True, True),
    ("unknown in provider", blas(x=1), True, True),
    ("another provider", lambda d: d["providers"].update(y={}), True, True),
    ("another namespace", order("blas", "y"), True, True),
    ("two answers", blas(requires=["y"]), True, True),
    ("no answer", lambda d: d.update(providers={"blas": {}}), True, True),
    ("one feature", without_order, False, False),
    ("no order", both(static(a=["1"], b=["1"]), without_order), True, True),
    ("order of others", blas(feature_order=["library", "z"]), True, True),
    ("plugin-api alone", blas(plugin_api="a:b"), True, True),
    ("value twice", variant("a", "mkl", "mkl"), True, True),
    ("no value", variant("a"), True, True),
    ("no namespace", lambda d: d["variants"].update(c={"blas": {}}), False, True),
    ("nothing needed", lambda d: d["variants"].update(c={}), False, True),
    ("null", variant("null", "mkl"), True, True),
    ("bad label", variant("A-B", "mkl"), True, True),
    ("bad value", variant("c", "MKL"), True, True),
    ("static twice", static(library=["mkl", "mkl"]), True, False),
    ("static none", static(library=[]), False, True),
    ("no priority", variant("c", "1", namespace="cpu"), True, True),
    ("priority twice", order("blas", "blas"), True, False),
    ("no priorities", drop("default-priorities"), True, True),
    ("no namespaces", both(order(), put("providers", {})), True, True),
    ("no variants", drop("variants"), True, False),
    ("empty variants", put("variants", {}), False, False),
    ("requires nothing", other(requires=[]), False, True),
    ("requires oddly", other(requires=["not a req !!"]), False, False),
    ("requires two", other(requires=["a", "b"]), False, False),
    ("builtin", other(builtin="y"), False, False),
    ("builtin is no text", other(builtin=True), True, True),
    ("optional is a text", blas(optional="yes"), True, True),
    ("enable-if", blas(enable_if="os_name == 'nt'"), True, True),
    ("odd plugin", other(requires=["a"], plugin_api="not an api"), False, True),
    ("a hash", variant("1e73fb82", "mkl"), False, False),
    ("unsorted", variant("c", "openblas", "mkl"), False, False),
]


@pytest.mark.parametrize(
    ("change", "by_uv", "by_variantlib"),
    [tried[1:] for tried in TRIED],
    ids=[tried[0] for tried in TRIED],
)
def test_documents_are_refused_as_it_was_seen(
    change: Change, by_uv: bool, by_variantlib: bool
) -> None:
    document = base()
    change(document)
    statement = read_statement("demo-1.0-variants.json", json.dumps(document).encode())
    release = release_of_document(statement)
    numbers = {finding.rule.number for finding in check(release)}
    assert ("V701" in numbers, "V702" in numbers) == (by_uv, by_variantlib)
