"""The languages that readers are spoken to in."""

# The source of every message; the others have a catalogue each.
SOURCE = "en"
LANGUAGES = (SOURCE, "es", "fr", "de", "ar")
# As whoever speaks it would look for it in a list.
NAMES_OF_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "ar": "العربية",
}
RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ku", "ps", "sd", "ur", "yi"))


def known(tag: str) -> str:
    """Return the language of a tag like `es-MX`, empty for one that we don't speak."""
    language = tag.strip().replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ""
