"""Run the builds of some rows, several at a time.

Each build is a process of its own, so threads that wait for them are enough. In the
output folder are only whole wheels; all else is in `logs` and `.build` there.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from packaging.markers import Marker

from ..documents.wheel_zip import check_wheel
from ..errors import VariantError
from ..text import printable
from .causes import text_of, with_log
from .events import FAILED, MADE, SKIPPED, STEP, UNCHANGED, Event
from .inputs import PlainInputs
from .interpreters import Interpreter, find_interpreter
from .labelled import Release
from .leftovers import made_by_others, stamps_in
from .locks import locked
from .own_variants import Built, check_statement
from .places import empty_folder, make_folder, open_file
from .placing import check_places, place_wheels, still_there
from .plain_wheels import Builder
from .processes import StepFailed
from .rows import Row
from .stamps import Made, Stamp, read_stamp, write_stamp

_SECONDS = 1.0

Report = Callable[[Event], None]


@dataclass(frozen=True)
class Run:
    """All that the rows of a run have in common.

    :param output: The folder of the wheels.
    :param maker: The name of the maker's file.
    :param project: The project that the wheels are of, None if only a back end knows.
    :param named: Rows that the user named: it is wrong to skip them.
    """

    builder: Builder
    release: Release
    plain: PlainInputs
    output: Path
    maker: str
    project: str | None = None
    named: frozenset[str] = frozenset()
    claims: dict[str, str] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def log_of(self, row: Row) -> Path:
        return self.output / "logs" / f"{row.name}.log"

    def stamp_of(self, row: Row) -> Path:
        return stamps_in(self.output, self.maker) / f"{row.name}.json"

    def inputs(self, row: Row, python: Interpreter) -> str:
        """Return the digest of all that the wheels of a row depend on."""
        return self.release.inputs(row, self.plain.digest(row, python))

    def is_made(self, stamp: Stamp, row: Row, python: Interpreter) -> bool:
        """Say whether the wheels of a row are there, as they would be made now."""
        return stamp.holds(self.inputs(row, python), self.output, self.project)

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
            report(_failed(run, row, python, text_of(error)))


def _look_at(run: Run, row: Row, python: Interpreter, report: Report) -> None:
    """Report a row of which nothing is to be made."""
    stamp = read_stamp(run.stamp_of(row))
    for text in row.when:
        if not Marker(text).evaluate(dict(python.markers)):
            reason = f"not for this machine ({text})"
            if row.name in run.named:
                report(_failed(run, row, python, reason))
            else:
                kept = _kept(run, row, stamp)
                report(Event(row.name, SKIPPED, reason, kept=kept))
            return
    if stamp is not None and run.is_made(stamp, row, python):
        for made in stamp.files:
            run.claim(row, made.name)
        report(Event(row.name, UNCHANGED))


def _make_group(
    run: Run, rows: Sequence[Row], python: Interpreter, report: Report
) -> None:
    first = rows[0]
    inputs = run.plain.digest(first, python)
    folder = run.output / ".build" / first.build
    make_folder(folder)
    waits = Event(first.name, STEP, "waiting, as another process builds it")
    started = time.monotonic()
    with locked(folder / "lock", lambda: report(waits)) as handle:
        try:
            plain = _plain_wheel(run, rows, python, inputs, folder, handle, report)
        except (VariantError, OSError) as error:
            for row in rows:
                report(_failed(run, row, python, with_log(error, run.log_of(first))))
            return
        for row in rows:
            try:
                names, kept = _label(run, row, plain, python, folder)
            except (VariantError, OSError) as error:
                report(_failed(run, row, python, text_of(error)))
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
    known = _known_wheel(run, inputs, folder)
    if known is not None:
        return known
    first, work = rows[0], folder / "work"
    empty_folder(work)

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


def _known_wheel(run: Run, inputs: str, folder: Path) -> Built | None:
    """Return the plain wheel that was built of these inputs, if it is there."""
    stamp = read_stamp(folder / "plain.json")
    if stamp is None or not stamp.holds(inputs, folder, run.project):
        return None
    wheel = folder / stamp.files[0].name
    try:
        # Who edits a stamp may name any file.
        check_wheel(wheel)
    except (VariantError, OSError):
        return None
    return Built(wheel, stamp.statement)


def _label(
    run: Run, row: Row, plain: Built, python: Interpreter, folder: Path
) -> tuple[list[str], tuple[str, ...]]:
    """Make the wheels of a row, and put them where they belong.

    :return: Their names, and those of wheels that the row made for another release
        just before.
    """
    check_statement(row, plain.statement)
    stamps = run.stamp_of(row).parent
    make_folder(stamps.parent)
    make_folder(stamps)
    place = folder / "labelled"
    empty_folder(place)
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
    is_right = before and python and run.is_made(before, row, python)
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
    # After a kill it may have one name twice.
    names = dict.fromkeys(old.name for old in stale)
    return tuple(name for name in names if name not in changed)


def _open_log(run: Run, rows: Sequence[Row]) -> IO[bytes]:
    first = run.log_of(rows[0])
    first.parent.mkdir(parents=True, exist_ok=True)
    for row in rows[1:]:
        with open_file(run.log_of(row), anew=True) as other:
            other.write(f"Built once for several rows: {first.name}\n".encode())
    return open_file(first, anew=True)
