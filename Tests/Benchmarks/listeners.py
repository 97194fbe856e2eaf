"""A thousand who listen: agents' browsers at the desk's events, and visitors of a live chat."""
import asyncio
import threading
import time

from browsing import Browser
from desk import DROP_FOLDER, mail, wait_until
from measuring import NOT_BUILT, memory, percentile, row, title

# The desk gives each session a few lines only.
AGENTS = 50


class Listener:
    """One connection with server-sent events; remembers when the first data after a mark came."""

    def __init__(self, port, path, headers):
        self.port, self.path, self.headers = port, path, headers
        self.status, self.mark, self.heard = None, 0.0, None

    async def listen(self):
        reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: text/event-stream",
                 *(f"{name}: {value}" for name, value in self.headers.items())]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.status = int((await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1])
        if self.status != 200:
            return self.writer.close()
        # Events, and not the comments that keep the line open.
        while line := await reader.readline():
            if line.startswith(b"data:") and self.mark and self.heard is None:
                self.heard = time.monotonic()


class Crowd:
    """Many listeners, on a thread of their own."""

    def __init__(self, listeners):
        self.listeners = listeners
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def gather(self):
        """Has all of them listen, a few at a time, and waits until each was answered."""
        for start in range(0, len(self.listeners), 50):
            for listener in self.listeners[start:start + 50]:
                asyncio.run_coroutine_threadsafe(self.quietly(listener), self.loop)
            wait_until(lambda: all(listener.status for listener in self.listeners[start:start + 50]), 60, 0.01)
        return [listener for listener in self.listeners if listener.status == 200]

    @staticmethod
    async def quietly(listener):
        try:
            await listener.listen()
        except (OSError, asyncio.IncompleteReadError):
            listener.status = listener.status or -1

    def delays(self, act, times=20):
        """How long each listener waited for what `act` changes, in ms from before the request to the event's last byte."""
        delays = []
        for number in range(times):
            time.sleep(0.5)
            here = [listener for listener in self.listeners if listener.status == 200]
            for listener in here:
                listener.heard, listener.mark = None, time.monotonic()
            began = time.monotonic()
            act(number)
            try:
                wait_until(lambda: all(listener.heard for listener in here), 20, 0.01)
            except AssertionError:
                pass
            delays += [(listener.heard - began) * 1000 if listener.heard else 20_000.0 for listener in here]
        return delays

    def close(self):
        async def end():
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
        asyncio.run_coroutine_threadsafe(end(), self.loop).result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)


def tell(desk, crowd, before, what, act):
    """The rows of a crowd that listens."""
    here = crowd.gather()
    count = len(crowd.listeners)
    refused = {listener.status for listener in crowd.listeners} - {200}
    note = f"others were answered {sorted(refused)}" if refused else ""
    row(f"{what} listening at once", f"{len(here):,}", f"{count:,}", note=note)
    if not here:
        return
    time.sleep(2)
    after = memory(desk.process)["VmRSS"]
    row("memory, all of the desk", f"{after:.0f} MB", note=f"{(after - before) * 1024 / len(here):.0f} KB for each of them")
    delays = crowd.delays(act)
    row("from the request to their screens p50 / p99", f"{percentile(delays, 50):.0f} / {percentile(delays, 99):.0f} ms",
        "p99 300 ms", note=f"{len(delays):,} events, commit included")
    row("memory at peak", f"{memory(desk.process)['VmHWM']:.0f} MB")


def listeners(bench):
    """1,000 browsers at /desk/events: memory, and the delay from a change to the screen"""
    count = 100 if bench.options.quick else 1_000
    title(f"{count:,} browsers listen to the desk")
    desk = bench.desk("listeners", DROP_FOLDER).start()
    desk.drop("one", mail("ada@example.org", "Does it weave?", "All day?"))
    wait_until(desk.tickets, 30)
    first = Browser(desk)
    if probe(desk, "/desk/events", {"Cookie": first.cookie}) == 404:
        row("/desk/events", NOT_BUILT)
        return desk.stop()
    agents = [first] + [Browser(desk, f"agent{n}@desk.test", "agent") for n in range(1, AGENTS)]
    before = memory(desk.process)["VmRSS"]
    crowd = Crowd([Listener(desk.port, "/desk/events", {"Cookie": agents[n % AGENTS].cookie}) for n in range(count)])
    try:
        tell(desk, crowd, before, "browsers",
             lambda number: first.post("/desk/tickets/1/notes", {"note": f"Looked at it, {number}."}))
    finally:
        crowd.close()
    desk.stop()


def probe(desk, path, headers):
    """The status that a stream is answered with."""
    crowd = Crowd([Listener(desk.port, path, headers)])
    try:
        crowd.gather()
        return crowd.listeners[0].status
    finally:
        crowd.close()
