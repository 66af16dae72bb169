"""The desk's pages about readers: one reader's sanctions, and all that are in force."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.kernel.errors import BelowlineError, NotFound
from belowline.kernel.ids import is_id
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.people.sanctions import Sanction
from belowline.web.api.sanctions import NewSanction, impose_as, reader_id_of
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html, redirect
from belowline.web.present.beside import record_lines
from belowline.web.present.sanctions import SanctionView, sanction_view, sanctions_view
from belowline.web.services import Services


async def reader_page(request: AnyRequest, reader_id: FromPath[str]) -> Response[Any]:
    """Show a reader's record and all that was imposed on them."""
    services, visitor = await asked(request)
    return await _reader_page(services, request, visitor, reader_id)


async def impose_page(request: AnyRequest, reader_id: FromPath[str]) -> Response[Any]:
    """Take a sanction from a form, and return to where the moderator was."""
    services, visitor, fields = await _form(request)
    days = fields.get("days", "")
    new = NewSanction(
        measure=fields.get("measure", ""),
        reason=fields.get("reason", ""),
        days=int(days) if days.isascii() and days.isdecimal() and len(days) < _LONG else None,
    )
    try:
        await impose_as(services, visitor, reader_id, new)
    except BelowlineError as error:
        return await _reader_page(services, request, visitor, reader_id, fields, error)
    return _back(fields, reader_id)


async def send_undo(request: AnyRequest, sanction_id: FromPath[str]) -> Response[Any]:
    """Take one's own sanction back, and return to where the moderator was."""
    services, visitor, fields = await _form(request)
    sanction = await services.sanction_reader.undo(
        visitor.reader, services.settings.site.site_id, sanction_id
    )
    return _back(fields, sanction.reader_id)


async def sanctions_page(request: AnyRequest) -> Response[Any]:
    """Show what limits readers now, and the appeals against it that wait."""
    services, visitor = await asked(request)
    return await _sanctions_page(services, request, visitor)


async def answer_page(request: AnyRequest, sanction_id: FromPath[str]) -> Response[Any]:
    """Decide about an appeal from a form."""
    services, visitor, fields = await _form(request)
    try:
        await services.sanction_reader.answer(
            visitor.reader,
            services.settings.site.site_id,
            sanction_id,
            grant=fields.get("grant") == "yes",
            reply=fields.get("reply", ""),
        )
    except BelowlineError as error:
        return await _sanctions_page(services, request, visitor, error)
    return redirect("/desk/sanctions")


# More digits than any number of days has.
_LONG = 6


async def _form(request: AnyRequest) -> tuple[Services, Visitor, dict[str, str]]:
    services, visitor = await asked(request)
    fields = await read_form(request)
    require(Right.MODERATE, visitor.reader)
    check_desk_token(services, visitor, fields.get("token", ""))
    return services, visitor, fields


def _back(fields: dict[str, str], reader_id: str) -> Response[Any]:
    at = fields.get("at", "")
    return redirect(f"/desk/comments/{at}" if is_id(at) else f"/desk/readers/{reader_id}")


async def _reader_page(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    reader_id: str,
    fields: dict[str, str] | None = None,
    error: BelowlineError | None = None,
) -> Response[Any]:
    me, site_id, wanted = visitor.reader, services.settings.site.site_id, reader_id_of(reader_id)
    found = await services.sanction_reader.of(me, site_id, wanted)
    reader = await services.people.reader(site_id, wanted)
    record = await services.look_beside.store.reader_record(site_id, wanted)
    if reader is None or record is None:
        raise NotFound("There is no such reader.")
    assert me is not None
    now = services.clock()
    vain = await services.make_report.in_vain(site_id, wanted)
    return html(
        services,
        request,
        "desk/reader.html",
        error.status if error else 200,
        **desk_context(services, visitor),
        name=reader.name or "A guest without a name",
        role=reader.role.value,
        record=record_lines(record, services.policy, now, role=reader.role, vain=vain),
        sanctions=sanctions_view(
            found, reader_id=wanted, may=not reader.role.is_staff, me=me, now=now
        ),
        filled=fields or {},
        notice=error.detail if error else "",
    )


async def _sanctions_page(
    services: Services, request: AnyRequest, visitor: Visitor, error: BelowlineError | None = None
) -> Response[Any]:
    me, site_id = visitor.reader, services.settings.site.site_id
    complaints = await services.sanction_reader.complaints(me, site_id)
    limits = await services.sanction_reader.in_force(me, site_id)
    assert me is not None
    return html(
        services,
        request,
        "desk/sanctions.html",
        error.status if error else 200,
        **desk_context(services, visitor),
        complaints=[
            (await _named(services, me, each), each.by == me.reader_id) for each in complaints
        ],
        limits=[await _named(services, me, each) for each in limits],
        notice=error.detail if error else "",
    )


async def _named(services: Services, me: Reader, sanction: Sanction) -> SanctionView:
    reader = await services.people.reader(sanction.site_id, sanction.reader_id)
    name = (reader.name if reader else "") or "A guest without a name"
    return sanction_view(sanction, services.clock(), is_in_force=True, me=me, reader=name)
