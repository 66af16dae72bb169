"""Read one page of a thread as the tree that the page shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from belowline.conversation.comment import Comment
from belowline.conversation.paging import PAGE_SIZE, Cursor, Sort
from belowline.conversation.ports import CommentStore
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, SiteId, StoryId

# A lively exchange shows its shape in eight replies; the rest is one tap away, and the page's
# size stays bounded (20 roots, 160 replies) whatever the thread holds.
REPLIES_SHOWN = 8


@dataclass(slots=True)
class Node:
    """A comment with those of its replies that this page has.

    `more` is set on the root: how many shown descendants are not in this page.
    """

    comment: Comment
    children: list["Node"] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of roots with the beginning of their branches; `next` is None on the last one."""

    nodes: Sequence[Node]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class BranchPage:
    """A root and a page of its descendants; `next` is the last id seen, None at the end."""

    root: Node
    next: CommentId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThread:
    """The use case for a story's thread."""

    store: CommentStore

    async def __call__(
        self, site_id: SiteId, story_id: StoryId, *, sort: Sort, after: Cursor | None
    ) -> ThreadPage:
        """Return one page; an unknown story has an empty thread."""
        roots = await self.store.roots(
            site_id, story_id, sort=sort, after=after, limit=PAGE_SIZE + 1
        )
        has_next, roots = len(roots) > PAGE_SIZE, roots[:PAGE_SIZE]
        answered = [root.comment_id for root in roots if root.descendants]
        branches = await self.store.branches(site_id, answered, limit_each=REPLIES_SHOWN)
        nodes = [grow(root, branches.get(root.comment_id, ())) for root in roots]
        return ThreadPage(nodes, cursor_of(roots[-1]) if has_next else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBranch:
    """The use case for the conversation around one comment."""

    store: CommentStore

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, *, after: CommentId | None
    ) -> BranchPage:
        """Return the branch that the comment is in.

        Without `after` the page that holds the comment, else the one behind `after`. Raises
        NotFound for a comment that the thread has no place for.
        """
        focus = await self.store.comment(site_id, comment_id)
        if focus is None or not focus.shown:
            raise NotFound("There is no such comment, or it is not public.")
        root = focus if focus.parent_id is None else await self._root(focus)
        path = [] if after else await self._path(focus)
        found = await self.store.branch(site_id, root.comment_id, after=after, limit=PAGE_SIZE + 1)
        has_next, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
        here = {comment.comment_id for comment in found}
        extra = [comment for comment in path if comment.comment_id not in here]
        return BranchPage(grow(root, [*found, *extra]), found[-1].comment_id if has_next else None)

    async def _root(self, comment: Comment) -> Comment:
        root = await self.store.comment(comment.site_id, comment.root_id)
        if root is None:
            raise NotFound("There is no such comment.")
        return root

    async def _path(self, focus: Comment) -> list[Comment]:
        """Return the comment and those above it, without the root, oldest first.

        The ancestors may lie pages apart in a long branch; a reader who follows a link wants
        what the comment answers, not the page number. At most PAGE_SIZE steps up.
        """
        path: list[Comment] = []
        step: Comment | None = focus
        while step is not None and step.parent_id is not None and len(path) < PAGE_SIZE:
            path.append(step)
            step = await self.store.comment(focus.site_id, step.parent_id)
        return path[::-1]


def grow(root: Comment, descendants: Sequence[Comment]) -> Node:
    """Hang each descendant under its parent; one whose parent is elsewhere goes under the root."""
    top = Node(root)
    nodes = {root.comment_id: top}
    for comment in descendants:
        node = nodes[comment.comment_id] = Node(comment)
        parent = nodes.get(comment.parent_id or root.comment_id, top)
        parent.children.append(node)
    top.more = max(0, root.descendants - len(descendants))
    return top


def cursor_of(comment: Comment) -> Cursor:
    """Return the cursor behind this comment; it holds the key of every order."""
    return Cursor(comment.comment_id, comment.best)
