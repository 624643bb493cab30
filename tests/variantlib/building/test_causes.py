"""Why a row failed, in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.building.causes import text_of, with_log
from variantlib.building.processes import StepFailed
from variantlib.errors import VariantError


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        (["out of luck"], ": out of luck"),
        (["cc1: fatal error: no such chip", "", "make failed"], ": cc1: fatal error: "),
        (["error: subprocess-exited-with-error", "no chip"], ": no chip"),
        (["\u00d7 Cannot import it.", "\u2570\u2500> why"], ": Cannot import it. why"),
        (["TypeError: no", "[end of output]", "error: below it"], ": TypeError: no"),
        (["it is wrong", "[end of output]", "note: below it"], ": it is wrong"),
        (["error: of the step before", "$ repair", "no luck"], ": no luck"),
        ([], ""),
    ],
)
def test_the_line_of_a_log_that_tells_why(
    tmp_path: Path, lines: list[str], cause: str
) -> None:
    log = tmp_path / "a.log"
    log.write_text("\n".join(["", "$ build", *lines]), encoding="utf-8")
    text = with_log(StepFailed("building ended with exit code 1"), log)
    start = f"building ended with exit code 1; see {log}"
    assert text.startswith(start + cause)
    assert bool(cause) == (text != start)
    assert with_log(VariantError("no wheel"), log) == f"no wheel; see {log}"


def test_an_error_without_a_log_names_its_file(tmp_path: Path) -> None:
    error = OSError(28, "No space left on device", "a.whl")
    assert text_of(error) == "a.whl: No space left on device"
    assert with_log(error, tmp_path / "none.log") == text_of(error)
