"""A file of many mails is one import: told mail by mail, and taken back as a whole."""
import json

from desk import mail


def mbox(*mails):
    return b"".join(b"From x@y.test Thu Jan  1 00:00:00 2026\r\n" + octets + b"\r\n" for octets in mails)


def letter(number, words="It jams.", **headers):
    return mail(f"c{number % 90}@example.org", f"Matter {number}", words, message_id=f"m{number}@example.org", **headers)


def ingest(desk, path):
    done = desk.run("ingest", "--channel", "mail", path)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def inbound(desk, number):
    return [message for message in desk.ticket(number)["messages"] if message["direction"] == "inbound"]


def test_an_mbox_is_a_batch_that_can_be_taken_back(desk, tmp_path):
    desk.add_agent()
    early, late = tmp_path / "early.mbox", tmp_path / "late.mbox"
    early.write_bytes(mbox(letter(1), letter(2)))
    # More than are stored together, an answer to a mail of its own, one to a mail of the earlier file, and one known already.
    more = [letter(number) for number in range(10, 310)]
    answers = [letter(10, "And it drips.", In_Reply_To="<m10@example.org>").replace(b"<m10@", b"<a10@", 1),
               letter(1, "It still jams.", In_Reply_To="<m1@example.org>").replace(b"<m1@", b"<a1@", 1)]
    late.write_bytes(mbox(*more, *answers, letter(2)))

    first = ingest(desk, early)
    assert [line["outcome"] for line in first] == ["opened", "opened"]
    lines = ingest(desk, late)
    # One line a mail.
    assert len(lines) == 303
    assert {line["outcome"] for line in lines} == {"opened", "appended", "duplicate"}
    before = {ticket["number"] for ticket in desk.tickets()}
    newest, oldest = desk.lines("intake", "batches")
    assert newest["name"].startswith("late.mbox") and newest["arrivals"] == 302 and newest["channel"] == "mail"
    assert oldest["name"].startswith("early.mbox") and oldest["arrivals"] == 2
    number = first[0]["ticket"]
    assert len(inbound(desk, number)) == 2

    # A ticket that was answered since keeps its mail and is named.
    answered = next(line["ticket"] for line in lines if line["outcome"] == "opened")
    desk.reply(answered, "Clean the rollers.")
    report, = desk.lines("intake", "undo", newest["id"])
    assert report["kept"] == [answered] and report["messages"] + report["kept_messages"] == 302
    left = {ticket["number"] for ticket in desk.tickets()}
    assert {line["ticket"] for line in first} | {answered} <= left < before
    assert len(inbound(desk, number)) == 1
    assert desk.run("intake", "undo", newest["id"], check=False).returncode == 65
    assert desk.run("verify").returncode == 0

    # The same file may come again; what was kept is known.
    again = ingest(desk, late)
    outcomes = [line["outcome"] for line in again]
    assert outcomes.count("duplicate") == 1 + report["kept_messages"]
    assert len(inbound(desk, number)) == 2
    assert desk.run("verify").returncode == 0


def test_a_single_mail_is_no_batch(desk, tmp_path):
    path = tmp_path / "one.eml"
    path.write_bytes(letter(1))
    assert [line["outcome"] for line in ingest(desk, path)] == ["opened"]
    assert desk.lines("intake", "batches") == []
