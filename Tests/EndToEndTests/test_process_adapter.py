"""A program as a channel: the IRC sample on a real ngircd, with a person on the other side, and `adapters new` and `test`."""
import os
import signal
import subprocess
import sys

import pytest

from desk import BINARY, ROOT, Desk, wait_until
from irc_server import IRCClient, IRCServer

SAMPLES = ROOT / "Adapters/Process/Samples"

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  irc:
    adapter: process
    command: [{python}, {program}]
    identity_namespace: irc:desk.test
    settings: {{server: 127.0.0.1, port: "{irc}", nick: desk, rooms: "#help"}}
    secrets: {{unused: {{env: IRC_UNUSED}}}}
  echo:
    adapter: process
    command: [{python}, {echo}]
"""

SECRET = "unused-secret-correcthorse"


@pytest.fixture
def server(tmp_path):
    server = IRCServer(tmp_path / "irc").start()
    yield server
    server.stop()


@pytest.fixture
def desk(server, tmp_path):
    os.environ["IRC_UNUSED"] = SECRET  # read by every command of this desk
    desk = Desk(tmp_path / "desk", CONFIGURATION, python=sys.executable, program=SAMPLES / "irc.py",
                echo=SAMPLES / "echo.py", irc=server.port).start()
    desk.add_agent()
    yield desk
    assert desk.stop() == 0, desk.words()
    assert SECRET not in desk.log.read_text()
    del os.environ["IRC_UNUSED"]


def ticket_of(desk, text, seconds=60):
    """The ticket with a customer's message of that text."""
    def found():
        for ticket in desk.tickets():
            thread = desk.ticket(ticket["number"])
            if any(text in m["text"] and m["direction"] == "inbound" for m in thread["messages"]):
                return thread
    return wait_until(found, seconds)


def children_of(process):
    """The numbers of the programs that a process started."""
    tasks = f"/proc/{process}/task"
    numbers = []
    for task in os.listdir(tasks):
        with open(f"{tasks}/{task}/children") as file:
            numbers += [int(number) for number in file.read().split()]
    return numbers


def program(desk, name):
    """The number of the running program of that name."""
    def found():
        for number in children_of(desk.process.pid):
            with open(f"/proc/{number}/cmdline", "rb") as file:
                if name.encode() in file.read():
                    return number
    return wait_until(found, 60)


def test_what_is_said_in_a_room_is_a_ticket_and_the_answer_names_the_asker(desk, server):
    ada = IRCClient(server, "ada")
    ada.join("#help")
    wait_until(lambda: "desk" in ada.present, 60)
    ada.say("#help", "desk: does it weave? 织机")
    thread = ticket_of(desk, "does it weave? 织机")
    assert thread["messages"][0]["channel"] == "irc"
    desk.reply(thread["number"], "It does.\nAll day, 整天。")
    wait_until(lambda: len(ada.texts("#help")) >= 2, 60)
    assert ada.texts("#help") == ["ada: It does.", "All day, 整天。"]
    wait_until(lambda: desk.ticket(thread["number"])["messages"][-1].get("delivery") == "sent")
    # What the same person says next joins; another's is their own matter.
    ada.say("#help", "thank you")
    wait_until(lambda: any("thank you" in m["text"] for m in desk.ticket(thread["number"])["messages"]), 60)
    bo = IRCClient(server, "bo")
    bo.join("#help")
    bo.say("#help", "mine is broken")
    assert ticket_of(desk, "mine is broken")["number"] != thread["number"]
    ada.leave()
    bo.leave()


def test_a_private_message_is_answered_in_private_and_to_nobody_is_final(desk, server):
    ada = IRCClient(server, "ada")
    ada.join("#help")
    wait_until(lambda: "desk" in ada.present, 60)
    ada.say("desk", "a secret matter")
    thread = ticket_of(desk, "a secret matter")
    desk.reply(thread["number"], "Between us.")
    wait_until(lambda: ada.texts("ada") == ["Between us."], 60)
    assert ada.texts("#help") == []
    ada.leave()
    watcher = IRCClient(server, "watcher")
    watcher.join("#help")
    wait_until(lambda: "ada" not in watcher.present)
    desk.reply(thread["number"], "Still there?")
    failed = wait_until(lambda: [m for m in desk.ticket(thread["number"])["messages"] if m.get("delivery") == "failed"], 60)[0]
    assert "nobody of that name" in failed["delivery_reason"]
    watcher.leave()


def test_a_killed_program_comes_back_and_leaves_others_alone(desk, server):
    ada = IRCClient(server, "ada")
    ada.join("#help")
    wait_until(lambda: "desk" in ada.present, 60)
    first, echo = program(desk, "irc.py"), program(desk, "echo.py")
    before = ada.came.count("desk")
    os.kill(first, signal.SIGKILL)
    # It may be back faster than anybody looks.
    wait_until(lambda: ada.came.count("desk") > before)
    assert program(desk, "irc.py") != first
    assert program(desk, "echo.py") == echo, "the other channel noticed it"
    ada.say("#help", "are you back?")
    ticket_of(desk, "are you back?")
    ada.leave()


def test_the_echo_repeats_and_nothing_is_doubled_by_kill_nine(desk):
    thread = ticket_of(desk, "Hello?")
    desk.reply(thread["number"], "Who is there?")
    wait_until(lambda: [m["text"] for m in desk.ticket(thread["number"])["messages"] if m["direction"] == "inbound"]
               == ["Hello?", "Who is there?"], 60)
    desk.kill()
    desk.start()
    program(desk, "echo.py")
    again = [t for t in desk.tickets() for m in desk.ticket(t["number"])["messages"] if m["text"] == "Hello?"]
    assert len(again) == 1


def test_a_channel_is_tested_and_told_by_health(desk, server):
    wait_until(lambda: [c for c in desk.lines("channels", "list") if c["id"] == "irc" and c.get("line") == "ready"], 60)
    server.stop()
    line = wait_until(lambda: [c for c in desk.lines("channels", "list") if c["id"] == "irc" and c.get("problem")], 60)[0]
    assert "IRC" in line["problem"], line


def test_no_program_is_left_behind(desk):
    numbers = [program(desk, "irc.py"), program(desk, "echo.py")]
    assert desk.stop() == 0
    for number in numbers:
        assert not os.path.exists(f"/proc/{number}"), "a program outlived the gateway"
    desk.start()


def test_a_new_adapter_passes_its_own_test(tmp_path):
    made = subprocess.run([BINARY, "adapters", "new", "pigeons"], cwd=tmp_path, capture_output=True, timeout=60)
    assert made.returncode == 0, made.stderr.decode()
    folder = tmp_path / "pigeons"
    assert {path.name for path in folder.iterdir()} == {"pigeons.py", "tributary_adapter.py", "README.md", "channel.yaml"}
    again = subprocess.run([BINARY, "adapters", "new", "pigeons"], cwd=tmp_path, capture_output=True, timeout=60)
    assert again.returncode == 65
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "ada-1.txt").write_text("Does it coo?")
    tried = subprocess.run(
        [BINARY, "adapters", "test", "--reply-to", "ada", "--wait", "10", "--setting", f"inbox={inbox}",
         "--setting", f"outbox={folder / 'outbox'}", "--", sys.executable, "pigeons.py"],
        cwd=folder, capture_output=True, timeout=300)
    words = tried.stdout.decode()
    assert tried.returncode == 0, words + tried.stderr.decode()
    assert "FAIL" not in words and words.count("pass  ") >= 10, words


def test_a_program_that_breaks_the_protocol_fails_its_test(tmp_path):
    (tmp_path / "bad.py").write_text("print('hello', flush=True)\nimport sys\nfor line in sys.stdin: pass\n")
    tried = subprocess.run([BINARY, "adapters", "test", "--wait", "1", "--case", "chooses a version", "--", sys.executable, "bad.py"],
                           cwd=tmp_path, capture_output=True, timeout=300)
    assert tried.returncode == 65
    assert "FAIL" in tried.stdout.decode()
