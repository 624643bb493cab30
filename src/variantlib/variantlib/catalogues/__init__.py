"""Read catalogues: they say which file is which variant, mostly by its place (pure).

``catalogue`` has the values and the rule by which a file becomes a variant, ``parsing``
makes them of a file in TOML, ``reading`` finds that file, of the user's or one of the
``shipped``. Nothing here opens a connection.
"""
