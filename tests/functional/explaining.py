"""`pip variant explain`, as tests run and read it."""

from __future__ import annotations

from typing import Any

from tests.builders import Index, PipEnv
from tests.functional.documents import read_json


def explain(env: PipEnv, index: Index, *args: object, **options: Any) -> str:
    options.setdefault("expect_error", False)
    done = env.pip("variant", "explain", "--index-url", index.url, *args, **options)
    touched = done.created | done.updated | done.deleted
    assert not [name for name in touched if "site-packages" in name]
    return done.stdout


def explain_json(
    env: PipEnv, index: Index, *args: object, **options: Any
) -> list[dict[str, Any]]:
    document = read_json(env, "explain", "--index-url", index.url, *args, **options)
    releases: list[dict[str, Any]] = document["releases"]
    return releases


def verdicts(release: dict[str, Any]) -> dict[str, str]:
    return {file["file"]: file["verdict"] for file in release["files"]}
