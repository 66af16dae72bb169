"""Let whoever got an e-mail say which ones come, without signing in."""

from collections.abc import Iterable
from dataclasses import dataclass

from belowline.kernel.errors import NotFound
from belowline.kernel.ids import SiteId
from belowline.mail.links import Links
from belowline.mail.mail import Topic
from belowline.mail.ports import MailStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What people want no e-mail about, each by the key that stands in their e-mails."""

    store: MailStore
    links: Links
    site_id: SiteId

    async def stopped(self, key: str) -> frozenset[Topic]:
        """Return what the key's owner has stopped; raises NotFound for a key that is none."""
        return await self.store.stopped(self.site_id, self._person(key))

    async def keep(self, key: str, stopped: Iterable[Topic]) -> None:
        """Keep what the key's owner stops, and nothing else that they stopped before."""
        await self.store.stop_mail(self.site_id, self._person(key), frozenset(stopped))

    def key_of(self, email: str) -> str:
        """Return the key of whoever has shown that this address is theirs."""
        return self.links.key(self.links.person(email))

    async def move(self, old: str, new: str) -> None:
        """Have hold for a person's new address what holds for the old one."""
        if stopped := await self.stopped(self.key_of(old)):
            await self.keep(self.key_of(new), stopped)

    async def stop(self, key: str, topic: Topic) -> None:
        """Stop one topic more; a second time changes nothing."""
        await self.keep(key, await self.stopped(key) | {topic})

    def _person(self, key: str) -> str:
        person = self.links.person_of(key)
        if person is None:
            raise NotFound("There is nothing behind this link. Check that it is complete.")
        return person


def topic_of(text: str) -> Topic:
    """Return the topic in an address; raises NotFound."""
    try:
        return Topic(text)
    except ValueError:
        raise NotFound("There are no such e-mails.") from None
