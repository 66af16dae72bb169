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


@pytest.mark.parametrize("name", ["Fuck You", "call me +1 202 555 0142", "N1gger Hunter"])
async def test_what_breaks_the_policy_in_a_comment_breaks_it_in_a_name(
    judge: Judge, name: str
) -> None:
    assert (await judge_name(judge, name)).action is not Action.PUBLISH
