"""An interface as a table to read, and as code to copy."""

from typing import TYPE_CHECKING

from helpers.code_layout import variable_of, wrapped
from helpers.interface.endpoint import KEY_HEADER
from helpers.interface.serialization import api_fields, endpoint_fields

if TYPE_CHECKING:
    from helpers.interface.model import Api


def table(api: "Api"):
    """The endpoints as a DataFrame: the call, what it takes and returns, answers, who may, what it promises."""
    from helpers.tables import pandas

    rows = []
    for each in api.endpoints:
        takes = [*(f"{name}: {made}" for name, made in each.query.items()), *([str(each.body)] if each.body else [])]
        promises = [
            told
            for told, holds in (
                (KEY_HEADER, each.idempotent),
                ("If-Match", each.if_match),
                (f"pages by {each.paginated}", each.paginated),
                (f"kept {each.cached:g} s" if each.cached is not None else "", each.cached is not None),
                (str(each.rate_limit), each.rate_limit),
                (f"until {each.sunset}", each.sunset),
            )
            if holds
        ]
        who = api.auth_of(each) + (f" ({', '.join(each.scopes)})" if each.scopes else "")
        rows.append(
            {
                "call": str(each),
                "takes": ", ".join(takes),
                "returns": str(each.returns or ""),
                "answers": " ".join(map(str, (each.status or "none", *each.errors))),
                "who": who + (", owner only" if each.owner_only else ""),
                "promises": ", ".join(promises),
                "serves": ", ".join(each.serves),
            }
        )
    return pandas.DataFrame(
        rows,
        index=pandas.Index(api.names, name="endpoint"),
        columns=["call", "takes", "returns", "answers", "who", "promises", "serves"],
    )


def to_code(api: "Api", variable: str = "api") -> str:
    """Python code that makes an interface.

    >>> from helpers.interface import Api, Endpoint
    >>> print(to_code(Api("Links").add(Endpoint("open_link", "GET", "/{code}", status=302, errors=[404]))))
    api = Api("Links").add(
        Endpoint("open_link", "GET", "/{code}", status=302, errors=[404]),
    )
    """
    variable, fields = variable_of(variable), api_fields(api)
    title, resources = fields.pop("title"), fields.pop("resources", {})
    lines = [f"{variable} = Api({_code(title)}" + "".join(f", {name}={_code(value)}" for name, value in fields.items())]
    if resources:
        lines[0] += ", resources={"
        for name, made in resources.items():
            inside = ", ".join(f"{_code(field)}: {_code(each)}" for field, each in made.items())
            lines.append(f"    {_code(name)}: {{{inside}}},")
        lines.append("})")
    else:
        lines[0] += ")"
    if api.endpoints:
        lines[-1] += ".add("
        for each in api.endpoints:
            made = endpoint_fields(each)
            first = ", ".join(_code(made.pop(name)) for name in ("name", "method", "path"))
            lines.append(
                f"    Endpoint({first}" + "".join(f", {name}={_code(value)}" for name, value in made.items()) + "),"
            )
        lines.append(")")
    return wrapped("\n".join(lines))


def _code(value) -> str:
    """A value as Python writes it, with double quotes where that reads better."""
    if isinstance(value, str) and '"' not in value and "\\" not in value and value.isprintable():
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_code, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_code(name)}: {_code(each)}" for name, each in value.items()) + "}"
    return repr(value)
