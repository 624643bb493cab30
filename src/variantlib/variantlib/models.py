"""The values that are handed around: a variant and its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import VariantError
from .named_tuples import NamedTuple
from .names.hashing import variant_hash
from .names.labels import each_property, parse_label_properties
from .names.packed import unpack
from .names.properties import from_mapping, to_mapping

if TYPE_CHECKING:
    from .documents.document import Document
    from .names.filename import VariantName
    from .names.packed import Stated
    from .names.properties import Properties, Property


class Parsed(NamedTuple):
    """The single properties of a variant, sorted; or the reason that there are none."""

    properties: tuple[Property, ...] = ()
    error: VariantError | None = None


# No dataclass: a frozen one takes its time for each of many wheels.
class VariantMetadata:
    """The properties of a variant wheel, as somebody states them.

    They are parsed when that is first needed, and once. To rank a wheel, it is not.

    :param stated: Packed or in the JSON form, and not validated.
    :param source: Who states them, for the user.
    :param document: The statement of the same source about the whole release; None for
        the hash form, which needs no more than the properties.
    """

    __slots__ = ("_checked", "_parsed", "document", "source", "stated")

    def __init__(
        self, stated: Stated, source: str, document: Document | None = None
    ) -> None:
        self.stated = stated
        self.source = source
        self.document = document
        self._parsed: Parsed | None = None
        self._checked: Parsed | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VariantMetadata):
            return NotImplemented
        left, right = (each.properties for each in (self, other))
        is_same = (self.source, self.document) == (other.source, other.document)
        return is_same and left == right

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"VariantMetadata({self.stated!r}, {self.source!r}, {self.document!r})"

    @classmethod
    def of_hash(cls, properties: tuple[Property, ...], source: str) -> VariantMetadata:
        """Return facts out of parsed properties that were compared with a hash."""
        facts = cls(to_mapping(properties), source)
        facts._parsed = facts._checked = Parsed(properties)
        return facts

    def with_document(self, document: Document) -> VariantMetadata:
        """Return the same as part of another document about the release."""
        return VariantMetadata(self.stated, self.source, document)

    @property
    def properties(self) -> Properties:
        """The properties in the JSON form, not validated."""
        return unpack(self.stated)

    @property
    def parsed(self) -> Parsed:
        """The properties, validated, whatever the name of the wheel."""
        if self._parsed is None:
            self._parsed = self._parse()
        return self._parsed

    def _parse(self) -> Parsed:
        try:
            if self.document is None:
                return Parsed(from_mapping(self.properties))
            return Parsed(tuple(each_property(parse_label_properties(self.properties))))
        except VariantError as error:
            return Parsed(error=error)

    def check(self, name: VariantName) -> Parsed:
        """Return the properties, validated and compared with the name of the wheel."""
        if self._checked is None:
            self._checked = self._compare(name)
        return self._checked

    def _compare(self, name: VariantName) -> Parsed:
        parsed = self.parsed
        if name.is_label or parsed.error is not None:
            return parsed
        actual = variant_hash(parsed.properties)
        if actual == name.text:
            return parsed
        return Parsed(error=VariantError(f"states properties with the hash {actual}"))


class MetadataUnavailable(NamedTuple):
    """Why the properties of a variant wheel are not known.

    :param is_fault: Whether somebody should mend something.
    :param asks_wheel: Whether the wheel itself may know better.
    :param is_in_wheel: Whether the wheel could be read, and is not as it has to be.
    """

    reason: str
    is_fault: bool = True
    asks_wheel: bool = False
    is_in_wheel: bool = False


class Misfit(NamedTuple):
    """The reason why a variant does not fit; the lowest is the nearest miss.

    :param unanswered: The number of its providers that do not answer.
    :param failures: The number of its keys that this machine does not support.
    :param distance: How far the property that counts most is from being supported.
    :param cause: The same text without the property, if it is about its provider.
    """

    unanswered: int
    failures: int
    distance: int
    text: str
    cause: str = ""

    @classmethod
    def unknown(cls, text: str) -> Misfit:
        """A variant of which nothing is known is the farthest from fitting."""
        return cls(99, 99, 99, text)
