"""Do the work for many files side by side: in threads, or in processes if that pays.

Threads take the digests of large files side by side. With small files, most time goes
to Python itself, which runs one thread of a process at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager, suppress

from ..errors import VariantError

__all__ = ["workers"]

_FILES = 1000
"""So many files are worth another process, whose start takes some 0.1 s."""

_PROCESSES = 16
_THREADS = 4


@contextmanager
def workers(files: int, processors: int = 0) -> Iterator[futures.Executor]:
    """Return that which does the work; what is left at the end is not done.

    :param files: How many files there are to read.
    :param processors: The processors of this machine, if they are known.
    :raises VariantError: If a process ended before its work was done.
    """
    found = processors or os.cpu_count() or 1
    pool = _pool(min(files // _FILES, found, _PROCESSES))
    try:
        yield pool
    except futures.BrokenExecutor:
        raise VariantError(
            "a process that read the wheels has ended; maybe the system ran out of "
            "memory"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(processes: int) -> futures.Executor:
    if processes > 1:
        # Some systems have no semaphores, which the processes share.
        with suppress(ImportError, NotImplementedError, OSError):
            return futures.ProcessPoolExecutor(processes, initializer=_begin)
    return futures.ThreadPoolExecutor(_THREADS)


def _begin() -> None:
    """Leave interrupts to the first process, and end when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
