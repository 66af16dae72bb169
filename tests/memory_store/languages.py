"""Keep the languages that readers use, in a dict."""

from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.language import ReaderLanguage
from tests.memory_store.tables import OnTables


class MemoryLanguages(OnTables):
    """See `belowline.people.language.LanguageStore`."""

    async def keep_language(self, kept: ReaderLanguage) -> None:
        """Keep it, unless the reader chose another."""
        key = kept.site_id, kept.reader_id
        before = self._tables.languages.get(key)
        if key in self._tables.readers and (kept.is_chosen or not (before and before.is_chosen)):
            self._tables.languages[key] = kept

    async def language_of(self, site_id: SiteId, reader_id: ReaderId) -> ReaderLanguage | None:
        """Return the reader's language, None where nothing is known."""
        return self._tables.languages.get((site_id, reader_id))

    async def forget_language(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Forget it."""
        self._tables.languages.pop((site_id, reader_id), None)
