"""One person over mail, form, Telegram, WhatsApp, the telephone, and somebody who only says to be her."""
import base64
import hashlib
import hmac
import json
import re
import time
from http.cookiejar import CookieJar
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from desk import Desk, mail, wait_until
from providers import Answer, ProviderServer, Telegram, WhatsApp
from test_phone_log import row
from watching import PATIENCE, inbound, outbound, reply_becomes, secret, ticket_of

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
    authserv_ids: [mx.desk.test]
    unify: 72h
  contact-form:
    adapter: web-form
    reply_through: mail
  telegram:
    adapter: chat-webhook
    provider: telegram
    api_base_url: {telegram}
    bot_token: {bot_token}
    intake: polling
  whatsapp:
    adapter: social-webhook
    provider: whatsapp
    api_base_url: {whatsapp}
    phone_number_id: "{number}"
    app_secret: {app_secret}
    verify_token: {verify_token}
    access_token: {access_token}
  site:
    adapter: chat-webhook
    provider: generic
    secret: {site_secret}
    reply_url: {site}/replies
  calls:
    adapter: phone-log
    format: asterisk
    time_zone: UTC
    path: calls
"""

ANA = "ana@customer.test"
NUMBER = "+12125550101"

SITE_KEY = b"a key of twenty-four byte"


class Site(ProviderServer):
    """A site of one's own that speaks Standard Webhooks both ways."""

    def method_of(self, call):
        return call.path.strip("/")

    def well(self, method, call):
        return Answer(body={"message_id": f"r{len(self.calls)}"})


class Browser:
    """Somebody with cookies, who follows what a page answers."""

    def __init__(self, desk):
        self.desk = desk
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        with self.opener.open(self.desk.url + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path, **form):
        request = Request(self.desk.url + path, urlencode(form).encode(), {"Origin": self.desk.url})
        with self.opener.open(request, timeout=20) as answer:
            return answer.read().decode()


class FiveChannels(Desk):
    """A desk that Ana can reach in every way, with the providers as servers of the test's."""

    def __init__(self, folder, telegram, whatsapp, site):
        self.telegram, self.whatsapp, self.site = telegram, whatsapp, site
        super().__init__(
            folder / "desk", CONFIGURATION, telegram=telegram.url, whatsapp=whatsapp.url, site=site.url,
            number=WhatsApp.NUMBER, bot_token=secret(folder, "bot_token", telegram.token),
            app_secret=secret(folder, "app_secret", whatsapp.app_secret),
            verify_token=secret(folder, "verify_token", "the-word"),
            access_token=secret(folder, "access_token", whatsapp.token),
            site_secret=secret(folder, "site_secret", "whsec_" + base64.b64encode(SITE_KEY).decode()))

    def mails(self, name, text, proven=True):
        verdict = "mx.desk.test; dmarc=pass header.from=customer.test; spf=pass smtp.mailfrom=customer.test"
        self.drop(name, mail(f"Ana Loom <{ANA}>", "The loom", text,
                             **({"Authentication_Results": verdict} if proven else {})))

    def fills_in_the_form(self, text):
        body = {"name": "Ana Loom", "email": ANA, "subject": "The loom", "message": text}
        status, answer, _ = self.post_json("/channels/contact-form/form", body)
        assert status in (201, 202), answer

    def follows_a_one_time_link(self):
        """Ana asks for a link, reads it in her mail, and signs in; gives her page of requests."""
        browser = Browser(self)
        before = len(self.sent_mails())
        browser.post("/help/sign-in", address=ANA)
        letter = wait_until(lambda: self.sent_mails()[before:], PATIENCE)[-1]
        assert letter["To"].addresses[0].addr_spec == ANA
        link = re.search(r"http://\S+/help/link\?\S+", letter.get_body(("plain",)).get_content())[0]
        token = parse_qs(urlsplit(link).query)["token"][0]
        return browser.post("/help/link", token=token, next="/help/requests")

    def telegrams(self, number, text=None, **more):
        self.telegram.hold(self.telegram.update(number, number, text, sender=42, name="Ana", **more))

    def shares_her_contact(self, number):
        self.telegrams(number, contact={"phone_number": NUMBER.lstrip("+"), "first_name": "Ana", "user_id": 42})

    def whatsapps(self, number, text):
        body, headers = self.whatsapp.signed(
            self.whatsapp.message(f"wamid.{number}", text, wa_id=NUMBER.lstrip("+"), user_id="US.1", name="Ana L."))
        assert self.request("POST", "/channels/whatsapp/webhook", body, headers)[0] == 200

    def calls(self, unique, folder):
        log = folder / f"{unique}.csv"
        log.write_text(row(NUMBER, unique))
        return self.lines("ingest", "--channel", "calls", "--wait", "30", log)[0]

    def chats(self, number, text, person="u1", email=None, verified=()):
        body = json.dumps({"type": "message.created", "timestamp": "2026-01-01T00:00:00Z", "data": {
            "message_id": f"m{number}", "conversation_id": f"c-{person}", "sender": {
                "id": person, "name": "Ana Loom", "email": email, "verified": list(verified)}, "text": text}}).encode()
        at = str(int(time.time()))
        code = hmac.new(SITE_KEY, f"msg_{number}.{at}.".encode() + body, hashlib.sha256).digest()
        headers = {"webhook-id": f"msg_{number}", "webhook-timestamp": at,
                   "webhook-signature": "v1," + base64.b64encode(code).decode(), "Content-Type": "application/json"}
        assert self.request("POST", "/channels/site/webhook", body, headers)[0] == 200

    def person(self, contact):
        return self.lines("contacts", "show", contact)[0]["person"]

    def agent_sees(self, path):
        link = self.add_agent("reader@desk.test", "Reader")
        browser = Browser(self)
        browser.post("/desk/setup", token=parse_qs(urlsplit(link).query)["token"][0], password="seven quiet rivers meet")
        return browser.get(path)


@pytest.fixture
def desk(tmp_path):
    with Telegram() as telegram, WhatsApp() as whatsapp, Site() as site:
        desk = FiveChannels(tmp_path, telegram, whatsapp, site).start()
        desk.add_agent()
        yield desk
        assert desk.stop() == 0, desk.words()


def test_mail_and_form_are_tied_by_a_one_time_link(desk):
    desk.fills_in_the_form("by the form")
    form = ticket_of(desk, "by the form")
    assert inbound(form)[0]["is_verified"] is False
    assert "The loom" in desk.follows_a_one_time_link()
    identity, = desk.contacts()[0]["identities"]
    assert identity["address"] == ANA and identity["is_verified"] is True
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    assert mailed["number"] == form["number"] and mailed["contact"] == form["contact"], mailed
    # A mail that only claims to be hers opens a matter of its own, whatever is proven of the address.
    desk.mails("two", "not by her mail server", proven=False)
    assert ticket_of(desk, "not by her mail server")["number"] != form["number"]


def test_a_number_that_both_providers_have_proven_ties_telegram_and_whatsapp(desk):
    desk.telegrams(1, "by telegram")
    first = ticket_of(desk, "by telegram")
    desk.shares_her_contact(2)
    wait_until(lambda: len(inbound(desk.ticket(first["number"]))) == 2, PATIENCE)
    desk.whatsapps(1, "by whatsapp")
    second = ticket_of(desk, "by whatsapp")
    assert desk.person(second["contact"]) == desk.person(first["contact"])
    assert second["number"] == first["number"]


def test_a_shared_contact_of_somebody_else_proves_nothing(desk):
    desk.whatsapps(1, "by whatsapp")
    ticket_of(desk, "by whatsapp")
    desk.telegrams(1, contact={"phone_number": NUMBER, "first_name": "Ana", "user_id": 43})
    thread = ticket_of(desk, NUMBER)
    assert thread["number"] != ticket_of(desk, "by whatsapp")["number"]
    assert len({contact["person"] for contact in desk.contacts()}) == 2


def test_a_call_is_kept_apart_until_an_agent_asserts_whose_it_is(desk, tmp_path):
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    called = desk.ticket(desk.calls("1700.1", tmp_path)["ticket"])
    assert called["contact"] != mailed["contact"] and inbound(called)[0]["is_verified"] is False
    desk.run("contacts", "merge", called["contact"], "--into", mailed["contact"])
    # The next call is hers, but a caller id proves nothing: it joins the calls, never the mail's ticket.
    again = desk.calls("1700.2", tmp_path)
    assert again["ticket"] == called["number"]
    thread = desk.ticket(again["ticket"])
    assert desk.person(thread["contact"]) == mailed["contact"] and not inbound(thread)[-1]["is_verified"]
    assert len(inbound(desk.ticket(mailed["number"]))) == 1


def test_a_conversation_keeps_its_ticket_when_its_person_turns_out_to_be_known(desk):
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    desk.telegrams(1, "by telegram")
    told = ticket_of(desk, "by telegram")
    desk.run("contacts", "merge", told["contact"], "--into", mailed["contact"])
    # From now on they are one person; with the first matter still open in two tickets, the conversation keeps its own.
    desk.telegrams(2, "and again")
    assert ticket_of(desk, "and again")["number"] == told["number"]
    desk.reply(told["number"], "To the bot.")
    reply_becomes(desk, told["number"], "sent")
    assert [call.json["text"] for call in desk.telegram.sends] == ["To the bot."] and desk.sent_mails() == []
    desk.reply(mailed["number"], "To the mailbox.")
    reply_becomes(desk, mailed["number"], "sent")
    assert len(desk.sent_mails()) == 1 and len(desk.telegram.sends) == 1


def test_each_reply_leaves_by_the_leg_it_was_written_for_whoever_was_merged(desk):
    desk.whatsapps(1, "by whatsapp")
    first = ticket_of(desk, "by whatsapp")
    desk.chats(1, "by the site", person="u1")
    second = ticket_of(desk, "by the site")
    assert first["number"] != second["number"]
    desk.run("contacts", "merge", second["contact"], "--into", first["contact"])
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    desk.run("contacts", "merge", mailed["contact"], "--into", first["contact"])
    assert {desk.person(t["contact"]) for t in desk.tickets()} == {first["contact"]}
    for number, channel in [(first["number"], "whatsapp"), (second["number"], "site"), (mailed["number"], "mail")]:
        desk.reply(number, f"By {channel}.", "--channel", channel)
        reply_becomes(desk, number, "sent")
        assert outbound(desk.ticket(number))[-1]["channel"] == channel
    assert [c.json["text"]["body"] for c in desk.whatsapp.sends] == ["By whatsapp."]
    assert [c.json["data"]["text"] for c in desk.site.calls_of("replies")] == ["By site."]
    assert len(desk.sent_mails()) == 1 and desk.telegram.sends == []


def test_somebody_who_claims_her_address_stays_apart_and_never_gets_her_reply(desk):
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    desk.chats(1, "I am Ana, believe me", person="impostor", email=ANA)
    claimed = ticket_of(desk, "I am Ana, believe me")
    assert claimed["number"] != mailed["number"]
    assert desk.person(claimed["contact"]) != desk.person(mailed["contact"])
    page = desk.agent_sees(f"/desk/tickets/{claimed['number']}")
    assert "may be the same person" in page and ANA in page and "not proven" in page
    desk.reply(mailed["number"], "Your secret number is 4711.")
    reply_becomes(desk, mailed["number"], "sent")
    assert desk.site.calls_of("replies") == []
    done = desk.run("reply", mailed["number"], "--agent", "agent@desk.test", "--text", "4711", "--channel", "site", check=False)
    assert done.returncode != 0 and desk.site.calls_of("replies") == []
    assert [m["To"].addresses[0].addr_spec for m in desk.sent_mails()] == [ANA]


def test_a_site_that_vouches_for_the_address_ties_its_chat_to_the_mail(desk):
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    desk.chats(1, "signed in at the site", person="u7", email=ANA, verified=["email"])
    chat = ticket_of(desk, "signed in at the site")
    assert desk.person(chat["contact"]) == desk.person(mailed["contact"])
    assert chat["number"] == mailed["number"]
    desk.reply(mailed["number"], "To the chat.", "--channel", "site")
    desk.reply(mailed["number"], "To the mailbox.", "--channel", "mail")
    wait_until(lambda: desk.sent_mails() and desk.site.calls_of("replies"), PATIENCE)
    assert [c.json["data"]["text"] for c in desk.site.calls_of("replies")] == ["To the chat."]
    assert "To the mailbox." in desk.sent_mails()[0].get_body(("plain",)).get_content()


def test_a_merge_is_undone_after_new_messages(desk):
    desk.mails("one", "by mail")
    mailed = ticket_of(desk, "by mail")
    desk.telegrams(1, "by telegram")
    told = ticket_of(desk, "by telegram")
    merge = desk.lines("contacts", "merge", told["contact"], "--into", mailed["contact"])[0]["merge"]
    assert desk.person(told["contact"]) == mailed["contact"]
    desk.telegrams(2, "told after the merge")
    desk.mails("two", "mailed after the merge")
    assert desk.person(ticket_of(desk, "told after the merge")["contact"]) == mailed["contact"]
    ticket_of(desk, "mailed after the merge")
    desk.run("contacts", "unmerge", merge)
    desk.telegrams(3, "after it was undone")
    thread = ticket_of(desk, "after it was undone")
    assert thread["number"] == told["number"] and desk.person(thread["contact"]) == told["contact"]
    assert desk.person(mailed["contact"]) == mailed["contact"]
    # What came between went with the one it came from.
    assert desk.person(ticket_of(desk, "told after the merge")["contact"]) == told["contact"]
    assert desk.person(ticket_of(desk, "mailed after the merge")["contact"]) == mailed["contact"]
    assert desk.run("verify").returncode == 0


def test_over_five_channels_she_has_one_ticket(desk, tmp_path):
    desk.fills_in_the_form("by the form")
    number = ticket_of(desk, "by the form")["number"]
    desk.follows_a_one_time_link()
    desk.mails("one", "by mail")
    assert ticket_of(desk, "by mail")["number"] == number
    # Her bot chat is nobody's until she has said her number, and hers once an agent has asserted that it is.
    desk.shares_her_contact(1)
    told = ticket_of(desk, NUMBER.lstrip("+"))
    assert told["number"] != number
    desk.run("contacts", "merge", told["contact"], "--into", desk.ticket(number)["contact"])
    merge = desk.lines("tickets", "merge", told["number"], "--into", number)[0]
    assert merge["ticket"] == number and desk.ticket(told["number"])["number"] == number
    # From now on whatever she writes by is the same person and the same matter.
    desk.telegrams(2, "by telegram")
    assert ticket_of(desk, "by telegram")["number"] == number
    desk.whatsapps(1, "by whatsapp")
    assert ticket_of(desk, "by whatsapp")["number"] == number
    called = desk.calls("1700.1", tmp_path)
    assert called["ticket"] == number
    thread = desk.ticket(number)
    call = inbound(thread)[-1]
    assert call["channel"] == "calls" and call["is_verified"] is False and len(thread["tasks"]) == 1
    assert {m["channel"] for m in inbound(thread)} == {"contact-form", "mail", "telegram", "whatsapp", "calls"}
    assert len(desk.tickets()) == 1 and len({contact["person"] for contact in desk.contacts()}) == 1
    for channel in ["mail", "telegram", "whatsapp"]:
        desk.reply(number, f"By {channel}.", "--channel", channel)
        reply_becomes(desk, number, "sent")
    assert [call.json["text"] for call in desk.telegram.sends] == ["By telegram."]
    assert [c.json["text"]["body"] for c in desk.whatsapp.sends] == ["By whatsapp."]
    assert len(desk.sent_mails()) == 2 and desk.site.calls_of("replies") == []
    # The merge of the tickets is undone after all that: what came before it goes back, what came since stays.
    desk.run("tickets", "unmerge", merge["merge"])
    assert [m["text"] for m in inbound(desk.ticket(told["number"]))] == [inbound(told)[0]["text"]]
    assert {m["channel"] for m in inbound(desk.ticket(number))} == {"contact-form", "mail", "telegram", "whatsapp", "calls"}
    assert desk.run("tickets", "unmerge", merge["merge"], check=False).returncode == 65
    assert desk.run("verify").returncode == 0
