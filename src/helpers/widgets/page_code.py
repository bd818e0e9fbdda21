"""The code of a widget's page, put together from several files: a page of a widget can import none."""

import re
from pathlib import Path

HERE = Path(__file__).parent


QUOTED = re.compile(r"""['"`/]|^(?:const|let) [A-Z_]+ = """)  # texts, patterns and named numbers stay as they are
SPACED = re.compile(r" ?(=>|===|!==|&&|\|\||=|[,{}:;]) ?")


def page_code(*names: str) -> str:
    """Files of this folder in a row as one module, without indentation, comments, and most blanks."""
    lines = "\n".join((HERE / name).read_text(encoding="utf-8") for name in names).splitlines()
    code = (line for line in lines if not line.lstrip().startswith(("//", "/**")))
    bare = (re.sub(r"\s+// [^'\"`]*$", "", line).strip() for line in code)
    return "\n".join(line if QUOTED.search(line) else SPACED.sub(r"\1", line) for line in bare if line)
