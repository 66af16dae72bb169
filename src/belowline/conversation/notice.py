"""Take a notice that a comment breaks the law (DSA article 16), and say what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Comment, RulingRecord
from belowline.conversation.ports import CommentStore
from belowline.conversation.report import can_be_reported
from belowline.conversation.words import check_email, check_name, check_note
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import CommentId, NewId, RulingId, SiteId
from belowline.people.signin import digest

# A law's name and section fit; what is done wrong belongs into the explanation.
LONGEST_LAW = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class IllegalNotice:
    """A notice of illegal content, about one revision of a comment.

    `name` and `email` may be None only where the notice `is_about_abuse` of children. `digest` is
    of the secret in the sender's private link. `answered_by` is the ruling that answered it.
    `language` is that of the page on which it was written.
    """

    site_id: SiteId
    notice_id: str
    reference: str
    digest: str
    comment_id: CommentId
    revision: int
    law: str
    explanation: str
    words: str
    name: str | None
    email: str | None
    is_about_abuse: bool
    address: str
    created_at: datetime
    language: str | None = None
    answered_by: RulingId | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """A notice as somebody sends it. `address` is a keyed hash of the network address."""

    explanation: str
    law: str = ""
    words: str = ""
    name: str = ""
    email: str = ""
    is_about_abuse: bool = False
    in_good_faith: bool = False
    address: str = ""
    language: str | None = None


class NoticeStore(Protocol):
    """Keeps notices of illegal content. A moderator's ruling answers those that are open, as it
    settles reports (see `CommentStore.add_ruling`)."""

    async def add_notice(self, notice: IllegalNotice) -> None:
        """Keep a notice and put the comment on the desk with attention `illegal`."""
        ...

    async def notices(self, site_id: SiteId, comment_id: CommentId) -> Sequence[IllegalNotice]:
        """Return the notices about a comment, oldest first."""
        ...

    async def notice_by(self, site_id: SiteId, digest: str) -> IllegalNotice | None:
        """Return what a private link is about, or None."""
        ...


class NoticedStore(NoticeStore, CommentStore, Protocol):
    """Notices, and the comments they are about."""


@dataclass(frozen=True, slots=True)
class NoticeStatus:
    """What came of a notice: the ruling that answered it, None while it waits."""

    notice: IllegalNotice
    comment: Comment
    ruling: RulingRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice:
    """The use case. `secret_of` makes the token of a notice's private link, always the same."""

    store: NoticedStore
    clock: Clock
    new_id: NewId
    secret_of: Callable[[str], str]

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, draft: NoticeDraft
    ) -> tuple[IllegalNotice, str]:
        """Keep the notice; return it with the token of the link to what comes of it.

        Raises Refused for what the law asks for and is missing, NotFound where there is no public
        comment.
        """
        checked = _checked(draft)
        comment = await self.store.comment(site_id, comment_id)
        if comment is None or not can_be_reported(comment):
            raise NotFound("There is no such comment.")
        notice_id, now = self.new_id(), self.clock()
        token = self.secret_of(notice_id)
        notice = IllegalNotice(
            site_id=site_id,
            notice_id=notice_id,
            # The end of an id is chance: nobody learns from it how many notices there are.
            reference=f"N-{now:%Y%m%d}-{notice_id[-8:].upper()}",
            digest=digest(token),
            comment_id=comment.comment_id,
            revision=comment.revision,
            law=checked.law,
            explanation=checked.explanation,
            words=checked.words,
            name=checked.name or None,
            email=checked.email or None,
            is_about_abuse=checked.is_about_abuse,
            address=draft.address,
            created_at=now,
            language=draft.language,
        )
        await self.store.add_notice(notice)
        return notice, token

    async def status(self, site_id: SiteId, token: str) -> NoticeStatus:
        """Return what came of the notice behind a private link; raises NotFound."""
        notice = await self.store.notice_by(site_id, digest(token))
        comment = await self.store.comment(site_id, notice.comment_id) if notice else None
        if notice is None or comment is None:
            raise NotFound("There is nothing behind this link. Check that it is complete.")
        rulings = await self.store.rulings(site_id, comment.comment_id)
        answer = (each for each in rulings if each.ruling_id == notice.answered_by)
        return NoticeStatus(notice, comment, next(answer, None))


def _checked(draft: NoticeDraft) -> NoticeDraft:
    """Return the notice in clean words; raises Refused for what article 16 (2) asks for."""
    explanation = check_note(draft.explanation, field="explanation")
    if not explanation:
        raise Refused(
            "Say why you think that the comment breaks the law.",
            code="note-missing",
            field="explanation",
        )
    if not draft.in_good_faith:
        raise Refused(
            "Confirm that what you say is accurate and complete as far as you know.",
            code="good-faith",
            field="good_faith",
        )
    names_self = bool(draft.name.strip() or not draft.is_about_abuse)
    email = check_email(draft.email)
    if email is None and not draft.is_about_abuse:
        raise Refused(
            "Give an e-mail address: the law asks for it, except for sexual abuse of children.",
            code="email-invalid",
            field="email",
        )
    return NoticeDraft(
        explanation=explanation,
        law=check_note(draft.law, field="law", longest=LONGEST_LAW),
        words=check_note(draft.words, field="words"),
        name=check_name(draft.name) if names_self else "",
        email=email or "",
        is_about_abuse=draft.is_about_abuse,
        in_good_faith=True,
    )
