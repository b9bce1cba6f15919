"""Write a statement: its lines, its months and what its energy is made of, as CSV.

======================  =============================================================
file                    columns
======================  =============================================================
`bill-lines.csv`        month, line, quantity, unit, price, share of other lines, amount
`bill-months.csv`       month, energy drawn, highest demand, each line's amount, total
`bill-components.csv`   month, each component's amount; where the tariff has components
======================  =============================================================
"""

from pathlib import Path

import pandas as pd

from optdispatch.report.placing import placed
from optdispatch.study.statement import Statement


def write_bill(found: Statement, folder: Path) -> tuple[Path, ...]:
    """Write the tables to a folder, beside what else is in it; return what was written.

    Each file is complete before it replaces one of its name. Raises `OutputError` where the
    folder cannot be written.
    """
    tables = _tables(found)
    with placed(folder) as there:
        for name, table in tables.items():
            table.to_csv(there / name, index=False, encoding="utf-8", float_format="%.12g")
    return tuple(folder / name for name in tables)


def _tables(found: Statement) -> dict[str, pd.DataFrame]:
    months = found.bill.to_months().reset_index()
    months.insert(1, "energy_kwh", found.energy_kwh)
    months.insert(2, "peak_kw", found.peak_kw)
    tables = {"bill-lines.csv": found.table, "bill-months.csv": months}
    if found.has_components:
        parts = pd.DataFrame({"month": found.bill.months, **found.parts})
        tables["bill-components.csv"] = parts
    return tables
