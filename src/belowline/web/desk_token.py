"""Is a form, or a call, of the desk this session's own? Else another site may have sent it."""

from belowline.kernel.errors import Forbidden
from belowline.web.identity import Visitor, desk_token, same
from belowline.web.services import Services


def check_desk_token(services: Services, visitor: Visitor, token: str) -> None:
    """Raises Forbidden for a form of another session."""
    if not visitor.session or not same(
        token, desk_token(services.settings.secret, visitor.session)
    ):
        raise Forbidden(
            "This page is from an earlier session. Load it again, then rule.", code="form-token"
        )
