"""Ask libraries and programs that may hang or crash, and keep what they told before.

Standalone: standard library only. The probes, which are asked in a process of their
own, import it from the folder that they are in.

A finding is a text with the characters of values only: any other character is ``_`` and
two hexadecimal digits for each of its bytes. So ``__`` can part fields.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from typing import IO

__all__ = ["Facts", "Tell", "add", "encode", "isolate", "run"]

LIBRARY_SECONDS = 7.0
PROGRAM_SECONDS = 5.0
PIPE_SECONDS = 1.0
MAX_OUTPUT = 1024 * 1024

Tell = Callable[[str, object], None]
Facts = dict[str, list[str]]


def isolate(facts: Facts, name: str, question: Callable[[Tell], None]) -> None:
    """Ask a library in a child process, and keep all that it told before it ended."""
    if not hasattr(os, "fork"):
        ask_here(facts, name, question)
        return
    readable, writable = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # No thread holds a lock.
        child = os.fork()
    if child == 0:
        answer(writable, question)
    os.close(writable)
    deadline = time.monotonic() + LIBRARY_SECONDS
    lines = receive(readable, deadline)
    os.close(readable)
    for line in lines:
        fact, _, value = line.partition(" ")
        add(facts, fact, value)
    end = wait(child, deadline)
    if end is not None:
        facts[name] = [end]


def answer(writable: int, question: Callable[[Tell], None]) -> None:
    """Ask, in the child process, and end it whatever happens."""
    status = 1
    try:
        question(lambda name, value: tell(writable, name, value))
        status = 0
    finally:
        os._exit(status)


def tell(writable: int, name: str, value: object) -> None:
    os.write(writable, f"{name} {value}\n".encode("ascii"))


def receive(readable: int, deadline: float) -> list[str]:
    """Return the whole lines that come until the end of the pipe, or of the time."""
    data = b""
    while len(data) < MAX_OUTPUT:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([readable], [], [], left)[0]:
            break
        part = os.read(readable, 65536)
        if not part:
            break
        data += part
    return data.decode("ascii", "replace").split("\n")[:-1]


def wait(child: int, deadline: float) -> str | None:
    """Return how a child process failed, and end it if it has not ended.

    One that is stuck in the driver does not even die when it is killed.
    """
    is_killed = False
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        now = time.monotonic()
        if is_killed and now >= deadline:
            return "timeout"
        if now >= deadline:
            os.kill(child, signal.SIGKILL)
            is_killed, deadline = True, now + 1.0
        time.sleep(0.002)
    if is_killed:
        return "timeout"
    code = os.waitstatus_to_exitcode(status)
    return None if code == 0 else f"signal_{-code}" if code < 0 else "failed"


def ask_here(facts: Facts, name: str, question: Callable[[Tell], None]) -> None:
    try:
        question(lambda fact, value: add(facts, fact, str(value)))
    except Exception:  # A library may have functions of another kind.
        facts[name] = ["failed"]


def add(facts: Facts, name: str, value: str) -> None:
    if value and value not in facts.get(name, []):
        facts.setdefault(name, []).append(value)


def run(command: Sequence[str], seconds: float = PROGRAM_SECONDS) -> tuple[str, str]:
    """Return how a program ended, "ok" or otherwise, and the start of its output.

    One that never stops printing is ended by its closed pipe. Nobody waits for the end
    of a pipe that others of its processes hold.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return "failed", ""
    output = bytearray()
    reader = threading.Thread(target=read, args=(process.stdout, output), daemon=True)
    reader.start()
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        end_group(process)
        return "timeout", ""
    reader.join(PIPE_SECONDS)
    if reader.is_alive():
        end_group(process)  # What it left behind would cost the whole answer.
    text = without_colours(bytes(output).decode("utf-8", "replace"))
    if code == 0:
        return "ok", text
    return (f"exit_{code}" if code > 0 else f"signal_{-code}"), text


def without_colours(text: str) -> str:
    """Return a text without the codes by which programs colour that of terminals."""
    return re.sub(r"\x1b\[[0-9;:?]*[A-Za-z]", "", text)


def read(pipe: IO[bytes], output: bytearray) -> None:
    """Add what comes through a pipe, and close it at its end or that of the room."""
    with pipe:
        while len(output) < MAX_OUTPUT:
            part = os.read(pipe.fileno(), 65536)
            if not part:
                break
            output += part


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a program and the processes that it started; do not wait for long."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1.0)


def encode(text: str) -> str:
    """Return a text in the characters that findings may have."""
    data = text.strip()[:200].encode("utf-8", "replace")
    return re.sub(rb"[^A-Za-z0-9.]", lambda match: b"_%02x" % match[0][0], data).decode(
        "ascii"
    )
