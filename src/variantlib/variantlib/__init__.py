"""Wheel variants: several builds of one release, and the choice among them.

Every subject is a module of its own; import the ones you need. Only `config` and `meta`
need attrs, so the modules that an installer runs for each wheel stay light.
"""
