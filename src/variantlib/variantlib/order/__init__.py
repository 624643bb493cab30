"""Decide which of two variants is better for a machine.

``hash_order`` and ``label_order`` rank variants of the two forms; ``decisions`` finds
the first difference between two ranks. ``combinations`` lists all variants that a
machine supports, in the order of the hash form: the definition, for tests.
"""
