"""Let a reader choose their language on their own page."""

from typing import Any

from litestar import Response

from belowline.kernel.errors import BelowlineError
from belowline.web.identity import AnyRequest
from belowline.web.languages import speak_instead, spoken
from belowline.web.pages.me import HERE, page_of, sent_form
from belowline.web.pages.story import redirect


async def choose_language(request: AnyRequest) -> Response[Any]:
    """Keep the language that a reader chose, or that they choose none."""
    services, visitor, reader, fields = await sent_form(request)
    try:
        await services.languages.choose(reader, fields.get("language", ""))
    except BelowlineError as error:
        return await page_of(services, request, visitor, error=error, at="language")
    # Whatever the address of the form asked for, the page comes back as it will come from now on.
    speak_instead(spoken().language)
    return redirect(f"{HERE}?kept=language")
