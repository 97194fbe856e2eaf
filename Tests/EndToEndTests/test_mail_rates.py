"""How many mails a minute go to one domain, as a real Postfix sees it."""
import re
import time

from desk import Desk, mail, wait_until

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  mail:
    adapter: email
    address: support@desk.test
    drop_folder: {{path: mail/in}}
    smtp: {{host: localhost, port: {smtp}, security: starttls, authority_file: {authority}}}
    rate_limits: {{customer.test: 20}}
"""

# So many may leave at once, and one every so many seconds from then on.
BURST, STEP = 5, 3


def arrivals(servers, domain):
    """When Postfix took each mail to a domain, by the second, in order."""
    lines = (servers.folder / "postfix.log").read_text(errors="replace").splitlines()
    taken, found = {}, {}
    for line in lines:
        if begun := re.search(r"/smtpd\[\d+\]: ([0-9A-Za-z]+): client=", line):
            taken[begun[1]] = line[:15]
        elif to := re.search(rf": ([0-9A-Za-z]+): to=<[^>]*@{re.escape(domain)}>", line):
            # The log may be read amid a mail.
            if at := taken.get(to[1]):
                found[to[1]] = at
    year = time.localtime().tm_year
    return sorted(time.mktime(time.strptime(f"{year} {stamp}", "%Y %b %d %H:%M:%S")) for stamp in found.values())


def test_a_domain_gets_no_more_mails_a_minute_than_are_allowed(servers, tmp_path):
    desk = Desk(tmp_path / "desk", CONFIGURATION, smtp=servers.smtp_port, authority=servers.ca).start()
    desk.add_agent()
    count = 9
    limited = [f"ada+{number}@customer.test" for number in range(count)]
    for number, sender in enumerate([*limited, "carl@socket.test"]):
        desk.drop(f"m{number}", mail(sender, f"Matter {number}", "It jams."))
    wait_until(lambda: len(desk.tickets()) == count + 1)
    numbers = {ticket["subject"]: ticket["number"] for ticket in desk.tickets()}
    # All of them wait before the first one leaves, or a slow machine would keep the rate by itself.
    desk.run("outbox", "pause")
    for number in range(count + 1):
        desk.reply(numbers[f"Matter {number}"], "Clean the rollers.")
    start = time.time()
    desk.run("outbox", "resume")
    wait_until(lambda: all(delivery["state"] == "sent" for delivery in desk.deliveries()), 180, 0.5)
    times = wait_until(lambda: (found := arrivals(servers, "customer.test")) and len(found) >= count and found)
    assert len(times) == count
    # The log knows whole seconds alone, and nobody knows how late a busy machine is: never too early is what can be told.
    for index, at in enumerate(times):
        assert at >= start - 1 + (index - BURST + 1) * STEP, (index, [round(time - start, 1) for time in times])
    # A domain that is not named never waits.
    other, = [delivery for delivery in desk.deliveries() if "carl@socket.test" in delivery["destinations"]]
    assert len(other["attempts"]) == 1
    assert desk.stop() == 0, desk.words()
