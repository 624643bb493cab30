from __future__ import annotations

from collections.abc import Iterable
from optparse import Values

from pip._vendor.variantlib.errors import InvalidProperty, VariantError
from pip._vendor.variantlib.names.hashing import variant_hash
from pip._vendor.variantlib.names.properties import (
    Property,
    format_property,
    hash_form,
    parse_property,
)
from pip._vendor.variantlib.text import printable

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.base import StructuredCommand
from pip._internal.variants.commands.output import show
from pip._internal.variants.exceptions import VariantPropertyError


class HashCommand(StructuredCommand):
    """
    Compute the hash of a variant.

    It is the one in the names of wheels. A property is written as
    'provider :: key :: value'.
    """

    usage = """
      %prog [options] <property> ..."""
    ignore_require_venv = True

    def run(self, options: Values, args: list[str]) -> int:
        if not args:
            raise CommandError(
                'You must give at least one property (see "pip variant hash --help")'
            )
        properties = _as_variant(map(_parse, args))
        digest = variant_hash(properties)
        texts = [format_property(p) for p in properties]
        show({"hash": digest, "properties": texts} if options.json else [digest])
        return SUCCESS


def _parse(text: str) -> Property:
    try:
        return parse_property(text)
    except InvalidProperty:
        reason = "it must have three parts, separated by '::'"
    except VariantError as error:
        reason = str(error)
    raise VariantPropertyError(f"'{printable(text)}' is not a property.", reason)


def _as_variant(properties: Iterable[Property]) -> tuple[Property, ...]:
    try:
        return hash_form(properties)
    except VariantError as error:
        problem = "These properties cannot belong to one variant."
        raise VariantPropertyError(problem, str(error)) from None
