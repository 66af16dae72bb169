"""Fill the templates in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from belowline.web.assets import Assets
from belowline.web.views import SiteView


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders templates with the site's words, as they are now; `address` finds static files."""

    environment: Environment
    site: Callable[[], SiteView]
    address: Callable[[str], str]

    def __call__(self, template: str, context: Mapping[str, Any]) -> str:
        """Return the template filled in."""
        return self.environment.get_template(template).render(site=self.site(), **context)


def make_renderer(site: Callable[[], SiteView], assets: Assets) -> Renderer:
    """Return a renderer that escapes everything and stumbles over anything missing."""
    environment = Environment(
        loader=PackageLoader("belowline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["assets"] = assets.address
    return Renderer(environment, site, assets.address)
