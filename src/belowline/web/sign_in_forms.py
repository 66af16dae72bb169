"""Let a form through that is filled in before it is known by whom: ours, and not too often."""

from belowline.web.forms import check_page_token, page_token
from belowline.web.identity import Visitor
from belowline.web.services import Services

# Such forms carry a page token under this name.
_NAME = "sign-in"


def sign_in_token(services: Services) -> str:
    """Return the token that a form for signing in carries."""
    return page_token(services.settings.secret, _NAME, services.clock())


def admit_sign_in(services: Services, visitor: Visitor, fields: dict[str, str]) -> None:
    """Count a try to sign in; raises Forbidden for a form that is not ours, or TooMany."""
    check_page_token(services.settings.secret, _NAME, fields.get("token", ""), services.clock())
    limits = services.settings.limits
    services.limiter.take("sign-in", visitor.address, limits.sign_ins_per_address)
