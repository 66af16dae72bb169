"""Say a shipped policy in the language that is spoken; a site's own words stay as they are."""

from collections.abc import Sequence
from dataclasses import replace

from babel.lists import format_list

from belowline.kernel.languages import SOURCE, known
from belowline.moderation import Clause, Policy
from belowline.web.languages import spoken
from belowline.web.views import SiteView
from belowline.web.words import gettext, marked, translated

# How the shipped policies begin their sentence, and the same with its place for what it names.
_BEGINNINGS = {
    "No tolerance for ": marked("No tolerance for %(clauses)s."),
    "Please, no ": marked("Please, no %(clauses)s."),
}


def spoken_site(site: SiteView) -> SiteView:
    """Return what pages say of the site; its own language tag where that is what is spoken."""
    language = spoken().language
    if language == SOURCE and known(site.language) in ("", SOURCE):
        return site
    tag = site.language if known(site.language) == language else language
    return replace(
        site,
        language=tag,
        policy_line=line_of(site.policy_line, site.named),
        reasons=[(name, translated(label)) for name, label in site.reasons],
    )


def line_of(line: str, named: Sequence[str]) -> str:
    """Return the policy in one sentence; `named` are what it forbids, as it names them."""
    language = spoken().language
    if language == SOURCE or not named:
        return line
    for beginning, words in _BEGINNINGS.items():
        head = f"{beginning}{_in_english(named)}."
        if line.startswith(head):
            ours = [translated(each) for each in named]
            if any(each == own for each, own in zip(ours, named, strict=True)):
                return line  # It names something in words of the site's own.
            listed = format_list(ours, "or", locale=language)
            rest = line.removeprefix(head).strip()
            return f"{gettext(words) % {'clauses': listed}} {_rest(rest)}".strip()
    return line


def _in_english(named: Sequence[str]) -> str:
    if len(named) < 2:
        return "".join(named)
    return f"{', '.join(named[:-1])} or {named[-1]}"


def _rest(sentences: str) -> str:
    """Return what follows: two sentences of the preset's, one of them, or the site's own."""
    first, stop, second = sentences.partition(". ")
    if stop and translated(sentences) == sentences:
        return f"{translated(first + '.')} {translated(second)}"
    return translated(sentences)


def spoken_clauses(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses as readers of this language read them."""
    if spoken().language == SOURCE:
        return list(clauses)
    return [
        replace(
            clause,
            title=translated(clause.title),
            summary=translated(clause.summary),
            means=tuple(map(translated, clause.means)),
            does_not_mean=tuple(map(translated, clause.does_not_mean)),
            report_label=translated(clause.report_label),
        )
        for clause in clauses
    ]


def clause_title(policy: Policy, name: str) -> str:
    """Return what readers call a clause."""
    return translated(policy.clause(name).title) if policy.has(name) else name
