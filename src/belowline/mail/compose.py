"""Write the e-mail that is owed, as things stand when it goes; or none, if nothing is owed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from belowline.conversation.comment import Comment
from belowline.conversation.words import check_email
from belowline.kernel.errors import Refused
from belowline.kernel.ids import ReaderId
from belowline.mail.links import Links
from belowline.mail.mail import OWED_TOPIC_OF, TOPIC_OF, Mail, MailKind, Topic
from belowline.mail.message import Block, Message
from belowline.mail.ports import TellingStore
from belowline.mail.wording import Translate, in_words, untranslated
from belowline.people.reader import Reader

# Somebody asked for these just now, or has to know that somebody did: they always come.
ASKED_FOR = (
    MailKind.SIGN_IN,
    MailKind.MEMBER_LINK,
    MailKind.EMAIL_CONFIRM,
    MailKind.EMAIL_CHANGED,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Whom an e-mail goes to, and what its words are filled in with.

    `language` is the one in which it was asked for, `owner` the reader whose address it is, where
    the e-mail itself names no reader.
    """

    email: str
    values: Mapping[str, Any]
    language: str | None = None
    owner: ReaderId | None = None


class Writer(Protocol):
    """Finds the facts of some kinds of e-mail."""

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Compose:
    """The use case; call it with the e-mail that is due. `language` is the site's."""

    store: TellingStore
    links: Links
    language: str
    writers: tuple[Writer, ...]
    translate: Translate = untranslated

    async def __call__(self, mail: Mail) -> Message | None:
        """Return the e-mail, None where it is owed no more or is not wanted."""
        facts = await self._facts(mail)
        if facts is None or not _can_be_written_to(facts.email):
            return None
        topic = TOPIC_OF.get(mail.kind)
        about = topic or OWED_TOPIC_OF.get(mail.kind)
        if mail.kind not in ASKED_FOR and await self._is_stopped(mail, facts.email, about):
            return None
        wanted = await self._language(mail, facts)
        words = in_words(mail.kind, wanted, facts.values, self.translate)
        return Message(
            to=facts.email,
            subject=words.subject,
            blocks=[self._leading_on(block, words.language) for block in words.blocks],
            why=words.why,
            language=words.language,
            stop_words=words.stop,
            choices_words=words.choices,
            contact_words=words.contact,
            stop=self._there(self.links.stop(facts.email, topic), words.language) if topic else "",
            choices=""
            if mail.kind in ASKED_FOR
            else self._there(self.links.choices(facts.email), words.language),
        )

    async def _language(self, mail: Mail, facts: Facts) -> str:
        """Return what the receiver chose, else the language in which they asked for it, else the
        one that they were last seen using, else the site's."""
        reader_id = mail.reader_id or facts.owner
        kept = await self.store.language_of(mail.site_id, reader_id) if reader_id else None
        if kept is not None and kept.is_chosen:
            return kept.language
        return facts.language or (kept.language if kept else self.language)

    def _leading_on(self, block: Block, language: str) -> Block:
        return replace(block, to=self._there(block.to, language)) if block.to else block

    def _there(self, address: str, language: str) -> str:
        """Return an address of ours whose page speaks as the e-mail does."""
        return address if language == self.language else self.links.spoken(address, language)

    async def _facts(self, mail: Mail) -> Facts | None:
        found = (writer.of(mail.kind) for writer in self.writers)
        find = next((each for each in found if each is not None), None)
        return await find(mail) if find else None

    async def _is_stopped(self, mail: Mail, email: str, topic: Topic | None) -> bool:
        stopped = await self.store.stopped(mail.site_id, self.links.person(email))
        return Topic.EVERYTHING in stopped or topic in stopped


async def reader_of(store: TellingStore, mail: Mail) -> Reader | None:
    """Return whom the e-mail goes to while they have an address: who was erased has none."""
    reader = await store.reader(mail.site_id, mail.reader_id) if mail.reader_id else None
    return reader if reader and reader.email else None


async def comment_of(store: TellingStore, mail: Mail) -> Comment | None:
    """Return the comment that the e-mail is about."""
    return await store.comment(mail.site_id, mail.comment_id) if mail.comment_id else None


async def headline_of(store: TellingStore, comment: Comment) -> str:
    """Return the headline above a comment."""
    story = await store.story(comment.site_id, comment.story_id)
    return story.headline if story else ""


def _can_be_written_to(email: str) -> bool:
    """Say whether it is one address: an import, or an older rule, may have kept anything."""
    try:
        return check_email(email) == email
    except Refused:
        return False
