"""Sign-in by consent: a browser or another device, Dovecot that takes tokens, and a server that gives them."""
import re
import secrets
import subprocess
import urllib.error
import urllib.request

import pytest

from desk import BINARY, Desk, mail, wait_until
from oauth_server import AuthorizationServer
from watching import secret

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    oauth:
      provider: other
      client_id: tributary
      client_secret: {client}
      authorization_url: {oauth}/authorize
      token_url: {oauth}/token
      device_url: {oauth}/device
      scopes: [mail]
    {way}:
      host: localhost
      port: {line}
      authority_file: {authority}
      {poll}
    out_folder: {{path: mail/out}}
"""


@pytest.fixture(scope="module")
def oauth():
    server = AuthorizationServer("support@desk.test")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def servers(oauth, mail_servers):
    mail_servers.token_check = f"{oauth.url}/tokeninfo"
    return mail_servers.start()


@pytest.fixture
def make(servers, oauth, tmp_path):
    desks = []

    def make(way="imap"):
        line = {"imap": servers.imap_port, "pop3": servers.pop3_port}[way]
        desk = Desk(tmp_path / way, CONFIGURATION, oauth=oauth.url, way=way, line=line, authority=servers.ca,
                    client=secret(tmp_path, "client", oauth.client_secret), poll="poll_interval: 1s" if way == "pop3" else "")
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.stop()


class Login:
    """`tributary channels login`, line by line."""

    def __init__(self, desk, *more):
        self.process = subprocess.Popen([BINARY, "channels", "login", "mail", *more, "--config", desk.config],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def line(self, pattern):
        for line in self.process.stdout:
            if found := re.search(pattern, line):
                return found.group(0)
        raise AssertionError(f"no {pattern}")

    def end(self):
        rest = self.process.stdout.read()
        return self.process.wait(60), rest


def by_browser(desk):
    login = Login(desk)
    with urllib.request.urlopen(login.line(r"http\S+"), timeout=20) as page:
        assert page.status == 200
        assert "close this window" in page.read().decode()
    code, words = login.end()
    assert code == 0, words


def channel(desk):
    return [line for line in desk.lines("channels", "list") if line["id"] == "mail"][0]


def arrives(desk, servers):
    subject = f"Consent {secrets.token_hex(4)}"
    servers.send("ada@customer.test", "support@desk.test", mail("ada@customer.test", subject, "Hello?"))
    return wait_until(lambda: [t for t in desk.tickets() if t["subject"] == subject], 90, 0.3)


@pytest.mark.parametrize("way", ["imap", "pop3"])
def test_a_browser_consents_and_the_mailbox_is_read(make, servers, way):
    desk = make(way).start()
    assert "channels login mail" in wait_until(lambda: channel(desk).get("consent"))
    wait_until(lambda: channel(desk).get("line") == "blocked", 60)
    by_browser(desk)
    assert channel(desk)["consent"] == "good"
    arrives(desk, servers)


def test_the_desk_need_not_be_served_for_it_and_secrets_stay_sealed(make, servers, oauth):
    desk = make()
    by_browser(desk)
    sealed = desk.data / "sealed" / "consent-mail"
    assert sealed.stat().st_mode & 0o777 == 0o600
    octets = b"".join(path.read_bytes() for path in desk.data.rglob("*") if path.is_file())
    for token in [*oauth.access, *oauth.refresh]:
        assert token.encode() not in octets
    desk.start()
    arrives(desk, servers)
    words = desk.log.read_text()
    assert not any(token in words for token in [*oauth.access, *oauth.refresh, oauth.client_secret])


SENDING = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    oauth:
      provider: other
      client_id: tributary
      client_secret: {client}
      authorization_url: {oauth}/authorize
      token_url: {oauth}/token
      scopes: [mail]
    drop_folder: {{path: mail/in}}
    smtp: {{host: localhost, port: {smtp}, authority_file: {authority}, user: support@desk.test}}
"""


def test_replies_are_held_until_somebody_consents_and_leave_then(servers, oauth, tmp_path):
    desk = Desk(tmp_path / "sending", SENDING, oauth=oauth.url, smtp=servers.smtp_port, authority=servers.ca,
                client=secret(tmp_path, "client", oauth.client_secret)).start()
    desk.add_agent()
    subject = f"Held {secrets.token_hex(4)}"
    desk.drop("one", mail("ada@customer.test", subject, "Hello?"))
    ticket = wait_until(lambda: [t for t in desk.tickets() if t["subject"] == subject], 60)[0]
    desk.reply(ticket["number"], "Soon.")
    held = wait_until(lambda: channel(desk).get("held_because"), 60)
    assert "channels login mail" in held
    by_browser(desk)
    wait_until(lambda: [d for d in desk.deliveries() if d["state"] == "sent"], 90, 0.3)
    log = (servers.folder / "postfix.log").read_text()
    assert re.search(r"sasl_method=(XOAUTH2|OAUTHBEARER), sasl_username=support@desk\.test", log)
    assert desk.stop() == 0, desk.words()


def test_another_device_consents(make, servers, oauth):
    desk = make()
    login = Login(desk, "--device")
    oauth.approve(login.line(r"[0-9A-F]{8}$"))
    code, words = login.end()
    assert code == 0, words
    desk.start()
    arrives(desk, servers)


def test_a_token_that_was_withdrawn_is_replaced_and_the_rotated_one_outlives_a_kill(make, servers, oauth):
    desk = make()
    by_browser(desk)
    oauth.withdraw_access()
    oauth.asked.clear()
    desk.start()
    arrives(desk, servers)
    assert "refresh_token" in oauth.asked
    desk.kill()
    oauth.withdraw_access()
    desk.start()
    arrives(desk, servers)


def test_a_consent_that_is_over_is_told_with_what_to_do(make, servers, oauth):
    desk = make()
    by_browser(desk)
    oauth.withdraw_access()
    oauth.is_revoked = True
    try:
        desk.start()
        words = wait_until(lambda: (c := channel(desk).get("consent")) and "renewed no more" in c and c, 60)
        assert "tributary channels login mail" in words
        wait_until(lambda: channel(desk).get("line") == "blocked", 60)
    finally:
        oauth.is_revoked = False
    by_browser(desk)
    arrives(desk, servers)


def test_a_consent_that_ends_soon_is_told_of(make, servers, oauth):
    oauth.consent_life = 5 * 86_400
    try:
        desk = make()
        by_browser(desk)
        assert channel(desk)["consent"].startswith("ends ")
    finally:
        oauth.consent_life = None


def test_a_forged_answer_is_not_taken(make):
    desk = make()
    login = Login(desk)
    address = login.line(r"http\S+")
    redirect = re.search(r"redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A(\d+)", address).group(1)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{redirect}/?code=stolen&state=forged", timeout=20)
    with urllib.request.urlopen(address, timeout=20):
        pass
    assert login.end()[0] == 0
