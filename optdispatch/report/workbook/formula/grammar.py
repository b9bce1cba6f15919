"""Formulas as trees.

    formula    = "=" comparison
    comparison = text    { ("=" | "<>" | "<" | ">" | "<=" | ">=") text }
    text       = sum     { "&" sum }
    sum        = product { ("+" | "-") product }
    product    = power   { ("*" | "/") power }
    power      = sign    { "^" sign }
    sign       = [ "-" | "+" ] sign | operand
    operand    = number | "text" | TRUE | FALSE | reference | name | call | "(" comparison ")"

A sign binds more tightly than a power, and powers are taken from the left, as in Excel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from openpyxl.formula.tokenizer import Token, Tokenizer

LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


@dataclass(frozen=True)
class Constant:
    """A number, a text or a truth."""

    value: float | str | bool


@dataclass(frozen=True)
class Reference:
    """A cell, a range or a name."""

    to: str


@dataclass(frozen=True)
class Call:
    """A function and what it is given."""

    function: str
    given: tuple["Node", ...]


@dataclass(frozen=True)
class Sign:
    """A plus or a minus before something."""

    minus: bool
    of: "Node"


@dataclass(frozen=True)
class Operation:
    """Two things and what stands between them."""

    operator: str
    left: "Node"
    right: "Node"


Node: TypeAlias = Constant | Reference | Call | Sign | Operation


@lru_cache(maxsize=8192)
def parse(formula: str) -> Node:
    """Tree of a formula that begins with `=`.

    >>> parse("=-a*2")
    Operation(operator='*', left=Sign(minus=True, of=Reference(to='a')), right=Constant(value=2.0))
    """
    return _Reader(formula).comparison()


def references(formula: str) -> Iterator[str]:
    """Every cell, range and name that a formula reads.

    >>> list(references("=SUM(Inputs!$C$4:$C$6)*loan_rate"))
    ['Inputs!$C$4:$C$6', 'loan_rate']
    """
    for token in Tokenizer(formula).items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            yield token.value


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, formula: str) -> None:
        tokens = Tokenizer(formula).items
        self.formula = formula
        self.left = [t for t in reversed(tokens) if t.type != Token.WSPACE]

    def comparison(self) -> Node:
        """All of the formula."""
        return self._level(0)

    def _level(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._sign()
        node = self._level(level + 1)
        while self._next(Token.OP_IN) in LEVELS[level]:
            node = Operation(self.left.pop().value, node, self._level(level + 1))
        return node

    def _sign(self) -> Node:
        if sign := self._next(Token.OP_PRE):
            self.left.pop()
            return Sign(sign == "-", self._sign())
        return self._operand()

    def _operand(self) -> Node:
        token = self.left.pop()
        if token.type == Token.FUNC:
            return Call(token.value.rstrip("(").upper(), tuple(self._given()))
        if token.type == Token.PAREN:
            node = self.comparison()
            self.left.pop()
            return node
        if token.subtype == Token.NUMBER:
            return Constant(float(token.value))
        if token.subtype == Token.TEXT:
            return Constant(token.value[1:-1].replace('""', '"'))
        if token.subtype == Token.LOGICAL:
            return Constant(token.value.upper() == "TRUE")
        if token.type != Token.OPERAND:
            raise ValueError(f"{token.value!r} in {self.formula!r} has no operand")
        return Reference(token.value)

    def _given(self) -> Iterator[Node]:
        while self.left[-1].subtype != Token.CLOSE:
            yield self.comparison()
            if self.left[-1].type == Token.SEP:
                self.left.pop()
        self.left.pop()

    def _next(self, kind: str) -> str | None:
        """The next token, if it is of a kind."""
        ahead = self.left[-1] if self.left else None
        return ahead.value if ahead and ahead.type == kind else None
