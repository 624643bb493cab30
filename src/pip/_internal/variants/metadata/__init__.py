"""Read the properties of a variant wheel from the first source that knows them.

1. the ``{name}-{version}-variants.json`` listed next to the wheel,
2. the METADATA file that the index offers beside the wheel (PEP 658),
3. the wheel itself, if it is a local file,
4. the hash, looked up among the combinations that this machine supports,
5. the wheel itself, by range requests.

A fault of one source makes a line, and the next source is asked. All that was read is
kept on disk, for the index that offers the file; ``keys`` has the keys.
"""
