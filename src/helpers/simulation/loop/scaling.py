"""An autoscaler looks at its box, and replicas that it ordered are there."""

from helpers.simulation.loop.codes import READY, TICK
from helpers.simulation.loop.plain import note_change, push


def look(t, b, number):
    """An autoscaler compares the utilisation since its last look with its target."""
    box = t.boxes[number]
    area = box.area + (b.now - box.last) * box.inside
    box.area, box.last = 0.0, b.now
    use = area / (box.active * box.servers * box.interval)
    ratio = use / box.target
    if ratio > 1.1 or ratio < 0.9:
        wanted = int(box.active * ratio)
        if wanted < box.active * ratio:
            wanted += 1
        wanted = max(box.least, min(box.most, wanted))
        more = wanted - box.active - box.coming
        if more > 0:
            box.coming += more
            push(t, b, b.now + box.delay, number + b.boxes * more, READY)
        elif wanted < box.active:
            box.active = wanted
            note_change(t, b, number, wanted)
    if b.coming < b.requests or b.open > 0:
        push(t, b, b.now + box.interval, number, TICK)


def ready(t, b, what):
    """Replicas that were ordered are there."""
    number, more = what % b.boxes, what // b.boxes
    box = t.boxes[number]
    box.coming -= more
    box.active = min(box.most, box.active + more)
    note_change(t, b, number, box.active)
