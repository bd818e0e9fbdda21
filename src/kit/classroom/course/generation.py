"""What generating an exercise with nbgrader takes, for a class as for the course itself: a stable form, a quiet log."""

import io
import json
import logging

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def tidy(notebook: bytes) -> bytes:
    """A notebook in its one stable form, as the course's own exercises have it."""
    content = json.loads(notebook)
    content["metadata"] = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


class nbgrader_log:  # noqa: N801 (used as a function)
    """Catches nbgrader's log while it works: silent when all goes well, at hand when something fails."""

    def __enter__(self) -> io.StringIO:
        from traitlets.log import get_logger

        self.logger, said = get_logger(), io.StringIO()
        self.before = self.logger.handlers[:], self.logger.propagate
        handler = logging.StreamHandler(said)
        handler.setLevel(logging.ERROR)
        self.logger.handlers, self.logger.propagate = [handler], False
        return said

    def __exit__(self, *error) -> None:
        self.logger.handlers, self.logger.propagate = self.before
