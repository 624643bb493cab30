"""The commands of makers: make, unmake, index, hash, show."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from ..documents.provider_files import read_provider_file
from ..errors import InvalidWheel, VariantError
from ..making.unmaking import unmake_wheels
from ..making.variants import (
    make_label_variant,
    make_variant,
    read_label_variant,
    read_variant,
    write_index,
)
from ..names.hashing import variant_hash
from ..names.labels import each_property, parse_label_properties
from ..names.properties import format_property, hash_form, parse_property
from .result import Result


def add_commands(commands: Any) -> None:
    """Add the commands to the subparsers of argparse."""
    form = "'provider :: key :: value'"

    make = commands.add_parser("make", help="make a variant out of a plain wheel")
    make.add_argument("wheel", type=Path, metavar="WHEEL")
    make.add_argument(
        "-p", "--property", action="append", default=[], metavar="P", help=form
    )
    make.add_argument(
        "--label", metavar="LABEL", help="make it in the label form, of this label"
    )
    make.add_argument(
        "--priority",
        default="",
        metavar="NAMESPACES",
        help="order of all namespaces of the release, for the label form",
    )
    make.add_argument(
        "--providers",
        type=Path,
        metavar="FILE",
        help="who answers for them (JSON or TOML, schema 0.2.0), for the label form",
    )
    make.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="default: ."
    )
    make.set_defaults(run=_make)

    unmake = commands.add_parser(
        "unmake", help="give back the plain wheels that variants were made of"
    )
    unmake.add_argument("wheels", type=Path, nargs="+", metavar="WHEEL")
    unmake.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="default: ."
    )
    unmake.set_defaults(run=_unmake)

    index = commands.add_parser(
        "index", help="write the *-variants.json of each release in a folder of wheels"
    )
    index.add_argument("folder", type=Path, metavar="DIR")
    index.set_defaults(run=_index)

    hash_parser = commands.add_parser(
        "hash", help="print the hash of a set of properties"
    )
    hash_parser.add_argument("property", nargs="+", metavar="P", help=form)
    hash_parser.set_defaults(run=_hash)

    show = commands.add_parser("show", help="print the properties of a wheel")
    show.add_argument("wheel", type=Path, metavar="WHEEL")
    show.set_defaults(run=_show)


def _make(options: argparse.Namespace) -> Result:
    properties = map(parse_property, options.property)
    if options.label is None:
        if options.providers or options.priority:
            raise VariantError("--priority and --providers are for labels: add --label")
        made = make_variant(options.wheel, properties, options.output)
        return Result(str(made))
    order = list(filter(None, re.split(r"[\s,]+", options.priority)))
    providers = read_provider_file(options.providers) if options.providers else {}
    made = make_label_variant(
        options.wheel, options.label, properties, options.output, order, providers
    )
    return Result(str(made))


def _unmake(options: argparse.Namespace) -> Result:
    made = unmake_wheels(options.wheels, options.output)
    return Result("\n".join(map(str, made)))


def _index(options: argparse.Namespace) -> Result:
    documents = write_index(options.folder)
    if not documents:
        raise InvalidWheel(str(options.folder), "holds no variant wheel")
    return Result("\n".join(map(str, documents)))


def _hash(options: argparse.Namespace) -> Result:
    return Result(variant_hash(hash_form(map(parse_property, options.property))))


def _show(options: argparse.Namespace) -> Result:
    labelled = read_label_variant(options.wheel)
    variant = read_variant(options.wheel)
    title = f"{options.wheel.name}: "
    if labelled is not None:
        label, document = labelled
        stated = parse_label_properties(document.properties(label))
        order = ", ".join(document.namespaces)
        lines = [f"variant {label} (order of namespaces: {order})"]
        lines += map(format_property, each_property(stated))
    elif variant is not None:
        digest, properties = variant
        lines = [f"variant {digest}", *map(format_property, properties)]
    else:
        lines = ["a plain wheel"]
    return Result(title + "\n  ".join(lines))
