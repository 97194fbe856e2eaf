"""Call logs by `ingest` and by the watched folder: nothing twice, nothing lost, and rows that are no calls are told."""
from base64 import b64encode

import pytest

from desk import Desk, mail, wait_until
from watching import PATIENCE, arrivals_settle, inbound, secret, ticket_of

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk, default_region: US}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
  calls:
    adapter: phone-log
    format: asterisk
    time_zone: UTC
    path: calls
  mobile:
    adapter: phone-log
    format: android-xml
    path: mobile
  switch:
    adapter: phone-log
    format: csv
    time_zone: UTC
    path: switch
    columns: {{from: Caller, start: Start, duration_s: Seconds, disposition: Result, unique_id: Call, direction: Way}}
    webhook: {{user: switch, password: {password}}}
"""


def row(caller, unique, disposition="NO ANSWER", talk=0, at="2026-03-02 10:00:00", name=""):
    """A row of Asterisk's Master.csv: a call from outside to extension 100."""
    end = at[:-2] + "20"
    clid = f'""{name}"" <{caller}>' if name else caller
    fields = ["", caller, "100", "from-trunk", clid, "PJSIP/provider-1", "PJSIP/100-1", "Dial", "PJSIP/100", at,
              at if talk else "", end, "20", str(talk), disposition, "DOCUMENTATION", unique, ""]
    return ",".join(f'"{field}"' for field in fields) + "\n"


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path / "desk", CONFIGURATION, password=secret(tmp_path, "password", "switch-password")).start()
    desk.add_agent()
    yield desk
    assert desk.stop() == 0, desk.words()
    assert "switch-password" not in desk.log.read_text()


def ingest(desk, file, channel="calls", **options):
    return desk.lines("ingest", "--channel", channel, "--wait", "30", file, **options)


def test_the_same_file_twice_changes_nothing(desk, tmp_path):
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1") + row("+12125550102", "1700.2", name="Bo Weaver")
                   + row("+12125550103", "1700.3", "ANSWERED", talk=65))
    first = ingest(desk, log)
    assert {line["outcome"] for line in first} == {"opened"} and len(first) == 3
    before = [desk.ticket(t["number"]) for t in desk.tickets()]
    second = ingest(desk, log)
    assert {line["outcome"] for line in second} == {"duplicate"} and len(second) == 3
    assert [desk.ticket(t["number"]) for t in desk.tickets()] == before
    assert len(desk.arrivals()) == 3 and len(desk.contacts()) == 3
    # A log that grew brings only what is new; a second missed call joins the first.
    with log.open("a") as file:
        file.write(row("+12125550101", "1700.4", at="2026-03-02 11:00:00"))
    third = ingest(desk, log)
    assert sorted(line["outcome"] for line in third) == ["appended", "duplicate", "duplicate", "duplicate"]
    assert len(desk.tickets()) == 3


def test_a_missed_call_opens_a_ticket_and_the_caller_is_not_proven(desk, tmp_path):
    log = tmp_path / "Master.csv"
    # A number without a country code is one of the desk's region: both ways of writing it are one caller.
    log.write_text(row("2125550101", "1700.1", name="Ana Loom") + row("+12125550101", "1700.2", at="2026-03-02 11:00:00"))
    number = ingest(desk, log)[0]["ticket"]
    thread = desk.ticket(number)
    assert len(inbound(thread)) == 2 and thread["channel"] == "calls" and len(desk.tickets()) == 1
    assert all("Missed call" in m["text"] and m["is_verified"] is False for m in inbound(thread))
    contact, = desk.contacts()
    identity, = contact["identities"]
    assert identity["kind"] == "phone" and identity["is_verified"] is False


def test_rows_that_are_no_calls_are_told_and_the_others_are_taken(desk, tmp_path):
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1") + row("+12125550102", "1700.2", at="yesterday at noon")
                   + "no call at all\n" + row("+12125550103", "1700.3"))
    done = desk.run("ingest", "--channel", "calls", "--wait", "30", log, "--json", check=False)
    assert done.returncode == 65, (done.returncode, done.stderr)
    said = done.stdout.decode() + done.stderr.decode()
    assert "yesterday at noon" in said and "2" in said and "3" in said
    assert len(arrivals_settle(desk, 2)) == 2 and len(desk.tickets()) == 2
    numbers = {identity["address"] for contact in desk.contacts() for identity in contact["identities"]}
    assert numbers == {"+12125550101", "+12125550103"}


def test_all_rows_of_one_call_are_one_entry(desk, tmp_path):
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1") + row("+12125550101", "1700.1", at="2026-03-02 10:00:10")
                   + row("+12125550101", "1700.1", "ANSWERED", talk=42, at="2026-03-02 10:00:15"))
    lines = ingest(desk, log)
    assert len(lines) == 1
    thread = desk.ticket(lines[0]["ticket"])
    assert len(inbound(thread)) == 1 and "answered" in inbound(thread)[0]["text"]


def test_the_folder_is_watched_and_tells_what_it_could_not_read(desk):
    folder = desk.data / "calls"
    wait_until(folder.is_dir, PATIENCE)
    (folder / "monday.csv").write_text(row("+12125550101", "1700.1") + row("+12125550102", "1700.2", at="noon"))
    wait_until(lambda: (folder / ".done/monday.csv").exists(), PATIENCE)
    problems = (folder / ".done/monday.csv.errors").read_text()
    assert "noon" in problems and "2" in problems
    # What was read already, under another name and with a new call, brings that call alone.
    (folder / "tuesday.csv").write_text(row("+12125550101", "1700.1") + row("+12125550103", "1700.3"))
    wait_until(lambda: (folder / ".done/tuesday.csv").exists(), PATIENCE)
    assert len(arrivals_settle(desk, 2)) == 2 and len(desk.tickets()) == 2
    # A file without any call is put aside with the reason.
    (folder / "recipe.csv").write_text("two cups of flour\n")
    wait_until(lambda: (folder / ".failed/recipe.csv").exists(), PATIENCE)
    assert (folder / ".failed/recipe.csv.reason").read_text().strip()
    assert len(desk.arrivals()) == 2


def test_a_mobiles_calls_and_those_the_switch_posts_arrive(desk, tmp_path):
    backup = tmp_path / "calls.xml"
    call = '<call number="{}" duration="{}" date="{}" type="{}" presentation="1" contact_name="null"/>'
    backup.write_text("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<calls count=\"2\">\n"
                      + call.format("+12125550101", 0, 1772445600000, 3) + "\n"
                      + call.format("+12125550102", 31, 1772445700000, 1) + "\n</calls>\n")
    assert [line["outcome"] for line in ingest(desk, backup, "mobile")] == ["opened", "opened"]
    assert {line["outcome"] for line in ingest(desk, backup, "mobile")} == {"duplicate"}
    table = b"Caller,Start,Seconds,Result,Call,Way\n+12125550104,2026-03-02 10:00:00,0,missed,c-1,in\n"
    path, kind = "/channels/switch/webhook", {"Content-Type": "text/csv"}
    guess = {"Authorization": "Basic " + b64encode(b"switch:guess-guess").decode()}
    right = {"Authorization": "Basic " + b64encode(b"switch:switch-password").decode()}
    assert desk.request("POST", path, table, kind)[0] == 401
    assert desk.request("POST", path, table, {**kind, **guess})[0] == 401
    for _ in range(3):
        assert desk.request("POST", path, table, {**kind, **right})[0] == 200
    bad = table.replace(b"2026-03-02 10:00:00", b"once upon a time")
    assert desk.request("POST", path, bad, {**kind, **right})[0] == 422
    assert len(arrivals_settle(desk, 3)) == 3 and len(desk.tickets()) == 3


def test_a_kill_in_the_midst_of_a_file_loses_and_doubles_no_call(tmp_path):
    desk = Desk(tmp_path / "desk", CONFIGURATION, password=secret(tmp_path, "password", "switch-password"))
    folder = desk.data / "calls"
    folder.mkdir(parents=True)
    count = 3000
    (folder / "month.csv").write_text("".join(
        row(f"+1212555{n:04}", f"1700.{n}", at=f"2026-03-02 {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}") for n in range(count)))
    try:
        for place in ["journal-after-commit:2", "journal-before-commit:2", "ingest-after-commit", "ingest-before-commit:3"]:
            desk.start(environment={"TRIBUTARY_FAILPOINT": place}, ready=False)
            wait_until(desk.has_ended, PATIENCE)
            desk.process = None
        desk.start()
        wait_until(lambda: (folder / ".done/month.csv").exists(), PATIENCE)
        wait_until(lambda: len(desk.arrivals()) >= count and not any(a["outcome"] == "accepted" for a in desk.arrivals()),
                   3 * PATIENCE, every=2)
        assert len(desk.arrivals()) == count and len(desk.tickets()) == count
        assert desk.run("verify").returncode == 0
        assert desk.stop() == 0, desk.words()
    finally:
        desk.kill()


def test_a_call_of_somebody_known_by_mail_is_shown_apart_until_an_agent_says_so(desk, tmp_path):
    desk.drop("one", mail("Ana Loom <ana@customer.test>", "By mail", "My number is +1 212 555 0101."))
    mailed = ticket_of(desk, "My number is")
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1"))
    called = desk.ticket(ingest(desk, log)[0]["ticket"])
    assert called["contact"] != mailed["contact"] and called["number"] != mailed["number"]
    merge = desk.lines("contacts", "merge", called["contact"], "--into", mailed["contact"])[0]["merge"]
    people = {contact["person"] for contact in desk.contacts()}
    assert people == {mailed["contact"]}
    desk.run("contacts", "unmerge", merge)
    assert {contact["person"] for contact in desk.contacts()} == {mailed["contact"], called["contact"]}


def test_a_call_cannot_be_answered_by_words_and_says_so(desk, tmp_path):
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1"))
    number = ingest(desk, log)[0]["ticket"]
    done = desk.run("reply", number, "--agent", "agent@desk.test", "--text", "Hello?", check=False)
    assert done.returncode != 0 and done.stderr.strip()
    desk.run("reply", number, "--agent", "agent@desk.test", "--text", "Called back.", "--note")
    assert desk.ticket(number)["messages"][-1]["direction"] == "note"


def test_a_missed_call_is_a_task_until_the_caller_was_spoken_to(desk, tmp_path):
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1") + row("+12125550101", "1700.2", at="2026-03-02 11:00:00"))
    number = ingest(desk, log)[0]["ticket"]
    task, = desk.ticket(number)["tasks"]
    # The second missed call waits for the same call back.
    assert task["kind"] == "call-back" and task["state"] == "open" and "+12125550101" in task["title"]
    assert task["due_at"].startswith("2026-03-02T14:00:20")
    assert desk.tickets()[0]["task_due_at"] == task["due_at"] and desk.tickets()[0]["status"] == "new"
    with log.open("a") as file:
        file.write(row("+12125550101", "1700.3", "ANSWERED", talk=65, at="2026-03-02 12:00:00"))
    ingest(desk, log)
    thread = desk.ticket(number)
    assert [t["state"] for t in thread["tasks"]] == ["done"] and len(inbound(thread)) == 3
    assert thread["status"] == "new" and desk.tickets()[0].get("task_due_at") is None


def test_an_answered_call_is_a_record_and_leaves_nothing_to_do(desk, tmp_path):
    log = tmp_path / "Master.csv"
    log.write_text(row("+12125550101", "1700.1", "ANSWERED", talk=65))
    number = ingest(desk, log)[0]["ticket"]
    thread = desk.ticket(number)
    assert thread["status"] == "solved" and thread["tasks"] == []


def test_a_file_is_taken_back_as_a_whole_and_may_come_again(desk, tmp_path):
    early, late = tmp_path / "early.csv", tmp_path / "late.csv"
    early.write_text(row("+12125550101", "1700.1") + row("+12125550103", "1700.3"))
    late.write_text(row("+12125550101", "1700.4", at="2026-03-02 11:00:00") + row("+12125550102", "1700.2"))
    first = ingest(desk, early)[0]["ticket"]
    ingest(desk, late)
    assert len(inbound(desk.ticket(first))) == 2 and len(desk.tickets()) == 3
    batch = desk.lines("intake", "batches")[0]
    assert batch["name"].startswith("late.csv") and batch["arrivals"] == 2
    report, = desk.lines("intake", "undo", batch["id"])
    assert report == {"messages": 2, "tickets": 1, "kept": [], "kept_messages": 0}
    assert len(desk.tickets()) == 2 and len(inbound(desk.ticket(first))) == 1
    assert desk.run("intake", "undo", batch["id"], check=False).returncode == 65
    assert desk.run("verify").returncode == 0
    again = ingest(desk, late)
    assert sorted(line["outcome"] for line in again) == ["appended", "opened"]
    assert len(desk.tickets()) == 3 and len(inbound(desk.ticket(first))) == 2
    # A ticket that somebody has worked on says so and stays.
    desk.run("reply", first, "--agent", "agent@desk.test", "--text", "Called back.", "--note")
    report, = desk.lines("intake", "undo", desk.lines("intake", "batches")[-1]["id"])
    assert report["messages"] == 2 and len(inbound(desk.ticket(first))) == 1
    assert desk.run("verify").returncode == 0
