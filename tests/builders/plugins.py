"""Wheels of provider plugins."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.builders.wheels import make_wheel

GROUP = "variantlib.plugins"
LATER_GROUP = "variant_plugins"


def make_plugin(
    folder: Path | str,
    provider: str,
    configs: Mapping[str, Sequence[str]] | None = None,
    *,
    body: str | None = None,
    header: str = "",
    module: str | None = None,
    attributes: str = "",
    group: str = GROUP,
    dist_name: str | None = None,
    version: str = "1.0",
    log: Path | None = None,
    **wheel: Any,
) -> Path:
    """Write the wheel of a plugin that reports `configs` and return its path.

    `body` replaces the source of `run()`, `header` stands above the class,
    `attributes` inside it, `module` replaces the whole source. Each run adds a line
    with its process id to the file `log`. Without `configs` and `body` the plugin
    returns None: nothing here. Further arguments go to `make_wheel`.
    """
    dist_name = dist_name or f"{provider.replace('_', '-')}-plugin"
    module_name = dist_name.replace("-", "_").replace(".", "_").lower()
    body = _default_body(provider, configs) if body is None else body
    source = module or _module(provider, version, header, attributes, body, log)
    points = f"[{group}]\n{provider} = {module_name}:Plugin\n"
    wheel.setdefault("entry_points", points)
    return make_wheel(folder, dist_name, version, module=source, **wheel)


def _default_body(provider: str, configs: Mapping[str, Sequence[str]] | None) -> str:
    if configs is None:
        return "return None"
    keys = ", ".join(
        f"KeyConfig(key={key!r}, values={list(values)!r})"
        for key, values in configs.items()
    )
    return (
        "from variantlib.config import KeyConfig, ProviderConfig\n"
        f"return ProviderConfig(provider={provider!r}, configs=[{keys}])"
    )


def _module(
    provider: str,
    version: str,
    header: str,
    attributes: str,
    body: str,
    log: Path | None,
) -> str:
    if log is not None:
        # In `run` and not at import: it is the questions that are counted.
        header += "\nimport os as _os\n"
        note = f"print(_os.getpid(), file=open({str(log)!r}, 'a'), flush=True)"
        body = f"{note}\n{textwrap.dedent(body)}"
    parts = [
        textwrap.dedent(header),
        "",
        "class Plugin:",
        f"    __provider_name__ = {provider!r}",
        f"    __version__ = {version!r}",
        textwrap.indent(textwrap.dedent(attributes), "    "),
        "    def run(self):",
        textwrap.indent(textwrap.dedent(body), "        "),
        "",
    ]
    return "\n".join(parts)
