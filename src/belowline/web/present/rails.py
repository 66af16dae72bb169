"""Write the lists of stories that stand beside a story, out of pieces that are kept."""

from collections.abc import Sequence
from sys import getsizeof

from markupsafe import Markup

from belowline.stories.story import Story
from belowline.web.fragments import Fragment, Fragments, as_bytes
from belowline.web.languages import spoken
from belowline.web.present.comments import story_view
from belowline.web.render import Renderer


def rail(renderer: Renderer, fragments: Fragments, macro: str, stories: Sequence[Story]) -> Markup:
    """Return a list, `latest` or `discussed`, as it stands in the language that is spoken."""
    listed = tuple(stories)

    def make() -> Fragment:
        views = [story_view(story) for story in listed]
        beside = sum(getsizeof(story.body) for story in listed)
        return Fragment(as_bytes(renderer.part("listing.html", macro, views)), beside=beside)

    said = repr(spoken())
    place = (macro, said, *(story.story_id for story in listed))
    return Markup(fragments(place, (listed,), make).opening.decode())
