"""Keep every version of a site's policy, so that old rulings can be explained."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from belowline.kernel.ids import SiteId
from belowline.store.database import OnDatabase
from belowline.store.schema import policies

_TEXT = select(policies.c.text).where(
    policies.c.site_id == bindparam("site_id"), policies.c.version == bindparam("version")
)


class Policies(OnDatabase):
    """The policies of all sites; see `belowline.conversation.ports.PolicyStore`."""

    async def keep_policy(self, site_id: SiteId, version: str, text: str, at: datetime) -> None:
        """Keep a version; the same version again changes nothing."""
        if await self.policy_text(site_id, version) is not None:
            return
        row = {"site_id": site_id, "version": version, "text": text, "kept_at": at}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(policies), row)
        except IntegrityError:
            if await self.policy_text(site_id, version) is None:
                raise

    async def policy_text(self, site_id: SiteId, version: str) -> str | None:
        """Return the policy file as it was, or None."""
        key = {"site_id": site_id, "version": version}
        async with self._database.reading() as connection:
            text: str | None = (await connection.execute(_TEXT, key)).scalar_one_or_none()
        return text
