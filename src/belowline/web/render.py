"""Fill the templates in, in the language that is spoken."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from belowline.kernel.languages import RIGHT_TO_LEFT, SOURCE
from belowline.web.assets import Assets
from belowline.web.languages import spoken, with_language
from belowline.web.policy_words import spoken_site
from belowline.web.times import number
from belowline.web.views import SiteView
from belowline.web.words import gettext, ngettext, script_words

_TAG = re.compile(r"<(?:a|form)\b[^>]*>")
_ADDRESS = re.compile(r'(\b(?:href|action)=")([/?][^"]*)')


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders templates with the site's words, as they are now; `address` finds static files."""

    environment: Environment
    site: Callable[[], SiteView]
    address: Callable[[str], str]

    def __call__(self, template: str, context: Mapping[str, Any]) -> str:
        """Return the template filled in."""
        choice = spoken()
        site = spoken_site(self.site())
        page = self.environment.get_template(template).render(
            site=site,
            language=site.language,
            direction="rtl" if site.language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
            script_words=script_words(choice.language) if choice.language != SOURCE else {},
            asks_for=choice.asked or (choice.language if choice.language != SOURCE else ""),
            **context,
        )
        return _TAG.sub(_fit, page) if choice.goes_along else page

    def reasons(self) -> Sequence[tuple[str, str]]:
        """Return the entries of the report menu, in the language that is spoken."""
        return spoken_site(self.site()).reasons

    def part(self, template: str, macro: str, *arguments: object) -> str:
        """Return one macro of a template filled in, with nothing but what it is given."""
        filled: str = getattr(self.environment.get_template(template).module, macro)(*arguments)
        return _TAG.sub(_fit, filled) if spoken().goes_along else filled


def apart(text: str) -> str:
    """Keep figures and signs in their order where what stands around them runs from the right."""
    return Markup("<bdi>%s</bdi>") % text if spoken().language in RIGHT_TO_LEFT else text


def _said(message: str, **values: Any) -> Markup:
    # Safe: the message is ours, and what is put into it is escaped.
    return Markup(gettext(message)) % values


def _fit(tag: re.Match[str]) -> str:
    """Have a link or a form go on in the language that is spoken."""
    return _ADDRESS.sub(
        lambda at: at[1] + escape(with_language(unescape(at[2])), quote=True), tag[0]
    )


def our_templates(*extensions: str) -> Environment:
    """Return our templates, which escape everything and stumble over anything missing."""
    return Environment(
        loader=PackageLoader("belowline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=extensions,
    )


def make_renderer(site: Callable[[], SiteView], assets: Assets) -> Renderer:
    """Return a renderer that escapes everything and stumbles over anything missing."""
    environment = our_templates("jinja2.ext.i18n")
    # New style: what is put into a message is escaped, and the message is ours.
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    # The same without a detour by way of the template's context: a page says some thirty things.
    environment.globals["_"] = _said
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["number"] = number
    environment.filters["apart"] = apart
    environment.globals["assets"] = assets.address
    # The same for every page and in every language, as long as the server runs.
    for name in ("links", "modules"):
        same = environment.get_template(f"{name}.html").render()
        environment.globals[name] = Markup(same.strip())
    return Renderer(environment, site, assets.address)
