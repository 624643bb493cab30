"""What importing a module of the library costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIGHT = (
    "errors names.grammar names.properties names.hashing names.filename names.labels"
    " order.hash_order order.label_order order.decisions wire plugin choice.markers"
    " choice.specifiers documents.headers documents.document documents.index_json"
    " documents.json_text documents.provider_tables documents.writing documents.locking"
    " documents.toml_text"
)


@pytest.mark.parametrize("module", LIGHT.split())
def test_what_runs_for_every_wheel_needs_no_attrs(module: str) -> None:
    code = (
        f"import sys, variantlib.{module};"
        " print(*{'attr', 'attrs', 'email', 'zipfile', 'argparse'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
