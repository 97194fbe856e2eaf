"""SIGHUP reads the configuration again; only what changed starts anew, and nothing is lost meanwhile."""
import signal

from desk import Desk, mail, wait_until

SECOND = """
  second-mail:
    adapter: email
    address: sales@desk.test
    drop_folder: {path: second/in}
    out_folder: {path: second/out}
"""


def channels(desk):
    return {line["id"] for line in desk.lines("channels", "list")}


def reload(desk):
    desk.process.send_signal(signal.SIGHUP)


def test_channels_come_and_go_without_a_restart(tmp_path):
    desk = Desk(tmp_path).start()
    first = desk.config.read_text()
    desk.drop("one", mail("ada@customer.test", "Before", "Hello."))
    wait_until(lambda: len(desk.tickets()) == 1)

    desk.config.write_text(first + SECOND)
    reload(desk)
    wait_until(lambda: "second-mail" in channels(desk))
    inbox = desk.data / "second/in"
    wait_until(inbox.is_dir)
    (inbox / "two.part").write_bytes(mail("bo@customer.test", "By the second", "Hello.", to="sales@desk.test"))
    (inbox / "two.part").rename(inbox / "two.eml")
    wait_until(lambda: {t["subject"] for t in desk.tickets()} == {"Before", "By the second"})

    number = [t for t in desk.tickets() if t["subject"] == "By the second"][0]["number"]
    desk.add_agent()
    desk.config.write_text(first)
    reload(desk)
    wait_until(lambda: "second-mail" not in channels(desk))
    done = desk.run("reply", number, "--agent", "agent@desk.test", "--text", "Too late.", check=False)
    assert done.returncode != 0 and b"second-mail" in done.stderr
    desk.drop("three", mail("ada@customer.test", "After", "Still here?"))
    wait_until(lambda: len(desk.tickets()) == 3)
    assert desk.stop() == 0, desk.words()


def test_a_bad_file_leaves_the_running_configuration_in_force(tmp_path):
    desk = Desk(tmp_path).start()
    good = desk.config.read_text()
    desk.config.write_text(good.replace("adapter: web-form", "adapter: email"))
    assert desk.run("check", check=False).returncode == 78
    reload(desk)
    wait_until(lambda: "not applied" in desk.words())
    desk.config.write_text(good + "nonsense: [")
    reload(desk)
    wait_until(lambda: desk.words().count("not applied") >= 2)
    assert desk.get("/channels/contact-form/form")[0] == 200
    desk.config.write_text(good)
    assert channels(desk) == {"mail", "contact-form"}
    assert b"Nothing changes" in desk.run("check").stdout
    assert desk.stop() == 0, desk.words()


def test_the_secret_that_the_desk_issues_is_the_same_with_and_without_a_server(tmp_path):
    desk = Desk(tmp_path)
    desk.config.write_text(desk.config.read_text() + "\n  chat:\n    adapter: chat-webhook\n    provider: generic\n")
    before = desk.run("channels", "secret", "chat").stdout
    desk.start()
    assert desk.run("channels", "secret", "chat").stdout == before and before.startswith(b"whsec_")
    assert desk.run("channels", "secret", "mail", check=False).returncode == 64
    assert desk.stop() == 0, desk.words()
    assert before.strip() not in desk.log.read_bytes()
