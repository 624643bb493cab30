"""Named tuples whose classes are made quickly.

`typing.NamedTuple` compiles a constructor for each class and, up to Python 3.13, each
annotation: some 0.2 ms a class, and one run of pip makes eighty of them. These compile
nothing. They are used, and type checkers read them, as those of `typing`. Their objects
are made a little more slowly, so those that come by the ten thousand are of `typing`.
"""

from __future__ import annotations

import collections
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class _Fields(type):
        """Makes fields of what the body of a class annotates."""

        def __new__(mcs, name, bases, body):
            if bases[0].__base__ is tuple:
                fields = tuple(body.get("__annotations__", ()))
                defaults = {field: body[field] for field in fields if field in body}
                body.update((field, _getter(at, "")) for at, field in enumerate(fields))
                body.update(_fields=fields, _field_defaults=defaults)
                body.update(__match_args__=fields, __slots__=())
            return super().__new__(mcs, name, bases, body)

    class NamedTuple(tuple, metaclass=_Fields):
        """The base of a named tuple."""

        __slots__ = ()

        def __new__(cls, /, *values, **named):
            if named:
                values += _rest(cls, len(values), **named)
            elif len(values) != len(cls._fields):
                values += _defaults(cls, len(values))
            return tuple.__new__(cls, values)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no {', '.join(changes)}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            pairs = (f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({', '.join(pairs)})"

        def __getnewargs__(self):
            """Return the values, by which a copy of it is made."""
            return tuple(self)


def _property(place: int, _: str) -> property:
    return property(itemgetter(place))


# That of CPython takes half the time.
_getter = getattr(collections, "_tuplegetter", _property)


def _rest(made: type[Any], count: int, /, **named: Any) -> tuple[Any, ...]:
    """Return the values of all fields but the first ones.

    :raises TypeError: If one has no value, or a value no field.
    """
    fields: tuple[str, ...] = made._fields[count:]
    values = {**made._field_defaults, **named}
    if count > len(made._fields) or not named.keys() <= set(fields):
        raise TypeError(f"{made.__name__} has no such fields, or is given some twice")
    if missing := [name for name in fields if name not in values]:
        raise TypeError(f"{made.__name__} lacks {', '.join(missing)}")
    return tuple([values[name] for name in fields])


_defaults = cache(_rest)
