"""Hostile markup wherever strangers write: nothing runs, nothing is fetched, on agents' and customers' pages alike."""
import base64
import json
import os
import re
from email.message import EmailMessage
from pathlib import Path

from desk import ROOT, Desk, mail, wait_until
from test_agents_day import admin
from test_portal import newest_link

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
    rate_limits: {{per_address: 0, per_address_unproven: 0, per_email: 0}}
"""
MESSAGES_A_TICKET = 20
CASES_AN_ARTICLE = 8


def cases():
    """Our own cases, and those of a public collection where one lies beside the repository or is named."""
    named = os.environ.get("TRIBUTARY_HOSTILE_CASES")
    files = [Path(__file__).parent / "Fixtures/hostile-markup.jsonl"]
    files += [Path(named)] if named else sorted(ROOT.parent.glob("*/data/html-sanitise/cases.jsonl"))
    return [json.loads(line)["input"] for file in files for line in file.read_text().split("\n") if line.strip()]


def line(text, length=200):
    """A case as one line of text, for headers and fields that hold one line."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]+", " ", text).strip()[:length] or "x"


def whole(text):
    """A case without what no encoding can write."""
    return re.sub(r"[\x00\ud800-\udfff]", "", text)


def hostile_mail(case, number, parent):
    letter = EmailMessage()
    word = base64.b64encode(line(case, 120).encode()).decode()
    letter["To"] = "support@desk.test"
    letter["Message-ID"] = f"<case{number}@customer.test>"
    if parent is not None:
        letter["In-Reply-To"] = f"<case{parent}@customer.test>"
        letter["References"] = f"<case{parent}@customer.test>"
    letter.set_content("plain " + whole(case))
    letter.add_alternative("<p>case</p>" + whole(case), subtype="html")
    # A preview is a frame of its own, so not each mail has one.
    subtype = {"maintype": "text", "subtype": "plain"} if number % 10 == 0 else {"maintype": "application", "subtype": "pdf"}
    letter.add_attachment(b"<script>alert(1)</script>", filename=line(case, 80), **subtype)
    octets = letter.as_bytes(policy=letter.policy.clone(linesep="\r\n"))
    head = f"From: =?utf-8?b?{word}?= <eve@customer.test>\r\nSubject: =?utf-8?b?{word}?=\r\n"
    return head.encode() + octets


class Watch:
    """Everything a page does that hostile markup would have it do."""

    def __init__(self, page, desk):
        self.found = []
        own = (f"http://127.0.0.1:{desk.port}/", f"http://127.0.0.1:{desk.port + 1}/", "data:", "about:", "blob:")
        page.on("dialog", lambda dialog: (self.found.append(("dialog", dialog.message)), dialog.dismiss()))
        page.on("request", lambda request: None if request.url.startswith(own)
                else self.found.append(("request", request.url, page.url)))
        # What the policy or the sandbox had to stop got into the markup, which is a defect of its own.
        page.on("console", lambda message: self.found.append(("console", message.text, page.url))
                if re.search("Content Security Policy|sandbox|Trusted", message.text) else None)
        page.on("popup", lambda popup: self.found.append(("popup", popup.url)))
        page.add_init_script("for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) "
                             "window[name] = (...words) => { window.hostile = `${name} ${words}`; };")

    def look(self, page):
        """What markup left behind in the page itself."""
        left = page.evaluate("""() => {
            const left = window.hostile ? [window.hostile] : [];
            for (const element of document.querySelectorAll("*")) {
                for (const {name, value} of element.attributes) {
                    if (/^on/i.test(name)) left.push(`${element.tagName} ${name}=${value}`);
                    if (/^(href|src|action|formaction)$/i.test(name) && /^\\s*(javascript|vbscript|data):/i.test(value))
                        left.push(`${element.tagName} ${name}=${value}`);
                }
                if (element.tagName === "SCRIPT" && !/^\\/(desk|help)\\/assets\\//.test(element.getAttribute("src") ?? ""))
                    left.push(element.outerHTML);
                if (/^(OBJECT|EMBED|BASE|FRAME|APPLET|MATH)$/.test(element.tagName)) left.push(element.outerHTML);
            }
            return left;
        }""")
        assert left == [], (page.url, left[:3])
        assert self.found == [], (page.url, self.found[:3])


UNFOLD = """() => {
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
    document.querySelectorAll("iframe, img").forEach((frame) => { frame.loading = "eager"; });
    return document.querySelectorAll("iframe").length;
}"""


def open_everything(page):
    """Opens what is folded and waits until each frame has its document."""
    port = int(re.search(r":(\d+)/", page.url)[1])
    content = f":{port + 1}/"

    def are_there():
        # Again and again: a live change puts the thread anew, folded as it comes.
        wanted = page.evaluate(UNFOLD)
        page.wait_for_timeout(100)
        return len([frame for frame in page.frames[1:] if content in frame.url]) >= wanted

    wait_until(are_there, 120)
    # What a document does, it does at once; a frame that a live change took away meanwhile would be waited for in vain.
    page.wait_for_timeout(500)
    return len(page.frames) - 1


def test_nothing_that_strangers_write_runs_or_is_fetched(tmp_path, browser):
    desk = Desk(tmp_path, CONFIGURATION).start()
    page = customer = None
    try:
        hostile = cases()
        assert len(hostile) >= 40
        page = admin(browser, desk)
        watch = Watch(page, desk)

        # Mails: the case is the markup, the subject, the sender's name and a file's name; some dozens a ticket.
        for number, case in enumerate(hostile):
            root = number // MESSAGES_A_TICKET * MESSAGES_A_TICKET
            if number == root:
                desk.drop(f"case{number}", hostile_mail(case, number, None))
                wait_until(lambda: len(desk.tickets()) == root // MESSAGES_A_TICKET + 1, 60)
            else:
                desk.drop(f"case{number}", hostile_mail(case, number, root))
        threads = len(desk.tickets())
        wait_until(lambda: sum(1 for arrival in desk.arrivals() if arrival["outcome"] != "waiting") >= min(len(hostile), 50), 60)
        wait_until(lambda: sum(len(desk.ticket(n)["messages"]) for n in range(1, threads + 1)) == len(hostile), 240, 1)

        # Forms: the case is name, subject, message.
        for number, case in enumerate(hostile):
            status, body, _ = desk.post_json("/channels/contact-form/form", {
                "name": line(case, 100), "email": f"eve{number}@customer.test", "subject": line(case, 150),
                "message": whole(case)[:4000]})
            assert status < 500, (status, body, case)

        frames = 0
        for number in range(1, threads + 1):
            page.goto(f"{desk.url}/desk/tickets/{number}?view=all")
            frames += open_everything(page)
            watch.look(page)
        assert frames >= len(hostile) // 2
        for path in ("/desk/tickets?view=all", "/desk/contacts", "/desk/intake", "/desk/team", "/desk/due",
                     "/desk/search?q=alert", "/desk/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"):
            page.goto(desk.url + path)
            for _ in range(30):
                watch.look(page)
                following = page.locator("a[rel=next]")
                if not following.count():
                    break
                page.goto(desk.url + following.first.get_attribute("href"))
        newest = max(ticket["number"] for ticket in desk.tickets())
        for number in range(threads + 1, newest + 1, 25):
            page.goto(f"{desk.url}/desk/tickets/{number}")
            open_everything(page)
            watch.look(page)

        # Articles: written by the desk's own people, whose accounts may have been taken.
        slugs = []
        for start in range(0, len(hostile), CASES_AN_ARTICLE):
            some = [whole(case) for case in hostile[start:start + CASES_AN_ARTICLE]]
            page.goto(f"{desk.url}/admin/knowledge/new")
            page.fill("input[name=title-en]", line(some[0], 150))
            page.fill("textarea[name=body-en]", "\n\n".join(some)[:20000])
            page.fill("input[name=slug]", f"case-{start}")
            page.click("button[name=do][value=publish]")
            page.wait_for_url(re.compile(r"/admin/knowledge/\d+"))
            watch.look(page)
            slugs.append(f"case-{start}")

        # The customer whose mails they were, and anybody who reads the articles.
        customer = browser.new_context(locale="en-US").new_page()
        theirs = Watch(customer, desk)
        for slug in slugs:
            assert customer.goto(f"{desk.url}/help/articles/{slug}").status == 200
            theirs.look(customer)
        for path in ("/help", "/help/search?q=alert", "/help/requests/new"):
            customer.goto(desk.url + path)
            theirs.look(customer)
        customer.goto(f"{desk.url}/help/sign-in")
        customer.fill("main input[type=email], main input[name=address]", "eve@customer.test")
        customer.click("main button.primary")
        customer.goto(newest_link(desk, "eve@customer.test"))
        customer.click("button.primary")
        customer.wait_for_url("**/help/requests**")
        theirs.look(customer)
        for number in range(1, threads + 1):
            assert customer.goto(f"{desk.url}/help/requests/{number}").status == 200
            open_everything(customer)
            theirs.look(customer)
    finally:
        for open_page in (page, customer):
            if open_page:
                open_page.context.close()
        assert desk.stop() == 0, desk.words()


def test_pictures_of_other_servers_come_only_when_they_are_asked_for(desk, browser):
    letter = mail("Shop <shop@example.org>", "Our offers",
                  '<p>Look</p><img src="http://127.0.0.1:9/pixel.png?who=agent"><img src="http://127.0.0.1:9/two.png">')
    desk.drop("offers", letter.replace(b"text/plain", b"text/html"))
    wait_until(lambda: desk.tickets(), 60)
    page = admin(browser, desk)
    asked = []
    page.on("request", lambda request: asked.append(request) if ":9/" in request.url else None)

    def unfold():
        page.click("details.formatted > summary")
        wait_until(lambda: page.wait_for_timeout(50) or any("/mail/" in frame.url for frame in page.frames), 60)
        page.wait_for_load_state("networkidle")
        assert asked == []

    page.goto(f"{desk.url}/desk/tickets/1")
    unfold()
    page.click(".remote a:has-text('Show them')")
    wait_until(lambda: page.wait_for_timeout(50) or len(asked) == 2, 60)
    assert not any(request.headers.get("referer") for request in asked)
    # The next look is closed again.
    asked.clear()
    page.reload()
    unfold()
    page.context.close()
