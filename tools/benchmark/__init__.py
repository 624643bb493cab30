"""The budgets of the fork, measured; `tools/bench.py` is the command.

`offers` makes what indexes offer, `index` serves it, `scene` holds the two pips, and
`plugins` what is installed beside them. `measure` runs and compares; `inside` is run by
the fork's own Python. The rows of the table are in `rows`, its look in `report`.
"""
