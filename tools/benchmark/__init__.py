"""The budgets of the fork, measured; `tools/bench.py` is the command.

`offers` makes the offers of indexes, `index` serves them, `scene` holds the two pips,
and `plugins` the installed plugins. `measure` runs and compares; `inside` is run by the
fork's own Python. The rows of the table are in `rows`, its look in `report`.
"""
