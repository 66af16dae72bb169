"""Name the fields of the policy's form: the key in the file, the label, the kind, a hint."""

from belowline.moderation import PRESETS, Mode

GENERAL = (
    ("title", "Title of the policy page", "line", ""),
    (
        "report_threshold",
        "Weight of reports that hides a comment",
        "number",
        "A guest’s report weighs 0.5, a member’s 1.",
    ),
    (
        "removals_per_day",
        "Comments that reports may hide within a day",
        "number",
        "Beyond that they are only put before a moderator.",
    ),
    (
        "first_comments_held",
        "Comments of somebody new that wait for a moderator",
        "number",
        "0: none do.",
    ),
    ("edit_window_minutes", "Minutes in which an author may mend a comment", "number", ""),
    (
        "contacts",
        "Phone numbers, e-mail and postal addresses that readers may give out",
        "list",
        "Your own, one on each line.",
    ),
)
LINE = (
    ("line.intro", "Begins with", "line", "The clauses’ own words follow."),
    ("line.or", "Before the last of them", "line", ""),
    ("line.spam", "On spam", "text", ""),
    ("line.thanks", "Ends with", "text", ""),
)
CLAUSE = (
    ("title", "Title", "line", ""),
    ("words", "In the line above the box", "line", "Empty: the line leaves it out."),
    ("summary", "In one sentence", "text", ""),
    ("means", "What it means", "list", "One on each line."),
    ("does_not_mean", "What it is not", "list", "One on each line."),
    ("hold_at", "Waits for a moderator from", "point", "0.01 to 1, or never. Lower is stricter."),
    ("reject_at", "Is turned away from", "point", "0.01 to 1, or never."),
    ("report_label", "In the menu for reports", "line", ""),
)
RULE = (
    ("name", "Name", "line", "Moderators see it beside what the rule found."),
    ("clause", "Clause", "choice", ""),
    ("mode", "What follows", "choice", ""),
    (
        "phrases",
        "Phrases",
        "list",
        "One on each line; found whole, whatever their case, accents or disguise.",
    ),
    ("patterns", "Patterns (RE2)", "list", "One on each line."),
    ("reason", "What the author is told", "text", ""),
    (
        "must_match",
        "Texts in which it has to hold",
        "list",
        "One on each line; tried before it is saved.",
    ),
    ("must_not_match", "Texts in which it must not", "list", "One on each line."),
)
MODES = (
    (Mode.HOLD.value, "The comment waits for a moderator"),
    (Mode.REJECT.value, "The comment is turned away"),
    (Mode.SHADOW.value, "Nothing: it is on trial, and only moderators are told"),
)
PRESET_CHOICES = (
    ("", "None: the text says everything itself"),
    *((name, name) for name in PRESETS),
)
