"""A page is joined of pieces that were kept, and says nothing that is not so any more.

What changes is changed in the store itself, past everybody who could forget a piece: as another
process would. The pages are forgotten, so that each is put together anew.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from belowline.conversation.comment import Author, Comment, Verdict
from belowline.conversation.threads import ThreadMode, ThreadOrder
from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.people.erasure import Erasure
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from belowline.web.fragments import Fragments, Pieces
from tests.contracts import newsroom as at_the_store
from tests.web.newsroom import SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

PAGES = ("", "?sort=best", "?fragment=1&sort=oldest", "/below", "?lang=ar", "/below?lang=de")
WORDS = "The ferry was never asked."
# What the process had heard of by then says when a page was made, and nothing of the thread.
HEARD = re.compile(r' data-heard="[0-9]+"')


@dataclass(slots=True)
class Scene:
    """A thread of five in a row, each answering the one before; `root` is Ada's."""

    web: Newsroom
    desk: at_the_store.Newsroom
    ada: Reader
    story: Story
    thread: list[Comment]

    @property
    def root(self) -> Comment:
        return self.thread[0]

    async def pages(self) -> dict[str, str]:
        """Return every page of the thread, put together anew."""
        self.web.belowline.services.cache.drop_all()
        async with self.web.reader() as anybody:
            path = f"/stories/{self.story.story_id}"
            texts = {page: (await anybody.get(path + page)).text for page in PAGES}
        return {page: HEARD.sub("", text) for page, text in texts.items()}

    async def pages_of_nothing(self) -> dict[str, str]:
        """Return the same by a process that knows nothing yet."""
        for known in (self.desk.store._comments_read, self.desk.store._stories_read):  # type: ignore[attr-defined]
            known._known.clear()
            known._size = 0
        services = self.web.belowline.services
        services.fragments._kept.clear()
        services.fragments._size = 0
        return await self.pages()


@pytest.fixture(scope="module")
async def rooms(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Newsroom, at_the_store.Newsroom]]:
    """Lend a newsroom, and a hand on its store."""
    folder = tmp_path_factory.mktemp("pieces")
    async with open_newsroom(folder, moderator=engine) as web:
        yield web, at_the_store.Newsroom(web.belowline.store, SITE)


@pytest.fixture
async def scene(rooms: tuple[Newsroom, at_the_store.Newsroom]) -> Scene:
    """Lend a thread that was just read, so that its pieces are kept."""
    web, desk = rooms
    story, ada = await desk.story(), await desk.reader(name="Ada Former")
    author = Author(reader_id=ada.reader_id, name=ada.name, role=Role.MEMBER)
    thread = [await desk.post(story, author=author, text=WORDS, html=f"<p>{WORDS}</p>")]
    for number in range(4):
        by = Author(reader_id=desk.reader_id(), name=f"Reader {number}", role=Role.MEMBER)
        thread.append(await desk.post(story, thread[-1], author=by))
    found = Scene(web, desk, ada, story, [await desk.now(each) for each in thread])
    await found.pages()
    return found


async def like(at: Scene) -> None:
    await at.desk.store.like(SITE, at.root.comment_id, at.ada.reader_id)


async def like_and_take_back(at: Scene) -> None:
    await like(at)
    await at.pages()
    await at.desk.store.unlike(SITE, at.root.comment_id, at.ada.reader_id)


async def reply(at: Scene) -> None:
    await at.desk.post(at.story, at.root, text="So it was.", html="<p>So it was.</p>")


async def ten_replies(at: Scene) -> None:
    for _ in range(10):
        await at.desk.post(at.story, at.root)


async def edit(at: Scene) -> None:
    await at.desk.edit(at.root, "The ferry is asked now.")


async def hold_by_reports(at: Scene) -> None:
    await at.desk.report(at.root, hold_at=0.5)


async def hold_and_publish(at: Scene) -> None:
    held, _ = await at.desk.report(at.root, hold_at=0.5)
    await at.pages()
    await at.desk.rule(held, Verdict.PUBLISH)


async def remove(at: Scene) -> None:
    await at.desk.rule(at.root, Verdict.REMOVE)


async def remove_what_is_answered_below(at: Scene) -> None:
    await at.desk.rule(at.thread[3], Verdict.REMOVE)


async def withdraw(at: Scene) -> None:
    await at.desk.store.withdraw(at.root)


async def feature(at: Scene) -> None:
    await at.desk.rule(at.root, Verdict.PUBLISH, featured_at=at.desk.moment())


async def erase(at: Scene, *, words_too: bool = False) -> None:
    day = at_the_store.START + timedelta(days=1)
    wish = Erasure(site_id=SITE, reader_id=at.ada.reader_id, asked_at=day, due_at=day)
    await at.desk.store.ask_erasure(wish)
    assert await at.desk.store.erase(wish, words_too=words_too, at=day)


async def erase_words(at: Scene) -> None:
    await erase(at, words_too=True)


async def order(at: Scene, mode: ThreadMode) -> None:
    await at.desk.store.order_thread(
        ThreadOrder(
            site_id=SITE,
            order_id=at.desk.id(),
            story_id=at.story.story_id,
            mode=mode,
            by=at.ada.reader_id,
            by_name="Mo",
            created_at=at.desk.moment(),
        )
    )


async def close(at: Scene) -> None:
    await order(at, ThreadMode.CLOSED)


async def close_and_open(at: Scene) -> None:
    await close(at)
    await at.pages()
    await order(at, ThreadMode.OPEN)


async def pause(at: Scene) -> None:
    await order(at, ThreadMode.PAUSED)


Change = Callable[[Scene], Awaitable[None]]


@pytest.mark.parametrize(
    ("change", "appears", "disappears"),
    [
        (like, '<span class="count"> 1</span>', ""),
        (like_and_take_back, "", '<span class="count"> 1</span>'),
        (reply, "So it was.", ""),
        (ten_replies, "6 more replies", ""),
        (edit, "The ferry is asked now.", WORDS),
        (hold_by_reports, "A moderator is looking at this comment.", WORDS),
        (hold_and_publish, WORDS, "A moderator is looking at this comment."),
        (remove, "Removed: it broke the house policy.", WORDS),
        (remove_what_is_answered_below, "<bdi>an earlier comment</bdi>", "<bdi>Reader 2</bdi>"),
        (withdraw, "Withdrawn by its author.", WORDS),
        (feature, "Editors’ pick", ""),
        (erase, "Former reader", "Ada Former"),
        (erase_words, "Withdrawn by its author.", WORDS),
        (close, "Comments on this story are closed.", ">Reply</a>"),
        (close_and_open, ">Reply</a>", "Comments on this story are closed."),
        (pause, "Comments are paused", ">Reply</a>"),
    ],
)
async def test_no_page_shows_what_was_so_before(
    scene: Scene, change: Change, appears: str, disappears: str
) -> None:
    before = await scene.pages()

    await change(scene)
    after = await scene.pages()

    assert after == await scene.pages_of_nothing()
    for page in ("", "/below"):
        assert appears in after[page]
        assert not disappears or disappears not in after[page]
    if change not in (like_and_take_back, hold_and_publish, close_and_open):
        assert all(after[page] != before[page] for page in PAGES)


async def test_another_policy_is_in_every_menu_at_once(scene: Scene, engine: Moderator) -> None:
    text = shipped_policy_text().replace('report_label = "Spam"', 'report_label = "Advertising"')
    in_force = scene.web.belowline.services.in_force
    before = await scene.pages()
    try:
        in_force.take(Moderator(parse_policy(text)))
        after = await scene.pages()
    finally:
        in_force.take(engine)

    assert "Advertising" not in before[""]
    assert after[""].count(">Advertising</a>") == 1
    assert await scene.pages() == before


async def test_the_forms_of_the_next_day_have_its_token(scene: Scene) -> None:
    today = await scene.pages()
    scene.web.clock.advance(days=1)

    tomorrow = await scene.pages()

    assert all(tomorrow[page] != today[page] for page in PAGES)
    assert tomorrow == await scene.pages_of_nothing()


async def test_only_what_changed_is_made_anew(scene: Scene) -> None:
    fragments = scene.web.belowline.services.fragments
    path = f"/stories/{scene.story.story_id}/below"
    async with scene.web.reader() as anybody:
        before = fragments.made
        await like(scene)
        scene.web.belowline.services.cache.drop_all()
        await anybody.get(path)

    assert fragments.made == before + 1


async def test_the_words_that_a_piece_was_made_of_count_too(scene: Scene) -> None:
    fragments = scene.web.belowline.services.fragments
    before = fragments.size

    await scene.desk.edit(scene.root, "😀" * 10_000)
    await scene.pages()

    # Four bytes a letter in the words and in their HTML, and what each language's piece has.
    assert fragments.size - before > 3 * (2 * 4 + 4) * 10_000


async def test_what_a_reader_writes_is_never_taken_for_the_mark(scene: Scene) -> None:
    mark = scene.web.belowline.services.fragments.mark
    await scene.desk.edit(scene.root, f"I know {mark[:9]}")

    page = (await scene.pages())[""]

    assert mark not in page
    assert Fragments().mark != mark
    with pytest.raises(ValueError, match="no place"):
        Fragments().put_in(page, Pieces(b"", b""))
