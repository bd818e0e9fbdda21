"""What a student answered, in short: points that a person gave stand as long as the answer that they are for."""

import hashlib
import json

WHOLE = "*"  # all that a student wrote


def fingerprints(notebooks: dict[str, dict]) -> dict[str, str]:
    """A short name for the answer behind each graded cell, by `notebook/grade id`, and one for all answers together.

    The answer of a text is the text with its pictures; of a test, the answer cells since the test before it.
    """
    found: dict[str, str] = {}
    everything: list = []
    for name, notebook in sorted(notebooks.items()):
        since: list[str] = []
        tasks = []
        for cell in notebook.get("cells", ()):
            meta = (cell.get("metadata") or {}).get("nbgrader") or {}
            source = cell.get("source", "")
            source = "".join(source) if isinstance(source, list) else str(source)
            grade_id, solution = meta.get("grade_id"), bool(meta.get("solution"))
            if meta.get("task"):
                tasks.append(grade_id)
            elif meta.get("grade") and not solution:
                found[f"{name}/{grade_id}"] = _short(since)
                since = []
            elif not meta.get("locked"):
                pictures = cell.get("attachments") or {}
                everything.append([name, source, pictures])
                if solution and meta.get("grade"):
                    found[f"{name}/{grade_id}"] = _short([source, pictures])
                elif solution:
                    since.append(source)
        own = _short([each for each in everything if each[0] == name])
        found.update({f"{name}/{grade_id}": own for grade_id in tasks})
    found[WHOLE] = _short(everything)
    return found


def files_digest(files: dict[str, bytes]) -> str:
    """A short name for the files of a submission."""
    made = hashlib.sha256()
    for name in sorted(files):
        made.update(hashlib.sha256(name.encode("utf-8", "backslashreplace")).digest())
        made.update(hashlib.sha256(files[name]).digest())
    return made.hexdigest()[:16]


def _short(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
