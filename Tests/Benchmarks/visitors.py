"""A thousand visitors of a live chat who listen for their answers."""
from listeners import probe
from measuring import NOT_BUILT, row, title

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
channels:
  site:
    adapter: live-chat
"""


def visitors(bench):
    """1,000 visitors of a live chat: memory, and the delay from an answer to the visitor"""
    count = 100 if bench.options.quick else 1_000
    title(f"{count:,} visitors of a live chat")
    desk = bench.desk("visitors", CONFIGURATION)
    if desk.run("check", check=False).returncode == 78:
        return row("/channels/{id}/chat/events", NOT_BUILT)
    desk.start()
    if probe(desk, "/channels/site/chat/events", {}) == 404:
        row("/channels/{id}/chat/events", NOT_BUILT)
    desk.stop()
