"""Variants in lock files (pylock.toml, PEP 751 and PEP 825).

``reader`` hides them from packaging, ``selector`` chooses among the wheels of a locked
package, and ``writer`` adds them to the lock files of ``pip lock``.
"""
