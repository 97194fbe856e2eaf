"""Mails that reach the desk by several ways, through the real binary."""
from desk import Desk, mail, wait_until

TWO_CHANNELS = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    addresses: [billing@desk.test]
    acknowledgment: true
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
  sales:
    adapter: email
    address: sales@desk.test
    acknowledgment: true
    drop_folder: {{path: sales/in}}
    out_folder: {{path: sales/out}}
"""


def drop(desk, channel, name, letter):
    inbox = desk.data / channel / "in"
    (inbox / f"{name}.part").write_bytes(letter)
    (inbox / f"{name}.part").rename(inbox / f"{name}.eml")


def taken(desk, channel):
    return len(list((desk.data / channel / "in/.done").rglob("*.eml")))


def sent(desk):
    return [path for channel in ("mail", "sales") for path in (desk.data / channel / "out").glob("*.eml")]


def test_a_mail_to_two_channels_is_one_ticket_and_is_acknowledged_once(tmp_path):
    desk = Desk(tmp_path, TWO_CHANNELS).start()
    try:
        to = "support@desk.test, billing@desk.test, sales@desk.test"
        first = mail("Ada <ada@example.org>", "Invoice", "Which of you is right?", to=to, message_id="both@example.org")
        drop(desk, "sales", "one", first)
        drop(desk, "mail", "one", first)
        wait_until(lambda: len(desk.arrivals()) == 2)
        wait_until(lambda: {a["outcome"] for a in desk.arrivals()} == {"opened", "duplicate"})
        wait_until(lambda: sent(desk))
        # A second mail that is behind the first in both folders: all of the first's consequences are there by then.
        for channel in ("mail", "sales"):
            drop(desk, channel, "two", mail("Bo <bo@example.org>", "Else", f"By {channel}.", to=f"{channel}@desk.test"))
        wait_until(lambda: len(desk.tickets()) == 3)
        tickets = [t for t in desk.tickets() if t["subject"] == "Invoice"]
        assert len(tickets) == 1
        thread = desk.ticket(tickets[0]["number"])
        assert [m["direction"] for m in thread["messages"]] == ["inbound", "outbound"]
        wait_until(lambda: len(sent(desk)) == 2)
        assert len([path for path in sent(desk) if b"ada@example.org" in path.read_bytes()]) == 1
    finally:
        assert desk.stop() == 0, desk.words()
