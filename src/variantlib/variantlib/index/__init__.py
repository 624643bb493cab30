"""List the files of projects, in a folder or on a page, and read their properties.

``place`` reads a folder or page, the latter by ``pages``, into ``files``.
``candidates`` makes sense of their names, and ``reader`` reads the properties of the
variants of a release, through ``access``: an installer may bring its own.
"""
