"""Name the cookies of a site, so that sites which share a host don't take each other's.

A browser knows a cookie by host and name, and leaves the port out.
"""

from typing import Any

from litestar import Request

from belowline.kernel.ids import MAIN_SITE, SiteId

READER_COOKIE = "belowline_reader"
SESSION_COOKIE = "belowline_session"
# A member's session. Unlike the desk's, it comes along with a link from the publisher's page.
MEMBER_COOKIE = "belowline_member"
OUR_COOKIES = (READER_COOKIE, SESSION_COOKIE, MEMBER_COOKIE)


def named(cookie: str, site_id: SiteId) -> str:
    """Return what a cookie of ours is called at a site."""
    return cookie if site_id == MAIN_SITE else f"{cookie}_{site_id}"


def brought(request: Request[Any, Any, Any], cookie: str) -> str:
    """Return what a cookie of ours holds that the request brings to this site, or an empty text."""
    return request.cookies.get(named(cookie, site_of(request)), "")


def site_of(request: Request[Any, Any, Any]) -> SiteId:
    """Return the site that is asked."""
    site_id: SiteId = request.app.state.settings.site.site_id
    return site_id
