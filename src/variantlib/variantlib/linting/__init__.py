"""Check a release before anybody installs it: rules, and the findings that they make.

``reading`` and ``assembly`` make a ``release``, the one value that rules look at, out
of a folder, a document, a wheel or a plan. ``registry`` has all rules; each is a pure
function in the module of its subject. ``report`` and ``sarif`` write the findings.
"""
