"""Render every reader page from sample views, to look at them without a server or a database.

    .venv/bin/python tests/preview/preview.py build/preview

writes one HTML file a page and a copy of the static files; any static web server shows them.
"""

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from belowline.web import views

WEB = Path(views.__file__).parent
NOW = datetime.now(UTC).replace(microsecond=0)
TOKEN = "sample-token"


def moment(minutes_ago: int) -> views.Moment:
    time = NOW - timedelta(minutes=minutes_ago)
    return views.Moment(
        iso=time.isoformat(),
        exact=f"{time.day} {time:%B %Y, %H:%M} UTC",
        short=f"{time.day} {time:%b %Y, %H:%M}",
    )


SITE = views.SiteView(
    name="The Meridian Post",
    tagline="Reported in full. Discussed in good faith.",
    language="en",
    policy_line=(
        "No tolerance for violence, racism, profanity, vulgarity, doxing or discourteous behaviour. "
        "Report spam from the ∨ menu instead of replying to it. "
        "Thanks for keeping the conversation fruitful."
    ),
    reasons=(
        ("spam", "Spam"),
        ("violence", "Violence or threats"),
        ("racism", "Racism or hate"),
        ("profanity", "Swearing"),
        ("vulgarity", "Crude or sexual talk"),
        ("doxing", "Personal information"),
        ("discourtesy", "Insults or contempt"),
    ),
)

HEADLINES = (
    ("Business", "Four days on paper: how an attack on its computers ran through Aldwater hospital", "No ransom was paid and no patient is known to have been harmed. The bill may still pass six million crowns", "Irena Solberg and Matthew Dace", 47),
    ("Politics", "Rent cap clears the lower house by three votes after a night of amendments", "Landlords’ association says it will go to court; tenants’ groups call the exemptions a door left open", "Amara Lindqvist", 212),
    ("Local", "Council votes to close Market Square to cars from April", "Traders are split, the buses will be rerouted and the fountain, at last, repaired", "Tomasz Brandt", 89),
    ("World", "Two presidents spoke for ninety minutes. Neither side agrees on what was said", "What the two readouts say, line by line, and what they leave out", "Helen Marsh", 1204),
    ("Sport", "A header in the ninety-fourth minute sends Lenn to their first final", "The goalkeeper had taken the corner himself", "Ousmane Keita", 31),
    ("Science", "The Lenn is at its lowest since records began in 1871", "A drought report asks what the valley can still promise its farmers", "Dr Ruth Adeyemi", 0),
    ("Culture", "Halloran’s lost mural was under the plaster all along", "Restorers have uncovered two thirds of it; the family wants the rest left alone", "Piet Vos", 12),
    ("Food", "Slow rye", "Three days, four ingredients and a warm cupboard", "Inge Halvorsen", 1),
    ("Obituary", "Ragna Tollefsen, who taught a city to swim, 1931–2026", "", "The Editors", 0),
)

BODY = (
    views.Block(kind="subhead", text="Monday, 3.40am"),
    views.Block(kind="paragraph", text="A night technician in the laboratory at Aldwater Regional Hospital tries to open a blood count and is shown a page of text instead. It states that the hospital’s files have been encrypted, gives a sum in cryptocurrency, and allows 96 hours. She telephones the duty manager, who thinks at first that it is a test."),
    views.Block(kind="paragraph", text="The head of information technology, Bram Velthuis, orders every server to be disconnected. It is a decision he rehearsed in the spring and had hoped not to take. It stops the attack. It also stops the booking system, the X-ray archive, the pharmacy’s dispensing robot and the doors to the staff car park."),
    views.Block(kind="quote", text="We were advised on what payment buys. It buys a promise from people who rob hospitals."),
    views.Block(kind="subhead", text="The bill"),
    views.Block(kind="paragraph", text="The hospital puts the direct cost at 6.4 million crowns, of which its insurance covers 2.5 million. The policy excludes losses caused by a supplier whose access had not been audited within a year. The last audit was nineteen months ago."),
    views.Block(kind="paragraph", text="The tape contract is 900 crowns a year. Dr Oyelowo said on Thursday night that it would be renewed."),
)


def story(number: int) -> views.StoryView:
    section, headline, standfirst, byline, count = HEADLINES[number]
    return views.StoryView(
        id=f"s{number}",
        address=f"/stories/s{number}",
        url=f"https://post.example/stories/{number}",
        headline=headline,
        standfirst=standfirst,
        byline=byline,
        section=section,
        published=moment(300 + number * 2000),
        blocks=BODY,
        open=number != 6,
        comment_count=count,
    )


def comment(
    id: str,
    author: str,
    html: str,
    *children: views.CommentView,
    minutes: int = 60,
    state: str = "published",
    badge: str = "",
    likes: int = 0,
    more: str | None = None,
    more_count: int = 0,
    edited: bool = False,
) -> views.CommentView:
    return views.CommentView(
        id=id,
        address=f"/comments/{id}",
        parent_id=None,
        level=0,
        answers=None,
        author=author,
        badge=badge,
        html=Markup(html),  # noqa: S704 (sample text of our own)
        created=moment(minutes),
        edited=moment(minutes - 3) if edited else None,
        state=state,
        likes=likes,
        replies=len(children),
        children=children,
        more=more,
        more_count=more_count,
    )


def placed(comment: views.CommentView, parent: views.CommentView | None = None) -> views.CommentView:
    """The comment with its level, its parent and, where it is deep, whom it answers."""
    level = 0 if parent is None else parent.level + 1
    deep = level > 3 and parent is not None
    here = replace(
        comment,
        level=min(level, 3),
        parent_id=parent.id if parent else None,
        answers=(parent.author, parent.address) if deep and parent else None,
    )
    return replace(here, children=tuple(placed(child, here) for child in comment.children))


DEEP = comment(
    "c3",
    "Marguerite Ashdown",
    "<p>The cheaper question is what the cupboard cost. I worked in estates for <em>nineteen years</em> and we were told every single budget round that tape was dead.</p><p>It is good to see it in print that it was the tape that came back first.</p>",
    comment(
        "c4",
        "Bram V.",
        "<blockquote><p>we were told every single budget round that tape was dead</p></blockquote><p>So were we. For anyone who wants to try a restore at home, the whole ceremony is one line:</p><pre><code>mt -f /dev/nst0 rewind &amp;&amp; tar -xvf /dev/nst0 --directory /srv/restore --same-owner --numeric-owner</code></pre><p>Then read <a href=\"https://example.org/restore\" rel=\"nofollow ugc\">the checklist</a>:</p><ul><li>label both ends,</li><li>test in <code>March</code> and in September,</li><li>write down who has the key.</li></ul>",
        comment(
            "c5",
            "Sofia Lindholm",
            "<p>Who has the key is the whole question.</p>",
            comment(
                "c6",
                "Old Typesetter",
                "<p>In our building it was a man called Arthur, and he retired.</p>",
                comment(
                    "c7",
                    "Sofia Lindholm",
                    "<p>There is always an Arthur.</p>",
                    comment("c8", "Old Typesetter", "<p>And he always took the key.</p>", minutes=9),
                    minutes=14,
                    likes=4,
                ),
                minutes=22,
            ),
            minutes=31,
            likes=2,
        ),
        minutes=44,
        likes=17,
        edited=True,
        more="/comments/c4?after=x",
        more_count=3,
    ),
    comment("c9", "", "", comment("c10", "Piotr", "<p>I saw it before it went, and I think the moderators were right.</p>", minutes=25), minutes=30, state="removed"),
    minutes=55,
    likes=38,
)

THREAD = tuple(
    placed(each)
    for each in (
        comment("c1", "Irena Solberg", "<p>I am one of the reporters. The hospital has told us this morning that the supplier’s account was removed in the first week. If you worked there in those four days and want to talk, the newsroom switchboard is on the contact page.</p>", minutes=4, badge="Editor", likes=61),
        comment("c2", "ليلى حداد", "<p>شكرًا على هذا التقرير. أختي ممرضة هناك، وتقول إن الأوراق القديمة أنقذت يوم الثلاثاء كله.</p>", comment("c20", "Jonas", "<p>Thank you for this, and please thank your sister too.</p>", minutes=12), minutes=18, likes=9),
        DEEP,
        comment("c11", "A reader", "", minutes=70, state="withdrawn"),
        comment("c12", "A reader", "", comment("c13", "Desk", "<p>Please keep to the hospital, not to each other.</p>", minutes=70, badge="Moderator"), minutes=75, state="held"),
        comment("c14", "K", "<p>The policy excludes it: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversicherungspolicenausschlussklauselbestimmung, and https://example.org/a/very/long/address/that/never/ends/and/has/no/place/to/break?with=parameters&amp;and=more</p>", minutes=60 * 30, likes=1),
        comment("c15", "Theodora Papanikolaou-Winterbottom of Little Hampton-under-Water", "<ol><li>Say what happened.</li><li>Say what it cost.</li><li>Say what was learned.</li></ol><p>This does all three, and I wish more reporting did.</p>", minutes=60 * 24 * 12, likes=1460),
    )
)

FINDINGS = (
    views.FindingView(clause="discourtesy", title="Discourtesy", words="you people are sheep", reason="This speaks with contempt of a whole group of readers.", anchor="/policy#clause-discourtesy", score=0.93, detector="contempt"),
    views.FindingView(clause="doxing", title="Doxing", words="0161 496 0000", reason="This looks like a private phone number.", anchor="/policy#clause-doxing", score=0.71, detector="phone"),
)
SEGMENTS = (
    views.Segment(text="I have read the report twice and "),
    views.Segment(text="you people are sheep", clauses=("Discourtesy",)),
    views.Segment(text=".\nRing the man on "),
    views.Segment(text="0161 496 0000", clauses=("Doxing",)),
    views.Segment(text=" and ask him 🕯."),
)
WRITTEN = "".join(segment.text for segment in SEGMENTS)


def ruling(outcome: str, unchecked: bool = False) -> views.OwnRulingView:
    if outcome == "published":
        return views.OwnRulingView(outcome=outcome, findings=(), segments=(), unchecked=False)
    return views.OwnRulingView(outcome=outcome, findings=FINDINGS, segments=SEGMENTS, unchecked=unchecked)


def form(**changes: object) -> views.FormView:
    plain = views.FormView(action="/stories/s0/comments", token=TOKEN, heading="Join the conversation")
    return replace(plain, **changes)


def thread(number: int = 0, comments: tuple[views.CommentView, ...] = THREAD, following: str | None = "/stories/s0?sort=newest&after=c15") -> views.ThreadView:
    return views.ThreadView(story=story(number), sort="newest", comments=comments, next=following, is_first=True, token=TOKEN)


CLAUSES = tuple(
    views.ClauseView(name=name, title=title, summary=summary, means=means, does_not_mean=does_not_mean)
    for name, title, summary, means, does_not_mean in (
        ("violence", "Violence", "Nobody is threatened here, and nobody is told that they deserve to be hurt.", ("Saying you will hurt or kill someone, in earnest or “as a joke”.", "Wishing death, illness or injury on a person or a group.", "Calling on others to attack, shoot, hang or burn anybody."), ("Talking about war, crime and history, however grim.", "Quoting a threat from the story, or condemning one.", "Figures of speech: “my boss will kill me”.")),
        ("doxing", "Doxing", "We don’t publish what would let a stranger find, call or impersonate a private person.", ("A private phone number, e-mail address or home address, your own included.", "Numbers of identity papers, bank accounts and payment cards."), ("Contact details that the story itself gives.", "Emergency numbers and helplines.")),
        ("discourtesy", "Discourtesy", "Argue with what was said, not with who said it.", ("Calling another reader, the author or a person in the story names.", "Contempt for a whole group of readers."), ("Disagreeing, strongly and at length.",)),
    )
)
OPERATIONS = (
    {"method": "GET", "path": "/api/v1/stories/{id}/comments", "summary": "The comments of a story", "description": "Newest first unless sort says otherwise."},
    {"method": "POST", "path": "/api/v1/stories/{id}/comments", "summary": "Post a comment", "description": "Answers 201 also when the comment is held or rejected."},
    {"method": "DELETE", "path": "/api/v1/comments/{id}/reports", "summary": "Take back a report", "description": ""},
)
ERRORS = ({"code": "too-large", "status": 413, "title": "This is too large", "detail": "Shorten the text and send it again."},)

LATEST = tuple(story(number) for number in range(len(HEADLINES)))
DISCUSSED = tuple(sorted(LATEST, key=lambda each: -each.comment_count)[:5])
LISTS = {"latest": LATEST, "discussed": DISCUSSED}
ASIDE = {"story": story(0), "comment": THREAD[2].children[0], "token": TOKEN}

# file name: (template, address, context)
PAGES: dict[str, tuple[str, str, dict[str, object]]] = {
    "front": ("front.html", "/", LISTS),
    "story": ("story.html", "/stories/s0", {"thread": thread(), "form": form(), **LISTS}),
    "story-empty": ("story.html", "/stories/s5", {"thread": thread(5, (), None), "form": form(), **LISTS}),
    "story-closed": ("story.html", "/stories/s6", {"thread": thread(6, THREAD[:2], None), "form": form(), **LISTS}),
    "conversation": ("conversation.html", "/comments/c5", {"story": story(0), "root": THREAD[2], "focus": "c5", "more": None, "token": TOKEN}),
    "write-reply": ("write.html", "/stories/s0/reply", {"story": story(0), "form": form(heading="Reply to Bram V.", parent=THREAD[2].children[0], parent_id="c4", submit="Post reply")}),
    "write-rejected": ("write.html", "/stories/s0/comments", {"story": story(0), "form": form(heading="Your comment", name="Sam", text=WRITTEN, ruling=ruling("rejected"))}),
    "write-problem": ("write.html", "/stories/s0/comments", {"story": story(0), "form": form(heading="Your comment", text="Hello", problem="Please give a name of at least two letters.")}),
    "own-held": ("own.html", "/comments/c4/own", {**ASIDE, "ruling": ruling("held", unchecked=True), "editable": True}),
    "own-published": ("own.html", "/comments/c4/own", {**ASIDE, "ruling": ruling("published"), "editable": False}),
    "edit": ("edit.html", "/comments/c4/edit", {"story": story(0), "form": form(heading="Edit your comment", text=WRITTEN, asks_name=False, name="Sam", submit="Save")}),
    "withdraw": ("withdraw.html", "/comments/c4/withdraw", ASIDE),
    "report": ("report.html", "/comments/c4/report", {**ASIDE, "reason": "", "contact": "", "problem": "", "note": ""}),
    "report-illegal": ("report.html", "/comments/c4/report", {**ASIDE, "reason": "illegal", "contact": "", "problem": "Say which words you mean.", "note": ""}),
    "reported": ("reported.html", "/comments/c4/report", ASIDE),
    "policy": ("policy.html", "/policy", {"clauses": CLAUSES, "policy_version": "2026-11-23.1"}),
    "error": ("error.html", "/stories/s0/comments", {"title": "The database can’t be reached", "detail": "Nothing was kept. Please send it again in a minute.", "status": 503, "kept_text": WRITTEN}),
    "schema": ("schema.html", "/schema", {"operations": OPERATIONS, "errors": ERRORS}),
}


def environment() -> Environment:
    return Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined)


def render(page: str, site: views.SiteView = SITE) -> str:
    template, path, context = PAGES[page]
    return environment().get_template(template).render(site=site, path=path, assets="/static/{}".format, **context)


def main(folder: Path) -> None:
    shutil.copytree(WEB / "static", folder / "static", dirs_exist_ok=True)
    for page in PAGES:
        (folder / f"{page}.html").write_text(render(page), encoding="utf-8")
        print(folder / f"{page}.html")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/preview"))
