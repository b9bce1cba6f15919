"""Write what a pool can do, what it bids and who is paid, as tables."""

import tempfile
from pathlib import Path

from optdispatch.errors import OutputError
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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".optdispatch-", dir=folder) as temporary:
            there = Path(temporary)
            for name, table in tables.items():
                table.to_csv(there / name, index=False, encoding="utf-8", float_format="%.10g")
            for name in tables:
                (there / name).replace(folder / name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}") from None
    return tuple(folder / name for name in tables)
