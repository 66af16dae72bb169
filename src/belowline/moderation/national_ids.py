"""Tell real national identity numbers from other numbers, country by country.

The rules are each country's own, from the publication that its docstring names.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from belowline.moderation.check_digits import (
    digits_of,
    passes_luhn,
    passes_mod_11_10,
    passes_verhoeff,
    weighted,
)

_DNI_LETTERS = "trwagmyfpdxbnjzsqvhlcke"
# Values of the characters in odd places of a codice fiscale, 0–9 and a–z.
_ODD_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ODD_LETTERS = (
    *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18),
    *(20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
)
_CHINESE_CHECK = "10x98765432"


def _is_date(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _pair(digits: list[int], place: int) -> int:
    return digits[place] * 10 + digits[place + 1]


def is_us_ssn(written: str) -> bool:
    """Social Security Administration, “The SSN numbering scheme”: parts that were never issued."""
    digits = "".join(map(str, digits_of(written)))
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    is_issued = area not in ("000", "666") and not area.startswith("9")
    return len(digits) == 9 and is_issued and group != "00" and serial != "0000"


def is_uk_nino(written: str) -> bool:
    """HM Revenue & Customs, manual NIM39110: letters and prefixes that aren't used."""
    code = re.sub(r"[ \-]", "", written.lower())
    unused = ("bg", "gb", "kn", "nk", "nt", "tn", "zz")
    shape = r"[abceghj-prstw-z][abceghj-nprstw-z]\d{6}[a-d]"
    return re.fullmatch(shape, code) is not None and not code.startswith(unused)


def is_uk_nhs(written: str) -> bool:
    """NHS Data Dictionary, “NHS number”: ten digits, the last by modulus 11."""
    digits = digits_of(written)
    return len(digits) == 10 and weighted(digits, range(10, 0, -1)) % 11 == 0


def is_de_steuer_id(written: str) -> bool:
    """Bundeszentralamt für Steuern: one digit twice or thrice in the first ten; MOD 11,10."""
    digits = digits_of(written)
    if len(digits) != 11 or digits[0] == 0:
        return False
    return len(set(digits[:10])) in (8, 9) and passes_mod_11_10(digits)


def is_fr_nir(written: str) -> bool:
    """INSEE, “Numéro d'inscription au répertoire”: 97 minus the rest by 97; Corsica has letters."""
    code = re.sub(r"[^\dab]", "", written.lower()).replace("2a", "19").replace("2b", "18")
    if not re.fullmatch(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{10}", code):
        return False
    return 97 - int(code[:13]) % 97 == int(code[13:])


def is_es_dni(written: str) -> bool:
    """Ministerio del Interior, “Dígito de control del NIF/NIE”: a letter by modulus 23."""
    code = re.sub(r"[^a-z\d]", "", written.lower())
    code = {"x": "0", "y": "1", "z": "2"}.get(code[:1], code[:1]) + code[1:]
    if not re.fullmatch(r"\d{8}[a-z]", code):
        return False
    return _DNI_LETTERS[int(code[:8]) % 23] == code[8]


def is_it_codice_fiscale(written: str) -> bool:
    """Decreto ministeriale 23 December 1976: shape, and a letter made of the fifteen before."""
    code = re.sub(r"\s", "", written.lower())
    if not re.fullmatch(r"[a-z]{6}\d{2}[abcdehlmprst]\d{2}[a-z]\d{3}[a-z]", code):
        return False
    total = 0
    for place, char in enumerate(code[:15]):
        value = int(char) if char.isdigit() else ord(char) - ord("a")
        odd = _ODD_DIGITS if char.isdigit() else _ODD_LETTERS
        total += value if place % 2 else odd[value]
    return ord(code[15]) - ord("a") == total % 26


def is_nl_bsn(written: str) -> bool:
    """Rijksdienst voor Identiteitsgegevens, “elfproef”: weights 9 to 2, the last digit −1."""
    digits = digits_of(written)
    return len(digits) == 9 and weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def is_se_personnummer(written: str) -> bool:
    """Skatteverket SKV 704: date of birth, three digits, and a Luhn digit over the ten."""
    digits = digits_of(written)[-10:]
    if len(digits) != 10 or not _is_date(_pair(digits, 2), _pair(digits, 4)):
        return False
    return passes_luhn(digits)


def is_pl_pesel(written: str) -> bool:
    """Ustawa o ewidencji ludności 2010, art. 15: the century is in the month; weights 1 3 7 9."""
    digits = digits_of(written)
    if len(digits) != 11 or not _is_date(_pair(digits, 2) % 20, _pair(digits, 4)):
        return False
    return weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def is_br_cpf(written: str) -> bool:
    """Receita Federal, Instrução Normativa on the CPF: two check digits by modulus 11."""
    digits = digits_of(written)
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    first = weighted(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == [first, second]


def is_ca_sin(written: str) -> bool:
    """Service Canada, SIN code of practice: nine digits with a Luhn digit, none begins with 8."""
    digits = digits_of(written)
    return len(digits) == 9 and digits[0] not in (0, 8) and passes_luhn(digits)


def is_in_aadhaar(written: str) -> bool:
    """UIDAI, “A UID numbering scheme” (2010): twelve digits, Verhoeff, none begins with 0 or 1."""
    digits = digits_of(written)
    return len(digits) == 12 and digits[0] > 1 and passes_verhoeff(digits)


def is_tr_kimlik(written: str) -> bool:
    """Nüfus İşleri: the tenth digit from odd and even places, the last from the ten before."""
    digits = digits_of(written)
    if len(digits) != 11 or digits[0] == 0:
        return False
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def is_be_national(written: str) -> bool:
    """Rijksregister: 97 minus the first nine digits by 97, with a 2 before them from 2000 on."""
    digits = digits_of(written)
    if len(digits) != 11 or not _is_date(_pair(digits, 2) % 20, _pair(digits, 4)):
        return False
    body, check = int("".join(map(str, digits[:9]))), _pair(digits, 9)
    return check in (97 - body % 97, 97 - (2_000_000_000 + body) % 97)


def is_ch_ahv(written: str) -> bool:
    """Zentrale Ausgleichsstelle, AHVN13: 756 for Switzerland, the last digit as in an EAN-13."""
    digits = digits_of(written)
    is_swiss = len(digits) == 13 and digits[:3] == [7, 5, 6]
    return is_swiss and weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def is_no_fodselsnummer(written: str) -> bool:
    """Skatteetaten, folkeregisterforskriften § 2-2-1: a date and two digits by modulus 11."""
    digits = digits_of(written)
    if len(digits) != 11 or not _is_date(_pair(digits, 2), _pair(digits, 0)):
        return False
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return first == 0 and weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def is_fi_hetu(written: str) -> bool:
    """Digital and Population Data Services Agency: date, century sign, and a sign by modulus 31."""
    code = written.lower().strip()
    if not re.fullmatch(r"\d{6}[-+a-fu-y]\d{3}[0-9a-fhj-npr-y]", code):
        return False
    signs = "0123456789abcdefhjklmnprstuvwxy"
    is_day = _is_date(int(code[2:4]), int(code[:2]))
    return is_day and signs[int(code[:6] + code[7:10]) % 31] == code[10]


def is_ie_pps(written: str) -> bool:
    """Department of Social Protection: seven digits, a letter by modulus 23, perhaps another."""
    code = re.sub(r"[ \-]", "", written.lower())
    if not re.fullmatch(r"\d{7}[a-w][a-iw]?", code):
        return False
    second = (ord(code[8]) - ord("a") + 1) % 23 if len(code) == 9 else 0
    total = weighted(digits_of(code[:7]), range(8, 1, -1)) + 9 * second
    return "wabcdefghijklmnopqrstuv"[total % 23] == code[7]


def is_za_id(written: str) -> bool:
    """Identification Act 68 of 1997, South Africa: date, sequence, 0 or 1, and a Luhn digit."""
    digits = digits_of(written)
    if len(digits) != 13 or digits[10] not in (0, 1):
        return False
    return _is_date(_pair(digits, 2), _pair(digits, 4)) and passes_luhn(digits)


def is_cn_resident_id(written: str) -> bool:
    """GB 11643-1999: region, date of birth, and a sign by ISO 7064 MOD 11-2."""
    code = written.lower()
    if not re.fullmatch(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[\dx]", code):
        return False
    weights = [2**place % 11 for place in range(17, 0, -1)]
    return _CHINESE_CHECK[weighted(digits_of(code[:17]), weights) % 11] == code[17]


# By the name that `identity_numbers.toml` gives each kind.
NATIONAL_IDS: dict[str, Callable[[str], bool]] = {
    "us_ssn": is_us_ssn,
    "uk_nino": is_uk_nino,
    "uk_nhs": is_uk_nhs,
    "de_steuer_id": is_de_steuer_id,
    "fr_nir": is_fr_nir,
    "es_dni": is_es_dni,
    "it_codice_fiscale": is_it_codice_fiscale,
    "nl_bsn": is_nl_bsn,
    "se_personnummer": is_se_personnummer,
    "pl_pesel": is_pl_pesel,
    "br_cpf": is_br_cpf,
    "ca_sin": is_ca_sin,
    "in_aadhaar": is_in_aadhaar,
    "tr_kimlik": is_tr_kimlik,
    "be_national": is_be_national,
    "ch_ahv": is_ch_ahv,
    "no_fodselsnummer": is_no_fodselsnummer,
    "fi_hetu": is_fi_hetu,
    "ie_pps": is_ie_pps,
    "za_id": is_za_id,
    "cn_resident_id": is_cn_resident_id,
}
