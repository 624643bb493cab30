"""Plugins that are not installed, and that the user allows pip to fetch and run.

``trusted`` asks them, in ``environments`` that are kept. ``fetching`` has this very pip
install their requirements, with the options of the command that ``handover`` puts
together; that pip runs ``installing``. ``_fetcher.py`` and ``_remover.py`` are scripts
for processes of their own, and need the standard library only.
"""
