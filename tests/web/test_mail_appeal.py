"""From a rejection to the comment back in its place, as the e-mails tell it to everybody."""

from __future__ import annotations

import re

import pytest

from belowline.people.reader import Role
from tests.mail_sink import Received, Sink, arrives
from tests.polling import until_async
from tests.web.newsroom import HOST, SITE, Newsroom, token_in

pytestmark = pytest.mark.anyio

ADA, RITA, LEX = "ada@reader.example", "rita@reader.example", "lex@law.example"
REJECTED = "What the fuck is this."


def path_in(mail: Received, what: str) -> str:
    """The path of the first link of this kind in an e-mail."""
    found = re.search(rf"http://{re.escape(HOST)}(/{what}[^\s]*)", mail.text)
    assert found, mail.text
    return found.group(1)


async def test_an_appeal_from_rejection_to_restored_comment_is_told_by_email(
    mailing: Newsroom, sink: Sink
) -> None:
    author = mailing.reader()
    comment = await mailing.post(author, REJECTED, email=ADA)
    mailing.clock.advance(minutes=11)

    rejected = await arrives(sink, ADA, "not published")
    anybody = mailing.reader()
    statement = path_in(rejected, "statements/")
    page = await anybody.get(statement)
    sent = await anybody.post(
        f"{statement}/appeal", data={"token": token_in(page.text), "text": "It is a quote."}
    )
    received = await arrives(sink, ADA, "We have your appeal")
    desk = await mailing.moderator("Mo")
    await desk.rule(comment["id"], "publish", message="Right, it is a quote.")
    mailing.clock.advance(minutes=1)
    decided = await arrives(sink, ADA, "is back")

    assert sent.status_code == 303
    assert "Profanity" in rejected.text
    assert "The machine alone decided" in rejected.text
    assert "appeal until" in rejected.text
    assert path_in(received, "statements/").startswith(statement)
    assert "Right, it is a quote." in decided.text
    public = await mailing.reader().get(path_in(decided, "comments/"))
    assert REJECTED in public.text
    assert [mail.message["auto-submitted"] for mail in sink.mails] == ["auto-generated"] * 3
    assert len({mail.message["message-id"] for mail in sink.mails}) == 3


async def test_the_words_of_who_left_an_address_that_nobody_checked_are_not_sent_to_it(
    mailing: Newsroom, sink: Sink
) -> None:
    await mailing.post(mailing.reader(), f"{REJECTED} Buy at shop.example!", email=ADA)
    mailing.clock.advance(minutes=11)

    mail = await arrives(sink, ADA, "not published")

    assert "shop.example" not in mail.raw.decode()
    assert "If it was not you" in mail.text


async def test_both_sides_are_told_of_a_removal_that_is_reversed(
    mailing: Newsroom, sink: Sink
) -> None:
    author, reporter = mailing.reader(), mailing.reader()
    comment = await mailing.post(author, "Read all about it in my book.", email=ADA)
    await mailing.post(reporter, "I come here every day.", email=RITA)
    await reporter.post(f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam"})
    first, second = await mailing.moderator("Mo"), await mailing.moderator("Zoe", Role.EDITOR)
    await first.rule(comment["id"], "remove", clause="spam", message="An advertisement.")
    mailing.clock.advance(minutes=1)

    removed = await arrives(sink, ADA, "removed")
    answered = await arrives(sink, RITA, "Your report was looked at")
    statement = path_in(removed, "statements/")
    page = await author.get(statement)
    await author.post(f"{statement}/appeal", data={"token": token_in(page.text), "text": ""})
    await second.rule(comment["id"], "publish", message="It is her job to say so.")
    mailing.clock.advance(minutes=1)
    await arrives(sink, ADA, "is back")
    reviewed = await arrives(sink, f"mo@{HOST}", "appeal against your ruling")
    reversed_ = await arrives(sink, RITA, "is back")

    assert "An advertisement." in removed.text
    assert "A moderator, a person, decided." in removed.text
    assert "agreed: it is not on the page any more" in " ".join(answered.text.split())
    assert "reversed it" in reviewed.text
    for told in (answered, reversed_):
        for private in (ADA, "my book", "Ada Reader", "Mo"):
            assert private not in told.text
        assert told.message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


async def test_a_ruling_that_is_undone_at_once_is_told_to_nobody(
    mailing: Newsroom, sink: Sink
) -> None:
    comment = await mailing.post(mailing.reader(), "I like the bridge.", email=ADA)
    desk = await mailing.moderator("Mo")
    ruled = await desk.rule(comment["id"], "remove", clause="spam")
    ruling_id = ruled.json()["ruling_id"]
    undone = await desk.browser.post(
        f"/api/v1/desk/comments/{comment['id']}/rulings/{ruling_id}/undo",
        headers={"x-csrf-token": desk.token},
    )
    mailing.clock.advance(minutes=1)
    await mailing.post(mailing.reader(), REJECTED, email=RITA)
    mailing.clock.advance(minutes=11)

    await arrives(sink, RITA, "not published")

    assert undone.status_code == 200, undone.text
    assert sink.to(ADA) == []


async def test_who_tries_again_in_better_words_is_not_written_to_about_the_first(
    mailing: Newsroom, sink: Sink
) -> None:
    author = mailing.reader()
    await mailing.post(author, REJECTED, email=ADA)
    mailing.clock.advance(minutes=1)
    await mailing.post(author, "What is this?", email=ADA)
    await mailing.post(mailing.reader(), REJECTED, email=RITA)
    mailing.clock.advance(minutes=15)

    await arrives(sink, RITA, "not published")

    assert sink.to(ADA) == []


async def test_who_was_erased_gets_nothing(mailing: Newsroom, sink: Sink) -> None:
    await mailing.post(mailing.reader(), REJECTED, email=ADA)
    async with mailing.belowline.store._database.writing() as connection:
        await connection.exec_driver_sql("UPDATE readers SET email = NULL, email_key = NULL")
    await mailing.post(mailing.reader(), REJECTED, email=RITA)
    mailing.clock.advance(minutes=11)

    await arrives(sink, RITA, "not published")

    assert sink.to(ADA) == []


async def test_a_notice_is_receipted_and_answered_by_email(mailing: Newsroom, sink: Sink) -> None:
    comment = await mailing.post(mailing.reader(), "They should all read my book.")
    sender = mailing.reader()
    form = await sender.get(f"/comments/{comment['id']}/notice")
    await sender.post(
        f"/comments/{comment['id']}/notice",
        data={
            "token": token_in(form.text),
            "explanation": "It is a fraud.",
            "name": "Lex",
            "email": LEX,
            "good_faith": "yes",
        },
    )

    received = await arrives(sink, LEX, "We have your notice")
    desk = await mailing.moderator("Mo")
    await desk.rule(
        comment["id"], "remove", clause="illegal", message="Fraud.", reply="We agree with you."
    )
    mailing.clock.advance(minutes=1)
    answered = await arrives(sink, LEX, "was decided")

    notice = await sender.get(path_in(received, "notices/"))
    assert notice.status_code == 200
    assert "holds that the comment breaks the law" in " ".join(answered.text.split())
    assert "We agree with you." in answered.text
    assert "my book" not in answered.text


async def test_one_click_stops_what_may_be_stopped_and_nothing_else(
    mailing: Newsroom, sink: Sink
) -> None:
    author, reporter = mailing.reader(), mailing.reader()
    desk = await mailing.moderator("Mo")
    await mailing.post(reporter, "I come here every day.", email=RITA)

    async def reported() -> None:
        comment = await mailing.post(author, f"Read my book. {mailing.clock.now}", email=ADA)
        await reporter.post(f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam"})
        await desk.rule(comment["id"], "remove", clause="spam")
        mailing.clock.advance(minutes=1)

    await reported()
    mail = await arrives(sink, RITA, "Your report")
    address = str(mail.message["list-unsubscribe"]).strip("<>")
    robot = mailing.reader()
    looked = await robot.get(address)
    stopped = await robot.post(address, content="List-Unsubscribe=One-Click")
    before = len(sink.to(ADA))
    await reported()
    await until_async(lambda: grown(sink, before), "the author's second e-mail")

    assert (looked.status_code, stopped.status_code) == (200, 200)
    assert "No more of these e-mails?" in looked.text
    assert "Stopped" in stopped.text
    assert len(sink.to(RITA)) == 1


async def grown(sink: Sink, before: int) -> bool:
    return len(sink.to(ADA)) > before


async def test_the_owner_of_an_address_chooses_what_comes_without_signing_in(
    mailing: Newsroom, sink: Sink
) -> None:
    await mailing.post(mailing.reader(), REJECTED, email=ADA)
    mailing.clock.advance(minutes=11)
    mail = await arrives(sink, ADA, "not published")
    path, anybody = path_in(mail, "mail/"), mailing.reader()

    first = await anybody.get(path)
    kept = await anybody.post(path, data={"reports": "yes", "everything": "yes"})
    second = await anybody.get(kept.headers["location"])
    forged = await anybody.get(f"{path[:-1]}{'0' if path[-1] != '0' else '1'}")
    odd = await anybody.post(f"{path}/stop/dinner")

    assert first.headers["x-robots-tag"] == "noindex, nofollow"
    assert "reader.example" not in first.text + path
    assert first.text.count(" checked") == 6
    assert second.text.count(" checked") == 2
    assert 'role="status">Kept.' in second.text
    assert (forged.status_code, odd.status_code) == (404, 404)


async def test_another_sites_page_can_stop_nothing(mailing: Newsroom, sink: Sink) -> None:
    await mailing.post(mailing.reader(), REJECTED, email=ADA)
    mailing.clock.advance(minutes=11)
    path = path_in(await arrives(sink, ADA, "not published"), "mail/")

    sent = await mailing.reader().post(
        path, data={"everything": "yes"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert sent.status_code == 403


async def test_without_a_mail_server_nothing_is_queued(newsroom: Newsroom) -> None:
    await newsroom.post(newsroom.reader(), REJECTED, email=ADA)

    store, new_id = newsroom.belowline.store, newsroom.belowline.services.post.new_id
    assert not await store.gather_mail(SITE, now=newsroom.clock.now, new_id=new_id)
    assert await store.count_mail(SITE) == {}
