"""The report as one HTML file that needs nothing else: no network, no fonts, no second file."""

from optdispatch.report.page.compare import comparison_page, write_comparison
from optdispatch.report.page.compose import Made, page, write_report

__all__ = ["Made", "comparison_page", "page", "write_comparison", "write_report"]
