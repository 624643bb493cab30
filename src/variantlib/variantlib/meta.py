"""Properties and variants as validated, frozen objects."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import attr

from .errors import VariantError, shorten
from .names.grammar import check_key, check_provider, check_value, validator
from .names.hashing import variant_hash
from .names.properties import Property, format_property, hash_form, parse_property


@attr.frozen(order=True)
class VariantMeta:
    """One property: `provider :: key :: value`.

    Raises InvalidField, naming the field and the value, if a part breaks the grammar.
    """

    provider: str = attr.field(validator=validator(check_provider))
    key: str = attr.field(validator=validator(check_key))
    value: str = attr.field(validator=validator(check_value))

    @classmethod
    def from_str(cls, text: str) -> VariantMeta:
        """Return the property written as `provider :: key :: value`.

        Raises VariantError if it is not of that form.
        """
        return cls(*parse_property(text))

    def __str__(self) -> str:
        return format_property(_as_tuple(self))


def _as_tuple(meta: VariantMeta) -> Property:
    return meta.provider, meta.key, meta.value


def _check_data(data: Collection[VariantMeta]) -> tuple[VariantMeta, ...]:
    if not isinstance(data, (list, tuple, set, frozenset)):
        raise VariantError(f"data must be a list, tuple or set, not {shorten(data)}")
    for item in data:
        if not isinstance(item, VariantMeta):
            raise VariantError(f"data must hold VariantMeta, not {shorten(item)}")
    return tuple(VariantMeta(*item) for item in hash_form(map(_as_tuple, data)))


@attr.frozen
class VariantDescription:
    """The properties that one build needs: at least one, one value for each key.

    `data` may be given as list, tuple or set; it is kept as a tuple sorted by provider
    and key. Raises VariantError if it is not such a set.
    """

    data: tuple[VariantMeta, ...] = attr.field(converter=_check_data)

    def __iter__(self) -> Iterator[VariantMeta]:
        return iter(self.data)

    @property
    def hexdigest(self) -> str:
        """The variant hash."""
        return variant_hash(map(_as_tuple, self))
