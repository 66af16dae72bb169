"""Make the addresses that stand in e-mails, and the keys by which people stop them.

A key holds no e-mail address and can't be made from one without our secret: who has it got mail.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from belowline.kernel.ids import CommentId, ReaderId, RulingId
from belowline.mail.mail import Topic

# Makes a keyed hash of a text; one purpose's is no other's.
KeyedHash = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The addresses of our pages, for somebody who is elsewhere."""

    site_url: str
    hash_of: KeyedHash

    def person(self, email: str) -> str:
        """Return what stands for an e-mail address where it may not be read."""
        return self.hash_of("mail-person", email.strip().casefold())

    def key(self, person: str) -> str:
        """Return the key to a person's choices."""
        return f"{person}.{self.hash_of('mail-key', person)}"

    def person_of(self, key: str) -> str | None:
        """Return whose choices a key opens, None for one that we did not make."""
        person, _, given = key.partition(".")
        expected = self.hash_of("mail-key", person)
        is_ours = hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
        return person if is_ours else None

    def choices(self, email: str) -> str:
        """Return where the owner of an address chooses which e-mails come."""
        return f"{self.site_url}/mail/{self.key(self.person(email))}"

    def stop(self, email: str, topic: Topic) -> str:
        """Return where one POST ends the e-mails of a topic."""
        return f"{self.choices(email)}/stop/{topic.value}"

    def statement(self, ruling_id: RulingId) -> str:
        """Return the private link to the reasons for a ruling."""
        return f"{self.site_url}/statements/{self.hash_of('statement', ruling_id)}"

    def notice(self, notice_id: str) -> str:
        """Return the private link to what comes of a notice."""
        return f"{self.site_url}/notices/{self.hash_of('notice', notice_id)}"

    def standing(self, reader_id: ReaderId) -> str:
        """Return the private link to what was imposed on a reader."""
        return f"{self.site_url}/standing/{reader_id}.{self.hash_of('standing', reader_id)}"

    def comment(self, comment_id: CommentId) -> str:
        """Return where a comment stands in its thread."""
        return f"{self.site_url}/comments/{comment_id}#c-{comment_id}"

    def desk(self, comment_id: CommentId) -> str:
        """Return a comment's page at the desk."""
        return f"{self.site_url}/desk/comments/{comment_id}"

    def spoken(self, address: str, language: str) -> str:
        """Return an address of ours that asks for a language; the desk has but one."""
        if not address.startswith(f"{self.site_url}/") or address.startswith(self.page("/desk")):
            return address
        place, mark, fragment = address.partition("#")
        joint = "&" if "?" in place else "?"
        return f"{place}{joint}lang={language}{mark}{fragment}"

    def page(self, path: str) -> str:
        """Return another page of the site."""
        return f"{self.site_url}{path}"
