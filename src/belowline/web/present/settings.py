"""Show a reader what they may choose about themselves: language, address, which e-mails come."""

from collections.abc import Mapping
from typing import Any

from belowline.kernel.languages import NAMES_OF_LANGUAGES, RIGHT_TO_LEFT
from belowline.mail.mail import Topic
from belowline.people.reader import Reader, Role
from belowline.web.present.comments import moment
from belowline.web.services import Services
from belowline.web.words import gettext, marked

# In the order of the page. What staff are told besides is chosen by the links in those e-mails.
CHOICES = (
    (Topic.REPLIES, marked("Somebody answers a comment of mine")),
    (Topic.MENTIONS, marked("Somebody names me in a comment")),
    (Topic.RULINGS, marked("A comment of mine is held or taken down: the reasons")),
    (Topic.REPORTS, marked("A report of mine was looked at")),
)
# The only one that comes to nobody who has not asked for it.
_DIGEST = marked("Once a day, if anything is new in the stories I follow or wrote under")


async def settings_of(
    services: Services, reader: Reader, fields: Mapping[str, str], *, is_elsewhere: bool
) -> dict[str, Any] | None:
    """Return what the page shows, None for who has nothing to choose.

    `is_elsewhere` says that name and address come from the publisher, and are changed there.
    `fields` are of a form that comes back.
    """
    if reader.role is Role.GUEST or services.change_email is None:
        return None
    may_change = reader.role is Role.MEMBER and not is_elsewhere
    waiting = await services.change_email.changes.waiting(reader) if may_change else None
    return {
        "email": reader.email or "",
        "new_email": fields.get("email", ""),
        "may_change_email": may_change,
        "waits_for": waiting.email if waiting else "",
        "mails": [],
        **(await _mails(services, reader, reader.email) if reader.email else {}),
        "follows": [
            {"headline": story.headline, "address": f"/stories/{story.story_id}"}
            for story in await services.follow.of(reader)
        ],
    }


async def _mails(services: Services, reader: Reader, email: str) -> dict[str, Any]:
    stopped = await services.choices.stopped(services.choices.key_of(email))
    shown = [(topic.value, gettext(label), topic not in stopped) for topic, label in CHOICES]
    shown.append((Topic.DIGEST.value, gettext(_DIGEST), await services.digests.wanted(reader)))
    return {
        "mails": shown,
        "is_silent": Topic.EVERYTHING in stopped,
    }


async def languages_of(services: Services, reader: Reader) -> dict[str, Any]:
    """Return the languages that are offered, each in its own words, and the one that was chosen."""
    return {
        "chosen": await services.languages.chosen_by(reader),
        "offered": [
            (code, name, "rtl" if code in RIGHT_TO_LEFT else "ltr")
            for code, name in NAMES_OF_LANGUAGES.items()
        ],
    }


async def passkeys_of(services: Services, reader: Reader) -> list[dict[str, Any]] | None:
    """Return the reader's passkeys, None for guests, who have none."""
    if reader.role is Role.GUEST:
        return None
    return [
        {
            "id": each.passkey_id,
            "name": each.name,
            "made": moment(each.created_at),
            "used": moment(each.used_at) if each.used_at else None,
        }
        for each in await services.passkeys.of(reader)
    ]
