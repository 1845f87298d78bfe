"""Encodings told from short lists of names and towns, as small uploads have them."""

import pytest

from loaders.encoding import text_encoding, wide_encoding

SAMPLES = {
    "German": ("cp1252", "Jürgen Müller;München\nZoë;Zürich\n"),
    "French": ("cp1252", "Irène;Sèvres\nHélène;Nîmes\nJérôme;À Paris\n"),
    "Spanish": ("cp1252", "José Peña;España\nMaría Muñoz;Logroño\n"),
    "Portuguese": ("cp1252", "João Simões;São Paulo\nConceição;Camões\n"),
    "Norwegian": ("cp1252", "Håkon Bjørn;Tromsø\nÅse;Ålesund\n"),
    "one letter": ("cp1252", "José;Leeds\n"),
    "typography": ("cp1252", "Müller & Söhne – „Größe“\n"),
    "Polish": ("cp1250", "Łukasz;Łódź\nMałgorzata Wiśniewska;Kraków\nGrażyna;Poznań\n"),
    "Czech": ("cp1250", "Jiří Novák;Plzeň\nŽaneta Dvořáková;Brno\n"),
    "Hungarian": ("cp1250", "Kovács Győző;Győr\nSzabó Erzsébet;Budapest\n"),
    "Turkish": ("cp1254", "Ayşe Yılmaz;İstanbul\nÖğretmen Çağla;Eskişehir\n"),
    "Russian": ("cp1251", "Иван Петров;Москва\nАнна Смирнова;Санкт-Петербург\n"),
    "Russian, one word": ("cp1251", "Иван\n"),
    "Ukrainian": ("cp1251", "Андрій Шевченко;Київ\n"),
    "Russian, KOI8": ("koi8_r", "Иван Петров;Москва\nАнна Смирнова;Санкт-Петербург\n"),
    "Russian, DOS": ("cp866", "Иван Петров;Москва\nАнна Смирнова;Санкт-Петербург\n"),
    "Greek": ("cp1253", "Γιώργος;Αθήνα\nΜαρία;Θεσσαλονίκη\n"),
    "Arabic": ("cp1256", "محمد علي;القاهرة\nفاطمة حسن;بغداد\n"),
    "Japanese": ("shift_jis", "山田太郎;東京\n佐藤花子;大阪\n"),
    "Chinese": ("gb18030", "王小明;北京\n李小红;上海\n"),
    "Korean": ("euc_kr", "김철수;서울\n이영희;부산\n"),
}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("times", [1, 40])
def test_code_page(sample: str, times: int) -> None:
    encoding, text = SAMPLES[sample]
    content = (text * times).encode(encoding)
    assert content.decode(text_encoding([b"name;town\n", content], None)) == text * times


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain\n",
        "Łódź\n東京\n".encode(),
        "Łódź\n".encode() * 3 + b"one bad \xff line\n",
        b"one lone \xff byte\n",
        b"a\x81\x8d\n",
    ],
)
def test_unicode_stays_unicode_with_bad_lines(content: bytes) -> None:
    assert text_encoding([content], None) == "utf-8"


def test_foreign_letters_far_down_are_found() -> None:
    chunks = [b"plain,ascii\n" * 100_000, "José,España\nÍñigo,Peña".encode("cp1252")]
    assert text_encoding(chunks, None) == "cp1252"


def test_letter_cut_by_a_chunk_is_one_letter() -> None:
    content = "a\nŁódź".encode()
    for cut in range(len(content)):
        assert text_encoding([content[:cut], content[cut:]], None) == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_unicode_by_its_mark(encoding: str) -> None:
    assert wide_encoding("\ufeffИмя;東京".encode(encoding)) == encoding


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Name;Phone\nZoë;+44", "Имя;Телефон\nИван;007\n", "名前;電話\n山田;007\n"])
def test_wide_unicode_by_its_zero_bytes(encoding: str, text: str) -> None:
    assert wide_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize("head", [b"", b"a", b"Name\0,\0", b"a,b\n1,\0x\0002\n", b"\0" * 100, "Имя".encode()])
def test_other_text_is_not_wide(head: bytes) -> None:
    assert wide_encoding(head) is None
