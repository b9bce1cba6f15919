"""The report as one HTML file that needs nothing else: no network, no fonts, no second file."""

from optdispatch.report.page.compose import Made, page, write_report

__all__ = ["Made", "page", "write_report"]
