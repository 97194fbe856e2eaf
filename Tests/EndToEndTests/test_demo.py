"""`tributary demo`: an empty desk is filled by the ways that are configured, while it serves and without."""
import json

from desk import Desk, wait_until

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
  contact-form:
    adapter: web-form
    reply_through: mail
  chat:
    adapter: chat-webhook
    provider: generic
"""


def test_an_empty_desk_is_filled_and_a_full_one_is_left_alone(tmp_path):
    desk = Desk(tmp_path, configuration=CONFIGURATION)
    summary = json.loads(desk.run("demo", "--json").stdout)
    tickets = desk.tickets()
    assert summary["tickets"] == len(tickets) > 10
    assert summary["left_out"] > 0, "calls have no channel here"
    assert {"mail", "contact-form", "chat"} == {t["channel"] for t in tickets}
    assert {"new", "open", "pending", "solved"} <= {t["status"] for t in tickets}
    assert any("发票" in t["subject"] for t in tickets)
    rules = {m["rule"] for t in tickets for m in desk.ticket(t["number"])["messages"] if m["direction"] == "inbound"}
    assert "in-reply-to" in rules, "customers answer replies"
    again = desk.run("demo", check=False)
    assert again.returncode == 65 and b"tickets already" in again.stderr
    assert len(desk.tickets()) == len(tickets)


def test_a_serving_desk_sends_what_its_agents_of_the_story_wrote(desk):
    desk.run("demo")
    wait_until(lambda: len(desk.sent_mails()) >= 8, seconds=60)
    assert all(m["To"].addresses[0].domain.startswith("example.") for m in desk.sent_mails())
