"""Matrix with a real homeserver: the desk is an application service of Synapse, both ways."""
import json

import pytest

from desk import Desk, wait_until
from homeserver import HomeServer, Person
from watching import PATIENCE, inbound, reply_becomes, secret, ticket_of

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  matrix:
    adapter: chat-webhook
    provider: matrix
    api_base_url: {api}
    user_id: "@desk:desk.test"
    hs_token: {hs_token}
    as_token: {as_token}
"""

DESK = "@desk:desk.test"


@pytest.fixture
def server(tmp_path):
    server = HomeServer(tmp_path / "homeserver")
    yield server
    server.stop()


@pytest.fixture
def desk(tmp_path, server):
    desk = Desk(tmp_path / "desk", CONFIGURATION, api=server.url, hs_token=secret(tmp_path, "hs_token", server.hs_token),
                as_token=secret(tmp_path, "as_token", server.as_token))
    server.start(desk.url)
    desk.start()
    desk.add_agent()
    desk.run("channels", "test", "matrix")
    yield desk
    assert desk.stop() == 0, desk.words()
    assert server.as_token not in desk.log.read_text() and server.hs_token not in desk.log.read_text()


@pytest.fixture
def ana(server, desk):
    return Person(server, "ana")


@pytest.fixture
def room(ana):
    """A room the desk was invited to, and came."""
    room = ana.opens_a_room(DESK)
    wait_until(lambda: DESK in ana.members(room), PATIENCE, every=0.2)
    return room


def our_messages(ana, room, count):
    return wait_until(lambda: (said := ana.messages(room, DESK)) and len(said) >= count and said, PATIENCE, every=0.2)


def test_what_is_said_in_a_room_is_a_ticket_and_the_answer_is_read_there(desk, ana, room):
    ana.ask("PUT", f"profile/{ana.id}/displayname", {"displayname": "Ana Loom"})
    ana.says(room, "does it weave? 织机")
    thread = ticket_of(desk, "does it weave? 织机")
    assert thread["channel"] == "matrix" and thread["contact_name"] == "Ana Loom"
    desk.reply(thread["number"], "It does.\nAll day, 整天。")
    said, = our_messages(ana, room, 1)
    assert "It does.\nAll day, 整天。" in said["content"]["body"] and said["content"]["msgtype"] == "m.text"
    assert ana.id in said["content"].get("m.mentions", {}).get("user_ids", [])
    reply_becomes(desk, thread["number"], "sent")
    # Who reads what was said tells so; our own words, which come back, are nobody's.
    ana.reads(room, said["event_id"])
    reply_becomes(desk, thread["number"], "read")
    ana.says(room, "thank you")
    assert [m["text"] for m in inbound(ticket_of(desk, "thank you"))] == ["does it weave? 织机", "thank you"]
    assert len(desk.tickets()) == 1 and len(ana.messages(room, DESK)) == 1


def test_a_thread_is_a_ticket_and_is_answered_in_the_thread(desk, ana, room):
    root = ana.says(room, "two matters, this one first")
    first = ticket_of(desk, "this one first")
    relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    ana.says(room, "and more of it", **{"m.relates_to": relation})
    thread = ticket_of(desk, "and more of it")
    desk.reply(thread["number"], "In the thread.")
    said, = our_messages(ana, room, 1)
    assert said["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert said["content"]["m.relates_to"]["event_id"] == root
    assert thread["number"] == first["number"]


def test_what_is_edited_or_taken_back_is_no_new_message(desk, ana, room):
    event = ana.says(room, "the first wording")
    ticket_of(desk, "the first wording")
    ana.says(room, "* another wording", **{"m.new_content": {"msgtype": "m.text", "body": "another wording"},
                                          "m.relates_to": {"rel_type": "m.replace", "event_id": event}})
    ana.sends(room, "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": "👍"}})
    ana.says(room, "a machine's remark", msgtype="m.notice")
    ana.takes_back(room, event)
    ana.says(room, "and then")
    thread = ticket_of(desk, "and then")
    assert len(inbound(thread)) == 2 and len(desk.tickets()) == 1


def test_our_own_words_that_come_back_are_nothing_for_an_agent_to_look_at(desk, ana, room):
    ana.says(room, "is it on?")
    number = ticket_of(desk, "is it on?")["number"]
    desk.reply(number, "It is.")
    reply_becomes(desk, number, "sent")
    ana.says(room, "now it weaves")
    ticket_of(desk, "now it weaves")
    assert [arrival["reason"] for arrival in desk.arrivals() if arrival["outcome"] == "quarantined"] == []


def test_a_file_is_fetched_from_the_homeserver_and_stored(desk, ana, room):
    address = ana.uploads(b"a pattern for the loom, 4711", "text/plain")
    ana.says(room, "pattern.txt", msgtype="m.file", filename="pattern.txt", url=address,
             info={"mimetype": "text/plain", "size": 28})
    message = inbound(ticket_of(desk, "pattern.txt"))[0]
    assert message["attachments"] == ["pattern.txt"]
    stored = [p for p in desk.data.rglob("*") if p.is_file() and b"a pattern for the loom, 4711" in p.read_bytes()]
    assert stored, "the file's octets are nowhere below the data folder"


def test_a_homeserver_with_the_wrong_token_is_refused(desk, server):
    path = "/channels/matrix/webhook/_matrix/app/v1/transactions/77"
    events = {"events": [{"event_id": "$forged", "room_id": "!r:desk.test", "sender": "@ana:desk.test",
                          "type": "m.room.message", "origin_server_ts": 1735689600000,
                          "content": {"msgtype": "m.text", "body": "forged"}}]}
    body = json.dumps(events).encode()
    status, answer, _ = desk.request("PUT", path, body, {"Authorization": "Bearer guess", "Content-Type": "application/json"})
    assert status == 403 and b"M_FORBIDDEN" in answer
    assert desk.tickets() == [] and not any("77" in a["external_id"] for a in desk.arrivals())
    # The genuine one may come as often as the homeserver likes.
    right = {"Authorization": f"Bearer {server.hs_token}", "Content-Type": "application/json"}
    for _ in range(3):
        assert desk.request("PUT", path, body, right)[0] == 200
    assert len(inbound(ticket_of(desk, "forged"))) == 1


def test_what_is_said_while_the_desk_is_away_comes_later_and_a_killed_reply_goes_once(desk, ana, room):
    ana.says(room, "before")
    number = ticket_of(desk, "before")["number"]
    desk.kill()
    ana.says(room, "while nobody was there")
    # The answer is lost: the reply was taken, and the desk ended before it knew.
    desk.start(environment={"TRIBUTARY_FAILPOINT": "delivery-answered"})
    desk.reply(number, "Only once.")
    wait_until(desk.has_ended, PATIENCE)
    desk.process = None
    desk.start()
    reply_becomes(desk, number, "sent")
    said = [event["content"]["body"] for event in our_messages(ana, room, 1)]
    assert len([body for body in said if "Only once." in body]) == 1
    thread = wait_until(lambda: (t := desk.ticket(number)) and len(inbound(t)) == 2 and t, 3 * PATIENCE, every=0.5)
    assert [m["text"] for m in inbound(thread)] == ["before", "while nobody was there"]
