"""Pages and searches of a small desk and of a large one."""
import re
import sqlite3
import subprocess
import time
from contextlib import closing
from urllib.parse import quote

from browsing import Browser
from desk import BINARY, wait_until
from intake import letter
from measuring import NOT_BUILT, percentile, rate, row, title

LOOKS = 200


def pages(bench):
    """pages and searches at 2,000 and 200,000 tickets"""
    small = {}
    for count in ((2_000, 10_000) if bench.options.quick else (2_000, 200_000)):
        title(f"Pages at {count:,} tickets (server time, {LOOKS} times each)")
        desk = bench.desk(f"pages{count}")
        fill(bench, desk, count)
        desk.start()
        wait_until(lambda: indexed(desk), 300, 0.5)
        browser = Browser(desk)
        for name, path, goal in addresses(browser, count):
            median = look(browser, name, path, goal, small.get(name))
            small.setdefault(name, median)
        desk.stop()


def indexed(desk):
    """Whether the search index holds everything; pages are measured on a desk at rest."""
    with closing(sqlite3.connect(f"file:{desk.data}/tributary.sqlite?mode=ro", uri=True)) as database:
        return database.execute("SELECT NOT EXISTS (SELECT 1 FROM searchPending)").fetchone()[0]


def fill(bench, desk, count):
    mbox = bench.folder / "fill.mbox"
    with open(mbox, "wb") as file:
        for number in range(count):
            file.write(b"From c@example.org Mon Jan  5 10:00:00 2026\n")
            file.write(letter(number * 3, people=count).replace(b"\r\n", b"\n") + b"\n")
    began = time.monotonic()
    subprocess.run([BINARY, "ingest", "--channel", "mail", "--wait", "0", "--config", desk.config, mbox],
                   stdout=subprocess.DEVNULL, check=True)
    rate("filled by one mbox, mails", count / (time.monotonic() - began), None, bench.machine.parsed[0], "parsing")
    mbox.unlink()


def addresses(browser, count):
    """What is looked at: the name, the path, and the goal for the slowest of a hundred, in ms."""
    listing = browser.get("/desk/tickets?view=all").text
    after = re.search(r'href="(/desk/tickets\?[^"]*after=[^"]*)"', listing)
    pages = [("list, all", "/desk/tickets?view=all", 20), ("list, unassigned", "/desk/tickets?view=unassigned", 20)]
    if after:
        pages.append(("list, the next page", after[1].replace("&amp;", "&"), 20))
    pages += [("ticket", f"/desk/tickets/{count // 2}", 20), ("contacts", "/desk/contacts", 20),
              ("search, two words", f"/desk/search?q={quote('退款 printer')}", 100),
              ("search, one that all have", "/desk/search?q=printer", 100),
              ("search, a rare one", f"/desk/search?q={quote(f'Matter {count * 3 // 2 // 3 * 3}')}", 100),
              ("search, nothing", f"/desk/search?q={quote('天鹅绒 zebra')}", 100)]
    return pages


def look(browser, name, path, goal, earlier):
    """Tells the times and the size of a page; gives the middle time."""
    if (first := browser.get(path)).status == 404:
        row(name, NOT_BUILT)
        return None
    assert first.status == 200, (path, first.status)
    seen = [browser.get(path) for _ in range(LOOKS)]
    times = [page.milliseconds for page in seen]
    median = percentile(times, 50)
    notes = [] if first.is_servers_own else ["request to last byte"]
    if earlier:
        notes.append(f"{median / max(earlier, 0.1):.1f} times that of the small desk")
    row(f"{name}: p50 / p99", f"{median:.1f} / {percentile(times, 99):.1f} ms", f"p99 {goal} ms", note=", ".join(notes))
    row(f"{name}: compressed", f"{first.compressed / 1024:.0f} KB", "100 KB")
    return median
