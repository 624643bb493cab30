"""Indexes as most builds for GPUs are published today, and a catalogue of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.builders import Index, PipEnv, make_wheel

# The versions of ship that each index has. Those of crew are alike.
VERSIONS = {
    "cu13": ["2.0", "2.1"],
    "cu12": ["1.0", "2.0", "2.1"],
    "cpu": ["2.0", "2.1"],
}
_NEEDS = {
    "cu13": "nvidia :: cuda_version_lower_bound :: 13.0",
    "cu12": "nvidia :: cuda_version_lower_bound :: 12.0",
}

CUDA12 = "nvidia :: cuda_version_lower_bound :: 12.0"
"""A machine on which cu12 runs, as an option has it."""

CUDA13 = "nvidia :: cuda_version_lower_bound :: 13.0,12.0"


class Published(NamedTuple):
    """The indexes of each label, the usual one, and the catalogue."""

    indexes: dict[str, Index]
    usual: Index
    catalogue: Path
    folder: Path

    def add(self, label: str, version: str, yanked: str | None = None) -> None:
        """Publish one more release of ship for some hardware."""
        folder, version = self.folder / label, f"{version}+{label}"
        _add(self.indexes[label], folder, "ship", version, ["sail"], yanked)

    @property
    def options(self) -> list[str]:
        return ["--catalogue", str(self.catalogue), "--index-url", self.usual.url]

    @property
    def pages(self) -> dict[str, list[str]]:
        """The projects that were asked for, by index; from now on anew."""
        found = {}
        for label, index in {**self.indexes, "usual": self.usual}.items():
            paths = [r.path for r in index.requests if r.path.startswith("/simple/")]
            found[label] = [path.split("/")[2] for path in paths]
            index.requests.clear()
        return {label: pages for label, pages in found.items() if pages}


@pytest.fixture
def published(index: Index, wheels: Path, env: PipEnv) -> Iterator[Published]:
    """Two projects of one family; the usual index has others of their names."""
    for name, version, requires in [
        ("ship", "9.0", ()),
        ("crew", "9.0", ["ship"]),
        ("sail", "1.0", ()),
    ]:
        index.add(make_wheel(wheels / "usual", name, version, requires=requires))
    with ExitStack() as stack:
        indexes = {}
        for label, versions in VERSIONS.items():
            made = Index(formats="html", sidecars=False, variants_json=False)
            indexes[label] = stack.enter_context(made)
            for version in versions:
                _add(made, wheels / label, "ship", f"{version}+{label}", ["sail"])
                requires = [f"ship=={version}"]
                _add(made, wheels / label, "crew", f"{version}+{label}", requires)
            # Whoever takes this one is confused.
            made.add(make_wheel(wheels / label, "sail", "99.0"))
        path = env.work / "fleet.toml"
        path.write_text(_catalogue(indexes))
        yield Published(indexes, index, path, wheels)


def _add(
    index: Index,
    folder: Path,
    name: str,
    version: str,
    requires: list[str],
    yanked: str | None = None,
) -> None:
    """Offer a wheel by an absolute link, with `+` as it is or quoted."""
    wheel = make_wheel(
        folder, name, version, requires=requires, module=f"VARIANT = {version!r}\n"
    )
    url = index.file_url(wheel.name)
    url = url.replace("%2B", "+") if name == "crew" else url
    index.add(wheel, url=url, yanked=yanked)


def _catalogue(indexes: dict[str, Index]) -> str:
    lines = ["format = 1", 'name = "fleet"', 'projects = ["ship", "crew"]']
    for label, index in indexes.items():
        lines += ["[[variants]]", f'label = "{label}"', f'local = "{label}"']
        lines.append(f'index = "{index.url}"')
        lines.append(f"properties = {[_NEEDS[label]] if label in _NEEDS else []}")
    return "\n".join(lines)
