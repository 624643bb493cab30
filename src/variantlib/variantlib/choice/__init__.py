"""Rank the variants of a release, choose among its files, compare several projects.

``ranking`` and ``coherence`` are for installers with an index of their own.
``releases`` chooses among the files of a folder or page, for a machine and a
``target``, and returns values of ``evaluation``; ``summary`` sums up a release in a
sentence. ``specifiers`` parses requests for variants, and ``markers`` has the values of
the markers that speak of the chosen one. ``unasked`` counts the better variants that
lack a provider, on the machine that ``hypothetical`` supposes.
"""
