"""Plans of a real database, asked aside: a filled SQLite of its own, a thread, and answers that are kept."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from helpers.data_model import AccessPattern, DataModel
from helpers.data_model.advice import Advice, advise
from helpers.data_model.plans import Plan, explain
from helpers.data_model.schema import create, metadata_of, quoted, run
from helpers.data_model.serialization import part_to_dict
from helpers.errors import CourseError, shorten

OFTEN = 0.15  # seconds between two tidings of progress
MOST_KEPT, MOST_ADVISED = 3000, 50  # answers, advice


@dataclass(frozen=True)
class Answer:
    """What the database did for a pattern: without the entity's indexes, and as the model stands; or why nothing."""

    bare: Plan | None = None
    now: Plan | None = None
    error: str = ""

    @property
    def mark(self) -> str:
        """A sign of how it is found, for a row of a table."""
        if self.error:
            return "✖"
        if self.now is None:
            return "…"
        return {"error": "✖ scan", "warning": "▲"}.get(min((each.severity for each in self.now.check()), default=""),
                                                         "✔")


class _DroppedError(Exception):
    """What is worked at is no longer wanted."""


class PlanDesk:
    """Answers for the patterns of the model that was asked last; `told` is called, in its thread, when there is news.

    >>> from helpers.data_model import Entity
    >>> post = Entity("post", {"id": "integer", "author": "integer"}, key="id")
    >>> desk = PlanDesk(1000)
    >>> desk.ask(DataModel("Blog").add(post, AccessPattern("of_author", "post", by="author")))
    >>> desk.wait()["of_author"].now.found
    'scan'
    """

    def __init__(self, rows: int, told: Callable[[], object] | None = None, seed: int = 1):
        self.rows, self.seed, self._told = rows, seed, told or (lambda: None)
        self.doing, self.done, self.total, self.error, self.stopped = "", 0, 0, "", False
        self._model: DataModel | None = None
        self._lock, self._thread, self._wanted = threading.Lock(), None, None
        self._engine, self._shape, self._there, self._last = None, "", {}, 0.0
        self._kept: dict[tuple, Answer] = {}
        self._advised: dict[str, Advice] = {}
        self.wants_advice = False  # then each model that is asked about gets one

    # --- asking -------------------------------------------------------------------------------------------------------

    def ask(self, model: DataModel) -> None:
        """Ask for the plans of this model from now on; what is known already is not asked again."""
        with self._lock:
            self._model, self.error, self.stopped = model, "", False
            if self.complete and (self.advice or not self.wants_advice):
                self._wanted = None
                return
            self._wanted = model
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop working; what is known stays."""
        with self._lock:
            self._wanted, self.stopped = None, True

    @property
    def busy(self) -> bool:
        """Whether it works."""
        return self._thread is not None

    @property
    def complete(self) -> bool:
        """Whether everything that was asked is answered."""
        if self._model is None:
            return True
        shape = shape_of(self._model)
        return all(self._known(self._model, shape, each).now or self._known(self._model, shape, each).error
                   for each in asked_of(self._model))

    @property
    def answers(self) -> dict[str, Answer]:
        """What is known now, by the pattern's name; an insert looks for nothing and has none."""
        if self._model is None:
            return {}
        shape = shape_of(self._model)
        return {each.name: self._known(self._model, shape, each) for each in asked_of(self._model)}

    @property
    def advice(self) -> Advice | None:
        """The fewest indexes for the model of now, with what each costs a write; None until it was tried out."""
        return None if self._model is None else self._advised.get(_whole(self._model))

    def wait(self, seconds: float = 60.0) -> dict[str, Answer]:
        """Wait until all is answered, and give the answers."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self.answers

    # --- working, in the thread ---------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._lock:
                model, self._wanted = self._wanted, None
                if model is None:
                    self._thread, self.doing = None, ""
                    break
                self._current = model
            try:
                self._answer_all(model)
                self._advise(model)
            except _DroppedError:
                continue
            except CourseError as error:
                self.error = str(error)
            except Exception as error:
                self.error = f"the database failed: {shorten(str(error), 160)}. Undo the last change."
        self._told()

    def _check(self) -> None:
        if self.stopped or self._wanted is not None:
            raise _DroppedError

    def _say(self, doing: str, done: int, total: int) -> None:
        self._check()
        now = time.monotonic()
        changed, self.doing, self.done, self.total = doing != self.doing, doing, done, total
        if changed or now - self._last > OFTEN:
            self._last = now
            self._told()

    def _answer_all(self, model: DataModel) -> None:
        shape, patterns = shape_of(model), asked_of(model)
        if shape != self._shape:
            self._fill(model, shape)
        todo = [each for each in patterns if not (self._known(model, shape, each).now
                                                  or self._known(model, shape, each).error)]  # fmt: skip
        steps = 0
        bare = bare_of(model)
        for each in todo:
            self._say("Answers the database", steps, 2 * len(todo))
            if each.entity in model and model[each.entity].indexes and (shape, (), each) not in self._kept:
                self._index(bare, each.entity)
                self._explain(bare, each, shape)
            steps += 1
        for each in todo:
            self._say("Answers the database", steps, 2 * len(todo))
            if each.entity in model:
                self._index(model, each.entity)
            self._explain(model, each, shape)
            steps += 1
            self._told()

    def _advise(self, model: DataModel) -> None:
        whole = _whole(model)
        if not self.wants_advice or whole in self._advised:
            return
        self._say("Trying indexes and measuring what they cost", 0, 1)
        for each in model.entities:
            self._index(model, each.name)
        made = advise(model, self._engine)
        if len(self._advised) > MOST_ADVISED:
            self._advised.clear()
        self._advised[whole] = made

    def _fill(self, model: DataModel, shape: str) -> None:
        from helpers.data_model.fill import fill

        if self._engine is not None:
            self._engine.dispose()
        self._engine, self._shape, self._there = None, "", {}
        bare = bare_of(model)
        self._say(f"Filling a SQLite with {self.rows:,} rows in its largest table", 0, 1)
        engine = create(bare)
        fill(bare, engine, self.rows, self.seed, lambda done, total: self._say(self.doing, done, total))
        self._engine, self._shape = engine, shape

    def _index(self, model: DataModel, entity: str) -> None:
        """Let an entity's table have the indexes that the model says, and no other."""
        from sqlalchemy.schema import CreateIndex, DropIndex

        wanted = model[entity].indexes
        if self._there.get(entity, ()) == wanted:
            return
        table = metadata_of(model.put(model[entity])).tables[entity]
        with self._engine.begin() as connection:
            for index in self._there.pop(f"{entity}\n", ()):
                connection.execute(DropIndex(index))
            made = list(table.indexes)
            for index in made:
                connection.execute(CreateIndex(index))
            run(connection, f"ANALYZE {quoted(connection, entity)}")
        self._there[entity], self._there[f"{entity}\n"] = wanted, made

    def _explain(self, model: DataModel, pattern: AccessPattern, shape: str) -> None:
        indexes = _indexes_of(model, pattern)
        try:
            answer = Answer(now=explain(model, pattern, self._engine))
        except CourseError as error:
            answer = Answer(error=str(error))
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        self._kept[shape, indexes, pattern] = answer

    def _known(self, model: DataModel, shape: str, pattern: AccessPattern) -> Answer:
        answer = self._kept.get((shape, _indexes_of(model, pattern), pattern), Answer())
        bare = self._kept.get((shape, (), pattern), Answer())
        return replace(answer, bare=bare.now)


def asked_of(model: DataModel) -> list[AccessPattern]:
    """The patterns that look for something."""
    return [each for each in model.patterns if each.writes != "insert"]


def shape_of(model: DataModel) -> str:
    """What the filled tables depend on: all of the entities but their indexes."""
    return json.dumps([part_to_dict(each) for each in bare_of(model).entities], sort_keys=True)


def _whole(model: DataModel) -> str:
    """What advice depends on: the entities with their indexes, and the patterns."""
    parts = [part_to_dict(each) for each in (*model.entities, *model.patterns)]
    return json.dumps(parts, sort_keys=True, default=str)


def bare_of(model: DataModel) -> DataModel:
    """The model without indexes."""
    return replace(model, entities=tuple(replace(each, indexes=()) for each in model.entities))


def _indexes_of(model: DataModel, pattern: AccessPattern) -> tuple:
    return model[pattern.entity].indexes if pattern.entity in model else ()
