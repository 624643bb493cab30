"""Plain wheels out of variants that something else made."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.builders import make_wheel
from variantlib.errors import VariantError
from variantlib.making.stripping import Statement, read_statement, strip_variant
from variantlib.making.variants import make_label_variant, make_variant

LEVEL = ("x86_64", "level", "v3")


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as source:
        return {name: source.read(name) for name in sorted(source.namelist())}


@pytest.mark.parametrize("label", ["v3", None])
def test_nothing_of_the_variant_is_left(tmp_path: Path, label: str | None) -> None:
    plain = make_wheel(tmp_path, "demo", requires=["dep"])
    if label is None:
        variant = make_variant(plain, [LEVEL], tmp_path)
    else:
        variant = make_label_variant(plain, label, [LEVEL], tmp_path)
    found = read_statement(variant)
    assert found is not None
    assert found == Statement(label or found.name, (LEVEL,))
    stripped = strip_variant(variant, tmp_path / "made")
    assert stripped.name == plain.name
    assert read_statement(stripped) is None
    assert contents(stripped) == contents(plain)
    # It can be made a variant again, and is the same.
    again = make_label_variant(stripped, "v3", [LEVEL], tmp_path / "again")
    assert read_statement(again) == Statement("v3", (LEVEL,))


def test_a_wheel_that_states_something_else_is_refused(tmp_path: Path) -> None:
    plain = make_wheel(tmp_path, "demo")
    variant = make_label_variant(plain, "v3", [LEVEL], tmp_path)
    renamed = variant.rename(tmp_path / "demo-1.0-py3-none-any-v4.whl")
    with pytest.raises(VariantError, match="must have one variant, 'v4'"):
        read_statement(renamed)
    with zipfile.ZipFile(renamed, "a") as wheel:
        wheel.writestr("demo-1.0.dist-info/RECORD.jws", "")
    with pytest.raises(VariantError, match="it is signed"):
        strip_variant(renamed, tmp_path / "made")
    assert not (tmp_path / "made").exists()
