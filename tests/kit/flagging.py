"""A runner that flags every submission: for tests of what a person does with flags."""

import contextlib

from kit.grader.outcomes import Flag, Outcome
from tests.kit.instant import runner


def flagging():
    """Judges at once, and finds something to look at in each submission."""
    @contextlib.asynccontextmanager
    async def run(key, options):
        async with runner()(key, options) as (judge, width):
            async def flagged(submission):
                graded = await judge(submission)
                graded.outcome = Outcome.from_dict({**graded.outcome.as_dict(), "status": "flagged", "reason": "why",
                                                    "flags": [Flag("r", "", "why").__dict__]})
                return graded

            yield flagged, width

    return run
