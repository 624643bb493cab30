"""Look at the pages of an index with Chromium: `nox -s browser`, on Debian.

It is unpacked below `build/browser`, and nothing is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from debian import missing, unpack

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "chromium-headless-shell"
TEST = "tests/variantlib/publishing/test_browser.py"


def main() -> int:
    """Run the test with the browser, and return its exit status."""
    system = unpack(ROOT / "build/browser", missing(PACKAGE))
    libraries = system / "usr/lib/x86_64-linux-gnu"
    places = [libraries, libraries / "pulseaudio"]
    variables = {
        **os.environ,
        "CHROMIUM": str(system / "usr/lib/chromium" / PACKAGE),
        "CHROMIUM_LIBRARIES": os.pathsep.join(map(str, places)),
    }
    command = [sys.executable, str(ROOT / "tools/check.py"), "-rs", TEST]
    return subprocess.run(command, env=variables, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
