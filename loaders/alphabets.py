"""Letters beyond ASCII that each language writes, by the Windows code page it is usually written in.

Short names in a code page read well in several ("Espańa" for "España"): the right one is where some single
language explains what is there. Found with names and towns of these languages: tests/loaders/test_encoding.py.
"""

import re

ALPHABETS = {
    "cp1252": (
        "äöüß",  # German
        "àâæçèéêëîïôœùûü",  # French
        "áéíñóúüºª",  # Spanish
        "áàâãçéêíóôúüºª",  # Portuguese, see below for õ
        "àèéìíòóùú",  # Italian
        "åäöæøéü",  # Nordic
        "áðéíóúýþæö",  # Icelandic
        "éëïöüèà",  # Dutch
    ),
    "cp1251": (
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё№",  # Russian
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя№",  # Ukrainian
        "абвгдђежзијклљмнњопрстћуфхцчџш",  # Serbian
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîşţ",  # Romanian
        "čćđšž",  # Croatian, Slovene
    ),
    "cp1254": ("çğıiöşüâîû",),  # Turkish
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž"),  # Latvian, Lithuanian, Estonian
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),  # Greek
    "cp1255": ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",),  # Hebrew
    "cp1256": ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ",),  # Arabic, Persian
    "cp1258": ("àáâãèéêìíòóôõùúýăđĩũơư",),  # Vietnamese
}
ALPHABETS["koi8_r"] = ALPHABETS["cp866"] = ALPHABETS["cp1251"][:1]
LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258")
_TYPOGRAPHIC = " –—‘’‚“”„«»…•€£°´·¿¡§©®™\xa0"
_MIXED_WORDS = re.compile(r"[^\W\d_]*(?:[a-z][^\W\d_a-z]|[^\W\d_a-z][a-z])[^\W\d_]*")


def explained(text: str, code_page: str) -> float:
    """Share (0 to 1) of the non-ASCII characters that one language of the code page writes; 0.5 where none is known.

    Words that mix another script with Latin letters explain nothing ("Јуdџ" for "Łódź").
    """
    if code_page not in ALPHABETS:
        return 0.5
    text = text.lower().replace("õe", "ãe")  # Portuguese has õ before e alone; elsewhere it is a misread ő
    foreign = [letter for letter in text if not letter.isascii() and letter not in _TYPOGRAPHIC]
    if not foreign:
        return 1.0
    if code_page not in LATIN:
        text = _MIXED_WORDS.sub("", text)
    return max(sum(text.count(letter) for letter in alphabet) for alphabet in ALPHABETS[code_page]) / len(foreign)
