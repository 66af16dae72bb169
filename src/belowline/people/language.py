"""Remember which language a reader uses: the one they chose, else that of the page they came by."""

from dataclasses import dataclass, field
from typing import Protocol

from belowline.kernel.errors import Refused
from belowline.kernel.ids import ReaderId, SiteId
from belowline.kernel.languages import LANGUAGES, SOURCE, known
from belowline.people.reader import Reader

# So many readers' languages are not asked for anew with each comment; a name and two letters each.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLanguage:
    """A reader's language; `is_chosen` says that they chose it themselves."""

    site_id: SiteId
    reader_id: ReaderId
    language: str
    is_chosen: bool


class LanguageStore(Protocol):
    """Keeps readers' languages."""

    async def keep_language(self, kept: ReaderLanguage) -> None:
        """Keep it instead of the reader's earlier one; what was only seen never takes the place of
        what was chosen. Nothing is kept of a reader who is gone."""
        ...

    async def language_of(self, site_id: SiteId, reader_id: ReaderId) -> ReaderLanguage | None:
        """Return the reader's language, None where nothing is known."""
        ...

    async def forget_language(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Forget it, chosen or not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The use cases: choose a language, and be seen using one. `own` is what the site speaks."""

    store: LanguageStore
    own: str
    _seen: dict[ReaderId, str] = field(default_factory=dict)

    async def choose(self, reader: Reader, language: str) -> None:
        """Keep a reader's choice; with none, forget what was known. Raises Refused."""
        if language and language not in LANGUAGES:
            raise Refused("Choose one of the languages that are offered.", field="language")
        self._seen.pop(reader.reader_id, None)
        if language:
            await self.store.keep_language(_of(reader, language, is_chosen=True))
        else:
            await self.store.forget_language(reader.site_id, reader.reader_id)

    async def seen(self, reader: Reader, language: str) -> None:
        """Remember which language a reader came by who may be written to, unless they chose one."""
        if not reader.email or self._seen.get(reader.reader_id) == language:
            return
        before = await self.store.language_of(reader.site_id, reader.reader_id)
        was = before.language if before else known(self.own) or SOURCE
        if was != language and not (before and before.is_chosen):
            await self.store.keep_language(_of(reader, language, is_chosen=False))
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen[reader.reader_id] = language

    async def chosen_by(self, reader: Reader) -> str:
        """Return what a reader chose, empty where they chose nothing."""
        kept = await self.store.language_of(reader.site_id, reader.reader_id)
        return kept.language if kept and kept.is_chosen else ""


def _of(reader: Reader, language: str, *, is_chosen: bool) -> ReaderLanguage:
    return ReaderLanguage(
        site_id=reader.site_id,
        reader_id=reader.reader_id,
        language=language,
        is_chosen=is_chosen,
    )
