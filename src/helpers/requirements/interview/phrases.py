"""What the interviewer says: in role, patient, plain. `{answer}` is the fact, `{other}` what else was meant."""

import hashlib

from helpers.requirements.interview import manners

SAID = {
    manners.CLEAR: ("{answer}", "{answer}", "Good question. {answer}"),
    manners.TWO: (
        "One thing at a time, please. On {topic}: {answer} Ask me the other one again.",
        "Those were two questions, and I would like to do both justice. {Topic} first: {answer} And the other one?",
    ),
    manners.LEADING: (
        "I would rather not just say yes or no. {answer}",
        "Let me say it in my own words: {answer} Had you asked openly, I might have told you more.",
    ),
    manners.EARLY: (
        "We can do details. Do you know yet who uses it, and what is left out? But since you ask: {answer}",
        "That is quite a detail for now; I would begin with who uses it and what is in scope. Still: {answer}",
    ),
    manners.REPEATED: ("As I said: {answer}", "We had that already: {answer}"),
    manners.SOLUTION_FIRST: (
        "How it is built is yours to decide. What do you need to know from me to decide it?",
        "That is a solution, and I can only tell you what is needed. Which need do you have in mind?",
    ),
    manners.VAGUE: (
        "That is a wide field. Do you mean how many, how large, how fast, or something else?",
        "I could talk for an hour about that. Which number or which decision do you need?",
    ),
    manners.NOT_UNDERSTOOD: (
        "I am not sure what you mean. Could you ask it in other words?",
        "I have nothing to say on that. If it matters to you, assume something and write it down as assumed.",
    ),
    manners.NOTHING_ASKED: ("Yes? I did not hear a question.", "Take your time. What would you like to know?"),
    manners.TOO_LATE: (
        "I am sorry, our time is over. Let us look at what you have.",
        "That was all the time we had. Write down what you would have asked, as assumed.",
    ),
}
WHICH = "Do you mean A, {one}, or B, {other}?"
WHETHER = "Do you mean {one}?"
OFF_TOPIC = "That would take us off the subject. What do you need to know about the system?"
NEITHER = "Then I did not understand you. Could you ask it in other words?"
REFUSED = "Then let us leave that out. What would you like to know?"
FOREIGN = "I am sorry, I only understand English. Could you ask it in English?"
ONLY_NUMBERS = "I heard a number, but no question. What would you like to know about it?"
CODE = "That looks like code to me. Could you ask it in plain words?"
OPENLY = "I would rather not just say yes or no. Ask me openly: how many, how large, how fast?"
SAID_BEFORE = "You asked that a moment ago, and I could not answer it. Could you put it another way?"
COACHING = {
    manners.TWO: "two questions in one: the second one is easily lost. Ask one thing at a time",
    manners.LEADING: "a leading question: it offers its answer, and people agree. Ask how much, not whether it is so",
    manners.SOLUTION_FIRST: "a solution in place of a question: ask what is needed, decide afterwards how it is built",
    manners.EARLY: "a detail before the scope: first learn who uses it and what is left out, then how large things are",
    manners.REPEATED: "asked before: keep notes, the clock is running",
    manners.VAGUE: "too vague to answer: ask for one number, or for one decision",
}


def choose(options: tuple[str, ...], seed: int, place: int) -> str:
    """One of several ways to say it, always the same for the same seed and place."""
    digest = hashlib.sha256(f"{seed}/{place}".encode()).digest()
    return options[digest[0] % len(options)]


def say(how: str, seed: int, place: int, answer: str = "", topic: str = "") -> str:
    """What the interviewer says to a question that was asked like this."""
    text = choose(SAID[how], seed, place)
    return (
        text.replace("{answer}", answer)
        .replace("{topic}", topic)
        .replace("{Topic}", topic[:1].upper() + topic[1:])
        .strip()
    )
