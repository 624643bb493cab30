"""The parts of this pip, for people who ask it."""

from __future__ import annotations

import pytest
from pip._vendor.packaging.version import Version

from pip._internal.variants.build_info import details, warn_of_replacement


def test_each_patch_has_its_digest() -> None:
    upstream, *patches = details()
    assert upstream[0] == "upstream pip version"
    assert patches
    for name, digest in patches:
        assert name.startswith("patch ")
        assert len(digest.removeprefix("sha256 ")) == 64


@pytest.mark.parametrize(
    ("version", "is_warned"),
    [("99.0", True), ("99.0+other.1", True), ("99.0+variants.1", False)],
)
def test_a_pip_without_variants_would_replace_this_one(
    version: str, is_warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    warn_of_replacement(Version(version))
    assert ("takes plain wheels only" in caplog.text) is is_warned
    assert (version in caplog.text) is is_warned
