"""Encryption of fields as one does it: an envelope of keys, a blind index, deletion by throwing a key away, passwords.

Every cipher is that of the package cryptography, every password hash that of argon2-cffi; nothing is made at home.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field

from helpers.data_model.errors import DataModelError
from helpers.errors import shorten

NONCE, TAG, KEY = 12, 16, 32  # bytes: SP 800-38D recommends nonces of 96 bits; AES-256
MOST_MESSAGES = 2**32  # with random nonces and one key (SP 800-38D, section 8.3)
VERSION = b"\x01"


@dataclass
class Vault:
    """The key service: it keeps the wrapping keys, and never gives one out. `generate`, `unwrap`, `rotate`."""

    _keys: list = field(default_factory=lambda: [os.urandom(KEY)], repr=False)

    def generate(self) -> tuple[bytes, bytes]:
        """A new data key, in the clear for this moment, and wrapped to be stored beside the data."""
        plain = os.urandom(KEY)
        return plain, self.wrap(plain)

    def wrap(self, key: bytes) -> bytes:
        """A data key wrapped by the newest wrapping key."""
        number = len(self._keys) - 1
        return number.to_bytes(2, "big") + seal(key, self._keys[number], b"data key")

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key; only the key service can do this. Raises `DataModelError`."""
        number = int.from_bytes(wrapped[:2], "big") if isinstance(wrapped, bytes) and len(wrapped) > 2 else -1
        if not 0 <= number < len(self._keys):
            raise DataModelError(f"key: {shorten(wrapped)} was not wrapped here. Give the key as it was stored.")
        return unseal(wrapped[2:], self._keys[number], b"data key")

    def rotate(self, wrapped: bytes) -> bytes:
        """Wrap a data key anew by a new wrapping key; the data stay as they are."""
        plain = self.unwrap(wrapped)
        self._keys.append(os.urandom(KEY))
        return self.wrap(plain)


def seal(text: "bytes | str", key: bytes, where: "bytes | str" = b"") -> bytes:
    """Encrypt with AES-256-GCM under a fresh random nonce; `where` binds it to its place, such as "user/7/email".

    A sealed value moved to another row cannot be opened there.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(_key(key)).encrypt(nonce, _raw(text, "text"), _raw(where, "where"))


def unseal(sealed: bytes, key: bytes, where: "bytes | str" = b"") -> bytes:
    """What was sealed. Raises `DataModelError` for another key, another place, or one changed bit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not isinstance(sealed, bytes) or len(sealed) < 1 + NONCE + TAG or sealed[:1] != VERSION:
        raise DataModelError(f"sealed: {shorten(sealed)} is not a sealed value. Give the bytes that seal() gave.")
    try:
        return AESGCM(_key(key)).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _raw(where, "where"))
    except InvalidTag:
        raise DataModelError(
            "sealed: it does not open: another key, another place, or it was changed. "
            "Give the key and the place that it was sealed with."
        ) from None


def blind_index(text: "bytes | str", key: bytes) -> bytes:
    """What equal texts have in common, for whoever has the key: HMAC-SHA256, to look for an encrypted field by.

    It tells which rows are equal, and how often; use a key of its own, never the one that encrypts.

    >>> blind_index("ada@example.com", bytes(32)) == blind_index(" Ada@Example.com ", bytes(32))
    True
    """
    given = text.strip().casefold().encode() if isinstance(text, str) else _raw(text, "text")
    return hmac.new(_key(key), given, hashlib.sha256).digest()


def hash_password(password: str) -> str:
    """Argon2id with a salt of its own, in the profile of argon2-cffi (RFC 9106: 64 MiB, 3 passes, 4 lanes)."""
    from argon2 import PasswordHasher

    if not isinstance(password, str) or not password or len(password) > 4096:
        raise DataModelError("password: give text of 1 to 4,096 characters.")
    return PasswordHasher().hash(password)


def password_fits(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed. Raises `DataModelError` where `stored` is no hash."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(stored, password)
    except InvalidHashError:
        raise DataModelError(
            f"stored: {shorten(stored)} is no hash of a password. Give what hash_password() gave."
        ) from None
    except VerificationError:
        return False


def _key(key: bytes) -> bytes:
    if not isinstance(key, bytes) or len(key) != KEY:
        raise DataModelError("key: a key has 32 bytes. Take one from Vault().generate().")
    return key


def _raw(text: "bytes | str", field_name: str) -> bytes:
    if not isinstance(text, bytes | str):
        raise DataModelError(f"{field_name}: {shorten(text)} is neither text nor bytes.")
    return text.encode() if isinstance(text, str) else text
