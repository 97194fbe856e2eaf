"""Waiting for what the desk shows."""
from desk import PATIENCE, wait_until


def secret(folder, name, value):
    """A secret in a file of its own, as the configuration refers to it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value)
    path.chmod(0o600)
    return f"{{file: {path}}}"


def tickets_of(desk, text):
    """The tickets in which a customer said that."""
    threads = [desk.ticket(ticket["number"]) for ticket in desk.tickets()]
    return [thread for thread in threads if any(text in m["text"] for m in inbound(thread))]


def ticket_of(desk, text):
    """The only ticket in which a customer said that, once there is one."""
    found = wait_until(lambda: tickets_of(desk, text), PATIENCE, every=0.2)
    assert len(found) == 1, found
    return found[0]


def inbound(thread):
    return [m for m in thread["messages"] if m["direction"] == "inbound"]


def outbound(thread):
    return [m for m in thread["messages"] if m["direction"] == "outbound"]


def last_reply(desk, number):
    return outbound(desk.ticket(number))[-1]


def reply_becomes(desk, number, *states):
    """The ticket's last reply, once its delivery stands so."""
    def standing():
        reply = last_reply(desk, number)
        return reply if reply["delivery"] in states else None
    try:
        return wait_until(standing, PATIENCE, every=0.2)
    except AssertionError:
        raise AssertionError(f"the reply never became {states}: {last_reply(desk, number)}") from None


def attempts_of(desk, reply):
    """How the attempts at a reply's delivery ended, in their order."""
    return [attempt["outcome"] for delivery in desk.deliveries() if delivery["reply"] == reply["id"]
            for attempt in delivery["attempts"]]


def health_of(desk, channel):
    return next(line for line in desk.lines("channels", "list") if line["id"] == channel)


def arrivals_settle(desk, count):
    """The arrivals, once there are that many and each of them has been routed."""
    def settled():
        arrivals = desk.arrivals()
        waiting = [a for a in arrivals if a["outcome"] == "accepted"]
        return arrivals if len(arrivals) >= count and not waiting else None
    return wait_until(settled, PATIENCE, every=0.2)
