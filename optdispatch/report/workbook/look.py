"""How cells look: what a reader may change is blue on pale yellow, as bankers expect."""

from typing import Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK, BLUE, GREY, WHITE, RED = "222222", "0000FF", "6B6B6B", "FFFFFF", "C00000"
NAVY, PALE, BAND, FAINT, GREEN = "1F3864", "FFFCE0", "DCE6F1", "F2F2F2", "00703C"

FONT: Final = "Calibri"
PLAIN = Font(name=FONT, size=10, color=INK)
STRONG = Font(name=FONT, size=10, color=INK, bold=True)
SMALL = Font(name=FONT, size=9, color=GREY)
TITLE = Font(name=FONT, size=16, color=NAVY, bold=True)
HEADING = Font(name=FONT, size=10, color=WHITE, bold=True)
SECTION = Font(name=FONT, size=11, color=NAVY, bold=True)
INPUT = Font(name=FONT, size=10, color=BLUE)
LINK = Font(name=FONT, size=10, color=BLUE, underline="single")

HEAD_FILL = PatternFill("solid", start_color=NAVY)
BAND_FILL = PatternFill("solid", start_color=BAND)
INPUT_FILL = PatternFill("solid", start_color=PALE)
FIXED_FILL = PatternFill("solid", start_color=FAINT)

THIN, HAIR = Side(style="thin", color=NAVY), Side(style="hair", color="9A9A9A")
TOTAL = Border(top=THIN)
UNDER = Border(bottom=THIN)
BOX = Border(left=HAIR, right=HAIR, top=HAIR, bottom=HAIR)

LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
ASIDE = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
LABEL = Alignment(horizontal="left", vertical="center")
SHRUNK = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)
RIGHT = Alignment(horizontal="right", vertical="center")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

FORMATS: Final = {
    "money": '#,##0_);(#,##0);"–"_)',
    "cents": '#,##0.00_);(#,##0.00);"–"_)',
    "price": "#,##0.0000_);(#,##0.0000);0_)",
    "share": "0.00%",
    "capacity": "0.0%",
    "energy": '#,##0_);(#,##0);"–"_)',
    "power": "#,##0.0_);-#,##0.0_);0_)",
    "count": "#,##0.0_);-#,##0.0_);0_)",
    "year": "0_)",
    "years": "0.00",
    "ratio": "0.00_);-0.00_);0.00_)",
    "factor": "0.000000",
    "plain": "#,##0.######",
    "general": "General",
}
"""Number formats by what a number is. Nothing is a dash, and money that is paid is in brackets."""
