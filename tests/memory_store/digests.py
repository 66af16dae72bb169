"""Keep who follows what and who wants a digest, in dicts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from belowline.conversation.comment import Comment, State
from belowline.conversation.follow import StoryNews
from belowline.kernel.ids import NewId, ReaderId, SiteId, StoryId
from belowline.mail.digest import Digest, digest_subject, next_hour
from belowline.mail.mail import Mail, MailKind, MailState
from belowline.stories.story import Story
from tests.memory_store.mail import MemoryMail


class MemoryDigests(MemoryMail):
    """See `belowline.mail.digest.DigestStore`."""

    async def follow(
        self, site_id: SiteId, reader_id: ReaderId, story_id: StoryId, *, at: datetime
    ) -> None:
        """Keep that the reader follows the story."""
        self._tables.follows.setdefault((site_id, reader_id, story_id), at)

    async def unfollow(self, site_id: SiteId, reader_id: ReaderId, story_id: StoryId) -> None:
        """Forget it."""
        self._tables.follows.pop((site_id, reader_id, story_id), None)

    async def followed(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Story]:
        """Return the stories that the reader follows."""
        mine = [
            (at, story_id)
            for (site, reader, story_id), at in self._tables.follows.items()
            if (site, reader) == (site_id, reader_id)
        ]
        return [self._tables.stories[site_id, story_id] for _, story_id in sorted(mine)[::-1]]

    async def story_news(
        self,
        site_id: SiteId,
        reader_id: ReaderId,
        *,
        since: datetime,
        until: datetime,
        wrote_since: datetime,
        stories: int,
        quoted: int,
    ) -> Sequence[StoryNews]:
        """Return what others said in stories that the reader follows or has written under."""
        interesting = {each.story_id for each in await self.followed(site_id, reader_id)}
        interesting |= {
            each.story_id
            for each in self._of(site_id)
            if each.author.reader_id == reader_id and each.created_at > wrote_since
        }
        found = []
        for story_id in interesting:
            new = [
                each
                for each in self._of(site_id)
                if each.story_id == story_id
                and each.state is State.PUBLISHED
                and each.author.reader_id != reader_id
                and since < each.created_at <= until
            ]
            if new:
                found.append(self._news(site_id, reader_id, story_id, new, quoted))
        found.sort(key=lambda each: (-each.answers, -each.comments, each.story.story_id))
        return found[:stories]

    def _news(
        self,
        site_id: SiteId,
        reader_id: ReaderId,
        story_id: StoryId,
        new: list[Comment],
        quoted: int,
    ) -> StoryNews:
        def answers(comment: Comment) -> bool:
            if comment.parent_id is None:
                return False
            return self._tables.comments[site_id, comment.parent_id].author.reader_id == reader_id

        new.sort(key=lambda each: (not answers(each), -each.best, each.comment_id))
        return StoryNews(
            story=self._tables.stories[site_id, story_id],
            comments=len(new),
            answers=sum(map(answers, new)),
            quoted=new[:quoted],
        )

    async def want_digest(self, digest: Digest) -> None:
        """Keep that a member wants one, unless they do already."""
        self._tables.digests.setdefault((digest.site_id, digest.reader_id), digest)

    async def end_digest(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Forget it."""
        self._tables.digests.pop((site_id, reader_id), None)

    async def digest(self, site_id: SiteId, reader_id: ReaderId) -> Digest | None:
        """Return what a member wants, None where it is no digest."""
        return self._tables.digests.get((site_id, reader_id))

    async def issue_digest(self, site_id: SiteId, *, now: datetime, new_id: NewId) -> bool:
        """Queue the e-mail of one digest that is due, and move on behind it."""
        due = [
            each
            for each in self._tables.digests.values()
            if each.site_id == site_id and each.next_at <= now
        ]
        if not due:
            return False
        last = min(due, key=lambda each: (each.next_at, each.reader_id))
        waits = any(
            (each.kind, each.subject, each.state)
            == (MailKind.DIGEST, last.subject, MailState.WAITING)
            for each in self._tables.mails.values()
        )
        subject = digest_subject(last.reader_id, now)
        self._tables.digests[site_id, last.reader_id] = replace(
            last,
            since=last.since if waits else last.until,
            until=now,
            next_at=next_hour(now),
            subject=subject,
        )
        return await self.add_mail(
            Mail(
                site_id=site_id,
                mail_id=new_id(),
                kind=MailKind.DIGEST,
                subject=subject,
                comment_id=None,
                reader_id=last.reader_id,
                created_at=now,
                due_at=now,
            )
        )
