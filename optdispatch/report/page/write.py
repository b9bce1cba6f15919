"""Write a page all at once, or not at all."""

from pathlib import Path

from optdispatch.report.one_file import beside

SUFFIX = ".html"


def write_page(text: str, path: Path) -> None:
    """Write a page; a file of that name is replaced when the new one is complete.

    Raises `OutputError` where it cannot be written.
    """
    with beside(path, SUFFIX) as folder:
        written = folder / "page.html"
        written.write_text(text, encoding="utf-8")
        written.replace(path)
