"""The code of a widget's page, put together from several files: a page of a widget can import none."""

import re
from pathlib import Path

HERE = Path(__file__).parent


def page_code(*names: str) -> str:
    """Files of this folder in a row as one module, without indentation and comments."""
    lines = "\n".join((HERE / name).read_text(encoding="utf-8") for name in names).splitlines()
    code = (line for line in lines if not line.lstrip().startswith(("//", "/**")))
    bare = (re.sub(r"\s+// [^'\"`]*$", "", line).strip() for line in code)
    return "\n".join(filter(None, bare))
