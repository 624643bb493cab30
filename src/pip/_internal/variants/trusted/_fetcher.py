"""Runs the pip that started it another time. Standalone: standard library only.

Run as ``python _fetcher.py PIP REQUEST``, where PIP is the folder or zip file of this
very pip. ``installing.py`` describes the file REQUEST.

It ends when the process that started it is gone, and removes the folder of the request:
nobody else may be left to do it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sys
import threading
import time
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

POLL_SECONDS = 0.5


class PipFrom:
    """Finds ``pip`` where it is said to be, and nothing else there."""

    def __init__(self, place: str) -> None:
        self._place = place

    def find_spec(
        self, name: str, path: Any = None, target: Any = None
    ) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [self._place]) if name == "pip" else None


def main(place: str, request: str) -> int:
    parent = os.getppid()
    outlive_parent()
    # Nothing is imported from beside this script.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if path != here]
    threading.Thread(
        target=lambda: end_after(parent, os.path.dirname(request)), daemon=True
    ).start()
    sys.meta_path.insert(0, PipFrom(place))
    package = "pip._internal.variants.trusted"
    status: int = importlib.import_module(f"{package}.installing").main(request)
    return status


def outlive_parent() -> None:
    """Have this process go on when its parent ends: there is work to do then."""
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import ctypes

            pr_set_pdeathsig = 1
            ctypes.CDLL(None).prctl(pr_set_pdeathsig, 0, 0, 0, 0)


def end_after(parent: int, folder: str) -> None:
    """Wait until this process has another parent, which is nobody who cares."""
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    for _ in range(3):  # The other thread may write to it still.
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
