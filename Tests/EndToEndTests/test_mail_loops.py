"""Two desks and five kinds of autoresponder, pointed at one another: they must settle."""
import secrets
from email import message_from_bytes, policy

from desk import Desk, mail, wait_until

DESK = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Desk {name}}}
channels:
  mail:
    adapter: email
    address: {name}@desk-{name}.test
    acknowledgment: true
    reply_token: plus
    drop_folder: {{path: mail/in}}
    out_folder: {{path: mail/out}}
"""


class Responder:
    """Somebody's machine that answers every mail it gets; it sees no envelope, so it cannot tell what not to answer."""

    def __init__(self, name):
        self.name = name
        self.address = f"{name}@machines.test"
        self.got = []

    def answers(self, letter):
        self.got.append(letter)
        back = letter["Reply-To"] or letter["From"]
        return [getattr(self, self.name)(letter, str(back))]

    def vacation(self, letter, back):
        """As RFC 3834 wants it, but for answering automatic mail."""
        return mail(self.address, f"Auto: {letter['Subject']}", "I am away.", to=back, In_Reply_To=letter["Message-ID"],
                    Auto_Submitted="auto-replied")

    def outlook(self, letter, back):
        return mail(self.address, f"Automatic reply: {letter['Subject']}", "I am out of the office.", to=back,
                    In_Reply_To=letter["Message-ID"], X_Auto_Response_Suppress="All")

    def precedence(self, letter, back):
        """An old vacation program: no reference to what it answers."""
        return mail(self.address, "Out of office", "Away until Monday.", to=back, Precedence="bulk")

    def silent(self, letter, back):
        """Says by nothing that it is a machine."""
        return mail(self.address, f"Re: {letter['Subject']}", "Thank you, we will look at it.", to=back,
                    In_Reply_To=letter["Message-ID"], References=letter["Message-ID"])

    def ticketing(self, letter, back):
        """A help desk of another make: a new matter each time, and no word of being a machine."""
        return mail(self.address, f"Request {secrets.randbelow(10**6)} was opened", "We have your request.", to=back)


class Post:
    """Carries what leaves to whom it is addressed, until nothing leaves any more."""

    def __init__(self, desks, responders):
        self.desks = desks
        self.responders = {responder.address: responder for responder in responders}
        self.carried = set()
        self.delivered = {desk: 0 for desk in desks.values()}
        self.sent = []

    def hand(self, desk, letter):
        self.delivered[desk] += 1
        desk.drop(f"m{self.delivered[desk]:05}", letter)

    def settled(self, desk):
        arrivals = desk.arrivals()
        if len(arrivals) < self.delivered[desk] or any(a["outcome"] == "accepted" for a in arrivals):
            return False
        return all(d["state"] not in ("queued", "sending", "deferred") for d in desk.deliveries())

    def carry(self):
        """One round; tells how many mails left the desks."""
        for desk in self.desks.values():
            wait_until(lambda: self.settled(desk), 120, 0.2)
        count = 0
        for domain, desk in self.desks.items():
            for path in sorted((desk.data / "mail/out").glob("*.eml")):
                if path in self.carried:
                    continue
                self.carried.add(path)
                count += 1
                letter = message_from_bytes(path.read_bytes(), policy=policy.default)
                to = letter["To"].addresses[0].addr_spec
                self.sent.append((domain, to, letter))
                if to in self.responders:
                    for answer in self.responders[to].answers(letter):
                        self.hand(desk, answer)
                elif to.split("@")[1] in self.desks:
                    self.hand(self.desks[to.split("@")[1]], path.read_bytes())
        return count


def test_desks_and_autoresponders_settle_at_one_automatic_mail_a_pair(tmp_path):
    one = Desk(tmp_path / "one", DESK, name="one").start()
    two = Desk(tmp_path / "two", DESK, name="two").start()
    try:
        desks = {"desk-one.test": one, "desk-two.test": two}
        responders = [Responder(name) for name in ("vacation", "outlook", "precedence", "silent", "ticketing")]
        post = Post(desks, responders)
        for domain, desk in desks.items():
            own = f"{domain.split('.')[0][5:]}@{domain}"
            other = "two@desk-two.test" if desk is one else "one@desk-one.test"
            for sender in [responder.address for responder in responders] + [other]:
                # Twice each: a machine that begins anew gets no second acknowledgment.
                for subject in ("A question", "Another question"):
                    post.hand(desk, mail(sender, subject, "Are you there?", to=own))
        rounds = [post.carry()]
        while rounds[-1] and len(rounds) < 12:
            rounds.append(post.carry())
        assert rounds[-1] == 0, f"they never settle: {rounds}"
        assert rounds[0] > 0, "nothing was acknowledged, so this proves nothing"
        pairs = {}
        for domain, to, letter in post.sent:
            assert letter["Auto-Submitted"], "only automatic mail leaves here"
            pairs[(domain, to)] = pairs.get((domain, to), 0) + 1
        assert all(count == 1 for count in pairs.values()), pairs
        assert {to for _, to in pairs} >= {"silent@machines.test", "ticketing@machines.test", "two@desk-two.test"}
    finally:
        codes = [desk.stop() for desk in (one, two)]
        assert codes == [0, 0], one.words() + two.words()
