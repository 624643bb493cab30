"""The projects that both pips are shown: everything but variants."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tests.builders import Fault, Index, PipEnv, make_sdist, make_wheel

# Newer than what the tests' --uploaded-prior-to allows.
LATE = "2030-01-01T00:00:00Z"
EARLY = "2020-01-01T00:00:00Z"


def make_scene(folder: Path) -> None:
    """Fill a folder with the wheels and sdists of the scene, and some broken files."""
    for version in ("1.0", "1.1", "2.0", "2.1rc1"):
        make_wheel(folder, "plain", version)
    make_wheel(folder, "app", requires=["plain>=1.1", "leaf"], extras={"x": ["extra"]})
    for version in ("1.0", "2.0"):
        make_wheel(folder, "leaf", version)
        make_wheel(folder, "recalled", version)
    make_wheel(folder, "withdrawn")
    make_wheel(folder, "extra", requires=["leaf<2"])
    make_wheel(folder, "left", requires=["leaf==1.0"])
    make_wheel(folder, "right", requires=["leaf==2.0"])
    make_wheel(folder, "future", "1.0", requires_python=">=3.8")
    make_wheel(folder, "future", "2.0", requires_python=">=99")
    make_wheel(folder, "builds", build="1", module="VARIANT = 'build 1'\n")
    make_wheel(folder, "builds", build="2", module="VARIANT = 'build 2'\n")
    # For pip these are the same version of the same tags: neither is better.
    for version in ("1.0", "1.0.0", "1"):
        make_wheel(folder, "twins", version, module=f"VARIANT = '{version}'\n")
    make_wheel(folder, "elsewhere", tag="cp27-cp27m-win32")
    make_wheel(folder, "timed", "1.0")
    make_wheel(folder, "timed", "2.0")
    _make_sources(folder)
    _make_broken(folder)


def _make_sources(folder: Path) -> None:
    make_sdist(folder, "source", requires=["leaf"])
    make_wheel(folder, "mixed", "1.0")
    make_sdist(folder, "mixed", "1.1")
    make_wheel(folder, "tool")
    make_sdist(folder, "isolated", build_requires=["tool"], build_imports=["tool"])
    make_sdist(folder, "failing", fails="the build says no")


def _make_broken(folder: Path) -> None:
    (folder / "nozip-1.0-py3-none-any.whl").write_bytes(b"no zip")
    make_wheel(folder, "liar", metadata_lines=["Name: somebody-else"])
    make_wheel(folder, "odd", metadata_lines=["Requires-Dist: not a requirement !"])
    good = make_wheel(folder, "named").read_bytes()
    for rest in ("2.0", "two-py3-none-any", "2.0-a-b-c-d-e"):
        (folder / f"named-{rest}.whl").write_bytes(good)


def serve(index: Index, folder: Path) -> None:
    """Offer the scene on an index."""
    for path in sorted(folder.iterdir()):
        yanked = None
        if path.name.startswith(("recalled-2", "withdrawn")):
            yanked = "a test <reason>"
        late = path.name.startswith("timed-2")
        index.add(path, yanked=yanked, upload_time=LATE if late else EARLY)
    index.fault("/simple/gone/", Fault(status=403))


def lay_out(env: PipEnv, index: Index, folder: Path) -> None:
    """Put the files that the command lines name into the environment's folder."""
    env.configure("")
    env.variables["PIP_INDEX_URL"] = index.url
    env.variables["TMPDIR"] = str(env.home / "tmp")
    (env.home / "tmp").mkdir()
    wheels = env.work / "wheels"
    wheels.mkdir()
    for path in sorted(folder.iterdir()):
        os.link(path, wheels / path.name)
    digest = hashlib.sha256((folder / "plain-1.0-py3-none-any.whl").read_bytes())
    pin = f"plain==1.0 --hash=sha256:{digest.hexdigest()}"
    texts = {
        "requirements.txt": "app[x]  # with an extra\nplain<2\n",
        "constraints.txt": "plain==1.1\nleaf<2\n",
        "hashed.txt": pin + "\n",
        "wrong-hash.txt": pin[:-8] + "00000000\n",
        "half-hashed.txt": pin + "\nleaf\n",
        "nested.txt": "-r requirements.txt\n-c constraints.txt\n--pre\n",
        "broken.txt": "plain\n==1.0\n",
        "direct.txt": f"leaf @ {index.file_url('leaf-1.0-py3-none-any.whl')}\n",
        "script.py": '# /// script\n# dependencies = ["leaf"]\n# ///\n',
        "not-toml.toml": "[",
        "pyproject.toml": '[dependency-groups]\ndev = ["leaf<2"]\n',
        "pylock.broken.toml": "lock-version = 7\n",
    }
    for name, text in texts.items():
        (env.work / name).write_text(text, "utf-8")
