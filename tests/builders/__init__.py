"""What the tests are made of: wheels, sdists, plugins, indexes, environments."""

from tests.builders.environment import PipEnv, Result, Template, split_waiting
from tests.builders.index import Fault, Index, Request
from tests.builders.locks import (
    all_wheels,
    locked_wheel,
    read_document,
    read_lock,
    write_lock,
)
from tests.builders.plugins import make_plugin
from tests.builders.sdists import make_sdist
from tests.builders.wheels import (
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
    parse_properties,
)

__all__ = [
    "Fault",
    "Index",
    "PipEnv",
    "Request",
    "Result",
    "Template",
    "all_wheels",
    "hash_of",
    "label_document",
    "locked_wheel",
    "make_label_wheel",
    "make_plugin",
    "make_sdist",
    "make_wheel",
    "parse_properties",
    "read_document",
    "read_lock",
    "split_waiting",
    "write_lock",
]
