"""Small wheels that really install, byte for byte the same each time.

Standard library only, and nothing of the code under test: the hash is computed here
once more, and this file also travels inside the sdists of `sdists.py`, as their
build backend's wheel maker.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

PropertyTuple = tuple[str, str, str]

_SINGLE_HEADERS = {
    "metadata-version",
    "name",
    "version",
    "summary",
    "requires-python",
    "variant-hash",
}


def parse_properties(properties: Iterable[str]) -> list[PropertyTuple]:
    """Split "a :: b :: c" texts, sorted by provider and key."""
    triples = [tuple(part.strip() for part in p.split("::")) for p in properties]
    return sorted((a, b, c) for a, b, c in triples)


def hash_of(properties: Iterable[str]) -> str:
    """The variant hash of "a :: b :: c" texts."""
    shake = hashlib.shake_128()
    for triple in parse_properties(properties):
        shake.update(" :: ".join(triple).encode())
    return shake.hexdigest(4)


def make_wheel(
    folder: Path | str,
    name: str,
    version: str = "1.0",
    *,
    properties: Iterable[str] = (),
    build: str | None = None,
    tag: str = "py3-none-any",
    requires: Sequence[str] = (),
    extras: Mapping[str, Sequence[str]] | None = None,
    requires_python: str | None = None,
    entry_points: str | None = None,
    module: str | None = None,
    files: Mapping[str, str | bytes] | None = None,
    metadata_lines: Sequence[str] = (),
    variant_hash: str | None = None,
    variant_lines: Sequence[str] | None = None,
    filename: str | None = None,
    allow_build_tag: bool = False,
    info: str | None = None,
) -> Path:
    """Write a wheel into `folder` and return its path.

    With `properties` ("a :: b :: c" texts) it is a variant wheel. The importable
    module has `VARIANT`: the hash, or "plain"; `module` replaces its source.

    To make a wheel lie: `variant_hash` stands in the file name instead of the true
    one, `variant_lines` replaces all variant lines of METADATA, `metadata_lines` adds
    lines or replaces those of the same single-valued header, `filename` is taken
    as it is, `info` is the name of its folder of metadata. A build tag before a hash is
    what older installers take for a plain wheel, so it must be allowed explicitly.
    """
    properties = list(properties)
    own_hash = hash_of(properties) if properties else None
    shown_hash = variant_hash or own_hash
    if build and shown_hash and not allow_build_tag:
        raise ValueError(f"{name} {version}: build tag {build!r} before a variant hash")
    if variant_lines is None:
        variant_lines = _variant_lines(own_hash, properties)
    escaped = re.sub(r"[-_.]+", "_", name)
    module_name = escaped.lower()
    if module is None:
        module = f"VARIANT = {shown_hash or 'plain'!r}\nVERSION = {version!r}\n"
    headers = [
        *_headers(name, version, requires, extras or {}, requires_python),
        *variant_lines,
    ]
    info = info or f"{escaped}-{version}.dist-info"
    contents: dict[str, bytes] = {f"{module_name}.py": module.encode()}
    for member, data in (files or {}).items():
        contents[member] = data.encode() if isinstance(data, str) else data
    contents[f"{info}/METADATA"] = _metadata(headers, metadata_lines)
    contents[f"{info}/WHEEL"] = _wheel_file(tag, build).encode()
    if entry_points:
        contents[f"{info}/entry_points.txt"] = entry_points.encode()
    if filename is None:
        full_version = "-".join(filter(None, [version, build]))
        suffix = f"~{shown_hash}" if shown_hash else ""
        filename = f"{escaped}-{full_version}{suffix}-{tag}.whl"
    return _write_zip(Path(folder) / filename, contents, f"{info}/RECORD")


def make_label_wheel(
    folder: Path | str,
    name: str,
    version: str,
    label: str,
    properties: Mapping[str, Mapping[str, Sequence[str]]],
    *,
    document: bytes | None = None,
    build: str | None = None,
    tag: str = "py3-none-any",
    files: Mapping[str, str | bytes] | None = None,
    info: str | None = None,
    **wheel: Any,
) -> Path:
    """Write a wheel of the label form (PEP 825) and return its path.

    Its `variant.json` states `properties`, or is `document`; b"" leaves it out. Its
    `VARIANT` is the label.
    """
    escaped = re.sub(r"[-_.]+", "_", name)
    stated = label_document({label: properties}) if document is None else document
    info = info or f"{escaped}-{version}.dist-info"
    own = {f"{info}/variant.json": stated} if stated else {}
    full_version = "-".join(filter(None, [version, build]))
    return make_wheel(
        folder,
        name,
        version,
        build=build,
        tag=tag,
        files={**(files or {}), **own},
        module=f"VARIANT = {label!r}\nVERSION = {version!r}\n",
        filename=f"{escaped}-{full_version}-{tag}-{label}.whl",
        info=info,
        **wheel,
    )


def label_document(
    variants: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]],
    namespaces: Sequence[str] = (),
    schema: str = "peps/825/v0.1.1",
    **members: object,
) -> bytes:
    """What a variants.json or variant.json states of these labels.

    Without `namespaces`, those in use in the order of their names have priority.
    """
    used = sorted({name for variant in variants.values() for name in variant})
    priorities = {"namespace": list(namespaces) or used or ["none"]}
    document = {
        "$schema": f"https://variants-schema.wheelnext.dev/{schema}.json",
        "default-priorities": priorities,
        "variants": variants,
        **members,
    }
    return json.dumps(document, indent=1).encode()


def _variant_lines(own_hash: str | None, properties: Sequence[str]) -> list[str]:
    if own_hash is None:
        return []
    triples = parse_properties(properties)
    return [
        f"Variant-hash: {own_hash}",
        *(f"Variant: {' :: '.join(triple)}" for triple in triples),
    ]


def _headers(
    name: str,
    version: str,
    requires: Sequence[str],
    extras: Mapping[str, Sequence[str]],
    requires_python: str | None,
) -> list[str]:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines.append(f"Summary: {name}, made for a test")
    if requires_python:
        lines.append(f"Requires-Python: {requires_python}")
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    for extra, needed in extras.items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {need} ; extra == "{extra}"' for need in needed]
    return lines


def _metadata(headers: Sequence[str], extra_lines: Sequence[str]) -> bytes:
    given = {line.partition(":")[0].lower() for line in extra_lines} & _SINGLE_HEADERS
    kept = [line for line in headers if line.partition(":")[0].lower() not in given]
    return ("\n".join([*kept, *extra_lines]) + "\n").encode("utf-8", "surrogateescape")


def _wheel_file(tag: str, build: str | None) -> str:
    pythons, abis, platforms = (part.split(".") for part in tag.split("-"))
    purelib = "true" if abis == ["none"] and platforms == ["any"] else "false"
    lines = [
        "Wheel-Version: 1.0",
        "Generator: tests.builders",
        f"Root-Is-Purelib: {purelib}",
        *(f"Tag: {p}-{a}-{m}" for p in pythons for a in abis for m in platforms),
    ]
    if build:
        lines.append(f"Build: {build}")
    return "\n".join(lines) + "\n"


def _write_zip(path: Path, contents: Mapping[str, bytes], record: str) -> Path:
    rows = [f"{name},{_digest(data)},{len(data)}" for name, data in contents.items()]
    table = "\n".join([*rows, f"{record},,"]) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*contents.items(), (record, table.encode())]:
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100644 << 16
            archive.writestr(member, data)
    return path


def _digest(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return "sha256=" + digest.rstrip(b"=").decode()
