"""WhatsApp, played by a server on loopback: signed calls, media, receipts, the 24-hour window, and how sending goes wrong."""
import time

import pytest

from desk import Desk, wait_until
from providers import HANG_UP, WhatsApp, at_a_date, in_seconds
from watching import PATIENCE, arrivals_settle, attempts_of, inbound, last_reply, reply_becomes, secret, ticket_of

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  whatsapp:
    adapter: social-webhook
    provider: whatsapp
    api_base_url: {api}
    phone_number_id: "{number}"
    app_secret: {app_secret}
    verify_token: {verify_token}
    access_token: {access_token}
    {more}
"""

TEMPLATE = "template: {name: desk_answer, language: en_US, parameters: [name, text]}"


class WhatsAppDesk(Desk):
    """A desk whose WhatsApp is a server of the test's."""

    def __init__(self, folder, whatsapp, more=""):
        self.whatsapp = whatsapp
        super().__init__(folder / "desk", CONFIGURATION, api=whatsapp.url, number=WhatsApp.NUMBER, more=more,
                         app_secret=secret(folder, "app_secret", whatsapp.app_secret),
                         verify_token=secret(folder, "verify_token", "the-word"),
                         access_token=secret(folder, "access_token", whatsapp.token))

    def call(self, payload, **how):
        body, headers = self.whatsapp.signed(payload, **how)
        return self.request("POST", "/channels/whatsapp/webhook", body, headers)[0]

    def say(self, message_id, text, **who):
        return self.call(self.whatsapp.message(message_id, text, **who))


@pytest.fixture
def whatsapp():
    with WhatsApp() as whatsapp:
        yield whatsapp


@pytest.fixture
def desk(tmp_path, whatsapp):
    desk = WhatsAppDesk(tmp_path, whatsapp).start()
    desk.add_agent()
    yield desk
    assert desk.stop() == 0, desk.words()
    log = desk.log.read_text()
    assert whatsapp.token not in log and whatsapp.app_secret not in log


# -- In


def test_the_address_is_shown_to_be_ours_by_the_word_alone(desk):
    path = "/channels/whatsapp/webhook?hub.mode=subscribe&hub.challenge=1158&hub.verify_token="
    status, body, _ = desk.get(path + "the-word")
    assert status == 200 and body == b"1158"
    assert desk.get(path + "a-guess")[0] == 403


def test_a_signed_message_opens_a_ticket_and_what_follows_joins_it(desk):
    assert desk.say("wamid.1", "the loom is stuck") == 200
    thread = ticket_of(desk, "the loom is stuck")
    assert thread["channel"] == "whatsapp" and thread["contact_name"] == "Ana"
    desk.say("wamid.2", "it still is")
    desk.say("wamid.3", "mine as well", wa_id="15550100009", user_id="US.9", name="Bo")
    assert ticket_of(desk, "it still is")["number"] == thread["number"]
    assert ticket_of(desk, "mine as well")["number"] != thread["number"]


def test_one_person_is_known_by_the_scoped_id_whatever_becomes_of_the_number(desk):
    desk.say("wamid.1", "with a number")
    first = ticket_of(desk, "with a number")
    hidden = desk.whatsapp.change(contacts=[{"profile": {"username": "ana"}, "user_id": "US.1"}], messages=[
        {"from_user_id": "US.1", "id": "wamid.2", "timestamp": "1735689600", "type": "text", "text": {"body": "without"}}])
    assert desk.call(hidden) == 200
    second = ticket_of(desk, "without")
    assert second["number"] == first["number"] and second["contact"] == first["contact"]
    assert len(desk.contacts()) == 1


def test_a_call_with_a_bad_signature_is_refused_and_not_stored(desk, whatsapp):
    payload = whatsapp.message("wamid.1", "forged")
    assert desk.call(payload, secret="guessed") == 401
    body, headers = whatsapp.signed(payload)
    assert desk.request("POST", "/channels/whatsapp/webhook", body + b" ", headers)[0] == 401
    assert desk.request("POST", "/channels/whatsapp/webhook", body, {"Content-Type": "application/json"})[0] == 401
    assert desk.say("wamid.2", "genuine") == 200
    ticket_of(desk, "genuine")
    assert len(desk.arrivals()) == 1 and len(desk.tickets()) == 1


def test_a_message_that_comes_three_times_in_other_batches_is_one(desk, whatsapp):
    for _ in range(2):
        assert desk.say("wamid.1", "once and only once") == 200
    batch = whatsapp.message("wamid.1", "once and only once")
    batch["entry"] += whatsapp.message("wamid.2", "and another")["entry"]
    assert desk.call(batch) == 200
    thread = ticket_of(desk, "and another")
    assert [m["text"] for m in inbound(thread)] == ["once and only once", "and another"]
    assert len(desk.tickets()) == 1


def test_what_is_edited_taken_back_or_reacted_to_is_no_new_message(desk, whatsapp):
    desk.say("wamid.1", "the first wording")
    thread = ticket_of(desk, "the first wording")
    edited = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "another wording"}}}
    desk.call(whatsapp.message("wamid.2", type="edit", edit=edited))
    desk.call(whatsapp.message("wamid.3", type="reaction", reaction={"message_id": "wamid.1", "emoji": "👍"}))
    desk.call(whatsapp.message("wamid.4", type="revoke", revoke={"original_message_id": "wamid.1"}))
    arrivals = arrivals_settle(desk, 4)
    assert sorted(a["outcome"] for a in arrivals) == ["appended", "appended", "ignored", "opened"]
    assert len(inbound(desk.ticket(thread["number"]))) == 1 and len(desk.tickets()) == 1


def test_a_file_is_looked_up_and_fetched_with_the_token_and_stored(desk, whatsapp):
    whatsapp.files["777"] = b"a picture of the loom, 4711"
    desk.call(whatsapp.message("wamid.1", type="document", document={
        "id": "777", "filename": "loom.txt", "mime_type": "text/plain", "caption": "see the picture"}))
    assert inbound(ticket_of(desk, "see the picture"))[0]["attachments"] == ["loom.txt"]
    asked = whatsapp.calls_of("look-up") + whatsapp.calls_of("bytes")
    assert len(asked) == 2
    assert all(call.headers["Authorization"] == f"Bearer {whatsapp.token}" for call in asked)
    stored = [p for p in desk.data.rglob("*") if p.is_file() and b"a picture of the loom, 4711" in p.read_bytes()]
    assert stored, "the file's octets are nowhere below the data folder"


def test_what_is_acknowledged_outlives_a_kill_before_it_is_routed(tmp_path, whatsapp):
    desk = WhatsAppDesk(tmp_path, whatsapp)
    desk.start(environment={"TRIBUTARY_FAILPOINT": "ingest-before-commit"})
    try:
        assert desk.say("wamid.1", "said before the end") == 200
        wait_until(desk.has_ended, PATIENCE)
        desk.process = None
        desk.start()
        assert desk.say("wamid.1", "said before the end") == 200
        assert len(inbound(ticket_of(desk, "said before the end"))) == 1
        assert len(desk.tickets()) == 1
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


# -- Out


def test_a_reply_reaches_the_person_once_and_its_fate_is_told(desk, whatsapp):
    desk.say("wamid.1", "is anybody there?")
    number = ticket_of(desk, "is anybody there?")["number"]
    desk.reply(number, "Here we are. 我们在。")
    reply_becomes(desk, number, "sent")
    assert len(whatsapp.sends) == 1
    send = whatsapp.sends[0]
    assert send.method == "POST" and send.path.endswith(f"/{WhatsApp.NUMBER}/messages")
    assert send.headers["Authorization"] == f"Bearer {whatsapp.token}"
    assert send.json["messaging_product"] == "whatsapp" and send.json["recipient"] == "US.1"
    assert send.json["type"] == "text" and send.json["text"]["body"] == "Here we are. 我们在。"
    # Receipts come in any order, and more than once; the furthest stands.
    desk.call(whatsapp.status("wamid.out1", "read"))
    reply_becomes(desk, number, "read")
    desk.call(whatsapp.status("wamid.out1", "delivered"))
    desk.call(whatsapp.status("wamid.out1", "sent"))
    desk.say("wamid.2", "thank you")
    ticket_of(desk, "thank you")
    assert last_reply(desk, number)["delivery"] == "read" and len(desk.tickets()) == 1


def test_a_message_that_fails_after_it_was_taken_is_said_to_have_failed(desk, whatsapp):
    desk.say("wamid.1", "call me")
    number = ticket_of(desk, "call me")["number"]
    desk.reply(number, "We do.")
    reply_becomes(desk, number, "sent")
    desk.call(whatsapp.status("wamid.out1", "failed", errors=[{"code": 131026, "title": "Message undeliverable"}]))
    assert "undeliverable" in reply_becomes(desk, number, "failed")["delivery_reason"].lower()


@pytest.mark.parametrize("wish", [in_seconds, at_a_date], ids=["in seconds", "at a date"])
def test_asked_to_wait_the_reply_is_deferred_and_sent_later(desk, whatsapp, wish):
    desk.say("wamid.1", "quickly")
    number = ticket_of(desk, "quickly")["number"]
    whatsapp.plan("messages", whatsapp.error(429, 130429, "Rate limit hit", wish(4)))
    desk.reply(number, "Not so fast.")
    assert attempts_of(desk, reply_becomes(desk, number, "sent")) == ["later", "sent"]
    first, second = whatsapp.sends
    assert second.at - first.at >= 3.5 and first.body == second.body


def test_a_refused_token_holds_the_channel_and_says_so_until_it_is_resumed(desk, whatsapp):
    desk.say("wamid.1", "first")
    desk.say("wamid.2", "second", wa_id="15550100009", user_id="US.9", name="Bo")
    one, two = ticket_of(desk, "first")["number"], ticket_of(desk, "second")["number"]
    whatsapp.plan("messages", whatsapp.error(401, 190, "Error validating access token: Session has expired"))
    desk.reply(one, "Answer one.")
    wait_until(lambda: [d for d in desk.deliveries() if d["attempts"] and d["attempts"][-1]["outcome"] == "blocked"], PATIENCE)
    said = desk.run("channels", "list").stdout.decode()
    assert "held" in said and "token" in said, said
    desk.reply(two, "Answer two.")
    time.sleep(3)
    assert len(whatsapp.sends) == 1
    desk.run("channels", "resume", "whatsapp")
    reply_becomes(desk, one, "sent")
    reply_becomes(desk, two, "sent")
    assert len(whatsapp.sends) == 3


def test_a_reply_whose_answer_is_lost_is_uncertain_and_is_not_sent_again_by_itself(desk, whatsapp):
    desk.say("wamid.1", "did it arrive?")
    number = ticket_of(desk, "did it arrive?")["number"]
    whatsapp.plan("messages", HANG_UP)
    desk.reply(number, "Perhaps.")
    assert "may have arrived" in reply_becomes(desk, number, "uncertain")["delivery_reason"]
    time.sleep(8)  # longer than the longest first wait of a delivery that is tried again
    assert len(whatsapp.sends) == 1 and last_reply(desk, number)["delivery"] == "uncertain"


def test_a_window_that_whatsapp_finds_closed_holds_the_reply_and_says_why(desk, whatsapp):
    desk.say("wamid.1", "a day ago")
    number = ticket_of(desk, "a day ago")["number"]
    whatsapp.plan("messages", whatsapp.error(400, 131047, "Re-engagement message"))
    desk.reply(number, "Too late?")
    assert "window for free replies is closed" in reply_becomes(desk, number, "held")["delivery_reason"]
    # A held reply is this customer's alone: others are answered.
    desk.say("wamid.2", "just now", wa_id="15550100009", user_id="US.9", name="Bo")
    other = ticket_of(desk, "just now")["number"]
    desk.reply(other, "At once.")
    reply_becomes(desk, other, "sent")


def test_after_a_day_only_the_template_carries_a_reply(tmp_path, whatsapp):
    desk = WhatsAppDesk(tmp_path, whatsapp, more=TEMPLATE).start()
    try:
        desk.add_agent()
        desk.say("wamid.1", "two days ago", timestamp=str(int(time.time()) - 48 * 3600))
        number = ticket_of(desk, "two days ago")["number"]
        desk.reply(number, "We have it\nnow.")
        reply_becomes(desk, number, "sent")
        sent = whatsapp.sends[0].json
        assert sent["type"] == "template" and sent["template"]["name"] == "desk_answer"
        values = [p["text"] for p in sent["template"]["components"][0]["parameters"]]
        assert values == ["Ana", "We have it now."]
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_after_a_day_an_agent_chooses_a_template_and_fills_it_in(tmp_path, whatsapp):
    more = """templates:
      order_ready: {language: en_US, parameters: [name, shelf], text: "Hello {{1}}, it lies on shelf {{2}}."}"""
    desk = WhatsAppDesk(tmp_path, whatsapp, more=more).start()
    try:
        desk.add_agent()
        desk.say("wamid.1", "two days ago", timestamp=str(int(time.time()) - 48 * 3600))
        number = ticket_of(desk, "two days ago")["number"]
        agent = ["reply", number, "--agent", "agent@desk.test"]
        done = desk.run(*agent, "--text", "It is ready.", check=False)
        assert done.returncode == 65 and b"order_ready" in done.stderr
        done = desk.run(*agent, "--template", "order_ready", check=False)
        assert done.returncode == 65 and b"shelf" in done.stderr
        done = desk.run(*agent, "--template", "no_such", check=False)
        assert done.returncode == 65 and b"order_ready" in done.stderr
        done = desk.run(*agent, "--template", "order_ready", "--value", "shelf=7", "--value", "color=red", check=False)
        assert done.returncode == 65 and b"color" in done.stderr
        desk.run(*agent, "--template", "order_ready", "--value", "shelf=7")
        reply = reply_becomes(desk, number, "sent")
        assert reply["text"] == "Hello Ana, it lies on shelf 7."
        sent, = whatsapp.sends
        assert sent.json["template"]["name"] == "order_ready"
        assert [p["text"] for p in sent.json["template"]["components"][0]["parameters"]] == ["Ana", "7"]
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_after_a_day_without_a_template_a_reply_is_refused_and_nothing_is_sent(desk, whatsapp):
    desk.say("wamid.1", "two days ago", timestamp=str(int(time.time()) - 48 * 3600))
    number = ticket_of(desk, "two days ago")["number"]
    done = desk.run("reply", number, "--agent", "agent@desk.test", "--text", "Too late.", check=False)
    assert done.returncode == 65 and b"no free reply" in done.stderr
    # A note can be written all the same.
    desk.run("reply", number, "--agent", "agent@desk.test", "--text", "To be called.", "--note")
    assert whatsapp.sends == []
