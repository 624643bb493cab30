"""Removes a folder when nobody needs it any more. Standalone: standard library only.

Run as ``python _remover.py FOLDER``: standard input is a pipe that pip holds open and
never writes to. Its end means that pip is done, or gone, however that came.
"""

from __future__ import annotations

import shutil
import sys

if __name__ == "__main__":
    sys.stdin.buffer.read()
    shutil.rmtree(sys.argv[1], ignore_errors=True)
