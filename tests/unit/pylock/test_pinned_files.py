"""What a uv.lock states of the files of a package."""

from __future__ import annotations

from typing import Any

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.pylock.pinned_files import digests_of_files

LAB = canonicalize_name("lab")
WHEEL = "lab-1.0-py3-none-any.whl"


def test_where_files_of_uv_are() -> None:
    wheels = [
        {"url": f"https://files.example/a%2Fb/{WHEEL}?x=/y#z", "hash": "sha256:1"},
        {"url": "https://files.example/lab-1.0%2Bcu-py3-none-any.whl"},
        {"path": f"wheels/{WHEEL}", "hash": "sha512:2"},
        {"filename": "lab-1.0-py3-none-any-fast.whl", "hash": "sha256:3"},
    ]
    sdist = {"url": "https://files.example/LAB-1.0.tar.gz", "hash": "sha256:4"}
    stated = {"sha256:1", "sha512:2", "sha256:3", "sha256:4"}
    assert digests_of_files(LAB, wheels, sdist) == stated
    assert digests_of_files(LAB, [{}], None) == set()


@pytest.mark.parametrize(
    ("wheel", "problem"),
    [
        ({"hash": 5}, 'wheels.hash = 5 is no digest like "sha256:0123"'),
        ({"hash": "sha256"}, "wheels.hash = 'sha256' is no digest"),
        ({"hash": "x\x1b:0"}, r"wheels.hash = 'x\\x1b:0' is no digest"),
        (
            {"path": "../../etc/passwd"},
            "wheels.path = '../../etc/passwd' names no wheel",
        ),
        ({"path": f"..\\not-{WHEEL}"}, "names no wheel of lab"),
        ({"filename": "../other-1.0-py3-none-any.whl"}, "names no wheel of lab"),
        ({"path": ["x"]}, r"wheels.path = \['x'\] is no text"),
        ({"url": "http://me:pw@h/a-1.0-py3-none-any.whl"}, r"'http://\*{4}@h/a-1.0-py"),
        ({"url": f"http://[::1/{WHEEL}"}, f"wheels.url = 'http://.*{WHEEL}' is no URL"),
    ],
)
def test_what_is_not_understood(wheel: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        digests_of_files(LAB, [wheel], None)


@pytest.mark.parametrize(
    ("sdist", "problem"),
    [
        ("lab.zip", "sdist must be a table, not 'lab.zip'"),
        ({"path": "../../etc/passwd"}, "sdist.path = '../../etc/passwd' names no arch"),
        ({"hash": ""}, "sdist.hash = '' is no digest"),
    ],
)
def test_an_sdist_that_is_not_understood(sdist: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        digests_of_files(LAB, [], sdist)
