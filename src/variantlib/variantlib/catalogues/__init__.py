"""Catalogues: releases whose builds are told apart by where they lie (pure).

``catalogue`` has the values and the rule by which a file becomes a variant, ``parsing``
makes them of a file in TOML, ``reading`` finds that file, of the user's or one of the
``shipped``. Nothing here opens a connection.
"""
