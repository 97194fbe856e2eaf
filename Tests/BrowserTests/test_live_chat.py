"""A visitor of somebody's site talks to the desk: in real pages of another origin, over reloads, crashes and shutdowns."""
import base64
import gzip
import hashlib
import hmac
import html
import http.client
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from barriers import look
from desk import BINARY, Desk, wait_until

SECRET = "0123456789abcdef0123456789abcdef"
LONG = 60_000

CHAT = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Test desk}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
  chat:
    adapter: live-chat
    allowed_origins: ["{origin}"]
    mail_through: mail
    mail_after: 10s
    needs_agents: {needs_agents}
    form_url: https://desk.test/form
    identity_secret: {{env: CHAT_IDENTITY_SECRET}}
"""


class Site:
    """A site with a strict policy of its own, whose every page holds the script tag; the query gives its attributes."""

    def __init__(self):
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                attributes = "".join(
                    f' {name}="{html.escape(value)}"' for name, value in parse_qsl(urlsplit(self.path).query))
                page = (f'<!doctype html><html lang="en"><head><title>Shop</title></head><body><main><h1>Shop</h1></main>'
                        f'<script src="{site.desk}/channels/chat/chat.js" async{attributes}></script></body></html>').encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy",
                                 f"default-src 'none'; script-src {site.desk}; connect-src {site.desk}; base-uri 'none'")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        self.desk = ""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site():
    site = Site()
    yield site
    site.stop()


def start(tmp_path, site, needs_agents="false"):
    desk = Desk(tmp_path, CHAT, origin=site.origin, needs_agents=needs_agents)
    site.desk = desk.url
    desk.start({"CHAT_IDENTITY_SECRET": SECRET})
    desk.run_environment = {"CHAT_IDENTITY_SECRET": SECRET}
    run = desk.run
    desk.run = lambda *a, environment=None, **o: run(*a, environment={**(environment or {}), **desk.run_environment}, **o)
    return desk


@pytest.fixture
def chat(tmp_path, site):
    desk = start(tmp_path, site)
    desk.add_agent()
    yield desk
    assert desk.stop() in (0, None), desk.words()


def visit(browser, address, **options):
    context = browser.new_context(**{"locale": "en-US", **options})
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(address)
    return page


def open_chat(page):
    page.locator("button.launcher").click()
    page.locator("section.panel").wait_for(state="visible")


def say(page, words):
    page.locator("textarea").fill(words)
    page.locator("textarea").press("Enter")


def hears(page, words):
    page.locator(".log .entry", has_text=words).first.wait_for(timeout=LONG)


def messages(desk, number=1):
    return [(message["direction"], message["text"].strip()) for message in desk.ticket(number)["messages"]]


def mails_to(desk, address, words=""):
    return [mail for mail in desk.sent_mails()
            if address in str(mail["To"]) and words in mail.get_body(("plain",)).get_content()]


def at_ticket(chat, browser, number=1):
    """A page of an agent named Grace at a ticket."""
    page = visit(browser, chat.add_agent("grace@desk.test", "Grace"))
    for field in page.locator("input[type=password]").all():
        field.fill("a long enough passphrase 7")
    page.locator("button.primary").click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{chat.url}/desk/tickets/{number}")
    return page


def test_a_talk_survives_reload_other_pages_and_a_crash(chat, site, browser):
    page = visit(browser, site.origin)
    open_chat(page)
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "text"
    say(page, "Does it weave?")
    wait_until(lambda: chat.tickets(), 60)
    assert messages(chat) == [("inbound", "Does it weave?")]
    page.locator(".entry.own .when").first.wait_for()

    chat.run("reply", 1, "--agent", "agent@desk.test", "--text", "Secret: a difficult one.", "--note")
    chat.reply(1, "It does: see https://example.org/loom.")
    hears(page, "It does")
    assert page.locator(".entry .words a").get_attribute("href") == "https://example.org/loom"
    assert page.locator(".entry .who").inner_text() == "Agent Smith"
    assert "difficult" not in page.locator(".log").inner_text()
    # The page confirms what it shows.
    wait_until(lambda: chat.ticket(1)["messages"][-1].get("delivery") == "read"
               or any(m.get("delivery") == "read" for m in chat.ticket(1)["messages"]), 60)

    page.goto(site.origin + "/other")
    page.locator("button.launcher").wait_for()
    open_chat(page)
    for words in ("Does it weave?", "It does"):
        hears(page, words)
    assert page.locator(".log .entry").count() == 2

    chat.kill()
    page.locator(".status", has_text="No connection").wait_for()
    say(page, "Are you still there?")
    page.locator(".note.bad", has_text="Not sent yet").wait_for()
    page.reload()
    open_chat(page)
    hears(page, "Are you still there?")
    chat.start({"CHAT_IDENTITY_SECRET": SECRET})
    wait_until(lambda: len(messages(chat)) == 4, 90)
    page.locator(".entry.own .when").nth(1).wait_for()
    time.sleep(1)
    assert page.locator(".log .entry").count() == 3 and len(chat.tickets()) == 1
    chat.reply(1, "We are.")
    hears(page, "We are.")

    # A solved talk is over: the next words are a new matter, on the same page.
    agent = at_ticket(chat, browser)
    agent.locator("[data-key=solve] button").click()
    wait_until(lambda: chat.ticket(1)["status"] == "solved", 60)
    say(page, "And another thing.")
    wait_until(lambda: len(chat.tickets()) == 2, 60)
    assert messages(chat, 2) == [("inbound", "And another thing.")]
    assert page.locator(".log .entry", has_text="And another thing.").count() == 1
    assert page.problems == []
    page.context.close()
    agent.context.close()


def test_both_ends_see_who_types_and_what_was_read(chat, site, browser):
    page = visit(browser, site.origin)
    open_chat(page)
    say(page, "Is anybody there?")
    wait_until(lambda: chat.tickets(), 60)
    page.locator(".entry.own .when").wait_for()
    agent = at_ticket(chat, browser)
    agent.locator(".presence", has_text="The customer has the chat open").wait_for()
    page.locator(".entry.own .when", has_text="Seen").wait_for()
    page.locator("textarea").press_sequentially("Hel")
    agent.locator(".presence", has_text="The customer is typing").wait_for()
    agent.locator(".compose.reply textarea").press_sequentially("Yes")
    page.locator(".typing", has_text="Grace is typing").wait_for()
    page.locator(".typing", has_text="Grace is typing").wait_for(state="hidden")
    page.context.close()
    agent.locator(".presence:empty").wait_for(state="attached")
    agent.context.close()


def test_the_hour_behind_midnight_is_00(chat, site, browser):
    hour = time.gmtime().tm_hour
    # Where it is that hour now; a machine that is late may well see the next one.
    place = f"Etc/GMT+{hour}" if hour <= 12 else f"Etc/GMT-{24 - hour}"
    page = visit(browser, site.origin, timezone_id=place)
    open_chat(page)
    say(page, "Does it weave?")
    page.locator(".entry.own .when", has_text=re.compile(r"\d\d:\d\d")).wait_for()
    shown = page.locator(".entry.own .when").inner_text()
    assert re.match(r"0[01]:\d\d", shown), shown
    page.context.close()


def test_files_go_both_ways(chat, site, browser, tmp_path):
    page = visit(browser, site.origin)
    open_chat(page)
    page.locator("button[aria-label='Send a file']").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"It weaves."})
    page.locator("a.file", has_text="notes.txt").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<html><script>"})
    page.locator(".note.bad", has_text="not taken").wait_for()
    wait_until(lambda: chat.tickets(), 60)

    agent = at_ticket(chat, browser)
    assert "notes.txt" in agent.content()
    composer = agent.locator("form[action$='/replies']")
    composer.locator("textarea[name=text]").fill("Here is ours.")
    composer.locator("input[type=file]").set_input_files(
        {"name": "ours.txt", "mimeType": "text/plain", "buffer": b"So does ours."})
    composer.locator("button.primary").click()
    page.locator("a.file", has_text="ours.txt").wait_for()
    address = page.locator("a.file", has_text="ours.txt").get_attribute("href")
    assert page.request.get(address).text() == "So does ours."
    page.context.close()
    agent.context.close()


def test_a_signed_user_is_verified_and_a_forged_one_is_nobody(chat, site, browser):
    code = hmac.new(SECRET.encode(), b"42", hashlib.sha256).hexdigest()
    page = visit(browser, f"{site.origin}/?data-user=42&data-user-code={code}&data-user-name=Ada")
    open_chat(page)
    say(page, "It is me.")
    wait_until(lambda: len(chat.tickets()) == 1, 60)
    forged = visit(browser, f"{site.origin}/?data-user=42&data-user-code={'0' * 64}&data-user-name=Eve")
    open_chat(forged)
    say(forged, "It is me, too.")
    wait_until(lambda: len(chat.tickets()) == 2, 60)
    proven = {identity["address"][0]: identity["is_verified"]
              for contact in chat.contacts() for identity in contact["identities"]}
    # A user is shown by their id at the site, an anonymous visitor as one.
    assert proven == {"4": True, "v": False}

    # Another browser of the same user has the same talk; signed out, nobody has it.
    other = visit(browser, f"{site.origin}/?data-user=42&data-user-code={code}&data-user-name=Ada")
    open_chat(other)
    hears(other, "It is me.")
    other.evaluate("TributaryChat.identify(null)")
    other.locator(".greeting").wait_for()
    assert other.locator(".log .entry").count() == 0
    other.goto(site.origin)
    open_chat(other)
    other.locator(".greeting").wait_for()
    assert other.locator(".log .entry").count() == 0
    for each in (page, forged, other):
        each.context.close()


def signed(claims, secret=SECRET, head=None):
    """A JSON Web Token as the server of a site signs it."""
    part = lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
    words = ".".join(part(json.dumps(value).encode()) for value in (head or {"alg": "HS256", "typ": "JWT"}, claims))
    return f"{words}.{part(hmac.new(secret.encode(), words.encode(), hashlib.sha256).digest())}"


def talk(browser, site, token, words):
    page = visit(browser, f"{site.origin}/?data-token={token}")
    open_chat(page)
    say(page, words)
    page.locator(".entry.own .when").first.wait_for()
    return page


def test_a_signed_token_of_the_site_proves_who_talks(chat, site, browser):
    claims = {"sub": "77", "name": "Ada", "email": "ada@example.org", "email_verified": True, "exp": int(time.time()) + 86_400}
    page = talk(browser, site, signed(claims), "It is me.")
    wait_until(lambda: len(chat.tickets()) == 1, 60)
    person, = chat.contacts()
    assert person["name"] == "Ada"
    assert {(i["kind"], i["address"]): i["is_verified"] for i in person["identities"]} == {
        ("handle", "77"): True, ("email", "ada@example.org"): True}
    # The same person in another browser has the same talk.
    other = visit(browser, f"{site.origin}/?data-token={signed(claims)}")
    open_chat(other)
    hears(other, "It is me.")
    for each in (page, other):
        each.context.close()


@pytest.mark.parametrize("flaw", ["wrong key", "expired", "not signed", "changed"])
def test_a_token_that_proves_nothing_leaves_a_visitor_unverified(chat, site, browser, flaw):
    now = int(time.time())
    claims = {"sub": "77", "name": "Ada", "email": "ada@example.org", "email_verified": True, "exp": now + 86_400}
    good = signed(claims)
    token = {
        "wrong key": lambda: signed(claims, secret="f" * 32),
        "expired": lambda: signed({**claims, "exp": now - 86_400}),
        "not signed": lambda: signed(claims, head={"alg": "none"}).rsplit(".", 1)[0] + ".",
        "changed": lambda: ".".join([good.split(".")[0], signed({**claims, "sub": "1"}).split(".")[1], good.split(".")[2]]),
    }[flaw]()
    genuine = talk(browser, site, good, "The real one.")
    wait_until(lambda: len(chat.tickets()) == 1, 60)
    page = talk(browser, site, token, "The real one, too.")
    wait_until(lambda: len(chat.tickets()) == 2, 60)
    # The talk goes on as a visitor's whom nobody knows, and none of the claims is kept.
    assert page.locator(".log .entry", has_text="The real one.").count() == 0
    known = next(ticket["contact"] for ticket in chat.tickets() if ticket["number"] == 1)
    stranger, = [contact for contact in chat.contacts() if contact["id"] != known]
    assert [(i["kind"], i["is_verified"]) for i in stranger["identities"]] == [("handle", False)]
    assert "ada@example.org" not in json.dumps(stranger) and "77" not in [i["address"] for i in stranger["identities"]]
    for each in (genuine, page):
        each.context.close()


# Counts tones, and lets a test say that the page is in the background: Chromium without a screen has no such thing.
SPY = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
window.isAway = false;
Object.defineProperty(Document.prototype, 'hidden', { get: () => window.isAway });
window.turn = (away) => { window.isAway = away; document.dispatchEvent(new Event('visibilitychange')); };
"""


def test_a_sound_and_the_title_tell_of_an_answer_nobody_looks_at(chat, site, browser):
    context = browser.new_context(locale="en-US")
    context.add_init_script(SPY)
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.goto(site.origin)
    open_chat(page)
    say(page, "Does it weave?")
    wait_until(lambda: chat.tickets(), 60)
    page.locator(".entry.own .when").first.wait_for()
    # While the visitor looks, the words alone tell it.
    chat.reply(1, "First answer.")
    hears(page, "First answer.")
    assert page.evaluate("window.tones") == 0 and page.title() == "Shop"
    # With the chat closed, a sound does; the title is for pages in the background.
    page.keyboard.press("Escape")
    page.locator("section.panel").wait_for(state="hidden")
    chat.reply(1, "Second answer.")
    page.wait_for_function("window.tones === 1")
    assert page.title() == "Shop"
    open_chat(page)
    hears(page, "Second answer.")
    page.evaluate("turn(true)")
    chat.reply(1, "Third answer.")
    page.wait_for_function("document.title === 'New message · Shop'")
    assert page.evaluate("window.tones") == 2
    page.evaluate("turn(false)")
    page.wait_for_function("document.title === 'Shop'")
    # Turned off it stays silent, also on the next page; the title still tells.
    page.locator("button[aria-label='Turn the sound off']").click()
    page.locator("button[aria-label='Turn the sound on']").wait_for()
    page.goto(site.origin + "/other")
    page.locator("button.launcher").wait_for()
    open_chat(page)
    hears(page, "Third answer.")
    page.locator("button[aria-label='Turn the sound on']").wait_for()
    page.evaluate("turn(true)")
    chat.reply(1, "Fourth answer.")
    page.wait_for_function("document.title === 'New message · Shop'")
    assert page.evaluate("window.tones") == 0
    page.evaluate("turn(false)")
    # Turned on again it lets itself be heard at once.
    page.locator("button[aria-label='Turn the sound on']").click()
    page.wait_for_function("window.tones === 1")
    context.close()


def test_a_code_by_mail_ties_the_visitor_to_the_customer(chat, site, browser):
    from desk import mail
    chat.drop("ada", mail("Ada Lovelace <ada@example.org>", "The engine", "Hello.", message_id="one@example.org"))
    wait_until(lambda: len(chat.tickets()) == 1, 60)
    page = visit(browser, site.origin)
    open_chat(page)
    say(page, "It is Ada.")
    wait_until(lambda: len(chat.tickets()) == 2, 60)
    page.locator(".mail button", has_text="Get answers by mail").click()
    page.locator(".mail input[type=email]").fill("ada@example.org")
    page.locator(".mail form button").click()
    hears(page, "My e-mail address: ada@example.org")
    page.locator(".mail button", has_text="Confirm the address").click()
    page.locator(".mail input[autocomplete=one-time-code]").wait_for()
    letter = wait_until(lambda: mails_to(chat, "ada@example.org", "Your code"), 60)[-1]
    code = re.search(r"\b\d{6}\b", letter.get_body(("plain",)).get_content())[0]
    wrong = "000000" if code != "000000" else "111111"
    page.locator(".mail input").fill(wrong)
    page.locator(".mail form button").first.click()
    page.locator(".mail .alarm", has_text="wrong").wait_for()
    page.locator(".mail input").fill(code)
    page.locator(".mail form button").first.click()
    hears(page, "I have confirmed my e-mail address ada@example.org.")
    page.locator(".mail", has_text="(confirmed)").wait_for()
    # The customer's mail proved nothing by itself, so the talk is tied to them by a suggestion, or by a merge where it did.
    visitor = next(contact for contact in chat.contacts()
                   if any(identity["kind"] == "handle" for identity in contact["identities"]))
    assert any(identity["is_verified"] for identity in visitor["identities"] if identity["kind"] == "handle")
    page.context.close()


def test_who_has_gone_is_answered_by_mail(tmp_path, site, browser):
    desk = start(tmp_path, site, needs_agents="true")
    desk.add_agent()
    page = visit(browser, site.origin, locale="zh-CN")
    page.goto(site.origin + "/?data-lang=zh")
    open_chat(page)
    page.locator(".status", has_text="当前无人在线").wait_for()
    page.locator(".mail input[type=email]").fill("ada@example.org")
    page.locator(".mail form button").click()
    page.locator(".mail", has_text="我们会通过邮件回复").wait_for()
    say(page, "你们在吗？")
    wait_until(lambda: desk.tickets(), 60)
    page.context.close()
    desk.reply(1, "Now we are.")
    letter = wait_until(lambda: mails_to(desk, "ada@example.org", "Now we are."), 90)[0]
    wait_until(lambda: [d["state"] for d in desk.deliveries()] == ["sent"], 60)
    # An answer to the letter lands in the same ticket.
    from desk import mail
    desk.drop("answer", mail("ada@example.org", "Re: chat", "Thank you.", to=str(letter["Reply-To"] or letter["From"]),
                             message_id="two@example.org", In_Reply_To=str(letter["Message-ID"])))
    wait_until(lambda: ("inbound", "Thank you.") in messages(desk), 60)
    assert desk.stop() == 0, desk.words()


def test_a_foreign_site_is_refused(chat, browser):
    stranger = Site()
    stranger.desk = chat.url
    page = visit(browser, stranger.origin)
    open_chat(page)
    say(page, "Let me in.")
    page.locator(".status", has_text="No connection").wait_for()
    for headers in ({"Origin": stranger.origin}, {"Sec-Fetch-Site": "cross-site"}):
        status, body, answered = chat.post_json("/channels/chat/chat/start", {}, headers)
        assert status == 403 and json.loads(body)["error"] == "origin-refused"
        assert "Access-Control-Allow-Origin" not in answered
    assert chat.tickets() == []
    page.context.close()
    stranger.stop()


def test_the_widget_is_small(chat):
    status, script, headers = chat.get("/channels/chat/chat.js")
    assert status == 200 and headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    size = len(gzip.compress(script, 9))
    print(f"the widget has {size} bytes compressed, {len(script)} plain")
    assert size < 20_000
    assert b"innerHTML" not in script and b"eval(" not in script


def test_the_widget_is_accessible(chat, site, browser):
    for lang in ("en", "zh"):
        for scheme in ("light", "dark"):
            for width in (360, 1200):
                page = visit(browser, f"{site.origin}/?data-lang={lang}", color_scheme=scheme, bypass_csp=True,
                             viewport={"width": width, "height": 740})
                page.locator("button.launcher").wait_for()
                found = [look(page)]
                open_chat(page)
                say(page, "Hello")
                page.locator(".entry.own .when").wait_for()
                page.locator("button[aria-controls=emoji]").click()
                found.append(look(page))
                if width == 360:
                    box = page.locator("section.panel").bounding_box()
                    assert box["x"] == 0 and box["width"] == 360 and box["height"] == 740
                # Escape closes what is open, one thing at a time, and the focus goes back.
                page.keyboard.press("Escape")
                assert page.locator(".emoji").is_hidden() and page.locator("section.panel").is_visible()
                page.keyboard.press("Escape")
                assert page.locator("section.panel").is_hidden()
                assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "launcher"
                page.goto(f"{chat.url}/channels/chat/chat?lang={lang}")
                page.locator("textarea").wait_for()
                found.append(look(page))
                for result in found:
                    assert result.violations_count == 0, result.generate_report()
                page.context.close()


def test_the_page_without_scripts_points_to_the_form(chat, browser):
    page = visit(browser, f"{chat.url}/channels/chat/chat", java_script_enabled=False)
    assert page.locator("a").get_attribute("href") == "https://desk.test/form"
    page.context.close()


def test_sigterm_ends_open_streams_in_time(tmp_path, site):
    desk = start(tmp_path, site)
    token = json.loads(desk.post_json("/channels/chat/chat/start", {})[1])["token"]
    lines = []
    for _ in range(8):
        line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
        line.request("GET", "/channels/chat/chat/events", headers={"Authorization": f"Bearer {token}"})
        answer = line.getresponse()
        assert answer.status == 200 and answer.getheader("X-Accel-Buffering") == "no"
        assert answer.readline().startswith(b":")
        lines.append((line, answer))
    began = time.monotonic()
    assert desk.stop() == 0, desk.words()
    # The desk's own limit, after which a service manager would kill it.
    assert time.monotonic() - began < 25
    for line, answer in lines:
        answer.read()
        line.close()
