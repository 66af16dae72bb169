"""Let a reader change the name that they write under."""

from dataclasses import dataclass

from belowline.conversation.impersonation import GuardNames
from belowline.conversation.judging import Judge
from belowline.conversation.naming import judge_name
from belowline.conversation.words import check_name
from belowline.kernel.errors import Forbidden, Refused
from belowline.moderation import Action
from belowline.people.ports import PeopleStore
from belowline.people.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """The use case; call it with the reader and the name. What they wrote keeps the old one."""

    store: PeopleStore
    judge: Judge
    guard_names: GuardNames

    async def __call__(self, reader: Reader, name: str) -> str:
        """Keep the name and return it; raises Refused for one that can't be had.

        A comment may wait for a moderator because of its author's name; a name alone waits nowhere.
        """
        if reader.role.is_staff:
            raise Forbidden("Names of staff are changed by who runs the server.")
        name = check_name(name)
        if (await judge_name(self.judge, name)).action is not Action.PUBLISH:
            raise Refused(
                "The house policy holds for names too. Choose another one.",
                code="name-not-allowed",
                field="name",
            )
        # As a stranger would be: nobody vouches for a name that is typed here.
        await self.guard_names(reader.site_id, name, reader=reader, is_vouched=False)
        await self.store.rename(reader.site_id, reader.reader_id, name=name, email=None)
        return name
