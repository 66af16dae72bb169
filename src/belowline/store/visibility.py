"""Keep the counters of a thread true while its comments appear and vanish.

A comment is shown while it is published, and as a tombstone while it was public once and has
shown replies. `replies` and `descendants` count shown comments; `comment_count` of the story
counts the published ones. Whoever changes a thread holds its story's row (see `lock_story`), so
what is read here is the latest and stays so until the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, State
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.best import best_now
from belowline.store.prepared import Prepared
from belowline.store.records import comment_from
from belowline.store.schema import comments, stories
from belowline.store.waiting import place_again

# FOR NO KEY UPDATE: writers of one story take turns, while rows that only name it go on.
_LOCK_STORY = Prepared(
    select(stories.c.open)
    .where(stories.c.site_id == bindparam("site_id"), stories.c.story_id == bindparam("story_id"))
    .with_for_update(key_share=True)
)
_STORY_OF = select(comments.c.story_id).where(
    comments.c.site_id == bindparam("site_id"),
    comments.c.comment_id == bindparam("comment_id"),
)
_ONE = select(comments).where(
    comments.c.site_id == bindparam("site_id"),
    comments.c.comment_id == bindparam("comment_id"),
)
_PLACE = select(
    comments.c.parent_id,
    comments.c.state,
    comments.c.was_public,
    comments.c.shown,
    comments.c.text,
    comments.c.likes,
    comments.c.replies,
    comments.c.attention,
).where(
    comments.c.site_id == bindparam("site_id"),
    comments.c.comment_id == bindparam("comment_id"),
)
_THIS = (
    comments.c.site_id == bindparam("of_site"),
    comments.c.comment_id == bindparam("of_comment"),
)
_SET_REPLIES = (
    update(comments)
    .where(*_THIS)
    .values(replies=bindparam("replies"), best=bindparam("best"), shown=bindparam("shown"))
)
_SET_LIKES = update(comments).where(*_THIS).values(likes=bindparam("likes"), best=bindparam("best"))
_ADD_DESCENDANTS = (
    update(comments).where(*_THIS).values(descendants=comments.c.descendants + bindparam("more"))
)
_MOVE_STORY = Prepared(
    update(stories)
    .where(stories.c.site_id == bindparam("of_site"), stories.c.story_id == bindparam("of_story"))
    .values(
        version=stories.c.version + bindparam("times"),
        comment_count=stories.c.comment_count + bindparam("more"),
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A comment as the transaction sees it."""

    comment: Comment

    @property
    def was_public(self) -> bool:
        """Say whether it was published once."""
        return self.comment.was_public

    @property
    def is_public(self) -> bool:
        """Say whether readers can read its words."""
        return self.comment.state is State.PUBLISHED


def is_shown(state: State, *, was_public: bool, replies: int) -> bool:
    """Say whether the thread has a place for a comment."""
    return state is State.PUBLISHED or (was_public and replies > 0)


async def lock_story(connection: AsyncConnection, site_id: SiteId, story_id: StoryId) -> bool:
    """Make other writers of this thread wait, and say whether it is open.

    Every transaction that changes a thread begins with it: one order of locks, no deadlock.
    """
    key = {"site_id": site_id, "story_id": story_id}
    is_open: bool | None = (await _LOCK_STORY.ask(connection, key)).scalar_one_or_none()
    if is_open is None:
        raise NotFound("There is no such story here.")
    return is_open


async def lock_comment(
    connection: AsyncConnection, site_id: SiteId, comment_id: CommentId
) -> Standing:
    """Lock the comment's thread and return the comment as it stands; NotFound if there is none."""
    key = {"site_id": site_id, "comment_id": comment_id}
    story_id = (await connection.execute(_STORY_OF, key)).scalar_one_or_none()
    if story_id is None:
        raise NotFound("There is no such comment here.")
    await lock_story(connection, site_id, story_id)
    return await standing(connection, site_id, comment_id)


async def standing(connection: AsyncConnection, site_id: SiteId, comment_id: CommentId) -> Standing:
    """Return the comment as this transaction sees it."""
    key = {"site_id": site_id, "comment_id": comment_id}
    row = (await connection.execute(_ONE, key)).one()
    return Standing(comment_from(row))


async def move_story(
    connection: AsyncConnection, comment: Comment, *, published: int = 0, times: int = 1
) -> None:
    """Move the version, once for each change, and add to the number of published comments."""
    row = {
        "of_site": comment.site_id,
        "of_story": comment.story_id,
        "more": published,
        "times": times,
    }
    await _MOVE_STORY.tell(connection, [row])


async def set_likes(connection: AsyncConnection, comment: Comment, likes: int) -> None:
    """Keep the number of likes and what follows from it."""
    best = await best_now(
        connection,
        comment.site_id,
        comment.comment_id,
        text=comment.text,
        likes=likes,
        replies=comment.replies,
    )
    await connection.execute(_SET_LIKES, _key(comment, {"likes": likes, "best": best}))


async def tell_ancestors(connection: AsyncConnection, comment: Comment, more: int) -> None:
    """Count a comment that appeared (+1) or vanished (-1) in all above it.

    A parent that is no longer public appears with its first shown reply and vanishes with its
    last, which its own parent has to be told, and so on upwards.
    """
    if comment.parent_id is None:
        return
    flipped = 1
    parent_id: CommentId | None = comment.parent_id
    while parent_id is not None:
        grandparent_id, has_flipped = await _count_reply(
            connection, comment.site_id, parent_id, more
        )
        if not has_flipped or grandparent_id is None:
            break
        flipped += 1
        parent_id = grandparent_id
    await connection.execute(
        _ADD_DESCENDANTS,
        {
            "of_site": comment.site_id,
            "of_comment": comment.root_id,
            "more": more * flipped,
        },
    )


async def _count_reply(
    connection: AsyncConnection, site_id: SiteId, parent_id: CommentId, more: int
) -> tuple[CommentId | None, bool]:
    """Count one reply more or less; return the next above, and whether this parent flipped."""
    key = {"site_id": site_id, "comment_id": parent_id}
    parent = (await connection.execute(_PLACE, key)).one()
    replies = parent.replies + more
    shown = is_shown(parent.state, was_public=parent.was_public, replies=replies)
    best = await best_now(
        connection, site_id, parent_id, text=parent.text, likes=parent.likes, replies=replies
    )
    await connection.execute(
        _SET_REPLIES,
        {
            "of_site": site_id,
            "of_comment": parent_id,
            "replies": replies,
            "best": best,
            "shown": shown,
        },
    )
    if parent.attention is not None:
        await place_again(connection, site_id, parent_id)
    return parent.parent_id, shown != parent.shown


def _key(comment: Comment, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"of_site": comment.site_id, "of_comment": comment.comment_id, **more}
