"""The usual names of the columns that the product knows, in the languages of its users."""

import re
import unicodedata

from domain.contact import CONTACT_FIELDS

FIRST_NAME, LAST_NAME = "first_name", "last_name"
STATUS, STAGE, LOADED, SUMMARY, PRODUCT = "status", "stage", "loaded", "summary", "product"
KNOWN = (*CONTACT_FIELDS, FIRST_NAME, LAST_NAME, STATUS, STAGE, LOADED, SUMMARY, PRODUCT)
"""Every field that a column can mean."""

# The likelier a name means the field, the earlier it stands. "ID" alone is in none: it is as often the number of
# the row, and two files numbered from 1 would then be about the same people.
_NAMES = {
    "name": """full name, customer name, contact name, client name, display name, name, customer, client, kunde,
        vollständiger name, nombre completo, nombre y apellidos, nombre, nom complet, nom et prénom, nome completo,
        nome, imię i nazwisko, фио, имя, піб, ім'я, ad soyad, isim, naam, namn, navn, nimi, 姓名,
        名前, 氏名, 이름, الاسم""",
    FIRST_NAME: """first name, given name, forename, vorname, prénom, nombre de pila, imię, имя клиента, voornaam,
        förnamn, fornavn, primeiro nome""",
    LAST_NAME: """last name, surname, family name, nachname, familienname, nom de famille, apellido,
        apellidos, cognome, sobrenome, apelido, nazwisko, фамилия, прізвище, soyad, soyadı, achternaam, efternamn,
        etternavn""",
    "phone": """phone, phone number, phone no, phones, mobile, mobile phone, mobile number, mobile no, cell, cell phone,
        telephone, telephone number, tel, tel no, msisdn, whatsapp, whatsapp number, contact number, contact phone,
        home phone, work phone, telefon, telefonnummer, handy, handynummer, mobil, mobiltelefon, mobilnummer,
        rufnummer, téléphone, numéro de téléphone, portable, teléfono, número de teléfono, móvil, celular,
        numero di telefono, cellulare, telefone, telemóvel, telefoonnummer, telefoon, numer telefonu,
        телефон, номер телефона, мобильный, мобильный телефон, номер телефону, telefon numarası, cep telefonu,
        puhelin, 电话, 手机, 電話, 電話番号, 전화번호, هاتف""",
    "email": """email, email address, emails, e-mail-adresse, mail, mail address, email id, contact email, work email,
        correo, correo electrónico, courriel, adresse mail, adresse e-mail, indirizzo email, endereço de email,
        adres e-mail, почта, эл. почта, электронная почта, адрес электронной почты, пошта, електронна пошта, e-posta,
        e-posta adresi, mejl, epost, sähköposti, 邮箱, 电子邮件, メール, メールアドレス, 이메일""",
    "external_id": """customer id, customer no, customer number, customer code, customer ref, external id, client id,
        client no, client number, crm id, contact id, user id, member id, identifier, external identifier,
        kundennummer, kundennr, kunden-id, kunde id, id cliente, número de cliente, código de cliente, id client,
        numéro client, numéro de client, codice cliente, código do cliente, id klienta, numer klienta, id клиента,
        номер клиента, код клиента, идентификатор, ідентифікатор, id клієнта, müşteri no, müşteri id, klantnummer,
        kundnummer, asiakasnumero, 客户编号, 顧客番号, 顧客id, 고객번호""",
    "birth_date": """birth date, date of birth, dob, birthday, geburtsdatum, geburtstag, fecha de nacimiento,
        date de naissance, data di nascita, data de nascimento, data urodzenia, дата рождения, дата народження,
        doğum tarihi, geboortedatum""",
    "gender": "gender, sex, geschlecht, sexo, género, sexe, sesso, płeć, пол, стать, cinsiyet, geslacht",
    "language": """language, preferred language, lang, locale, sprache, idioma, langue, lingua, język, язык, мова, dil,
        taal, språk""",
    "company": """company, company name, organisation, organization, employer, firma, unternehmen, empresa, entreprise,
        société, azienda, компания, организация, компанія, şirket, bedrijf, företag""",
    "job_title": """job title, job, role, occupation, profession, beruf, puesto, fonction,
        professione, stanowisko, должность, посада, meslek, functie""",
    "street": """street, street address, address, address line 1, straße, adresse, dirección, calle, rue, indirizzo,
        endereço, rua, ulica, adres, адрес, улица, адреса, вулиця, straat""",
    "postcode": """postcode, postal code, zip, zip code, plz, postleitzahl, código postal, code postal, cep,
        kod pocztowy, индекс, почтовый индекс, індекс, posta kodu""",
    "city": """city, town, stadt, ort, wohnort, ciudad, ville, città, cidade, miasto, город, місто, şehir, stad,
        城市, 都市""",
    "state": "state, province, county, bundesland, provincia, województwo, область",
    "country": "country, land, país, pays, paese, kraj, страна, країна, ülke, 国家, 国",
    STATUS: "status, campaign status, contact status, statut, статус, durum, 状态",
    STAGE: "stage, campaign stage, phase, etapa, étape, fase, etap, этап, стадия, етап, aşama",
    LOADED: """loaded, loaded at, loaded on, date loaded, load date, upload date, import date, added, added at,
        date added""",
    SUMMARY: "summary, campaign summary, zusammenfassung, resumen, résumé, riassunto, podsumowanie, сводка, özet",
    PRODUCT: "product, product name, produkt, producto, produit, prodotto, produto, продукт, товар, ürün, 产品",
}
SEVERAL = ("phone", "email")
"""Fields that several columns may mean, as "Phone 2" does; of columns for another field the likeliest counts."""

_ATTRIBUTE = re.compile(r"(?:product|produkt|producto|produit|продукт)\s*:\s*(\S.*)", re.IGNORECASE)


def folded(title: str) -> str:
    """A title without case, accents, spaces and punctuation: how titles are compared."""
    plain = unicodedata.normalize("NFKD", title).casefold().replace("ı", "i")  # as Turkish capitals lose it
    return "".join(letter for letter in plain if letter.isalnum())


_BY_TITLE: dict[str, tuple[str, int]] = {}
for _id, _titles in _NAMES.items():
    for _place, _title in enumerate(_titles.split(",")):
        _BY_TITLE.setdefault(folded(_title), (_id, _place))


def known_field(title: str) -> tuple[str, int] | None:
    """(field, how far from its likeliest name) that a column's title means; None for any other column."""
    key = folded(title)
    found = _BY_TITLE.get(key)
    if found is None and (base := _BY_TITLE.get(key.rstrip("0123456789"))) and base[0] in SEVERAL:
        return base
    return found


def product_attribute(title: str) -> str | None:
    """ATTRIBUTE of a title "Product: ATTRIBUTE", else None."""
    found = _ATTRIBUTE.fullmatch(title.strip())
    return found.group(1) if found else None
