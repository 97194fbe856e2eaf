"""Slack and Telegram, played by provider servers on loopback: calls signed in, answers sent out, and every way both go wrong."""
import json
import socket
import time

import pytest

from desk import Desk, wait_until
from providers import HANG_UP, Answer, Slack, Telegram, at_a_date, in_seconds
from watching import (PATIENCE, arrivals_settle, attempts_of, health_of, inbound, last_reply, reply_becomes, secret,
                      ticket_of)

SLACK = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  slack:
    adapter: chat-webhook
    provider: slack
    api_base_url: {api}
    signing_secret: {signing}
    bot_token: {token}
    colleagues: [U77]
"""

TELEGRAM = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  telegram:
    adapter: chat-webhook
    provider: telegram
    api_base_url: {api}
    bot_token: {token}
    {intake}
"""


class SlackDesk(Desk):
    """A desk whose Slack is a server of the test's."""

    def __init__(self, folder, slack):
        self.slack = slack
        super().__init__(folder / "desk", SLACK, api=slack.url, token=secret(folder, "token", slack.token),
                         signing=secret(folder, "signing", slack.signing_secret))

    def call(self, event, **how):
        body, headers = self.slack.signed(event, **how)
        return self.request("POST", "/channels/slack/webhook", body, headers)

    def say(self, event_id, text, ts="1735689600.000100", **event):
        """A customer's message, as Slack tells of it; gives the answer's status."""
        return self.call(self.slack.event(event_id, text=text, ts=ts, **event))[0]


@pytest.fixture
def slack():
    with Slack() as slack:
        slack.people["U01"] = {"id": "U01", "real_name": "Ana Loom", "profile": {"real_name": "Ana Loom"}}
        yield slack


@pytest.fixture
def desk(tmp_path, slack):
    desk = SlackDesk(tmp_path, slack).start()
    desk.add_agent()
    yield desk
    assert desk.stop() == 0, desk.words()
    assert slack.token not in desk.log.read_text() and slack.signing_secret not in desk.log.read_text()


@pytest.fixture
def telegram():
    with Telegram() as telegram:
        yield telegram


def telegram_desk(folder, telegram, intake):
    desk = Desk(folder / "desk", TELEGRAM, api=telegram.url, token=secret(folder, "token", telegram.token), intake=intake)
    desk.start()
    desk.add_agent()
    return desk


# -- In


def test_a_signed_call_opens_a_ticket_with_the_name_that_slack_tells(desk):
    assert desk.say("Ev1", "the &lt;warp&gt; &amp; the weft of <@U0BOT>") == 200
    thread = ticket_of(desk, "the <warp> & the weft of @U0BOT")
    assert thread["channel"] == "slack" and thread["contact_name"] == "Ana Loom"
    # What follows in its thread joins it; what stands beside it is a matter of its own.
    desk.say("Ev2", "and in the thread", ts="1735689601.000100", thread_ts="1735689600.000100")
    desk.say("Ev3", "something else", ts="1735689602.000100", user="U02")
    assert ticket_of(desk, "and in the thread")["number"] == thread["number"]
    assert ticket_of(desk, "something else")["number"] != thread["number"]


def test_the_body_of_a_call_can_be_handed_over_by_the_operator(desk, slack):
    body, _ = slack.signed(slack.event("Ev1", text="the treadle squeaks", ts="1735689600.000100"))
    first = json.loads(desk.run("ingest", "--channel", "slack", "-", input=body).stdout)
    assert first["outcome"] == "opened", first
    assert ticket_of(desk, "the treadle squeaks")["number"] == first["ticket"]
    again = json.loads(desk.run("ingest", "--channel", "slack", "-", input=body).stdout)
    assert again["outcome"] == "duplicate" and again["ticket"] == first["ticket"]
    refused = desk.run("ingest", "--channel", "slack", "-", input=b"no call", check=False)
    assert refused.returncode == 65 and b"not the body of a call" in refused.stderr


def test_a_call_with_a_bad_signature_is_refused_and_not_stored(desk, slack):
    event = slack.event("Ev1", text="forged", ts="1735689600.000100")
    assert desk.call(event, secret="guessed")[0] == 401
    assert desk.call(event, at=time.time() - 3600)[0] == 401
    body, headers = slack.signed(event)
    assert desk.request("POST", "/channels/slack/webhook", body + b" ", headers)[0] == 401
    assert desk.request("POST", "/channels/slack/webhook", body, {"Content-Type": "application/json"})[0] == 401
    assert desk.say("Ev2", "genuine", ts="1735689700.000100") == 200
    ticket_of(desk, "genuine")
    assert len(desk.arrivals()) == 1 and len(desk.tickets()) == 1


def test_the_address_is_shown_to_be_ours_by_the_challenge(desk):
    status, body, _ = desk.call({"type": "url_verification", "token": "t", "challenge": "c-3141"})
    assert status == 200 and b"c-3141" in body
    assert desk.arrivals() == []


def test_an_event_that_comes_three_times_is_one_message(desk):
    for _ in range(3):
        assert desk.say("Ev1", "once and only once") == 200
    # The same message under another event's name, as after a subscription to both messages and mentions.
    assert desk.say("Ev2", "once and only once", type="app_mention") == 200
    desk.say("Ev3", "the last", ts="1735689999.000100", thread_ts="1735689600.000100")
    thread = ticket_of(desk, "the last")
    assert [m["text"] for m in inbound(thread)] == ["once and only once", "the last"]
    assert len(desk.tickets()) == 1


def test_what_is_edited_deleted_or_said_by_our_own_bot_is_no_new_message(desk, slack):
    desk.say("Ev1", "the first wording")
    ticket_of(desk, "the first wording")
    message = {"type": "message", "user": "U01", "ts": "1735689600.000100", "text": "another wording"}
    before = {**message, "text": "the first wording"}
    desk.call(slack.event("Ev2", subtype="message_changed", ts="1735689605.000200", event_ts="1735689605.000200",
                          message=message, previous_message=before))
    desk.call(slack.event("Ev3", subtype="message_deleted", ts="1735689606.000200", event_ts="1735689606.000200",
                          deleted_ts="1735689600.000100", previous_message=message))
    desk.say("Ev4", "our own words", ts="1735689607.000100", user=Slack.BOT, bot_id="B1", app_id=Slack.APP)
    desk.say("Ev5", "and then", ts="1735689608.000100", thread_ts="1735689600.000100")
    thread = ticket_of(desk, "and then")
    assert len(desk.tickets()) == 1
    said = [m["text"] for m in inbound(thread)]
    assert len(said) == 2 and said[-1] == "and then" and "our own words" not in said


def test_the_preview_that_slack_adds_to_a_link_is_nothing_for_an_agent_to_look_at(desk, slack):
    desk.say("Ev1", "see <https://loom.example/>")
    number = ticket_of(desk, "see https://loom.example/")["number"]
    message = {"type": "message", "user": "U01", "ts": "1735689600.000100", "text": "see <https://loom.example/>"}
    desk.call(slack.event("Ev2", subtype="message_changed", ts="1735689601.000200", event_ts="1735689601.000200", hidden=True,
                          message={**message, "attachments": [{"title": "Loom"}]}, previous_message=message))
    desk.say("Ev3", "and then", ts="1735689602.000100", thread_ts="1735689600.000100")
    ticket_of(desk, "and then")
    assert [arrival["outcome"] for arrival in desk.arrivals() if arrival["outcome"] == "quarantined"] == []
    assert len(inbound(desk.ticket(number))) == 2


def test_a_file_is_fetched_with_the_bots_token_and_stored(desk, slack):
    slack.files["draft.txt"] = b"warp and weft, 4711"
    desk.say("Ev1", "see the draft", subtype="file_share", files=[
        {"id": "F1", "name": "draft.txt", "mimetype": "text/plain", "url_private_download": slack.url + "/files/draft.txt"},
        {"id": "F2", "name": "stolen.txt", "mimetype": "text/plain", "url_private_download": "http://127.0.0.1:9/x"}])
    message = inbound(ticket_of(desk, "see the draft"))[0]
    assert message["attachments"] == ["draft.txt"]
    fetched = slack.calls_of("files")
    assert len(fetched) == 1 and fetched[0].headers["Authorization"] == f"Bearer {slack.token}"
    stored = [path for path in desk.data.rglob("*") if path.is_file() and b"warp and weft, 4711" in path.read_bytes()]
    assert stored, "the file's octets are nowhere below the data folder"


def test_a_file_that_failed_comes_with_another_reading_and_one_that_came_stays(desk, slack):
    parts = [{"id": f"F{n}", "name": name, "mimetype": "text/plain", "url_private_download": f"{slack.url}/files/{name}"}
             for n, name in enumerate(["kept.txt", "late.txt"])]
    slack.files["kept.txt"] = b"kept"
    desk.say("Ev1", "two files", subtype="file_share", files=parts)
    number = ticket_of(desk, "two files")["number"]
    assert inbound(desk.ticket(number))[0]["attachments"] == ["kept.txt"]
    # The provider lets go of the one and has the other now.
    del slack.files["kept.txt"]
    slack.files["late.txt"] = b"late"
    desk.run("intake", "replay", desk.arrivals()[0]["id"], "--apply")
    assert sorted(inbound(desk.ticket(number))[0]["attachments"]) == ["kept.txt", "late.txt"]


def test_what_is_acknowledged_outlives_a_kill_before_it_is_routed(tmp_path, slack):
    desk = SlackDesk(tmp_path, slack)
    # The writer ends right before the first arrival's routing is stored.
    desk.start(environment={"TRIBUTARY_FAILPOINT": "ingest-before-commit"})
    try:
        assert desk.say("Ev1", "said before the end") == 200
        wait_until(desk.has_ended, PATIENCE)
        desk.process = None
        desk.start()
        assert desk.say("Ev1", "said before the end") == 200
        thread = ticket_of(desk, "said before the end")
        assert len(inbound(thread)) == 1 and len(desk.tickets()) == 1 and len(desk.arrivals()) == 1
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_a_call_that_is_not_journaled_is_not_acknowledged_and_comes_once(tmp_path, slack):
    desk = SlackDesk(tmp_path, slack)
    desk.start(environment={"TRIBUTARY_FAILPOINT": "journal-before-commit"})
    try:
        with pytest.raises(OSError):
            desk.say("Ev1", "half heard")
        wait_until(desk.has_ended, PATIENCE)
        desk.process = None
        desk.start()
        assert desk.say("Ev1", "half heard") == 200
        assert len(inbound(ticket_of(desk, "half heard"))) == 1 and len(desk.arrivals()) == 1
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_a_call_that_breaks_off_is_not_stored_and_one_whose_answer_is_not_read_comes_once(desk, slack):
    body, headers = slack.signed(slack.event("Ev1", text="broken off", ts="1735689600.000100"))
    lines = [f"{name}: {value}" for name, value in {"Host": "desk", **headers, "Content-Length": len(body)}.items()]
    head = ("POST /channels/slack/webhook HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode()
    for sent in [head, head + body[:1], head + body[:-1]]:
        with socket.create_connection(("127.0.0.1", desk.port)) as line:
            line.sendall(sent)
    assert desk.say("Ev0", "meanwhile", ts="1735689500.000100") == 200
    ticket_of(desk, "meanwhile")
    assert len(desk.arrivals()) == 1
    with socket.create_connection(("127.0.0.1", desk.port)) as line:
        line.sendall(head + body)
        assert line.recv(1)
    assert desk.say("Ev1", "broken off") == 200
    said = [m["text"] for m in inbound(ticket_of(desk, "broken off"))]
    assert said == ["meanwhile", "broken off"] and len(desk.arrivals()) == 2


# -- Out


def test_a_reply_reaches_the_thread_once_and_names_the_asker(desk, slack):
    desk.say("Ev1", "printer is down")
    number = ticket_of(desk, "printer is down")["number"]
    desk.reply(number, "Try <turning> it & again")
    reply_becomes(desk, number, "sent")
    assert len(slack.posts) == 1
    post = slack.posts[0]
    assert post.method == "POST" and post.headers["Authorization"] == f"Bearer {slack.token}"
    assert post.headers["Content-Type"].startswith("application/json")
    assert post.json["channel"] == "C01" and post.json["thread_ts"] == "1735689600.000100"
    assert post.json["text"] == "<@U01> Try &lt;turning&gt; it &amp; again"
    # Our own post comes back as an event, perhaps before its answer; an answer to it is a customer's.
    desk.say("Ev2", "Try it again", ts="1735700000.000001", thread_ts="1735689600.000100", user=Slack.BOT, bot_id="B1",
             app_id=Slack.APP)
    desk.say("Ev3", "it prints", ts="1735700009.000001", thread_ts="1735689600.000100")
    assert [m["text"] for m in inbound(ticket_of(desk, "it prints"))] == ["printer is down", "it prints"]


def test_a_long_reply_goes_in_parts_in_their_order(desk, slack):
    desk.say("Ev1", "tell me everything", channel="D01", channel_type="im")
    number = ticket_of(desk, "tell me everything")["number"]
    words = [f"thread{n}" for n in range(1200)]
    desk.reply(number, " ".join(words))
    wait_until(lambda: len(slack.posts) >= 3, PATIENCE)
    reply_becomes(desk, number, "sent")
    assert all(len(post.json["text"]) <= 4000 for post in slack.posts)
    assert " ".join(post.json["text"] for post in slack.posts).split() == words


@pytest.mark.parametrize("wish", [in_seconds, at_a_date], ids=["in seconds", "at a date"])
def test_asked_to_wait_the_reply_is_deferred_and_sent_later(desk, slack, wish):
    desk.say("Ev1", "are you there?")
    number = ticket_of(desk, "are you there?")["number"]
    slack.plan("chat.postMessage", Answer(429, {"ok": False, "error": "ratelimited"}, wish(4)))
    desk.reply(number, "We are.")
    assert attempts_of(desk, reply_becomes(desk, number, "sent")) == ["later", "sent"]
    first, second = slack.posts
    assert second.at - first.at >= 3.5 and first.body == second.body


def test_a_reply_that_must_wait_is_shown_as_deferred_with_the_reason(desk, slack):
    desk.say("Ev1", "are you there?")
    number = ticket_of(desk, "are you there?")["number"]
    slack.plan("chat.postMessage", Answer(429, {"ok": False, "error": "ratelimited"}, in_seconds(3600)))
    desk.reply(number, "We are.")
    assert "asks to send more slowly" in reply_becomes(desk, number, "deferred")["delivery_reason"]
    delivery, = desk.deliveries()
    desk.run("outbox", "cancel", delivery["id"])
    assert last_reply(desk, number)["delivery"] == "canceled" and len(slack.posts) == 1


@pytest.mark.parametrize("refusal", [Answer(401, {"ok": False, "error": "invalid_auth"}),
                                     Answer(200, {"ok": False, "error": "token_revoked"})], ids=["401", "token_revoked"])
def test_a_refused_token_holds_the_channel_and_says_so_until_it_is_resumed(desk, slack, refusal):
    desk.say("Ev1", "first")
    desk.say("Ev2", "second", ts="1735689700.000100")
    one, two = ticket_of(desk, "first")["number"], ticket_of(desk, "second")["number"]
    slack.plan("chat.postMessage", refusal)
    desk.reply(one, "Answer one.")
    wait_until(lambda: len(slack.posts) == 1, PATIENCE)
    held = wait_until(lambda: next((d for d in desk.deliveries() if d["attempts"] and "token" in d["reason"]), None), PATIENCE)
    assert held["state"] in ("held", "deferred") and held["attempts"][-1]["outcome"] == "blocked"
    said = desk.run("channels", "list").stdout.decode()
    assert "held" in said and "token" in said, said
    # Nothing else is tried with a token that is known to be bad.
    desk.reply(two, "Answer two.")
    time.sleep(3)
    assert len(slack.posts) == 1
    desk.run("channels", "resume", "slack")
    reply_becomes(desk, one, "sent")
    reply_becomes(desk, two, "sent")
    assert len(slack.posts) == 3


def test_a_reply_whose_answer_is_lost_is_uncertain_and_waits_for_an_agent(desk, slack):
    desk.say("Ev1", "did it arrive?")
    number = ticket_of(desk, "did it arrive?")["number"]
    slack.plan("chat.postMessage", HANG_UP)
    desk.reply(number, "Perhaps.")
    assert "may have arrived" in reply_becomes(desk, number, "uncertain")["delivery_reason"]
    assert desk.stop() == 0
    desk.start()
    time.sleep(8)  # longer than the longest first wait of a delivery that is tried again
    assert len(slack.posts) == 1 and last_reply(desk, number)["delivery"] == "uncertain"
    delivery = desk.deliveries()[0]["id"]
    desk.run("outbox", "retry", delivery)
    reply_becomes(desk, number, "sent")
    assert len(slack.posts) == 2


def test_a_reply_that_slack_will_never_take_fails_with_words_for_people(desk, slack):
    desk.say("Ev1", "in a room")
    number = ticket_of(desk, "in a room")["number"]
    slack.plan("chat.postMessage", Answer(200, {"ok": False, "error": "is_archived"}))
    desk.reply(number, "Too late.")
    assert "archived" in reply_becomes(desk, number, "failed")["delivery_reason"]
    assert len(slack.posts) == 1


def test_a_server_in_trouble_is_tried_again_by_itself(desk, slack):
    desk.say("Ev1", "patience")
    number = ticket_of(desk, "patience")["number"]
    slack.plan("chat.postMessage", Answer(503, b"busy", {**in_seconds(1), "Content-Type": "text/plain"}))
    desk.reply(number, "Thank you for waiting.")
    reply_becomes(desk, number, "sent")
    assert len(slack.posts) == 2


def test_a_slow_answer_is_awaited(desk, slack):
    desk.say("Ev1", "slowly")
    number = ticket_of(desk, "slowly")["number"]
    slack.plan("chat.postMessage", Answer(200, {"ok": True, "channel": "C01", "ts": "1735700009.000009"}, after=6))
    desk.reply(number, "Slowly it is.")
    reply_becomes(desk, number, "sent")
    assert len(slack.posts) == 1


def test_a_kill_while_a_reply_is_sent_leaves_it_uncertain(tmp_path, slack):
    desk = SlackDesk(tmp_path, slack).start()
    try:
        desk.add_agent()
        desk.say("Ev1", "hold on")
        number = ticket_of(desk, "hold on")["number"]
        slack.plan("chat.postMessage", Answer(200, {"ok": True, "channel": "C01", "ts": "1.1"}, after=30))
        desk.reply(number, "Holding.")
        wait_until(lambda: len(slack.posts) == 1, PATIENCE)
        desk.kill()
        desk.start()
        reply_becomes(desk, number, "uncertain")
        time.sleep(8)
        assert len(slack.posts) == 1
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


# -- Telegram


def test_telegram_calls_with_its_secret_token(tmp_path, telegram):
    desk = telegram_desk(tmp_path, telegram, "secret_token: " + secret(tmp_path, "secret_token", "s3cret_Token"))
    try:
        body = telegram.update(9001, 7, "hello from the loom")
        path, right = "/channels/telegram/webhook", {"X-Telegram-Bot-Api-Secret-Token": "s3cret_Token"}
        assert desk.post_json(path, body, {"X-Telegram-Bot-Api-Secret-Token": "s3cret"})[0] == 401
        assert desk.post_json(path, body)[0] == 401
        for _ in range(3):
            assert desk.post_json(path, body, right)[0] == 200
        assert desk.post_json(path, telegram.update(9002, 7, "hello, edited", edited=True), right)[0] == 200
        number = ticket_of(desk, "hello")["number"]
        arrivals_settle(desk, 2)
        message, = inbound(desk.ticket(number))
        assert message["text"] == "hello, edited" and message["earlier"] == ["hello from the loom"]
        assert len(desk.tickets()) == 1
        desk.reply(number, "Hello, Ana.")
        reply_becomes(desk, number, "sent")
        assert len(telegram.sends) == 1
        sent = telegram.sends[0].json
        assert sent["chat_id"] == 42 and sent["text"] == "Hello, Ana."
        assert telegram.calls_of("getUpdates") == []
        assert desk.stop() == 0, desk.words()
        assert telegram.token not in desk.log.read_text()
    finally:
        desk.kill()


def test_telegram_says_how_long_to_wait_in_its_answer(tmp_path, telegram):
    desk = telegram_desk(tmp_path, telegram, "secret_token: " + secret(tmp_path, "secret_token", "s3cret_Token"))
    try:
        desk.post_json("/channels/telegram/webhook", telegram.update(9001, 7, "quickly"),
                       {"X-Telegram-Bot-Api-Secret-Token": "s3cret_Token"})
        number = ticket_of(desk, "quickly")["number"]
        telegram.plan("sendMessage", Answer(429, {"ok": False, "error_code": 429, "description": "Too Many Requests",
                                                  "parameters": {"retry_after": 4}}))
        desk.reply(number, "Not so fast.")
        assert attempts_of(desk, reply_becomes(desk, number, "sent")) == ["later", "sent"]
        first, second = telegram.sends
        assert second.at - first.at >= 3.5
        telegram.plan("sendMessage", Answer(403, {"ok": False, "error_code": 403,
                                                  "description": "Forbidden: bot was blocked by the user"}))
        desk.reply(number, "Still there?")
        assert "blocked" in reply_becomes(desk, number, "failed")["delivery_reason"]
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_telegram_is_asked_for_updates_and_nothing_comes_twice_after_a_kill(tmp_path, telegram):
    telegram.files["F77"] = b"a pattern for the loom"
    telegram.hold(telegram.update(500, 1, "the first"),
                  telegram.update(501, 2, caption="with a file",
                                  document={"file_id": "F77", "file_name": "pattern.txt", "mime_type": "text/plain"}))
    desk = telegram_desk(tmp_path, telegram, "intake: polling")
    try:
        number = ticket_of(desk, "the first")["number"]
        thread = ticket_of(desk, "with a file")
        assert thread["number"] == number
        assert inbound(thread)[1]["attachments"] == ["pattern.txt"]
        # What is journaled is confirmed, so that Telegram forgets it.
        wait_until(lambda: not telegram.waiting, PATIENCE)
        desk.kill()
        # Telegram hands out again what was confirmed just before, and something new.
        telegram.hold(telegram.update(501, 2, "with a file"), telegram.update(502, 3, "the third"))
        desk.start()
        thread = ticket_of(desk, "the third")
        assert [m["text"] for m in inbound(thread)] == ["the first", "with a file", "the third"]
        wait_until(lambda: not telegram.waiting, PATIENCE)
        assert len(desk.arrivals()) == 3 and len(desk.tickets()) == 1
        # Its numbers may begin anew after a quiet week.
        telegram.hold(telegram.update(7, 4, "numbered anew"))
        ticket_of(desk, "numbered anew")
        desk.reply(number, "All read.")
        reply_becomes(desk, number, "sent")
        assert telegram.sends[0].json["text"] == "All read."
        assert desk.stop() == 0, desk.words()
        assert telegram.token not in desk.log.read_text()
    finally:
        desk.kill()


def test_a_kill_between_telegrams_answer_and_the_journal_loses_nothing(tmp_path, telegram):
    telegram.hold(*(telegram.update(500 + n, n, f"line {n}.") for n in range(1, 6)))
    desk = Desk(tmp_path / "desk", TELEGRAM, api=telegram.url, token=secret(tmp_path, "token", telegram.token),
                intake="intake: polling")
    try:
        for place in ["journal-before-commit", "journal-after-commit", "ingest-before-commit", "ingest-after-commit"]:
            desk.start(environment={"TRIBUTARY_FAILPOINT": place}, ready=False)
            wait_until(desk.has_ended, PATIENCE)
            desk.process = None
        desk.start()
        wait_until(lambda: not telegram.waiting, PATIENCE)
        arrivals_settle(desk, 5)
        thread = ticket_of(desk, "line 5.")
        assert sorted(m["text"] for m in inbound(thread)) == [f"line {n}." for n in range(1, 6)]
        assert len(desk.tickets()) == 1 and len(desk.arrivals()) == 5
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_a_bot_whose_updates_go_elsewhere_is_said_to_be_in_trouble(tmp_path, telegram):
    telegram.plan("getUpdates", *[Answer(409, {"ok": False, "error_code": 409, "description": "Conflict"})] * 20)
    desk = telegram_desk(tmp_path, telegram, "intake: polling")
    try:
        problem = wait_until(lambda: health_of(desk, "telegram").get("problem"), PATIENCE)
        assert "webhook" in problem
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_an_edit_and_a_deletion_change_the_message_and_nothing_else(desk, slack):
    assert desk.say("Ev1", "the first words", ts="1735689600.000100") == 200
    number = ticket_of(desk, "the first words")["number"]
    desk.reply(number, "We look.")
    reply_becomes(desk, number, "sent")
    before = desk.ticket(number)

    def changed(event_id, text, at):
        message = {"type": "message", "user": "U01", "text": text, "ts": "1735689600.000100"}
        assert desk.call(slack.event(event_id, subtype="message_changed", message=message, event_ts=at,
                                     previous_message={"text": "something else"}))[0] == 200

    changed("Ev2", "the third words", "1735689690.000100")
    changed("Ev3", "the third words", "1735689690.000100")
    changed("Ev4", "the second words", "1735689660.000100")
    arrivals_settle(desk, 4)
    message, = inbound(desk.ticket(number))
    assert message["text"] == "the third words" and message["earlier"] == ["the first words", "the second words"]
    gone = {"type": "message", "user": "U01", "text": "the third words", "ts": "1735689600.000100"}
    assert desk.call(slack.event("Ev5", subtype="message_deleted", deleted_ts="1735689600.000100",
                                 previous_message=gone, event_ts="1735689700.000100"))[0] == 200
    arrivals_settle(desk, 5)
    thread = desk.ticket(number)
    message, = inbound(thread)
    assert message["deleted_at"].startswith("2025-01-01T00:01:40") and message["text"] == "the third words"
    assert thread["status"] == before["status"] and thread["updated_at"] == before["updated_at"]
    assert len(desk.tickets()) == 1 and desk.run("verify").returncode == 0
    rules = sorted(rule for arrival in desk.arrivals() for rule in arrival["rules"])
    assert [rule for rule in rules if rule in ("edit", "older-edit", "deletion")] == ["deletion", "edit", "older-edit"]


def test_an_edit_that_comes_before_its_message_is_done_to_it(desk, slack):
    message = {"type": "message", "user": "U01", "text": "as it was meant", "ts": "1735689600.000100"}
    assert desk.call(slack.event("Ev1", subtype="message_changed", message=message, event_ts="1735689690.000100",
                                 previous_message={"text": "as it was written"}))[0] == 200
    arrivals_settle(desk, 1)
    assert desk.tickets() == [] and desk.arrivals()[0]["rules"] == ["edit-of-unknown"]
    assert desk.say("Ev2", "as it was written", ts="1735689600.000100") == 200
    message, = inbound(ticket_of(desk, "as it was meant"))
    assert message["earlier"] == ["as it was written"]


def test_a_colleague_in_the_room_never_becomes_the_requester(desk, slack):
    # Colleagues talk among themselves, and a customer's thread is joined by one of them and by another customer.
    assert desk.say("Ev1", "lunch?", ts="1735689500.000100", user="U77") == 200
    assert desk.say("Ev2", "the loom is stuck", ts="1735689600.000100") == 200
    number = ticket_of(desk, "the loom is stuck")["number"]
    desk.reply(number, "We look.")
    reply_becomes(desk, number, "sent")
    before = desk.ticket(number)
    root = "1735689600.000100"
    assert desk.say("Ev3", "I know that one", ts="1735689610.000100", thread_ts=root, user="U77") == 200
    wait_until(lambda: len(inbound(desk.ticket(number))) == 2, PATIENCE)
    thread = desk.ticket(number)
    assert inbound(thread)[-1]["is_colleague"] is True and inbound(thread)[0]["is_colleague"] is False
    assert thread["contact"] == before["contact"] and thread["status"] == before["status"]
    assert desk.say("Ev4", "mine too", ts="1735689620.000100", thread_ts=root, user="U02") == 200
    wait_until(lambda: len(inbound(desk.ticket(number))) == 3, PATIENCE)
    assert inbound(desk.ticket(number))[-1]["is_colleague"] is False
    assert len(desk.tickets()) == 1 and desk.run("verify").returncode == 0
    assert "colleague" in [rule for arrival in desk.arrivals() for rule in arrival["rules"]]
