"""Names are held to the policy by what is written in them, whosever they are."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from belowline.conversation.in_force import InForce
from belowline.conversation.judging import Judge
from belowline.conversation.naming import judge_name
from belowline.moderation import Action, Moderator

pytestmark = pytest.mark.anyio

NAMES = (
    "Jory Penhallow",
    "Mohammed al-Rashid",
    "Shaniqua Washington",
    "Nguyễn Thị Minh Khai",
    "Sergei in Leeds",
    "Rabbi Cohen",
    "Mrs. Patel, 14",
    "Old Tom",
    "A reader from Bath",
    "Troll under the bridge",
    "李小龙",
    "Fatima_92",
)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(in_force=InForce(Moderator()), threads=ThreadPoolExecutor(1), seconds=10.0)


@pytest.mark.parametrize("name", NAMES)
async def test_an_ordinary_name_holds_no_comment(judge: Judge, name: str) -> None:
    assert (await judge_name(judge, name)).action is Action.PUBLISH


FORBIDDEN = ("Fuck You", "call me +1 202 555 0142", "N1gger Hunter")


@pytest.mark.parametrize("name", FORBIDDEN)
async def test_what_breaks_the_policy_in_a_comment_breaks_it_in_a_name(
    judge: Judge, name: str
) -> None:
    assert (await judge_name(judge, name)).action is not Action.PUBLISH


@pytest.mark.parametrize("name", [*NAMES, *FORBIDDEN])
async def test_a_name_is_ruled_on_as_if_the_classifier_had_been_asked(
    judge: Judge, name: str
) -> None:
    whole = await judge(name, author_published=1)
    beside = {"discourtesy", "spam", "violence"}

    named = await judge_name(judge, name)

    assert named.findings == tuple(
        each
        for each in whole.findings
        if each.detector != "classifier" and each.clause not in beside
    )
