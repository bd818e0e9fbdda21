"""Names of entities and fields: any printable word that the three databases can hold between quotes."""

import hashlib

from helpers.data_model.errors import DataModelError
from helpers.errors import shorten

MOST_BYTES = 63  # PostgreSQL 15, appendix K: an identifier has at most 63 bytes; MySQL allows 64 characters
SYSTEM_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})  # PostgreSQL 15, section 5.5

# Such a table's file must be called otherwise, and MariaDB 10.11 then finds no table by it for a foreign key.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(port + digit for port in ("com", "lpt") for digit in "123456789")})


def name_of(value: object, field: str, column: bool = False) -> str:
    """A name as it may stand, quoted, in SQLite, PostgreSQL and MySQL.

    >>> name_of("Order Details", "name")
    'Order Details'
    >>> name_of("xmin", "fields", column=True)
    Traceback (most recent call last):
    helpers.data_model.errors.DataModelError: fields: 'xmin' is a column that PostgreSQL keeps for itself. Write xmin_.
    """
    if not isinstance(value, str):
        raise DataModelError(f"{field}: {shorten(value)} is not a name. Write a word in quotes, such as 'link'.")
    name = value.strip()
    if not name or not all(each.isprintable() and ord(each) < 0x10000 for each in name):
        raise DataModelError(f"{field}: {shorten(value)} cannot name a table or a column. Use letters, digits and _.")
    size = len(name.encode())
    if size > MOST_BYTES:
        raise DataModelError(
            f"{field}: {shorten(value)} has {size:,} bytes; a database takes {MOST_BYTES}. Shorten it."
        )
    if column and name.casefold() in SYSTEM_COLUMNS:
        raise DataModelError(f"{field}: {name!r} is a column that PostgreSQL keeps for itself. Write {name}_.")
    if not column and name.casefold().startswith("sqlite_"):
        raise DataModelError(f"{field}: {shorten(name)} begins with sqlite_, which SQLite keeps for itself. Rename it.")
    if not column and name.casefold() in DEVICES:
        raise DataModelError(f"{field}: {name!r} is a device of Windows, and in MariaDB no table can point to one "
                             f"that is called so. Write {name}_.")
    return name


def derived(prefix: str, *parts: str, taken: set[str]) -> str:
    """A name for an index or a constraint: short enough, and free; it is added to `taken`.

    >>> derived("ix", "link", "owner", taken={"ix_link_owner"})
    'ix_link_owner_...'
    """
    whole = "_".join([prefix, *parts])
    sign = hashlib.sha256("\0".join([prefix, *parts]).encode()).hexdigest()
    short = (
        whole if len(whole.encode()) <= MOST_BYTES - 8 else whole.encode()[: MOST_BYTES - 16].decode(errors="ignore")
    )
    name = whole if short == whole else f"{short}_{sign[:6]}"
    place = 0
    while name.casefold() in taken:
        name = f"{short}_{sign[place : place + 4]}"
        place += 1
    taken.add(name.casefold())
    return name
