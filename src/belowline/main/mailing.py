"""Put together what sends e-mails, where a mail server is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from belowline.config import Place, Settings
from belowline.conversation.in_force import InForce
from belowline.conversation.statement import Explain
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import NewId, new_id
from belowline.mail.choices import Choices
from belowline.mail.compose import Compose
from belowline.mail.digest import Digests, DigestWriter
from belowline.mail.email_change import ChangeEmail, ChangeWriter
from belowline.mail.links import Links
from belowline.mail.mentions import MentionWriter
from belowline.mail.message import Block, Letterhead, Message, encoded
from belowline.mail.ports import MailStore
from belowline.mail.postman import Postman
from belowline.mail.redress import RedressWriter
from belowline.mail.settings import MailSettings
from belowline.mail.sign_in import AskForLink, LinkWriter
from belowline.mail.smtp import SmtpCarrier
from belowline.mail.standing import StandingWriter
from belowline.mail.voices import VoicesWriter
from belowline.main.keys import check_site
from belowline.people.email_change import EmailChanges
from belowline.people.email_return import EmailReturns
from belowline.people.members import Members
from belowline.people.signin import SignIn
from belowline.store.database import is_there
from belowline.store.store import Store
from belowline.web.identity import keyed_hash
from belowline.web.words import in_language


def make_links(settings: Settings) -> Links:
    """Return what makes the addresses in e-mails."""
    return Links(
        site_url=settings.public_address,
        hash_of=lambda purpose, text: keyed_hash(settings.secret, purpose, text),
    )


def mail_verbs(settings: Settings, store: Store, clock: Clock, ids: NewId) -> dict[str, Any]:
    """Return the verbs by their names in Services; what is known is kept without a mail server."""
    links, members = make_links(settings), Members(store=store, clock=clock, new_id=ids)
    ask = AskForLink(store=store, members=members, links=links, clock=clock, new_id=ids)
    choices = Choices(store=store, links=links, site_id=settings.site.site_id)
    changes = EmailChanges(store=store, clock=clock, new_id=ids)
    change = ChangeEmail(
        store=store,
        changes=changes,
        returns=EmailReturns(store=store, clock=clock),
        choices=choices,
        clock=clock,
        new_id=ids,
    )
    return {
        "choices": choices,
        "digests": Digests(store=store, choices=choices, clock=clock),
        "change_email": change if settings.mail else None,
        "members": members,
        "ask_for_link": ask if settings.mail else None,
    }


@asynccontextmanager
async def mail_queue(place: Place) -> AsyncIterator[MailStore]:
    """Lend the queue of e-mails to a command; raises Unavailable where there is no database."""
    if not is_there(place.database):
        raise Unavailable(f"There is no database at {place.database}.")
    store = await Store.open(place.database)
    try:
        await check_site(store, place.site_id)
        yield store
    finally:
        await store.close()


def make_letterhead(settings: Settings, mail: MailSettings) -> Letterhead:
    """Return whom e-mails come from."""
    site = settings.site
    return Letterhead(
        site_name=site.name, sender=mail.sender, language=site.language, contact=site.contact
    )


def make_postman(
    settings: Settings, store: Store, explain: Explain, in_force: InForce, clock: Clock, ids: NewId
) -> Postman | None:
    """Return who sends e-mails, None where no mail server is set: then nothing is queued."""
    mail, links = settings.mail, make_links(settings)
    if mail is None:
        return None
    site, head = settings.site, make_letterhead(settings, mail)
    writers = (
        RedressWriter(store=store, explain=explain, in_force=in_force, links=links),
        VoicesWriter(store=store, in_force=in_force, links=links),
        StandingWriter(store=store, links=links),
        LinkWriter(
            store=store,
            sign_in=SignIn(store=store, clock=clock, new_id=ids),
            members=Members(store=store, clock=clock, new_id=ids),
            links=links,
        ),
        MentionWriter(store=store, links=links),
        DigestWriter(store=store, links=links),
        ChangeWriter(
            store=store,
            changes=EmailChanges(store=store, clock=clock, new_id=ids),
            returns=EmailReturns(store=store, clock=clock),
            links=links,
        ),
    )
    return Postman(
        site_id=site.site_id,
        store=store,
        compose=Compose(
            store=store,
            links=links,
            language=site.language,
            writers=writers,
            translate=in_language,
        ),
        carrier=SmtpCarrier(server=mail.smtp, name=head.domain),
        head=head,
        clock=clock,
        new_id=ids,
    )


async def send_trial(settings: Settings, to: str) -> None:
    """Send an e-mail that says that e-mails arrive; raises NotTaken or Unanswered."""
    assert settings.mail is not None
    head = make_letterhead(settings, settings.mail)
    links = settings.public_address
    words = f"E-mails from {settings.site.name} arrive. Links in them begin with {links}."
    message = Message(
        to=to,
        subject="E-mails arrive",
        blocks=[Block("text", words)],
        why="You get this because somebody tried the settings for e-mails out.",
        stop="",
        choices="",
    )
    raw = encoded(message, head, mail_id=new_id(), at=utc_now())
    async with SmtpCarrier(server=settings.mail.smtp, name=head.domain).deliver() as delivery:
        await delivery.offer(raw, sender=head.sender, to=to)
        await delivery.conclude()
