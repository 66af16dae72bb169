"""The page on which a reader finds what came of their reports and appeals."""

from typing import Any

from litestar import Response

from belowline.conversation.reported import MOST_REPORTS
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest
from belowline.web.pages.story import html
from belowline.web.present.partner import partner_of


async def reports_page(request: AnyRequest) -> Response[Any]:
    """Show a reader what came of their reports, without a word about who wrote the comments."""
    services, visitor = await asked(request)
    reader = visitor.reader
    partner = await partner_of(services, reader, limit=MOST_REPORTS) if reader else None
    return html(services, request, "reports.html", partner=partner)
