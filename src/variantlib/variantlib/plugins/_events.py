"""Wait for events, for ``_supervisor.py``. Standalone: standard library only.

Where the system can wait for pipes and signals together, no thread is started: a system
that runs out of processes runs out of threads, too. Windows cannot wait so.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
from collections.abc import Callable

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    import threading
    from typing import Any, Protocol

    from ._families import Worker
else:
    Protocol = object

MAX_PRINTED = 2000
CHUNK = 65536


class Events(Protocol):
    """The events so far, and a way to wait for more.

    * ``told``: this process was told to end.
    * ``abandoned``: pip is gone, however that came, or has given up. With a guard, its
      end alone does not say so; it has us told to end.
    * ``printed``: the end of the command's output.
    """

    told: bool
    printed: bytearray

    @property
    def abandoned(self) -> bool: ...

    def hear(self, worker: Any) -> None:
        """Read all that is printed, so that nobody waits for a full pipe."""

    def wait(self, seconds: float) -> None:
        """Wait until something happens, or the time is over."""

    def finish(self) -> None:
        """Take all output that is not read yet, now that all have ended."""


class Signals:
    """The events on POSIX systems."""

    def __init__(self, is_guarded: bool) -> None:
        self.told = False
        self.printed = bytearray()
        self._is_alone = False
        self._pip = None if is_guarded else os.getppid()
        self._selector = selectors.DefaultSelector()
        woken, wake = os.pipe()
        for end in (woken, wake):
            os.set_blocking(end, False)
        self._selector.register(woken, selectors.EVENT_READ, self._drain)
        self._selector.register(0, selectors.EVENT_READ, self._await_pip)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            signal.signal(getattr(signal, name), self._note)
        # One that is ignored would not wake us.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    @property
    def abandoned(self) -> bool:
        return self._is_alone or self._pip not in (None, os.getppid())

    def hear(self, worker: Worker) -> None:
        assert worker.stdout is not None
        os.set_blocking(worker.stdout.fileno(), False)
        self._selector.register(worker.stdout, selectors.EVENT_READ, self._keep)

    def wait(self, seconds: float) -> None:
        for key, _ in self._selector.select(max(0.0, seconds)):
            act: Callable[[int], bool] = key.data
            if not act(key.fd):
                self._selector.unregister(key.fileobj)

    def finish(self) -> None:
        self.wait(0.0)

    def _note(self, *_: object) -> None:
        self.told = True

    def _drain(self, end: int) -> bool:
        return bool(os.read(end, CHUNK))

    def _await_pip(self, end: int) -> bool:
        # pip never writes to it. Its end is that of pip.
        self._is_alone = not os.read(end, CHUNK)
        return not self._is_alone

    def _keep(self, end: int) -> bool:
        try:
            data = os.read(end, CHUNK)
        except BlockingIOError:
            return True
        keep_end(self.printed, data)
        return bool(data)


class Threads:
    """The events on Windows, each awaited by a thread."""

    def __init__(self) -> None:
        import queue

        self.told = self.abandoned = False
        self.printed = bytearray()
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()
        signal.signal(signal.SIGTERM, self._note)
        self._start(self._await_pip)

    def hear(self, worker: subprocess.Popen[bytes]) -> None:
        def read() -> None:
            assert worker.stdout is not None
            while data := worker.stdout.read(CHUNK):
                keep_end(self.printed, data)

        def await_end() -> None:
            worker.wait()
            self._news.put(None)

        self._reader = self._start(read)
        self._start(await_end)

    def wait(self, seconds: float) -> None:
        import queue

        with contextlib.suppress(queue.Empty):
            self._news.get(timeout=max(0.0, seconds))

    def finish(self) -> None:
        self._reader.join(1.0)

    def _note(self, *_: object) -> None:
        self.told = True

    def _await_pip(self) -> None:
        sys.stdin.buffer.read()
        self.abandoned = True
        self._news.put(None)

    def _start(self, task: Callable[[], None]) -> threading.Thread:
        import threading

        thread = threading.Thread(target=task, daemon=True)
        thread.start()
        return thread


def keep_end(printed: bytearray, data: bytes) -> None:
    printed += data
    del printed[:-MAX_PRINTED]


def make_events(is_guarded: bool) -> Events:
    return Threads() if sys.platform == "win32" else Signals(is_guarded)
