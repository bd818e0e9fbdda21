"""Units as text: beside a number, and as the parser reads them back."""

from helpers.units.registry import BINARY, DECIMAL, SCALES, SECONDS

SYMBOLS = {name: symbol for name, (symbol, _) in SECONDS.items()} | {
    "bit": "b",
    "byte": "B",
    "USD": "$",
    "cent": "¢",
    "percent": "%",
} | {name: symbol for name, (symbol, _) in SCALES.items()}
SYMBOLS |= {
    f"{prefix}{unit}": f"{symbol}{short}"
    for prefix, (symbol, _) in {**DECIMAL, **BINARY}.items()
    for unit, short in (("bit", "b"), ("byte", "B"))
}


def unit_label(unit) -> str:
    """A unit as it is written beside a number: "TB", "/s", "GB/month".

    >>> from helpers.units import Q
    >>> unit_label(Q("1 requests/s").units), unit_label(Q("2 $/GB/month").units)
    ('/s', '$/GB/month')
    """
    powers = dict(unit._units)
    over = [
        str(SYMBOLS.get(name, name)) + (f"^{power:g}" if power != 1 else "")
        for name, power in powers.items() if power > 0
    ]
    below = [
        str(SYMBOLS.get(name, name)) + (f"^{-power:g}" if power != -1 else "")
        for name, power in sorted(powers.items(), key=lambda item: item[0] in SECONDS)
        if power < 0
    ]
    return "·".join(over) + "".join(f"/{name}" for name in below)


def unit_text(unit) -> str:
    """A unit as `parse_unit` reads it back: "TB", "1/s", "$/GB/month".

    >>> from helpers.units import Q
    >>> unit_text(Q("1 requests/s").units), unit_text(Q("20%").units)
    ('1/s', '%')
    """
    label = unit_label(unit)
    return f"1{label}" if label.startswith("/") else label
