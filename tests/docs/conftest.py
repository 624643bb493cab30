"""The machine and the package index that the examples of the site take place on.

`fictional-ship` is published in two versions with variants, `fictional-crew` needs it.
The plugin that knows the fictional hardware is the one of variantlib's README.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel
from tests.builders.loopback import folder_served

from . import REPOSITORY
from .blocks import blocks
from .torch_indexes import CATALOGUE, SITE, Listing, add_builds, add_pages

README = REPOSITORY / "src" / "variantlib" / "README.md"
POINTS = (
    "[variantlib.plugins]\nfictional_hw = fictional_hw_provider:FictionalHardware\n"
)

HAL = "fictional_hw :: architecture :: HAL9000"
HUMOR = "fictional_hw :: humor :: {}"
WHEELS: list[tuple[str, list[str]]] = [
    ("1.0", []),
    ("1.0", [HUMOR.format(1)]),
    ("2.0", []),
    ("2.0", [HUMOR.format(1)]),
    ("2.0", [HAL, HUMOR.format(2)]),
    ("2.0", [HAL, HUMOR.format(9)]),
]


SOURCE = next(
    block.text
    for block in blocks(README.read_text("utf-8"))
    if block.language == "python"
)


@pytest.fixture
def provider(wheels: Path) -> Path:
    """The plugin's wheel."""
    name = "fictional-hw-provider"
    return make_wheel(wheels, name, module=SOURCE, entry_points=POINTS)


@pytest.fixture
def back_end(wheels: Path) -> Path:
    """The build back end that the examples use, as it is installed here."""
    found = files("flit_core") or []
    sources = {
        path.as_posix(): path.read_binary() for path in found if path.suffix == ".py"
    }
    return make_wheel(wheels, "flit-core", "4.2.0", files=sources)


@pytest.fixture
def scene(
    env: PipEnv, index: Index, wheels: Path, provider: Path, back_end: Path
) -> PipEnv:
    """An environment whose pip asks the index; the plugin is not installed yet."""
    for version, properties in WHEELS:
        index.add(make_wheel(wheels, "fictional-ship", version, properties=properties))
    index.add(make_wheel(wheels, "fictional-crew", "1.0", requires=["fictional-ship"]))
    index.add(make_wheel(wheels, "fictional-map", "1.0"))
    for humor in (1, 2):
        fuel = make_wheel(wheels, "fictional-fuel", f"{humor}.0")
        drive = make_wheel(
            wheels,
            "fictional-drive",
            properties=[HUMOR.format(humor)],
            requires=[f"fictional-fuel=={humor}.0"],
        )
        index.add(fuel, drive)
    index.add(make_wheel(wheels, "fictional-drive"))
    index.add(make_wheel(wheels, "filelock", "3.20.0"))
    index.add(make_wheel(wheels, "pip", "99.0"))
    index.add(provider, back_end)
    (env.work / "fictional_hw_provider.py").write_text(SOURCE, "utf-8")
    make_wheel(env.work, "fictional-ship", "2.0")
    # As they come from two indexes, one for each kind of hardware.
    for local in ("hal", "cpu"):
        requires = ["fictional-map==1.0"]
        folder = env.work / "indexes"
        make_wheel(folder, "fictional-ship", f"2.0+{local}", requires=requires)
    # One project for each kind of hardware, and another one that needs it.
    for name in ("fictional-boat", "fictional-boat-hal"):
        index.add(make_wheel(wheels, name))
    index.add(make_wheel(wheels, "fictional-sailor", requires=["fictional-boat"]))
    # Empty of what this machine may have, and with a user's file to write to.
    env.configure("")
    del env.variables["PIP_CONFIG_FILE"]
    env.variables.update(PIP_INDEX_URL=index.url, FICTIONAL_HUMOR="2")
    return env


@pytest.fixture
def todays_torch(scene: PipEnv, tmp_path: Path) -> Iterator[None]:
    """The indexes of PyTorch, as small as they can be, in place of the real ones."""
    folder = tmp_path / "torch"
    for label in ("cu130", "cu128", "cu126", "cpu"):
        add_builds(folder / "whl" / label, label)
    with folder_served(folder, Listing) as root:
        catalogue = scene.site_packages.joinpath(*CATALOGUE.split("/"))
        text = catalogue.read_text("utf-8")
        add_pages(folder, text)
        # It may be a link to what all environments share.
        catalogue.unlink()
        catalogue.write_text(text.replace(SITE, root), "utf-8")
        scene.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"] = "nvidia"
        yield
