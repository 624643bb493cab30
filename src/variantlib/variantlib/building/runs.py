"""Run the builds of some rows, several at a time.

Each build is a process of its own, so threads that wait for them are enough. In the
output folder are only whole wheels; all else is in `logs` and `.build` there.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from packaging.markers import Marker

from ..documents.whole_files import file_digest
from ..errors import VariantError
from ..folders import open_regular
from ..text import printable
from .events import FAILED, MADE, SKIPPED, STEP, UNCHANGED, Event
from .interpreters import Interpreter, find_interpreter
from .labelled import Release
from .leftovers import made_by_others, stamps_in
from .locks import locked
from .own_variants import Built, check_statement
from .placing import check_places, place_wheels, still_there
from .plain_wheels import Builder
from .processes import StepFailed
from .rows import Row
from .stamps import Made, Stamp, digest_of, read_stamp, write_stamp

_FORMAT = 1
_SECONDS = 1.0
_TAIL = 4096

# Variables that compilers, back ends and tools of repair heed.
_heeded = re.compile(
    r"(AR|AS|CC|CPP|CXX|FC|F77|F90|LD|NM|RANLIB|STRIP|OBJC|OBJCXX|ISPC|NVCC|RUSTC"
    r"|(LD|LDCXX|BLD)SHARED|ARCHFLAGS|SDKROOT|MKLROOT|DISTUTILS_USE_SDK"
    r"|CUDACXX|CUDAHOSTCXX|CUDAARCHS|HIPCC|HIPCXX|HIPHOSTCXX|RUSTUP_TOOLCHAIN"
    r"|INCLUDE|LIB|CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|LIBRARY_PATH"
    r"|LD_LIBRARY_PATH|PKG_CONFIG(_PATH|_LIBDIR|_SYSROOT_DIR)?"
    r"|PIP_(.*CONSTRAINT|CONFIG_SETTINGS|NO_BUILD_ISOLATION|PRE)"
    r"|MACOSX_DEPLOYMENT_TARGET|SOURCE_DATE_EPOCH|_PYTHON_HOST_PLATFORM|\w+FLAGS"
    r"|(CUDA|CUDNN|NVCC|ROCM|HIP|TORCH|PYTORCH|CMAKE|SKBUILD|MESON|CARGO|MATURIN"
    r"|PYO3|SETUPTOOLS|AUDITWHEEL|FORCE|USE|WITH)_\w+"
    r")"
).fullmatch
_is_constraint = re.compile(r"PIP_.*CONSTRAINT").fullmatch
# Not pip's headlines, as "error: backend-unavailable", but what stands below one,
# unless that is the output of a back end.
_speaks_of_an_error = re.compile(
    r".*\b\w*error: (?![a-z]+(?:-[a-z]+)+$)|.* is invalid: "
    r"|\u00d7 (?!.* did not run successfully)",
    re.IGNORECASE,
).match
# Below that line pip says why.
_arrow = re.compile(r"\s*\n\s*╰─> ")
# And this is below the output of a back end.
_END = "[end of output]"
_ONLY_SPEED = {"CMAKE_BUILD_PARALLEL_LEVEL", "MAKEFLAGS", "NINJAFLAGS"}

Report = Callable[[Event], None]


@dataclass(frozen=True)
class Run:
    """All that the rows of a run have in common.

    :param output: The folder of the wheels.
    :param maker: The name of the maker's file.
    :param pip: The version of pip.
    :param named: Rows that the user named: it is wrong to skip them.
    """

    builder: Builder
    release: Release
    output: Path
    maker: str
    pip: str
    named: frozenset[str] = frozenset()
    claims: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str | None] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def log_of(self, row: Row) -> Path:
        return self.output / "logs" / f"{row.name}.log"

    def stamp_of(self, row: Row) -> Path:
        return stamps_in(self.output, self.maker) / f"{row.name}.json"

    def plain_inputs(self, row: Row, python: Interpreter) -> str:
        """Return the digest of all that a plain wheel depends on."""
        environment = _heeded_variables(self.builder.environment)
        parts: list[object] = [_FORMAT, row.build, self.builder.sources.digest]
        parts += [python.identity, self.pip, environment]
        return digest_of([*parts, self._named_files(row)])

    def _named_files(self, row: Row) -> list[str | None]:
        """Return the digests of files outside of the sources that a build may read.

        These are scripts of commands, and constraints.
        """
        settings = row.settings
        words = [*(settings.repair or ()), *(settings.test or ())]
        variables = [*self.builder.environment.items(), *settings.environment]
        for name, text in variables:
            if _is_constraint(name):
                words += text.split()
        return [self._digest(word) for word in words if os.path.isabs(word)]

    def _digest(self, path: str) -> str | None:
        with self.guard:
            if path not in self.digests:
                try:
                    with open_regular(path, follow=True) as file:
                        self.digests[path] = file_digest(file)
                except OSError:
                    # It is no file, or the command will tell.
                    self.digests[path] = None
            return self.digests[path]

    def inputs(self, row: Row, python: Interpreter) -> str:
        """Return the digest of all that the wheels of a row depend on."""
        return self.release.inputs(row, self.plain_inputs(row, python))

    def claim(self, row: Row, name: str) -> None:
        """Note that a row makes a file.

        :raises StepFailed: If another row of this run makes it, too.
        """
        with self.guard:
            owner = self.claims.setdefault(name, row.name)
        if owner != row.name:
            raise StepFailed(
                f"makes {printable(name)}, which {owner} makes, too: give them another"
                " label and other properties, or leave one out"
            )


def run_rows(run: Run, rows: Sequence[Row]) -> Generator[Event, None, None]:
    """Make the wheels of rows, and yield the events of it.

    A row that fails holds up no other. If the caller stops, so do all programs.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.build, []).append(row)
    events: SimpleQueue[Event | Future[None]] = SimpleQueue()
    with ThreadPoolExecutor(run.builder.at_once) as pool:
        futures = [
            pool.submit(_run_group, run, group, events.put) for group in groups.values()
        ]
        for future in futures:
            future.add_done_callback(events.put)
        try:
            waiting = len(futures)
            while waiting:
                try:
                    # With a limit, or nothing interrupts it on Windows.
                    event = events.get(timeout=_SECONDS)
                except Empty:
                    continue
                if isinstance(event, Future):
                    event.result()
                    waiting -= 1
                else:
                    yield event
        finally:
            for future in futures:
                future.cancel()
            run.builder.processes.stop()


def _run_group(run: Run, rows: Sequence[Row], report: Report) -> None:
    """Make the wheels of rows that one build serves."""
    left = {row.name: row for row in rows}
    python = None

    def report_end(event: Event) -> None:
        if event.kind != STEP:
            del left[event.row]
        report(event)

    try:
        python = find_interpreter(rows[0].settings.python)
        for row in rows:
            _look_at(run, row, python, report_end)
        if left:
            _make_group(run, list(left.values()), python, report_end)
    except (VariantError, OSError) as error:
        for row in left.values():
            report(_failed(run, row, python, _reason(error)))


def _look_at(run: Run, row: Row, python: Interpreter, report: Report) -> None:
    """Report a row of which nothing is to be made."""
    for text in row.when:
        if not Marker(text).evaluate(dict(python.markers)):
            reason = f"not for this machine ({text})"
            if row.name in run.named:
                report(_failed(run, row, python, reason))
            else:
                kept = _kept(run, row, read_stamp(run.stamp_of(row)))
                report(Event(row.name, SKIPPED, reason, kept=kept))
            return
    stamp = read_stamp(run.stamp_of(row))
    if stamp is not None and stamp.holds(run.inputs(row, python), run.output):
        for made in stamp.files:
            run.claim(row, made.name)
        report(Event(row.name, UNCHANGED))


def _make_group(
    run: Run, rows: Sequence[Row], python: Interpreter, report: Report
) -> None:
    first = rows[0]
    inputs = run.plain_inputs(first, python)
    folder = run.output / ".build" / first.build
    folder.mkdir(parents=True, exist_ok=True)
    waits = Event(first.name, STEP, "waiting, as another process builds it")
    started = time.monotonic()
    with locked(folder / "lock", lambda: report(waits)) as handle:
        try:
            plain = _plain_wheel(run, rows, python, inputs, folder, handle, report)
        except (VariantError, OSError) as error:
            for row in rows:
                report(_failed(run, row, python, _with_log(run, first, error)))
            return
        for row in rows:
            try:
                names, kept = _label(run, row, plain, python, folder)
            except (VariantError, OSError) as error:
                report(_failed(run, row, python, _reason(error)))
            else:
                seconds = time.monotonic() - started
                report(Event(row.name, MADE, " ".join(names), seconds, kept))
            started = time.monotonic()


def _plain_wheel(
    run: Run,
    rows: Sequence[Row],
    python: Interpreter,
    inputs: str,
    folder: Path,
    handle: int,
    report: Report,
) -> Built:
    """Return the plain wheel of some rows, built unless it is there."""
    stamp = read_stamp(folder / "plain.json")
    if stamp is not None and stamp.holds(inputs, folder):
        return Built(folder / stamp.files[0].name, stamp.statement)
    first, work = rows[0], folder / "work"
    _clear(work)

    def on_step(text: str) -> None:
        report(Event(first.name, STEP, text))

    with _open_log(run, rows) as log:
        made, statement = run.builder.build(
            first.settings, python, work, log, handle, on_step
        )
    for old in folder.glob("*.whl"):
        old.unlink()
    plain = made.replace(folder / made.name)
    write_stamp(folder / "plain.json", Stamp(inputs, (Made.of(plain),), statement))
    shutil.rmtree(work, ignore_errors=True)
    return Built(plain, statement)


def _label(
    run: Run, row: Row, plain: Built, python: Interpreter, folder: Path
) -> tuple[list[str], tuple[str, ...]]:
    """Make the wheels of a row, and put them where they belong.

    :return: Their names, and those of wheels that the row made for another release
        just before.
    """
    check_statement(row, plain.statement)
    place = folder / "labelled"
    _clear(place)
    made = run.release.make(row, plain.wheel, place)
    for path in made:
        run.claim(row, path.name)
    before = read_stamp(run.stamp_of(row)) or Stamp("", ())
    own = tuple(dict.fromkeys([*before.files, *before.older]))
    files = tuple(map(Made.of, made))
    check_places(made, run.output, own)
    # Who is killed before the end leaves word of all that may be there.
    write_stamp(run.stamp_of(row), Stamp("", (*own, *files), maker=run.maker))
    placed = place_wheels(made, run.output, own, run.claims)
    stamp = Stamp(run.inputs(row, python), files, None, run.maker, placed.older)
    write_stamp(run.stamp_of(row), stamp)
    return [path.name for path in placed.wheels], placed.kept_of(before.files)


def _failed(run: Run, row: Row, python: Interpreter | None, reason: str) -> Event:
    """Return the end of a row that fails: its older wheels stay, so they are named."""
    before = read_stamp(run.stamp_of(row))
    inputs = None if python is None else run.inputs(row, python)
    is_right = before and inputs and before.holds(inputs, run.output)
    kept = () if is_right else _kept(run, row, before)
    return Event(row.name, FAILED, reason, kept=kept)


def _kept(run: Run, row: Row, before: Stamp | None) -> tuple[str, ...]:
    """Return the names of wheels that a row made before and does not make now."""
    if before is None:
        return ()
    others = {name for name, owner in [*run.claims.items()] if owner != row.name}
    stale = still_there(before.files, run.output, others)
    changed = {old.name for old in stale if not old.is_in(run.output)}
    changed &= made_by_others(run.output, run.maker, row.name) if changed else set()
    return tuple(old.name for old in stale if old.name not in changed)


def _heeded_variables(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(
        (name, text)
        for name, text in environment.items()
        if _heeded(name) and name not in _ONLY_SPEED
    )


def _open_log(run: Run, rows: Sequence[Row]) -> IO[bytes]:
    first = run.log_of(rows[0])
    first.parent.mkdir(parents=True, exist_ok=True)
    for row in rows[1:]:
        run.log_of(row).write_text(f"Built once for several rows: {first.name}\n")
    return first.open("wb")


def _with_log(run: Run, row: Row, error: Exception) -> str:
    path = run.log_of(row)
    if not path.is_file():
        return _reason(error)
    # What a program said last tells nothing of what was wrong with its wheel.
    cause = _cause(path) if isinstance(error, StepFailed) else ""
    return f"{_reason(error)}; see {printable(str(path))}{cause}"


def _cause(path: Path) -> str:
    """Return the line of a log that most likely tells why a step failed.

    It is the first of the last step that speaks of an error: a compiler's comes before
    those of all that ran it, down to pip's "Failed to build". Else it is the last line,
    of the back end if pip quotes it.
    """
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - _TAIL))
        text = log.read(_TAIL).decode(errors="replace")
    step = _arrow.sub(" ", text.rpartition("\n$ ")[2])
    lines = [line.strip() for line in step.split("\n")[1:]]
    if _END in lines:
        del lines[lines.index(_END) :]
    errors = filter(_speaks_of_an_error, lines)
    last = next(filter(None, reversed(lines)), "")
    cause = next(errors, last).removeprefix("\u00d7 ")
    return f": {printable(cause)}" if cause else ""


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{printable(str(error.filename))}: {error.strerror}"
    return str(error)


def _clear(folder: Path) -> None:
    """Leave an empty folder, whatever a run that was killed left there."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
