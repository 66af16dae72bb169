"""API v1: sanctions, for moderators, and a reader's word that they know."""

from datetime import datetime, timedelta

from litestar import Response
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from belowline.desk.sanction import SanctionOrder
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import ReaderId, is_id
from belowline.people.sanctions import Sanction, in_force
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.present.sanctions import sanction_view
from belowline.web.services import Services


class NewSanction(Struct, kw_only=True):
    """A sanction: `measure` is warn, hold, suspend, ban or lift; the reader is told `reason`.

    A suspension ends at `until`, or after so many `days`.
    """

    measure: str
    reason: str
    until: datetime | None = None
    days: int | None = None


class SanctionOut(Struct, kw_only=True):
    """A sanction as moderators see it. `said` is a sentence for the screen; `appeal` the reader's
    words, null where there are none; `appeal_granted` is null while no answer was given."""

    id: str
    reader_id: str
    measure: str
    reason: str
    until: datetime | None
    by: str
    created_at: datetime
    read_at: datetime | None
    undone_at: datetime | None
    in_force: bool
    appeal: str | None
    appeal_granted: bool | None
    said: str


class SanctionList(Struct, kw_only=True):
    """Sanctions."""

    items: list[SanctionOut]


class NewAnswer(Struct, kw_only=True):
    """The answer to an appeal against a sanction; its reader is told `reply`."""

    grant: bool
    reply: str


async def list_sanctions(request: AnyRequest, reader_id: FromPath[str]) -> Response[SanctionList]:
    """List all that was ever imposed on a reader (staff), oldest first."""
    services, visitor = await asked(request)
    wanted = reader_id_of(reader_id)
    site_id = services.settings.site.site_id
    found = await services.sanction_reader.of(visitor.reader, site_id, wanted)
    limiting = in_force(found, services.clock())
    return _listed(services, [(each, each == limiting) for each in found])


async def all_sanctions(request: AnyRequest) -> Response[SanctionList]:
    """List what limits readers now (staff), newest first."""
    services, visitor = await asked(request)
    found = await services.sanction_reader.in_force(visitor.reader, services.settings.site.site_id)
    return _listed(services, [(each, True) for each in found])


async def waiting_appeals(request: AnyRequest) -> Response[SanctionList]:
    """List the sanctions whose readers wait for an answer (staff), the oldest appeal first."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    found = await services.sanction_reader.complaints(visitor.reader, site_id)
    now = services.clock()
    pairs = [
        (each, each == in_force(await services.standing(site_id, each.reader_id), now))
        for each in found
    ]
    return _listed(services, pairs)


async def impose(
    request: AnyRequest, reader_id: FromPath[str], data: JSONBody[NewSanction]
) -> Response[SanctionOut]:
    """Sanction a reader (staff): warn, hold, suspend, ban or lift."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    sanction = await impose_as(services, visitor, reader_id, data)
    body = _out(services, sanction, is_in_force=sanction.measure not in ("warn", "lift"))
    return Response(body, status_code=201)


async def undo_sanction(
    request: AnyRequest, sanction_id: FromPath[str]
) -> Response[dict[str, str]]:
    """Take one's own sanction back (staff), within ten seconds."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    await services.sanction_reader.undo(visitor.reader, services.settings.site.site_id, sanction_id)
    return Response({"said": "Taken back."})


async def answer_appeal(
    request: AnyRequest, sanction_id: FromPath[str], data: JSONBody[NewAnswer]
) -> Response[dict[str, str]]:
    """Decide about an appeal against a colleague's sanction (staff)."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    await services.sanction_reader.answer(
        visitor.reader,
        services.settings.site.site_id,
        sanction_id,
        grant=data.grant,
        reply=data.reply,
    )
    return Response({"said": "Granted." if data.grant else "Refused."})


async def read_standing(request: AnyRequest) -> Response[None]:
    """Say that one has read what moderators imposed, so that it is not told again."""
    services, visitor = await asked(request)
    if visitor.reader is None:
        raise NotFound("Nothing was ever imposed on you here.")
    await services.standing.read(visitor.reader.site_id, visitor.reader.reader_id)
    return Response(None, status_code=204)


async def impose_as(
    services: Services, visitor: Visitor, reader_id: str, new: NewSanction
) -> Sanction:
    """Impose a sanction for a form or a program."""
    until = new.until
    if until is None and new.days is not None and 0 < new.days <= _MOST_DAYS:
        until = services.clock() + timedelta(days=new.days)
    return await services.sanction_reader(
        visitor.reader,
        SanctionOrder(
            site_id=services.settings.site.site_id,
            reader_id=reader_id_of(reader_id),
            measure=new.measure,
            reason=new.reason,
            until=until,
        ),
    )


def reader_id_of(text: str) -> ReaderId:
    """Return the id in an address; raises NotFound for what can't be one."""
    if not is_id(text):
        raise NotFound("There is no such reader.")
    return ReaderId(text)


# Past a year it is no suspension; what is longer is refused with that sentence.
_MOST_DAYS = 10_000


def _listed(services: Services, found: list[tuple[Sanction, bool]]) -> Response[SanctionList]:
    items = [_out(services, each, is_in_force=limits) for each, limits in found]
    return Response(SanctionList(items=items), headers={"cache-control": "no-store"})


def _out(services: Services, sanction: Sanction, *, is_in_force: bool) -> SanctionOut:
    view = sanction_view(sanction, services.clock(), is_in_force=is_in_force, me=None)
    complaint = sanction.complaint
    until = f" until {view.until.short}" if view.until else ""
    return SanctionOut(
        id=sanction.sanction_id,
        reader_id=sanction.reader_id,
        measure=sanction.measure,
        reason=sanction.reason,
        until=sanction.until,
        by=sanction.by_name,
        created_at=sanction.created_at,
        read_at=sanction.read_at,
        undone_at=sanction.undone_at,
        in_force=is_in_force,
        appeal=complaint.text if complaint else None,
        appeal_granted=complaint.granted if complaint else None,
        said=f"{view.done}{until}.",
    )
