"""Words of titles: which column is the meter, the multiplier, the unit, the kind of reading."""

import re
import unicodedata

_METER = re.compile(
    r"户号|(用户|客户)编?号|(电能?)?表(计|号|编号|资产号|.*编号)|资产编?号|局编号|[计测]量点(编?号|名称)?|"
    r"meter|meter[ _]?(id|no|number|code)?\.?|mpan|nmi|zählpunkt|device[ _]?id"
)
_MULTIPLIER = re.compile(r".*倍率.*|multiplier")
_UNIT = re.compile(r"(计量)?单位|units?|einheit")
_QUANTITY = re.compile(
    r"数据(类型|项|名称|项名称)|曲线(类型|名称)|测量(项|类型)|quantity|measurement"
)
_MEASURES_NOTHING = re.compile(r"序号|编?号|no\.?|id|index|#|星期|周|月|年|weekday|month|year|day")
_OF_A_PART = re.compile(r"[abc]相|[尖峰平谷]|(?<![a-z])l[123](?![a-z])|phase")
_STEP = re.compile(r"时段|时点|点号|点数|小时|hour([ _]ending)?|period|interval|step|slot|hr|he")
_START = re.compile(r"开始|起始|(?<![a-z])(start|begin|from|von)")
_END = re.compile(r"结束|终止|截止|(?<![a-z])(end|ende|ending|until|to|bis)(?![a-z])")


def names_meter(title: str) -> bool:
    """Whether a column tells meters apart.

    >>> names_meter("户号"), names_meter("Meter ID"), names_meter("表码")
    (True, True, False)
    """
    return _is(_METER, title)


def names_multiplier(title: str) -> bool:
    """Whether a column holds what readings are multiplied by."""
    return _is(_MULTIPLIER, title)


def names_unit(title: str) -> bool:
    """Whether a column holds the unit of the readings."""
    return _is(_UNIT, title)


def names_quantity(title: str) -> bool:
    """Whether a column says what kind of reading a row holds."""
    return _is(_QUANTITY, title)


def names_no_measure(title: str) -> bool:
    """Whether a column of numbers is no measurement."""
    return any(f(title) for f in (names_meter, names_multiplier)) or _is(_MEASURES_NOTHING, title)


def names_step(title: str) -> bool:
    """Whether a column may number the steps of a day."""
    return _is(_STEP, title)


def names_a_part(title: str) -> bool:
    """Whether a column holds one phase, or one period of the tariff."""
    return _OF_A_PART.search(_plain(title)) is not None


def names_end(title: str) -> "bool | None":
    """Whether a column of times holds the ends of intervals; None where the title is silent."""
    if _END.search(_plain(title)):
        return True
    return False if _START.search(_plain(title)) else None


def _is(pattern: re.Pattern[str], title: str) -> bool:
    return pattern.fullmatch(_plain(title)) is not None


def _plain(title: str) -> str:
    return unicodedata.normalize("NFKC", title).strip().lower()
