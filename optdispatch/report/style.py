"""Colours and the look of figures: one style, safe for the colour-blind.

Periods go from red to blue by their price (ColorBrewer's RdYlBu of five); ways are those of
Okabe and Ito, https://jfly.uni-koeln.de/color/.
"""

from collections.abc import Mapping, Sequence
from typing import Any

PERIODS = {
    "sharp": "#d7301f",
    "peak": "#fc8d59",
    "flat": "#fee8a8",
    "valley": "#91bfdb",
    "deep valley": "#4575b4",
}
"""Dearest to cheapest."""
OPTIMUM, RULE, WITHOUT, LOAD, SUN = "#0072B2", "#D55E00", "#222222", "#8a8a8a", "#E69F00"
RULES = (RULE, "#CC79A7", "#009E73", "#E69F00")
"""Rules, in the order of the ledger."""
STORAGE = "PuOr"
"""Charging to discharging, in a heat map."""
PRICES = tuple(reversed(PERIODS.values()))
"""Cheap to dear, in a heat map: from the colour of the cheapest period to that of the dearest."""
ENERGY = "viridis"
"""Empty to full, in a heat map."""
BAND, FAINT = 0.75, 0.28
"""Opacity of a band behind prices, and behind everything else."""


def period_colours(price: Mapping[str, float]) -> dict[str, str]:
    """A colour for each period, given its price: by its name, else by the rank of its price.

    Up to three go without the strongest colours.

    >>> period_colours({"peak": 0.3, "off-peak": 0.1})["off-peak"] == PERIODS["valley"]
    True
    """
    by_price = sorted(price, key=lambda name: -price[name])
    found = {name: PERIODS[name] for name in by_price if name in PERIODS}
    whole = list(PERIODS.values())
    scale = whole if len(price) > len(whole[1:-1]) else whole[1:-1]
    for rank, name in enumerate(by_price):
        if name not in found:
            at = round(rank / max(1, len(by_price) - 1) * (len(scale) - 1))
            free = [i for i, colour in enumerate(scale) if colour not in found.values()]
            nearest = min(free or range(len(scale)), key=lambda i: abs(i - at))
            found[name] = scale[nearest]
    return {name: found[name] for name in price}


def initials(periods: Sequence[str]) -> dict[str, str]:
    """A letter for each period, all of them different.

    >>> initials(["sharp", "peak", "flat", "valley", "deep valley"])["deep valley"]
    'd'
    >>> initials(["peak", "partial peak"])
    {'peak': 'p', 'partial peak': 'a'}
    """
    found: dict[str, str] = {}
    spare = "abcdefghijklmnopqrstuvwxyz0123456789"
    for name in periods:
        letters = [c for c in name.lower() if c.isalnum()]
        free = (c for c in (*letters, *spare) if c not in found.values())
        found[name] = next(free, "?")
    return found


FONT = "DejaVu Sans"
"""Comes with matplotlib."""
HAN = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Heiti SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "SimSun",
    "Arial Unicode MS",
)
"""Fonts with Chinese letters, the first that is there is used."""
HAN_FILES = (
    "sanscjk",
    "sourcehansans",
    "notosanssc",
    "msyh",
    "pingfang",
    "simhei",
    "wqy",
    "simsun",
)
"""Parts of the names of their files, in lower case."""
LOOK: dict[str, Any] = {
    "figure.dpi": 110,
    "savefig.dpi": 110,
    "font.size": 9,
    "svg.fonttype": "none",
    "path.simplify_threshold": 0.2,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "lines.linewidth": 1.6,
    "lines.solid_joinstyle": "miter",
    "axes.unicode_minus": True,
}
"""Settings of matplotlib that every figure is drawn with."""
