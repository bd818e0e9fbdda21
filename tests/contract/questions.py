"""Rules for the quiz of a step: three questions, one right answer each, and a sentence for every choice."""

QUESTIONS, CHOICES, SHORTEST_FEEDBACK = 3, 3, 20


def answered(items) -> list[str]:
    """Three questions; each has three choices or more, one that is right, and says something to each of them."""
    problems = []
    if len(items) != QUESTIONS:
        problems.append(f"The quiz has {len(items)} questions. Write {QUESTIONS}.")
    for number, item in enumerate(items, 1):
        choices, texts = item["choices"], [choice["text"] for choice in item["choices"]]
        if sum(bool(choice.get("right")) for choice in choices) != 1:
            problems.append(f"Question {number} has not exactly one choice with `right: true`. Mark one.")
        if len(texts) < CHOICES or len(set(texts)) < len(texts):
            problems.append(f"Question {number} has fewer than {CHOICES} different choices. Write more.")
        problems += [f"Question {number} says little to the choice {choice['text']!r}. Say in a sentence what whoever "
                     "chooses it mixes up." for choice in choices if len(choice["feedback"]) <= SHORTEST_FEEDBACK]
    return problems


def places(items) -> list[str]:
    """The right answers do not all stand in one place."""
    found = {place for item in items for place, choice in enumerate(item["choices"]) if choice.get("right")}
    if len(found) < 2:
        return ["The right choices all stand in one place. Move one of them."]
    return []
