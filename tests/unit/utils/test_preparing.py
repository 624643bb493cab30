"""A pip that takes wheels of an index, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pip._internal.exceptions import InstallationError
from pip._internal.models.link import Link
from pip._internal.req.constructors import install_req_from_line
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.utils.preparing import wheels_only

PAGE = "https://a.example/simple/hw/"


def prepare(req: InstallRequirement) -> InstallRequirement:
    """Prepare with a preparer that hands back what it gets."""
    upstream: Any = SimpleNamespace(prepare_linked_requirement=lambda req: req)
    prepared: InstallRequirement = wheels_only(
        lambda: upstream
    )().prepare_linked_requirement(req)
    return prepared


def test_a_wheel_from_the_index_will_do() -> None:
    req = install_req_from_line("hw-plugin")
    req.link = Link(f"{PAGE}hw_plugin-1.0-py3-none-any.whl", comes_from=PAGE)
    assert prepare(req) is req


@pytest.mark.parametrize(
    "line",
    [
        "hw-plugin @ https://b.example/hw_plugin-1.0-py3-none-any.whl",
        "hw-plugin @ https://b.example/hw-plugin-1.0.tar.gz",
    ],
)
def test_files_behind_urls_are_refused(line: str) -> None:
    with pytest.raises(InstallationError, match="hw-plugin would come from a URL"):
        prepare(install_req_from_line(line))


def test_a_source_distribution_is_refused() -> None:
    req = install_req_from_line("hw-plugin")
    req.link = Link(f"{PAGE}hw-plugin-1.0.tar.gz", comes_from=PAGE)
    with pytest.raises(InstallationError, match="not as a wheel from an index"):
        prepare(req)
