"""One file is one ageing law: `kind: linear_cycles` is `linear_cycles.py`: `LinearCycles`."""
