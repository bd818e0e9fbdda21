"""Rules on the picture as a whole: complete, connected, and no larger than it must be."""

from helpers.architecture.rules.registry import Look, Told, listed, rule
from helpers.errors import nearest

MOST_BOXES = 7


@rule("no-client", "error")
def no_client(look: Look) -> Told:
    """A design starts with who uses it; without a client no path has a beginning and nothing can be checked."""
    if look.architecture.components and not look.clients:
        yield "architecture", "no box is a client, so no request ever starts", (
            "Add a client and connect it to the first box.")


@rule("disconnected", "warning")
def disconnected(look: Look) -> Told:
    """A part that nothing joins to the clients takes no part in solving the problem."""
    joined: dict[str, set[str]] = {name: set() for name in look.architecture.names}
    for each in look.architecture.connections:
        joined[each.source].add(each.target)
        joined[each.target].add(each.source)
    if not look.clients:
        return
    found, waiting = set(look.clients), list(look.clients)
    while waiting:
        new = joined[waiting.pop()] - found
        found |= new
        waiting += new
    alone = set(look.architecture.names) - found
    if alone:
        yield listed(map(look.place, alone)), "no connection, direct or indirect, joins this part to a client", (
            "Connect it, or remove it.")


@rule("unused-component", "warning")
def unused_component(look: Look) -> Told:
    """Each box must earn its place: one that no endpoint passes can be removed, and the design is simpler."""
    if not look.endpoints:
        return
    for each in look.architecture.components:
        if each.name not in look.on_paths and each.kind not in ("client", "dns"):
            yield look.place(each.name), "no endpoint's path passes it", (
                "Remove it: simpler. If it is needed, connect it, name the entities it stores, or name the endpoints "
                "on its connection.")


@rule("too-many-boxes", "warning")
def too_many_boxes(look: Look) -> Told:
    """A high-level design has five or six core boxes; more than about seven at once cannot be explained in a minute."""
    boxes = [each for each in look.architecture.components if each.kind != "client"]
    shown = sum(1 for each in boxes if not each.group) + len({each.group for each in boxes if each.group})
    if shown > MOST_BOXES:
        yield "architecture", f"{shown} boxes stand side by side, more than about {MOST_BOXES}", (
            "Put boxes that belong together into a group, and leave details for the next step.")


@rule("single-zone", "warning")
def single_zone(look: Look) -> Told:
    """A zone is a building with one power supply; when all stands in one, it fails as one."""
    placed = [each for each in look.architecture.components
              if each.zone and each.kind != "client" and not each.of.managed]
    used = {zone for each in placed for zone in each.used_zones}
    asked = (look.targets.availability or 0) >= 0.999
    if len(used) == 1:
        yield f"zone {min(used)}", "everything that has a zone stands in this one", (
            "Spread the replicas over two or three zones.")
    elif asked and not used and look.architecture.components:
        yield "architecture", f"no box names a zone, and {look.targets.availability:.3%} availability is asked for", (
            "Say in which zones the replicas stand: two or three.")


@rule("zone-without-replica", "note")
def zone_without_replica(look: Look) -> Told:
    """A box cannot stand in more zones than it has replicas; the last zones named hold nothing."""
    for each in look.architecture.components:
        if len(each.zone) > each.replicas and not each.of.managed:
            yield look.place(each.name), f"it names {len(each.zone)} zones for {each.replicas} replica(s)", (
                f"Give it {len(each.zone)} replicas, or fewer zones.")


@rule("unknown-zone", "error")
def unknown_zone(look: Look) -> Told:
    """A replica in a zone that the design does not have is most often a typing error, and hides a lost zone."""
    for each in look.architecture.components:
        for zone in each.zone:
            if look.architecture.zones and zone not in look.architecture.zones:
                known = listed(look.architecture.zones)
                yield look.place(each.name), f"it stands in {zone!r}, and the design has {known}", (
                    f"Add the zone to the design, or correct it.{nearest(zone, look.architecture.zones)}")


@rule("unknown-endpoint", "error")
def unknown_endpoint(look: Look) -> Told:
    """A connection for an endpoint that does not exist carries nothing, and the endpoint meant loses its way."""
    known = {each.name for each in look.flows}
    if not known:
        return
    for each in look.architecture.connections:
        for name in each.for_endpoints:
            if name not in known:
                yield look.place(each), f"it is drawn for {name!r}, which is no endpoint", (
                    f"Correct the name.{nearest(name, known)}")


@rule("single-point", "warning")
def single_point(look: Look) -> Told:
    """What alone takes an endpoint down decides how available the endpoint can be at most."""
    for each in look.points:
        if each.what == "component":
            store = look.architecture[each.name].of.stores
            fix = f"Give it a second {'copy (copies=2)' if store else 'replica'}, in another zone."
        else:
            fix = "Put a replica of each box, and a copy of each shard, on the way into another zone."
        told = f"this {each.what} alone takes down {listed(each.endpoints)}"
        if each.share < 1:
            loss = "one of its machines" if each.what == "component" else "this zone"
            told = f"{loss} alone takes down {listed(each.endpoints)} for {each.share:.0%} of the data"
        yield look.place(each.name), told, fix
