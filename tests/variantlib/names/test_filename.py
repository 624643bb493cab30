from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from variantlib.errors import InvalidVariantFilename
from variantlib.names.filename import (
    VariantName,
    join_filename,
    join_label,
    split_filename,
    split_variant,
)

PLAIN = "name-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("filename", "plain", "variant_hash"),
    [
        (PLAIN, PLAIN, None),
        ("name-1.0~36266d4d-py3-none-any.whl", PLAIN, "36266d4d"),
        (
            "my_name-1.0+cu12~00000000-cp311-abi3-manylinux_2_28_x86_64.whl",
            "my_name-1.0+cu12-cp311-abi3-manylinux_2_28_x86_64.whl",
            "00000000",
        ),
        (
            "name-1.0-1_local~36266d4d-py3-none-any.whl",
            "name-1.0-1_local-py3-none-any.whl",
            "36266d4d",
        ),
        ("name-1.0-py3-none-any-label.whl", "name-1.0-py3-none-any-label.whl", None),
        ("name~1-1.0.tar.gz", "name~1-1.0.tar.gz", None),
        ("not a wheel", "not a wheel", None),
    ],
)
def test_split(filename: str, plain: str, variant_hash: str | None) -> None:
    assert split_filename(filename) == (plain, variant_hash)


@pytest.mark.parametrize(
    "filename",
    [
        "name-1.0~36266d4-py3-none-any.whl",
        "name-1.0~36266d4d0-py3-none-any.whl",
        "name-1.0~36266D4D-py3-none-any.whl",
        "name-1.0~~36266d4d-py3-none-any.whl",
        "name-1.0~36266d4d~36266d4d-py3-none-any.whl",
        "name-1.0~36266d4d-1-py3-none-any.whl",
        "name-1.0~36266d4d-py3-none-any-label.whl",
        "name-1.0-x~36266d4d-py3-none-any.whl",
        "name-1.0-~36266d4d~-py3-none-any.whl",
        "name-~36266d4d-py3-none-any.whl",
        "name~36266d4d-1.0-py3-none-any.whl",
        "name-1.0-py3~36266d4d-none-any.whl",
        "name-1.0-py3-none-any~36266d4d.whl",
        "~.whl",
    ],
)
def test_malformed_names_are_refused(filename: str) -> None:
    with pytest.raises(InvalidVariantFilename, match="invalid variant wheel name"):
        split_filename(filename)


def test_join() -> None:
    variant = "name-1.0~36266d4d-py3-none-any.whl"
    assert join_filename(PLAIN, "36266d4d") == variant


@pytest.mark.parametrize(
    ("plain", "variant_hash", "message"),
    [
        ("name-1.0-1-py3-none-any.whl", "36266d4d", "remove the build tag"),
        ("name-1.0~36266d4d-py3-none-any.whl", "36266d4d", "not the name of a plain"),
        ("name-1.0-py3-none-any-label.whl", "36266d4d", "not the name of a plain"),
        ("name-1.0.tar.gz", "36266d4d", "not the name of a plain"),
        (PLAIN, "36266D4D", "'36266D4D' is no variant hash"),
    ],
)
def test_join_refuses(plain: str, variant_hash: str, message: str) -> None:
    with pytest.raises(InvalidVariantFilename, match=message):
        join_filename(plain, variant_hash)


def test_a_hash_after_a_build_tag_passes_for_a_plain_wheel_elsewhere() -> None:
    """The reason for refusing to make such names."""
    plain = "name-1.0-1-py3-none-any.whl"
    dangerous = join_filename(plain, "36266d4d", allow_build_tag=True)
    assert split_filename(dangerous) == (plain, "36266d4d")
    assert parse_wheel_filename(dangerous)[0] == "name"
    with pytest.raises(InvalidWheelFilename):
        parse_wheel_filename(join_filename(PLAIN, "36266d4d"))


parts = st.from_regex(r"[A-Za-z0-9_.+!]{1,6}", fullmatch=True)
builds = st.none() | st.from_regex(r"[0-9][a-z0-9_.]{0,3}", fullmatch=True)
hashes = st.from_regex(r"[0-9a-f]{8}", fullmatch=True)


@given(st.tuples(parts, parts), builds, st.tuples(parts, parts, parts), hashes)
def test_split_undoes_join(
    head: tuple[str, ...], build: str | None, tags: tuple[str, ...], variant_hash: str
) -> None:
    plain = "-".join([*head, *([build] if build else []), *tags]) + ".whl"
    variant = join_filename(plain, variant_hash, allow_build_tag=True)
    assert split_filename(variant) == (plain, variant_hash)


@given(st.text() | st.from_regex(r"[a1~.-]*[0-9a-f]{7,9}[a1~.-]*\.whl", fullmatch=True))
def test_any_name_is_split_or_refused(filename: str) -> None:
    try:
        plain, variant_hash = split_filename(filename)
    except InvalidVariantFilename:
        assert "~" in filename
        return
    if variant_hash is None:
        assert plain == filename
    else:
        assert join_filename(plain, variant_hash, allow_build_tag=True) == filename


@pytest.mark.parametrize(
    ("filename", "plain", "text", "is_label"),
    [
        ("name-1.0-py3-none-any-cuda13.whl", PLAIN, "cuda13", True),
        ("name-1.0-py3-none-any-null.whl", PLAIN, "null", True),
        ("name-1.0-py3-none-any-36266d4d.whl", PLAIN, "36266d4d", True),
        (
            "name-1.0-1_local-py3-none-any-x8664v4_mkl.whl",
            "name-1.0-1_local-py3-none-any.whl",
            "x8664v4_mkl",
            True,
        ),
        (
            "torch-2.9.0-cp314-cp314t-manylinux_2_28_x86_64-cuda13.0.whl",
            "torch-2.9.0-cp314-cp314t-manylinux_2_28_x86_64.whl",
            "cuda13.0",
            True,
        ),
        ("name-1.0~36266d4d-py3-none-any.whl", PLAIN, "36266d4d", False),
    ],
)
def test_split_variant(filename: str, plain: str, text: str, is_label: bool) -> None:
    assert split_variant(filename) == (plain, VariantName(text, is_label))


@pytest.mark.parametrize(
    "filename",
    [
        PLAIN,
        "name-1.0-1-py3-none-any.whl",
        "name-1.0-1-py3-none.whl",
        "my-long-name-of-seven-1.0.tar.gz",
        "a-b-c-1.0-py3-none-any.whl",
        "name-1.0--py3-none-any.whl",
        "name-1.0-1-py3-none-any-a-b.whl",
        "name-1.0-py3-none-any-a.zip",
        "not a wheel",
    ],
)
def test_what_is_no_variant_is_left_to_others(filename: str) -> None:
    assert split_variant(filename) == (filename, None)


@pytest.mark.parametrize(
    "filename",
    [
        "name-1.0-py3-none-any-CUDA.whl",
        "name-1.0-py3-none-any-.whl",
        "name-1.0-1-py3-none-any-a+b.whl",
        "name-1.0-py3-none-any-c\u00fc.whl",
        "name-1.0-py3-none-any-a\n.whl",
        "name-1.0~36266d4d-py3-none-any-cuda13.whl",
        "name-1.0~36266d4-py3-none-any.whl",
        "name-1.0-py3-none-any-cu~da.whl",
    ],
)
def test_malformed_variants_are_refused(filename: str) -> None:
    with pytest.raises(InvalidVariantFilename, match="invalid variant wheel name"):
        split_variant(filename)


@pytest.mark.parametrize(
    ("plain", "label", "message"),
    [
        ("name-1.0~36266d4d-py3-none-any.whl", "a", "not the name of a plain wheel"),
        ("name-1.0-py3-none-any-a.whl", "a", "not the name of a plain wheel"),
        (PLAIN, "A", "label must be text of the characters a-z 0-9 _ ., not 'A'"),
        (PLAIN, "", "label must be text"),
        (PLAIN, "a" * 230, "longer than 246 bytes"),
    ],
)
def test_join_label_refuses(plain: str, label: str, message: str) -> None:
    with pytest.raises(InvalidVariantFilename, match=message):
        join_label(plain, label)


tags = st.from_regex(r"[a-z][a-z0-9_.]{0,5}", fullmatch=True)
labels = st.from_regex(r"[0-9a-z_.]{1,20}", fullmatch=True)


@given(st.tuples(parts, parts), builds, st.tuples(tags, tags, tags), labels)
def test_split_variant_undoes_join_label(
    head: tuple[str, ...], build: str | None, tags: tuple[str, ...], label: str
) -> None:
    plain = "-".join([*head, *([build] if build else []), *tags]) + ".whl"
    labelled = join_label(plain, label)
    assert split_variant(labelled) == (plain, VariantName(label, is_label=True))
    with pytest.raises(InvalidWheelFilename):
        parse_wheel_filename(labelled)


@given(st.text() | st.from_regex(r"[a1.]+(-[a1~.]*){3,7}\.whl", fullmatch=True))
def test_any_name_is_split_as_it_was_joined_or_refused(filename: str) -> None:
    try:
        plain, variant = split_variant(filename)
    except InvalidVariantFilename:
        return
    if variant is None:
        assert plain == filename
    elif variant.is_label:
        assert join_label(plain, variant.text) == filename
    else:
        assert join_filename(plain, variant.text, allow_build_tag=True) == filename
