"""Errors as the user reads them, with text of strangers in them."""

from __future__ import annotations

import pytest
from pip._vendor.variantlib.errors import (
    InvalidMachine,
    InvalidOverride,
    InvalidVariable,
)
from pip._vendor.variantlib.names.filename import VariantName

from pip._internal.exceptions import DiagnosticPipError
from pip._internal.variants.catalogues.agreement import WayOut
from pip._internal.variants.exceptions import (
    NoLockedVariantFits,
    SeveralVariants,
    SiblingInstalled,
    VariantDoesNotFit,
    VariantInconsistent,
    VariantMachineError,
    VariantMarkerError,
    VariantNotAsLocked,
    VariantNotFound,
    VariantNotLocked,
    VariantNotReplaceable,
    VariantOptionError,
    VariantPropertyError,
    VariantsOutOfStep,
    VariantVariableError,
    as_pip_errors,
)


def text_of(error: DiagnosticPipError) -> str:
    parts = (error.message, error.context, error.hint_stmt)
    return "\n".join(str(part) for part in parts if part)


def test_escape_codes_and_markup_stay_text() -> None:
    error = VariantDoesNotFit("[red]\x1b[31mx.whl", "no\x07", "pkg=[b]")
    assert "\x1b" not in text_of(error)
    assert "\x07" not in text_of(error)
    assert "[red]" in text_of(error)
    assert "--variant=pkg=[b]" in text_of(error)


def test_an_endless_line_is_cut_off() -> None:
    assert len(text_of(VariantDoesNotFit("x.whl", "y" * 100_000, "x"))) < 10_000


def test_the_place_of_files_given_one_by_one() -> None:
    files = ["pkg-1.0-a.whl", "pkg-1.0-b.whl"]
    text = text_of(SeveralVariants("pkg==1.0", files, "dist"))
    assert "\n".join(files) in text
    assert "--find-links dist pkg==1.0" in text
    assert "--find-links FOLDER pkg==1.0" in text_of(
        SeveralVariants("pkg==1.0", files, None)
    )


def test_a_missing_variant_with_and_without_others() -> None:
    text = text_of(VariantNotFound("pkg", "v9", ["v2", "v3"], ["v4: too new"]))
    assert text.index("v4: too new") < text.index("v2")
    assert "--variant=pkg=none" in text
    none = text_of(VariantNotFound("pkg", "v9", []))
    assert "pkg publishes no variants on this index." in none
    assert "VARIANT with one of these" not in none


@pytest.mark.parametrize(
    ("variants", "listed"),
    [
        ([], "lock all variants: pip lock --variants=all."),
        (["a"], "To install a anyway, add --variant=pkg=a."),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 others"),
    ],
)
def test_few_of_many_locked_variants_are_named(
    variants: list[str], listed: str
) -> None:
    text = text_of(NoLockedVariantFits("pkg", "reason", variants, "node.toml"))
    assert listed in text
    assert "fits node.toml" in text


@pytest.mark.parametrize(
    ("variant", "said"), [(None, "it is x.whl"), ("v2", "it is variant v2 of x.whl")]
)
def test_another_name_than_in_the_lock_file(variant: str | None, said: str) -> None:
    name = VariantName(variant, is_label=True) if variant else None
    assert said in text_of(VariantNotAsLocked.by_name("x.whl", name, "y.whl"))


@pytest.mark.parametrize(
    ("installer", "remover"),
    [
        ("", "with the tool that installed it"),
        ("pip", "with the tool that"),
        ("conda", "with conda"),
    ],
)
def test_who_can_remove_a_distribution(installer: str, remover: str) -> None:
    error = VariantNotReplaceable("pkg 1.0", "it has no RECORD", installer)
    assert f"Remove it {remover}" in text_of(error)


def test_where_a_marker_stands() -> None:
    marker = "'x' in variant_label"
    assert "In r.txt: pkg; 'x'" in text_of(VariantMarkerError("pkg", marker, "r.txt"))
    assert "In " not in str(VariantMarkerError("pkg", marker, None).context)


def test_packages_that_do_not_agree() -> None:
    error = VariantsOutOfStep(("hw", "level"), {"a 1.0": ["v2", "v3"], "b 1.0": ["v4"]})
    assert str(error.context) == "a 1.0: v2 or v3\nb 1.0: v4"
    assert "Inconsistent hw :: level." in text_of(error)

    family = VariantsOutOfStep(
        ("catalogue", "x"), {"b 1": ["v"]}, WayOut(["There is no w."], "Do that.")
    )
    assert str(family.context) == "b 1: v\nThere is no w."
    assert text_of(family).endswith("\nDo that.")


def test_all_that_have_the_same_modules_are_removed_at_once() -> None:
    text = text_of(
        SiblingInstalled("cup", ["cup-a 1.0", "cup-b 2.0"], "pip --python e")
    )
    assert "cannot install cup beside cup-a 1.0 and cup-b 2.0." in text
    assert "Remove them first: pip --python e uninstall cup-a cup-b" in text


def test_an_inconsistent_wheel_is_its_reason() -> None:
    assert str(VariantInconsistent("pkg", "it is another one")) == "it is another one"


def test_errors_of_the_engine_become_those_of_pip() -> None:
    with pytest.raises(VariantMachineError) as machine, as_pip_errors():
        raise InvalidMachine("n\no\x1b.toml", "It is empty.", "Write it anew.")
    assert r"cannot use the machine n\no\x1b.toml." in text_of(machine.value)
    assert "Write it anew." in text_of(machine.value)
    with pytest.raises(VariantMachineError) as machine, as_pip_errors():
        raise InvalidMachine("https://me:secret@host/n.toml", "It is no file.", "")
    assert "cannot use the machine https://****@host/n.toml." in text_of(machine.value)
    with pytest.raises(VariantOptionError) as option, as_pip_errors():
        raise InvalidOverride("It says nothing.", "Say something.")
    assert "It says nothing." in text_of(option.value)


def test_a_variable_that_holds_no_fact() -> None:
    with pytest.raises(VariantVariableError) as caught, as_pip_errors():
        raise InvalidVariable("NV_CUDA", "x\x1b", "a version such as 12.8")
    text = text_of(caught.value)
    assert "The environment variable NV_CUDA holds" in text
    assert "It must be a version such as 12.8. Correct it, or unset it." in text
    assert "\x1b" not in text


def test_a_wheel_without_a_digest() -> None:
    text = text_of(VariantNotLocked("pkg.whl", "it is gone"))
    assert "pip cannot lock pkg.whl." in text
    assert "The index states no digest of it, and it is gone" in text
    assert "--variants=chosen" in text


def test_properties_that_are_none() -> None:
    text = text_of(VariantPropertyError("pip cannot hash this.", "'a' is no property."))
    assert "Write each property as 'provider :: key :: value'" in text
