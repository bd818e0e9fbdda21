"""Rules on what tells of persons, and on secrets."""

import re

from helpers.data_model.rules.fields import each_field
from helpers.data_model.rules.registry import GDPR, OWASP, rule

SECRET = re.compile(r"(^|_)(password|passwd|passphrase|secret|api_?key|token|private_?key|pin)($|_)", re.IGNORECASE)
PASSWORD = re.compile(r"(^|_)(password|passwd|passphrase|pin)($|_)", re.IGNORECASE)
PERSONAL = re.compile(
    r"(^|_)(e_?mail|phone|birthday|birth_date|date_of_birth|first_?name|last_?name|full_?name|address|"
    r"ssn|iban|passport)($|_)",
    re.IGNORECASE,
)
BLIND = re.compile(r"_(index|hmac|blind)$", re.IGNORECASE)  # email_index: a keyed hash, which tells of nobody


def _named_personal(name: str) -> bool:
    return PERSONAL.search(name) is not None and BLIND.search(name) is None


def tells_of_person(field) -> bool:
    """Whether a field is marked personal, or named so."""
    named = field.base in ("string", "text", "date") and _named_personal(field.name)
    return field.has("personal") or named


def is_secret(field) -> bool:
    """Whether a field is marked secret, or named so."""
    named = field.base in ("string", "text", "bytes") and SECRET.search(field.name) is not None
    return field.has("secret") or named


@rule("personal-without-retention", "warning", GDPR.format("Art. 5(1)(e), storage limitation"))
def personal_without_retention(look):
    """What tells of a person is kept no longer than it is needed: somebody must say how long."""
    for entity in look.model.entities:
        named = [each.name for each in entity.fields if each.has("personal")]
        if named and entity.keep is None:
            yield (
                entity.name,
                f"{', '.join(named)} tell of a person, and are kept for ever",
                "Say how long: keep='5 years'.",
            )


@rule("personal-not-marked", "note", GDPR.format("Art. 4(1), personal data"))
def personal_not_marked(look):
    """What is not marked is forgotten when data are deleted, copied or handed out."""
    for _, field, where in each_field(look):
        if _named_personal(field.name) and not field.has("personal") and field.base in ("string", "text", "date"):
            yield where, "its name says that it tells of a person", "Mark it: personal."


@rule("personal-not-encrypted", "note", GDPR.format("Art. 32(1)(a), encryption"))
def personal_not_encrypted(look):
    """A stolen backup gives away what the application did not encrypt."""
    for _, field, where in each_field(look):
        if field.has("personal") and not field.has("encrypted", "hashed"):
            yield where, "a stolen backup gives it away", "Mark it encrypted where nobody searches by parts of it."


@rule("secret-in-plain-text", "error", OWASP.format("Cryptographic Storage"))
def secret_in_plain_text(look):
    """Whoever reads the table, a backup or a log, has the secret."""
    for _, field, where in each_field(look):
        if (is_secret(field) or SECRET.search(field.name)) and not field.has("hashed", "encrypted"):
            yield (
                where,
                "a secret in plain text",
                "Mark it hashed where it is only compared, encrypted where it is used.",
            )


@rule("password-encrypted", "error", OWASP.format("Password Storage"))
def password_encrypted(look):
    """What is encrypted can be decrypted: a password need never be read again, so it is hashed."""
    for _, field, where in each_field(look):
        if PASSWORD.search(field.name) and field.has("encrypted") and not field.has("hashed"):
            yield where, "a password that whoever has the key can read", "Mark it hashed (Argon2id)."


@rule("encrypted-searched", "warning", "CipherSweet (2018): blind indexes; see helpers.data_model.encryption")
def encrypted_searched(look):
    """Encrypted twice, the same text looks different each time: the database cannot find it."""
    for pattern, entity in look.reads():
        for name, how in pattern.conditions(entity):
            if entity[name].has("encrypted"):
                fix = (
                    f"Add a field with its blind index (HMAC), and look by that: {name}_index."
                    if how == "="
                    else ("Only equal values can be found through a blind index; keep what is compared in the clear.")
                )
                yield pattern.name, f"looks by {name}, which is encrypted", fix


@rule("unique-encrypted", "note", "CipherSweet (2018): blind indexes; see helpers.data_model.encryption")
def unique_encrypted(look):
    """Encrypted twice, the same text looks different each time: a unique rule over it forbids nothing."""
    for entity in look.model.entities:
        for rule_ in dict.fromkeys((entity.key, *entity.unique)):
            sealed = [name for name in rule_ if entity[name].has("encrypted")]
            if sealed:
                yield (
                    entity.name,
                    f"unique over {', '.join(sealed)}, which is encrypted: equal ones look different, none is refused",
                    f"Make its blind index unique in its place: {sealed[0]}_index.",
                )


@rule("key-tells-time", "note", "RFC 9562 (2024), section 8, Security Considerations")
def key_tells_time(look):
    """A UUID of version 7 tells everybody who sees it when its row was made."""
    for entity in look.model.entities:
        if any(entity[name].base == "uuid7" for name in entity.key) and any(
            each.has("personal", "secret") for each in entity.fields
        ):
            yield entity.name, "its key tells when the row was made", "Show another id outside, or use uuid."
