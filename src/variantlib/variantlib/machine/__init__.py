"""Detect the properties of a machine, from providers, a file or the user.

``machine`` asks ``detectors``. ``namespaces`` says who answers for the namespace of a
label wheel, ``abi`` which versions of packages there will be, ``installed`` which are
there. ``files`` reads a description, of the user's or one of the ``presets``, and
``writing`` writes one; ``places`` finds the line of a mistake in it. ``overrides``
are single facts that the user sets, ``adjustment`` the order that the user wants.
"""
