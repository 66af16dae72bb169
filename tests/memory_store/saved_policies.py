"""Keep saved policies in a list."""

from collections.abc import Sequence
from dataclasses import replace

from belowline.desk.audit import Act, policy_note
from belowline.desk.policy_versions import SavedPolicy
from belowline.kernel.errors import Conflict
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, SiteId, StoryId
from tests.memory_store.tables import OnTables


class MemorySavedPolicies(OnTables):
    """See `belowline.desk.policy_versions.SavedPolicyStore`."""

    async def save_policy(
        self, saved: SavedPolicy, *, whole: str, first: SavedPolicy | None = None
    ) -> None:
        """Keep a version as the site's newest."""
        kept = self._saved(saved.site_id)
        begins = [first] if first is not None and not kept else []
        if saved.number != len(kept) + len(begins) + 1:
            raise Conflict("Somebody saved another version.", code="policy-changed")
        log = [entry for entry in self._tables.log if entry.site_id == saved.site_id]
        taken = [entry.subject for entry in log if entry.act == Act.POLICY]
        self._tables.policies.setdefault((saved.site_id, saved.version), whole)
        self._tables.saved_policies += [*begins, saved]
        self._write(policy_note(saved, whole=whole, before=taken[-1] if taken else None))
        self._tables.events.append(
            Event(
                number=len(self._tables.events_of(saved.site_id)) + 1,
                site_id=saved.site_id,
                story_id=StoryId(""),
                comment_id=CommentId(""),
                kind=EventKind.POLICY,
                at=saved.saved_at,
            )
        )

    async def saved_policy(self, site_id: SiteId, number: int | None = None) -> SavedPolicy | None:
        """Return a version, without a number the newest."""
        found = [each for each in self._saved(site_id) if number in (None, each.number)]
        return self._named(found[-1]) if found else None

    async def saved_policies(
        self, site_id: SiteId, *, before: int | None, limit: int
    ) -> Sequence[SavedPolicy]:
        """Return the versions in front of this number, the newest first."""
        found = [each for each in self._saved(site_id) if before is None or each.number < before]
        return [self._named(each) for each in reversed(found)][:limit]

    def _saved(self, site_id: SiteId) -> list[SavedPolicy]:
        return [each for each in self._tables.saved_policies if each.site_id == site_id]

    def _named(self, saved: SavedPolicy) -> SavedPolicy:
        by = saved.by and self._tables.readers.get((saved.site_id, saved.by))
        return replace(saved, by_name=by.name if by else None)
