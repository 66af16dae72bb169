"""The publisher takes no links to a site, whoever writes and however it is written."""

import pytest

from belowline.moderation import Action, Mode, Moderator, SiteFacts
from belowline.moderation.detectors import shipped_detectors
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.shipped import shipped_policy_text


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    policy = parse_policy(shipped_policy_text())
    return Moderator(policy, shipped_detectors(policy))


BLOCKED = SiteFacts(blocked={"shop.com": Mode.HOLD, "deals.shop.com": Mode.REJECT})


@pytest.mark.parametrize(
    ("text", "action", "host"),
    [
        ("As https://shop.com/page explains, it is so.", Action.HOLD, "shop.com"),
        ("As www.shop.com explains, it is so.", Action.HOLD, "shop.com"),
        ("As https://news.SHOP.com/page explains, it is so.", Action.HOLD, "shop.com"),
        ("As https://a.deals.shop.com/ explains, it is so.", Action.REJECT, "deals.shop.com"),
        ("> As https://shop.com/page explains\n\nI doubt it.", Action.HOLD, "shop.com"),
    ],
)
def test_a_link_to_a_blocked_site_or_below_does_what_the_block_says(
    moderator: Moderator, text: str, action: Action, host: str
) -> None:
    ruling = moderator.rule(text, author_published=500, site=BLOCKED)

    (found,) = (each for each in ruling.findings if each.detector == "blocked")
    assert (found.clause, ruling.action) == ("spam", action)
    assert found.reason == f"This site takes no links to “{host}”."
    assert found.start is not None
    assert "shop.com" in text[found.start : found.end].lower()


@pytest.mark.parametrize(
    "text",
    [
        "As https://workshop.com/page explains, it is so.",
        "As https://shop.com.example.org/ explains, it is so.",
        "Write to me@shop.com if you want.",
    ],
)
def test_other_sites_are_left_alone(moderator: Moderator, text: str) -> None:
    ruling = moderator.rule(text, author_published=500, site=BLOCKED)

    assert not [each for each in ruling.findings if each.detector == "blocked"]
