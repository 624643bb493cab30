"""The JSON of `pip variant`, held against the schemas that the site publishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.builders import PipEnv, Result

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def read_json(env: PipEnv, subcommand: str, *args: object, **options: Any) -> Any:
    """Run `pip variant SUBCOMMAND --json`; its output, if it is as documented."""
    return check(subcommand, env.pip("variant", subcommand, "--json", *args, **options))


def check(subcommand: str, done: Result) -> Any:
    """The JSON that a command wrote to its standard output, and nothing else.

    :raises ValidationError: If the schema does not describe it, down to each key.
    """
    path = SCHEMAS / f"pip-variant-{subcommand}.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    document = json.loads(done.stdout)
    Draft202012Validator(_strict(schema)).validate(document)
    return document


def _strict(schema: Any) -> Any:
    """The same schema, without room for keys that it does not name."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        strict.setdefault("additionalProperties", False)
    return strict
