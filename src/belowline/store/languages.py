"""Keep the languages that readers use."""

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.exc import IntegrityError

from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.language import ReaderLanguage
from belowline.store.database import OnDatabase
from belowline.store.tables.languages import reader_languages

_of = reader_languages.c
_NAMES = [column.name for column in _of]
_KEEP = text(
    f"INSERT INTO reader_languages ({', '.join(_NAMES)})"
    f" VALUES ({', '.join(f':{name}' for name in _NAMES)})"
    " ON CONFLICT (site_id, reader_id) DO UPDATE"
    " SET language = excluded.language, is_chosen = excluded.is_chosen"
    " WHERE excluded.is_chosen OR NOT reader_languages.is_chosen"
).bindparams(*(bindparam(column.name, type_=column.type) for column in _of))
_ONE = select(reader_languages).where(
    _of.site_id == bindparam("site_id"), _of.reader_id == bindparam("reader_id")
)


class LanguagesOfReaders(OnDatabase):
    """The languages of all sites' readers; see `belowline.people.language.LanguageStore`."""

    async def keep_language(self, kept: ReaderLanguage) -> None:
        """Keep it, unless the reader chose another."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(_KEEP, {name: getattr(kept, name) for name in _NAMES})
        except IntegrityError:
            return  # They were erased a moment ago.

    async def language_of(self, site_id: SiteId, reader_id: ReaderId) -> ReaderLanguage | None:
        """Return the reader's language, None where nothing is known."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.looking() as connection:
            row = (await connection.execute(_ONE, key)).one_or_none()
        return None if row is None else ReaderLanguage(**row._mapping)

    async def forget_language(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Forget it."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(reader_languages).where(_of.site_id == site_id, _of.reader_id == reader_id)
            )
