"""Store values beside formulas, in the file that openpyxl wrote without them.

In the file's XML a formula is `<c r="C7"><f>…</f><v/></c>`; its value goes into `v`, and the
type of a value that is no number into `t` (ECMA-376, 5th edition, part 1, section 18.3.1.4).
The file carries no date of writing, so that the same outcome is the same file.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from optdispatch.report.workbook.formula import Fault, Scalar

_FORMULA = re.compile(
    r'<c r="(?P<at>[A-Z]+\d+)"(?P<rest>[^>]*)>(?P<f><f>[^<]*</f>)(?:<v ?/>|<v></v>)</c>'
)
_DATES = re.compile(r"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that an archive can hold."""


def store(written: Path, path: Path, values: Mapping[int, Mapping[str, Scalar]]) -> None:
    """Copy a workbook with the values of its formulas, by the number of the sheet from 1."""
    names = {f"xl/worksheets/sheet{n}.xml": cells for n, cells in values.items()}
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name in names:
                content = _filled(content.decode("utf-8"), names[name]).encode("utf-8")
            elif name == "docProps/core.xml":
                content = _DATES.sub("", content.decode("utf-8")).encode("utf-8")
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)


def _filled(sheet: str, cells: Mapping[str, Scalar]) -> str:
    def cell(match: re.Match[str]) -> str:
        kind, text = _stored(cells[match["at"]])
        return f'<c r="{match["at"]}"{match["rest"]}{kind}>{match["f"]}<v>{text}</v></c>'

    return _FORMULA.sub(cell, sheet)


def _stored(value: Scalar) -> tuple[str, str]:
    """Type and text of a value."""
    if isinstance(value, Fault):
        return ' t="e"', value.code
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, str):
        return ' t="str"', escape(value)
    return "", repr(float(value) + 0.0)
