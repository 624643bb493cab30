"""Read and write the documents that state the properties of variants.

In wheels, which ``wheel_zip`` opens: ``headers`` are the lines of METADATA, and
``document`` reads variant.json and *-variants.json of the label form, in each dialect.
``index_json`` reads the hash form's, ``provider_tables`` the part that says who answers
for a namespace, ``provider_files`` the maker's file with that part. ``statements``
finds the flaws of one variant's statement, ``writing`` writes the documents, and
``locking`` makes that of a lock file. ``split_wheels`` reads a variant.json of no
schema. ``json_text``, ``toml_document`` and ``toml_text`` refuse input of strangers
that no parser should get to see; ``json_parts`` reads large documents in pieces.
"""
