"""What every store promises about who wrote in a thread."""

import pytest

from belowline.conversation.comment import Author, Comment, State
from belowline.conversation.mentions import Writer
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def by(
    newsroom: Newsroom,
    story: Story,
    name: str,
    state: State = State.PUBLISHED,
    reader: Reader | None = None,
) -> Comment:
    """Keep a comment under a name."""
    reader = reader or await newsroom.reader(name=name)
    author = Author(reader_id=reader.reader_id, name=name, role=Role.MEMBER)
    return await newsroom.post(story, author=author, state=state)


async def test_a_name_leads_to_its_newest_public_comment_in_the_thread(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story, other = await newsroom.story(), await newsroom.story()
    ada = await newsroom.reader(name="Ada")
    await by(newsroom, story, "Ada", reader=ada)
    newest = await by(newsroom, story, "Ada", reader=ada)
    await by(newsroom, story, "Ada", State.HELD, reader=ada)
    await by(newsroom, story, "Grace", State.HELD)
    await by(newsroom, other, "Mary")

    found = await store.writers(SITE, story.story_id, {"Ada", "Grace", "Mary", "ada"})

    assert found == [Writer(name="Ada", comment_id=newest.comment_id)]
    assert not await store.writers(SITE, story.story_id, ())
    assert not await store.writers(OTHER_SITE, story.story_id, {"Ada"})


async def test_a_name_that_two_people_have_is_known_and_leads_to_neither(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await by(newsroom, story, "Ada")
    await by(newsroom, story, "Ada")
    await by(newsroom, story, "Adam")

    assert await store.writers(SITE, story.story_id, {"Ada"}) == [
        Writer(name="Ada", comment_id=None)
    ]
    offered = await store.writers_like(SITE, story.story_id, "ada", limit=9)
    assert [each.name for each in offered] == ["Adam"]


async def test_a_beginning_finds_words_of_names_in_any_case_the_latest_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    ridley = await newsroom.reader(name="Ada Ridley")
    await by(newsroom, story, "Ödön Ábel")
    await by(newsroom, story, "Ada Ridley", reader=ridley)
    for name in ["Grace Adams", "Mary", "ada ridley"]:
        await by(newsroom, story, name)
    await by(newsroom, story, "Ada Ridley", reader=ridley)
    await by(newsroom, story, "Adele", State.REJECTED)

    async def like(beginning: str, limit: int = 9) -> list[str]:
        found = await store.writers_like(SITE, story.story_id, beginning, limit=limit)
        return [writer.name for writer in found]

    assert await like("aDa") == ["Ada Ridley", "ada ridley", "Grace Adams"]
    assert await like("ada r") == ["Ada Ridley", "ada ridley"]
    assert await like("á") == ["Ödön Ábel"]
    assert await like("", limit=2) == ["Ada Ridley", "ada ridley"]
    assert await like("%") == []
