"""How far a reader is trusted: their reports, and their first comments."""

from belowline.people.reader import Reader, Role

# Six strangers, or three members, or one and a half moderators hold a comment at the shipped
# threshold of 3: one person can't silence another, a handful of readers can call for a look.
BASE_WEIGHT = {
    Role.GUEST: 0.5,
    Role.MEMBER: 1.0,
    Role.MODERATOR: 2.0,
    Role.EDITOR: 2.0,
    Role.OWNER: 2.0,
}

# A second report from the same network address may be a household, or one person with two
# browsers: it counts, but less.
SAME_ADDRESS_FACTOR = 0.5


def is_new_here(role: Role, *, published: int, needed: int) -> bool:
    """Say whether too few of somebody's comments are published for the next to be public at once.

    Where the first ones wait, each that is published was approved by a person.
    """
    return not role.is_staff and published < needed


def report_weight(reader: Reader, *, same_address: int) -> float:
    """Return what a report by this reader counts, between 0 and twice the role's base weight.

    The record enters as the posterior mean of a uniform prior (Laplace's rule of succession),
    scaled so that a newcomer counts exactly the base: base · 2 · (upheld + 1) / (all + 2).
    `same_address` is how many reports on the comment came from this address before.
    """
    ended = reader.reports_upheld + reader.reports_dismissed
    weight = BASE_WEIGHT[reader.role] * 2 * (reader.reports_upheld + 1) / (ended + 2)
    return weight * SAME_ADDRESS_FACTOR if same_address else weight
