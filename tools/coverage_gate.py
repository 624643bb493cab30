"""Hold the share of our code that tests run in their own process over its limits.

`python3 tools/check.py --coverage` measures it while all tests run, and calls this.
Prints a line for each part: its share, the limit, the goal. Fails if one is under its
limit, and names its files with the most lines that no test has run. Who makes a share
larger raises its limit.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent
MAX_CULPRITS = 10


@dataclass(frozen=True)
class Part:
    """A part of our code.

    :param folder: Its folder in the repository.
    :param patterns: Which files of it count.
    :param left_out: Those of them that do not, since other processes run them.
    :param limit: The least share, in percent.
    """

    title: str
    folder: str
    patterns: Sequence[str]
    left_out: Sequence[str]
    limit: float
    goal: float

    def files(self, root: Path = ROOT) -> list[Path]:
        """Return the files that count."""
        folder = root / self.folder
        found = {path for pattern in self.patterns for path in folder.glob(pattern)}
        return sorted(
            path
            for path in found
            if not any(path.match(pattern) for pattern in self.left_out)
        )


@dataclass(frozen=True)
class Share:
    """The share of a part that was run.

    :param missed: The number of lines that no test has run, by file.
    """

    part: Part
    lines: int
    missed: dict[str, int]

    @property
    def value(self) -> float:
        """The share in percent, not rounded up."""
        run = self.lines - sum(self.missed.values())
        return int(1000 * run / self.lines) / 10 if self.lines else 0

    @property
    def is_under(self) -> bool:
        return self.value < self.part.limit

    def __str__(self) -> str:
        part = self.part
        numbers = f"{self.value:6g} {part.limit:6g} {part.goal:6g}  {part.title}"
        if not self.is_under:
            return numbers
        worst = sorted(self.missed.items(), key=lambda item: -item[1])[:MAX_CULPRITS]
        culprits = (f"\n    {count:4} {name}" for name, count in worst)
        return "".join([numbers, "  UNDER ITS LIMIT", *culprits])


# Rooms that compute, and leave network, processes and the terminal to others.
_PURE = ("pylock", "selection", "settings", "utils")
_PURE_COMMANDS = (
    "comparison",
    "counterfactuals",
    "evaluations",
    "explain_json",
    "explain_text",
    "explanation",
)

PARTS = (
    Part(
        "variantlib, but for the scripts of its child processes",
        "src/variantlib/variantlib",
        ["**/*.py"],
        ["plugins/_*.py", "providers/_*.py", "__main__.py"],
        98,
        98,
    ),
    Part(
        "pure rooms of pip's side",
        "src/pip/_internal/variants",
        [
            *("models.py", "names.py", "requested.py", "exceptions.py"),
            *(f"{room}/*.py" for room in _PURE),
            *(f"commands/{name}.py" for name in _PURE_COMMANDS),
        ],
        [],
        96,
        98,
    ),
)


def measure(data: Path, root: Path = ROOT) -> Iterator[Share]:
    """Yield the share of each part.

    :param data: The file that pytest-cov has written.
    """
    coverage = Coverage(str(data), config_file=str(root / "pyproject.toml"))
    coverage.load()
    for part in PARTS:
        lines, missed = 0, {}
        for path in part.files(root):
            _, statements, _, missing, _ = coverage.analysis2(str(path))
            lines += len(statements)
            missed[path.relative_to(root).as_posix()] = len(missing)
        yield Share(part, lines, missed)


def main(data: str = ".coverage") -> int:
    shares = list(measure(ROOT / data))
    print(f"{'is':>6} {'limit':>6} {'goal':>6}  run by tests in their process, in %")
    print(*shares, sep="\n")
    return int(any(share.is_under for share in shares))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
