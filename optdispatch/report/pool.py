"""Write what a pool can do, what it bids and who is paid, as tables."""

from pathlib import Path

from optdispatch.report.placing import placed
from optdispatch.study.pool import Pooled

ENVELOPE, BIDS, SETTLEMENT, SITES = "envelope.csv", "bids.csv", "settlement.csv", "sites.csv"


def write_pool(found: Pooled, folder: Path) -> tuple[Path, ...]:
    """Write the tables to a folder, beside what else is in it.

    Each file is complete before it replaces one of its name. Returns the paths that were
    written; raises `OutputError` where the folder cannot be written.
    """
    lines = found.settlement.lines
    paid = lines.assign(paid=(lines["cents"] / 100).map("{:.2f}".format)).drop(columns="cents")
    tables = {
        ENVELOPE: found.envelope.reset_index(),
        BIDS: found.bids.reset_index(),
        SETTLEMENT: paid,
        SITES: found.sites,
    }
    with placed(folder) as there:
        for name, table in tables.items():
            table.to_csv(there / name, index=False, encoding="utf-8", float_format="%.10g")
    return tuple(folder / name for name in tables)
