"""Files that a visitor takes home: what `plan` would write of the case as it stands."""

import shlex
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from optdispatch.report.daytypes import slug
from optdispatch.report.document import document
from optdispatch.report.page import Made, page
from optdispatch.report.words import ENGLISH, Words
from optdispatch.report.workbook import write_workbook
from optdispatch.serve.session import Session
from optdispatch.serve.uploads import with_bare_names
from optdispatch.study import Outcome, evaluate

File = tuple[str, bytes]
"""Its name, and what is in it."""


def case_file(session: Session, _: Words = ENGLISH) -> File:
    """The case as YAML, nothing left to the catalogue. Files that were sent belong beside it."""
    case = session.view.case
    content = with_bare_names(case.model_dump(mode="json", exclude_none=True), session.folder)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
    return _named(session, ".yaml"), text.encode()


def report(session: Session, words: Words = ENGLISH) -> File:
    """The report, as `plan --report` writes it."""
    outcome, case = _planned(session), session.view.case
    told = document(outcome, case)
    told = told.model_copy(update={"case": with_bare_names(told.case, session.folder)})
    again = shlex.join(["optdispatch", "plan", _named(session, ".yaml"), "--report"])
    text = page(outcome, told, Made(again, words))
    return _named(session, ".html"), text.encode()


def workbook(session: Session, _: Words = ENGLISH) -> File:
    """The workbook, as `plan --xlsx` writes it."""
    with TemporaryDirectory(prefix="optdispatch-") as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(_planned(session), path)
        return _named(session, ".xlsx"), path.read_bytes()


EXPORTS: dict[str, Callable[[Session, Words], File]] = {
    "report": report,
    "workbook": workbook,
    "case file": case_file,
}


def _planned(session: Session) -> Outcome:
    return evaluate(session.view.case)


def _named(session: Session, suffix: str) -> str:
    return f"{slug(session.view.case.name) or 'case'}{suffix}"
