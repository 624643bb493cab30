"""Which requirements of documents become arguments of pip."""

from __future__ import annotations

import pytest
from pip._vendor.variantlib.documents.document import read_index_document

from pip._internal.variants.commands.named_plugins import named_plugins
from tests.builders import label_document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some.Plugin >= 1, < 2", ["some-plugin<2,>=1"]),
        ("plugin; sys_platform == 'linux'", ['plugin; sys_platform == "linux"']),
        ("plugin.zip", ["plugin-zip"]),
        ("plugin @ file:///etc/passwd", []),
        ("plugin[extra]", []),
        ("plugin === ../x.zip", []),
        ("plugin == 1.0+x.zip", []),
        ("plugin != 1.0+x.tar.gz", []),
        ("plugin == 1.*", ["plugin==1.*"]),
        ("-r file", []),
        ("nvidia-variant-provider >= 0.0.1", []),
    ],
)
def test_only_names_versions_and_markers(text: str, expected: list[str]) -> None:
    variants = {"good": {"hw": {"key": ["1"]}}}
    document = label_document(variants, providers={"hw": {"requires": [text]}})
    assert named_plugins([read_index_document(document)]) == expected
