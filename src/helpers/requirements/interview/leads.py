"""What goes before a question and asks for nothing: politeness, fillers, and reasons for asking."""

import re

# What goes before a question and asks for nothing, and where the question itself may begin.
LEAD = re.compile(
    r"^(?:(?:um+|uh|er|hm+|well|ok|okay|so|and|but|hi|hello|hey|sorry|excuse me|thanks|alright|right|just|maybe"
    r"|perhaps)\b[ ,.!-]*"
    r"|(?:just |maybe |perhaps )?(?:a |one )?(?:silly|stupid|quick|dumb|naive|basic|short|small|last|other) "
    r"question[ ,:.-]*(?:but )?|(?:sorry )?if this is (?:obvious|silly|stupid)[ ,]*(?:but )?"
    r"|(?:please |kindly )?(?:tell|give|show|remind|let) (?:me|us)(?: know| about| a feeling for)?\b[ ,:]*(?:please )?"
    r"|(?:please )?(?:say|explain|describe|state)\b[ ,:]*"
    r"|(?:could|can|would|will|may|might) (?:you|i|we) (?:please |kindly |maybe |also )?(?:tell|give|ask|know|explain"
    r"|say|describe|assume|clarify)\b(?: me| us| you)?[ ,:]*"
    r"|do you (?:happen to )?(?:know|have an idea|remember)[ ,:]*"
    r"|(?:i|we)(?: would|'d|'ll)? (?:like|love|need|want|have|wish|wonder|am wondering|wanted)(?: to (?:know|ask"
    r"|understand|learn|hear|get a feeling for|find out))?(?: first)?[ ,:]*|i'm (?:curious|wondering|not sure)[ ,:]*"
    r"|(?:is it|am i) (?:right|correct) that\b[ ,]*|(?:if|whether|that|about)\b[ ,]*)"
)
BEGINS = re.compile(
    r"(?:[:;,.!-]|\b(?:so|but|and|because|then|know|understand|wonder(?:ing)?)\b)[ ,]*(?=(?:how|what|which|who|where"
    r"|when|why|is|are|do|does|did|can|could|may|must|should|will|would|has|have|in what|at what|by what|from what)\b)"
)


def cores(text: str) -> tuple[str, ...]:
    """A question without what goes before it, in one or two ways; none where nothing goes before.

    >>> cores("sorry, could you tell me how many users there are ?")
    ('how many users there are ?',)
    """
    found, core = [], re.sub(r"[ ,]*\bplease\b", "", text)
    while (shorter := LEAD.sub("", core, count=1).strip(" ,")) != core and len(shorter.split()) >= 2:
        core = shorter
    found.append(core)
    begins = [each.end() for each in BEGINS.finditer(core)]
    found += [core[place:] for place in begins[::-1] if len(core[place:].split()) >= 3][:2]
    return tuple(dict.fromkeys(each for each in found if each != text))
