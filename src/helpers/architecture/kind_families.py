"""Which kinds of boxes are alike: from a family follow which rules look at its kinds, their shape, and more."""

FAMILIES: dict[str, tuple[str, ...]] = {
    "outside": ("client", "external"),
    "door": ("dns", "cdn", "load_balancer", "gateway"),  # passes on what comes
    "code": ("service", "worker"),
    "memory": ("cache",),  # keeps what code of yours puts into it, for a while
    "rows": ("sql", "document_store", "wide_column", "key_value"),  # keeps what code of yours puts into it, for good
    "files": ("blob",),
    "index": ("search",),  # a copy that can be built anew
    "broker": ("queue", "stream"),
}


def kinds_of(*families: str) -> tuple[str, ...]:
    """The names of the kinds of these families.

    >>> kinds_of("memory", "index")
    ('cache', 'search')
    """
    return tuple(name for family in families for name in FAMILIES[family])
