"""Wheel variants: several builds of one release, and the choice among them.

Every subject has a room, and its `__init__` says what is there; import the modules you
need. Only `config` and `meta` need attrs, so the modules that an installer runs for
each wheel stay light.
"""
