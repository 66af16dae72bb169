"""Remember in which language a reader came by, for what we write to them."""

from belowline.people.reader import Reader
from belowline.web.languages import spoken
from belowline.web.services import Services


async def note_language(services: Services, reader: Reader) -> None:
    """Remember the language of the page that was used, where it is a reader's page."""
    choice = spoken()
    if choice.is_readers:
        await services.languages.seen(reader, choice.language)
