"""The README's pictures: `tributary demo` on a folder of its own, looked at with Chromium."""
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEndTests"))
from desk import Desk, wait_until  # noqa: E402

CONFIGURATION = """
data_dir: {data}
listen: {{host: 127.0.0.1, port: {port}}}
desk: {{name: Halden Audio}}
channels:
  mail: {{adapter: email, address: support@example.com, drop_folder: {{path: mail/in}}, out_folder: {{path: mail/out}}}}
  contact-form: {{adapter: web-form, reply_through: mail}}
  calls: {{adapter: phone-log, format: asterisk, time_zone: UTC, path: calls}}
  chat: {{adapter: chat-webhook, provider: generic}}
"""
PASSWORD = "correct horse battery staple"


def number_of(desk, subject):
    return next(ticket["number"] for ticket in desk.tickets() if subject in ticket["subject"])


def take(folder):
    with tempfile.TemporaryDirectory() as place, sync_playwright() as player:
        desk = Desk(place, configuration=CONFIGURATION).start()
        try:
            desk.run("demo")
            wait_until(lambda: all(d["state"] == "sent" for d in desk.deliveries() if d["channel"] == "mail"), 60)
            link = desk.run("users", "add", "ada@example.com", "--name", "Ada Marsh", "--role", "admin").stdout.decode()
            browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for name, size, locale, scheme, path in [
                ("workspace.png", (1440, 900), "en-US", "light", f"/desk/tickets/{number_of(desk, 'Left channel')}?view=all"),
                ("workspace-zh-dark.png", (1440, 900), "zh-CN", "dark", f"/desk/tickets/{number_of(desk, '退款')}?view=all"),
                ("workspace-small.png", (390, 780), "en-US", "light", "/desk/tickets?view=all"),
            ]:
                context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale=locale, color_scheme=scheme)
                page = context.new_page()
                if "token=" in link:
                    page.goto(link.split()[-1])
                    for field in page.locator("input[type=password]").all():
                        field.fill(PASSWORD)
                    link = ""
                else:
                    page.goto(f"http://127.0.0.1:{desk.port}/desk/login")
                    page.fill("input[name=email]", "ada@example.com")
                    page.fill("input[type=password]", PASSWORD)
                page.keyboard.press("Enter")
                page.wait_for_url("**/desk/tickets**")
                page.goto(f"http://127.0.0.1:{desk.port}{path}")
                page.wait_for_timeout(500)
                page.screenshot(path=folder / name)
                context.close()
            browser.close()
        finally:
            desk.stop()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
