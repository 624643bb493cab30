"""Of requirements of strangers, names and public versions are left."""

from __future__ import annotations

import pytest
from pip._vendor.packaging.requirements import Requirement

from pip._internal.variants.utils.requirements import as_public


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some-plugin >= 1, < 2 ; os_name == 'a'", "some-plugin<2,>=1"),
        ("plugin == 1.*", "plugin==1.*"),
        ("plugin", "plugin"),
        ("Plugin.zip", "plugin-zip"),
    ],
)
def test_names_and_versions(text: str, expected: str) -> None:
    assert as_public(Requirement(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "plugin[more]",
        "plugin @ https://a.example/plugin.zip",
        "plugin === 1.0",
        # pip would take each of these for the name of a file.
        "plugin === ./x.zip",
        "plugin == 1.0+x.zip",
        "plugin != 1.0+x.tar.gz",
    ],
)
def test_more_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"plugin|1\.0|Invalid version"):
        as_public(Requirement(text))
