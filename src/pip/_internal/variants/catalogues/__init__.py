"""Releases whose builds a catalogue tells apart by where they lie.

``configured`` finds the catalogues of a command, ``collector`` asks the places in them
for the projects that they name, and hands out ``links`` that state their variant. All
that comes after is as for a release with a ``*-variants.json``; at last ``completion``
puts the statement where an installed variant has it.
"""
