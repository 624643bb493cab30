"""The rows of a maker's file: a wheel to be made for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from packaging.markers import Marker

from ..documents.writing import wheel_document
from ..errors import InvalidDocument, VariantError
from ..names.hashing import variant_hash
from ..names.labels import (
    NULL_LABEL,
    LabelProperties,
    check_new_label,
    label_properties,
)
from ..names.properties import Property, format_property, hash_form
from ..text import guess
from .axes import Combination, combinations, is_partner, without_properties
from .conditions import variables_of
from .maker_file import MakerFile
from .settings import Settings, beside, differing, filled, over
from .stamps import digest_of
from .tables import fault, fill, join

MAX_ROWS = 5000
"""Wheels that a file may ask for."""

MAX_ID = 150
"""Characters of a row's identifier, which names files."""

VARIANT, NULL, PLAIN = "variant", "null", "plain"

_is_version = re.compile(r"[0-9]+\.[0-9]+").fullmatch


@dataclass(frozen=True)
class Row:
    """A wheel that is to be made, in one form or in both.

    :param name: Its identifier, which stays as it is while the values are the same.
    :param kind: VARIANT, NULL or PLAIN.
    :param label: None if it is made in the hash form only, or is plain.
    :param hash: None if it is not made in the hash form.
    :param when: Conditions that depend on where it is built.
    """

    name: str
    kind: str
    values: Combination
    label: str | None
    hash: str | None
    properties: tuple[Property, ...]
    settings: Settings
    when: tuple[str, ...] = ()

    @cached_property
    def build(self) -> str:
        """The digest of all that the build sees: rows that share it share a wheel."""
        seen = self.settings
        parts = [
            *(sorted(seen.environment), sorted(seen.flags), seen.config_settings),
            *(sorted(seen.build_requires), seen.image, seen.python),
            *(seen.repair, seen.test, sorted(seen.test_requires)),
        ]
        return digest_of(parts)[:16]


def make_rows(file: MakerFile) -> tuple[Row, ...]:
    """Return the rows that a file asks for, in its order.

    :raises VariantError: If there are none or too many, two of them have one
        identifier or one label, or a label and its properties do not go together.
    """
    multiplied = combinations(file)
    # Told before they are made, which would take a while.
    _check_count(len(multiplied))
    found = (
        *_products(file, multiplied),
        *_inclusions(file),
        *_everywhere(file, multiplied),
    )
    rows = tuple(row for row in found if _is_wanted(row))
    if not rows:
        raise InvalidDocument(
            "asks for no wheel: it needs axes, or 'include', 'null' or 'plain'"
        )
    _check_count(len(rows))
    _check_names(rows)
    _check_files(file, rows)
    order = order_of(file, rows)
    _check_order(file, rows, order)
    for row in rows:
        _check_document(file, row, order)
    return tuple(replace(row, when=_open_conditions(row)) for row in rows)


def _check_count(count: int) -> None:
    if count > MAX_ROWS:
        raise InvalidDocument(f"asks for {count} wheels; at most {MAX_ROWS} are made")


def order_of(file: MakerFile, rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the order of the release's namespaces.

    Where the file has none, they come as its rows name them.
    """
    used = (prop[0] for row in rows for prop in _as_written(row))
    return file.priority or tuple(dict.fromkeys(used))


def _as_written(row: Row) -> Iterator[Property]:
    """Yield the properties in the order of the file."""
    for text in row.settings.properties:
        namespace, key, value = (part.strip() for part in text.split("::"))
        yield namespace, key, value


def _products(file: MakerFile, multiplied: Iterable[Combination]) -> Iterator[Row]:
    for combination in multiplied:
        names = dict(combination)
        settings = _settings_of(file, combination)
        if not settings.properties:
            raise fault(
                _name_of(combination),
                "no value has a property, so this is no variant; a wheel for every"
                " machine is made by 'plain = true' or 'null = true'",
            )
        parts = _label_parts(file, names)
        yield _variant(file, _name_of(combination), combination, settings, parts)


def _inclusions(file: MakerFile) -> Iterator[Row]:
    for extra in file.inclusions:
        combination = tuple(extra.values.items())
        name = extra.name or _name_of(combination)
        if not name:
            raise fault(extra.place, "needs an 'id', as it has no axes to name it")
        settings = _settings_of(file, combination, extra.settings)
        parts = _label_parts(file, extra.values)
        if not settings.properties and extra.settings.label == NULL_LABEL:
            yield _special(file, NULL, combination, extra.settings)
        elif not settings.properties:
            raise fault(extra.place, "has no property, so it is no variant")
        else:
            own = extra.settings
            yield _variant(file, name, combination, settings, parts, own)


def _everywhere(file: MakerFile, multiplied: Iterable[Combination]) -> Iterator[Row]:
    """Yield the null variants and the plain wheels."""
    for kind, settings in ((NULL, file.null), (PLAIN, file.plain)):
        if settings is not None:
            for combination in without_properties(file, multiplied):
                yield _special(file, kind, combination, settings)


def _variant(
    file: MakerFile,
    name: str,
    combination: Combination,
    settings: Settings,
    parts: Mapping[str, str],
    own: Settings | None = None,
) -> Row:
    label = own.label if own else None
    try:
        if label is None and file.label is None:
            label = "_".join(filter(None, parts.values()))
        elif label is None:
            label = fill("label", str(file.label), parts)
        if not label and file.form != "hash":
            raise InvalidDocument(
                "its label is empty: give it or one of its axes a 'label'"
            )
        known = {**dict(combination), "id": name, "label": label}
        filled_in = _filled(file, combination, settings, own, known)
        properties = filled_in.parsed_properties()
        is_labelled, is_hashed = file.form != "hash", file.form != "label"
        return Row(
            name,
            VARIANT,
            combination,
            check_new_label(label) if is_labelled else None,
            variant_hash(hash_form(properties)) if is_hashed else None,
            properties,
            filled_in,
        )
    except VariantError as error:
        raise fault(name, str(error)) from None


def _special(
    file: MakerFile, kind: str, combination: Combination, settings: Settings
) -> Row:
    if kind == NULL and file.form == "hash":
        raise fault("null", 'has no hash: leave it out, or set form = "both"')
    name = "-".join(filter(None, [kind, _name_of(combination)]))
    merged = _settings_of(file, combination, settings)
    label = NULL_LABEL if kind == NULL else None
    known = {**dict(combination), "id": name, "label": label or ""}
    row_settings = _filled(file, combination, merged, settings, known)
    return Row(name, kind, combination, label, None, (), row_settings)


def _settings_of(
    file: MakerFile, combination: Combination, own: Settings | None = None
) -> Settings:
    """Return the settings of a row; names of values are not filled in yet."""
    parts = [file.axes[axis][value] for axis, value in combination]
    merged = over(file.shared, beside(parts))
    return merged if own is None else over(merged, own)


def _filled(
    file: MakerFile,
    combination: Combination,
    merged: Settings,
    own: Settings | None,
    known: Mapping[str, str],
) -> Settings:
    """Return the settings of a row with the names of values filled in.

    :raises InvalidDocument: If one is wrong; it names the table where that stands.
    """
    try:
        return filled(merged, known)
    except VariantError:
        axes = [file.axes[axis][value] for axis, value in combination]
        for table in (file.shared, *axes, *([own] if own else [])):
            filled(table, known)
        raise


def _label_parts(file: MakerFile, names: Mapping[str, str]) -> dict[str, str]:
    """Return the part of a label that each axis gives."""
    parts = {}
    for axis, value in names.items():
        settings = file.axes[axis][value]
        if settings.label is not None:
            parts[axis] = fill(f"{settings.place}.label", settings.label, names)
        else:
            parts[axis] = value.lower() if settings.properties else ""
    return parts


def _name_of(combination: Combination) -> str:
    """Return the identifier of a combination, as in 'cuda12.8-v3-python3.13'."""
    return "-".join(
        f"{axis}{value}" if value[0].isdecimal() else value
        for axis, value in combination
    )


def _is_wanted(row: Row) -> bool:
    """Say whether the conditions that are known by the file alone hold."""
    known = _known_markers(row)
    return all(
        Marker(text).evaluate(known)
        for text in row.settings.when
        if variables_of(text) <= known.keys()
    )


def _open_conditions(row: Row) -> tuple[str, ...]:
    known = _known_markers(row)
    return tuple(t for t in row.settings.when if not variables_of(t) <= known.keys())


def _known_markers(row: Row) -> dict[str, str]:
    python = row.settings.python
    return {"python_version": python} if python and _is_version(python) else {}


def _check_names(rows: Sequence[Row]) -> None:
    """Refuse identifiers, labels and hashes that do not tell rows apart."""
    ids: dict[str, str] = {}
    labels: dict[str, Row] = {}
    properties: dict[tuple[Property, ...], Row] = {}
    for row in rows:
        if len(row.name) > MAX_ID:
            raise fault(row.name[:MAX_ID], f"is longer than {MAX_ID} characters")
        # Not every file system tells capitals apart.
        known = ids.get(row.name.lower())
        if known is not None:
            like = "" if known == row.name else f", in capitals or not: {known}"
            advice = "give one of them another 'id', or a value another name"
            raise fault(row.name, f"two rows have this identifier{like}; {advice}")
        ids[row.name.lower()] = row.name
        if row.kind == PLAIN:
            continue
        for name in filter(None, (row.label, row.hash)):
            other = labels.setdefault(name, row)
            if other.properties != row.properties:
                raise fault(
                    row.name,
                    f"has the label {name}, as {other.name} has, for other properties",
                )
        other = properties.setdefault(row.properties, row)
        if other.label != row.label:
            raise fault(
                row.name,
                f"has the properties of {other.name}, but not its label {other.label}",
            )


def _check_files(file: MakerFile, rows: Iterable[Row]) -> None:
    """Refuse rows that would be one file, before the second of them is built."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        own = row.settings
        name = (row.kind, row.label, row.hash, own.runner, own.when)
        machine = (own.python, own.image)
        for place in (row.build, (machine, _with_other_tags(file, row))):
            other = found.setdefault((*name, place), row)
            if other is not row:
                raise _one_file(file, other, row)


def _with_other_tags(file: MakerFile, row: Row) -> Combination:
    """Return the values for which the maker says that tags tell their wheels apart."""
    return tuple(
        (axis, value)
        for axis, value in row.values
        if file.axes[axis][value].label == ""
    )


def _one_file(file: MakerFile, one: Row, other: Row) -> InvalidDocument:
    keys = ", ".join(differing(one.settings, other.settings))
    second = dict(other.values)
    for axis, value in one.values:
        if second.get(axis, value) != value:
            differ = (
                f"differ in {keys} only" if keys else "have no settings that differ"
            )
            way = _ways_out(one.build != other.build)
            if file.axes[axis][value].label == "" and is_partner(file, axis):
                way = "remove label = '', as the axis is linked with one of variants"
            return fault(
                join("axes", axis),
                f"{value} and {second[axis]} {differ}, so {one.name} and {other.name}"
                f" would be one file: {way}",
            )
    differs = f" (only {keys} differs)" if keys else ""
    return fault(
        other.name,
        f"would be the same file as {one.name}{differs}: leave one of them out",
    )


def _ways_out(may_have_other_tags: bool) -> str:
    if may_have_other_tags:
        return (
            "give them properties, or leave the axis out; if the tags of their wheels"
            " differ, set label = ''"
        )
    return (
        "give them properties, or another python, runner or when, or leave the axis out"
    )


def _check_order(file: MakerFile, rows: Iterable[Row], order: Collection[str]) -> None:
    """Refuse an order, or providers, that are not those of the rows with a label."""
    labelled = [row for row in rows if row.label is not None]
    if labelled and not order:
        raise fault(
            labelled[0].name,
            "no row has a property, but the null variant has to name the namespaces of"
            " its release: add them, as in priority = ['x86_64'], or leave it out",
        )
    for row in labelled:
        for namespace, _, _ in row.properties:
            if namespace not in order:
                raise fault("priority", f"lacks {namespace}, which {row.name} has")
    if labelled and file.providers:
        _check_providers(file, order)


def _check_providers(file: MakerFile, order: Collection[str]) -> None:
    """Refuse providers that are not those of the namespaces in the order."""
    for namespace in sorted(file.providers):
        if namespace not in order:
            lacks = "'priority' does not name it"
            problem = lacks if file.priority else "no row has a property of it"
            hint = guess(namespace, order)
            raise fault(join("providers", namespace), f"{problem}{hint}")
    for namespace in order:
        if namespace not in file.providers:
            raise fault("providers", f"lacks {namespace}: name all, or leave it out")


def _check_document(file: MakerFile, row: Row, order: Sequence[str]) -> None:
    if row.label is None:
        return
    try:
        wheel_document(row.label, _stated(row.properties), order, file.providers)
    except VariantError as error:
        raise fault(row.name, str(error)) from None


def _stated(properties: Sequence[Property]) -> LabelProperties:
    """Return the properties of a label: its grammar is stricter than that of hashes."""
    try:
        return label_properties(properties)
    except VariantError:
        for prop in properties:
            try:
                label_properties([prop])
            except VariantError as error:
                place = join("properties", format_property(prop))
                raise fault(place, str(error)) from None
        raise
