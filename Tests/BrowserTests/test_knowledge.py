"""An admin writes articles and brands the desk; customers read, search and are offered them; nothing in them runs."""
import base64
import re

from barriers import look
from desk import mail, wait_until
from test_first_five_minutes import sign_in

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNgaGDAirCLDi4dABRvQAFM8cxxAAAAAElFTkSuQmCC")
HOSTILE = """# <img src=x onerror="window.pwned=1">
<script>window.pwned=1</script> [x](javascript:window.pwned=1) <svg onload="window.pwned=1"></svg>
<details open ontoggle="window.pwned=1">x</details> ![x" onerror="window.pwned=1](cid:1) <iframe srcdoc="<script>parent.pwned=1</script>">
| a | b |
|---|---|
| <b onmouseover="window.pwned=1">x</b> | y |
"""


def watched(page):
    """The complaints of a page's console, the content security policy's among them."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def write(page, desk, english, chinese=None, publish=True):
    """Writes an article; gives the address of its page for editors."""
    page.goto(f"{desk.url}/admin/knowledge/new")
    page.fill("input[name=title-en]", english[0])
    page.fill("textarea[name=body-en]", english[1])
    if chinese:
        page.fill("input[name=title-zh-Hans]", chinese[0])
        page.fill("textarea[name=body-zh-Hans]", chinese[1])
    page.click("button[name=do][value=publish]" if publish else "button[name=do][value=save]")
    page.wait_for_url(re.compile(r"/admin/knowledge/\d+"))
    return page.url.split("?")[0]


def check(page, path):
    page.goto(path)
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], (path, width)
    found = look(page).response["violations"]
    assert not found, (path, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])


def test_articles_are_written_searched_and_offered(desk, browser, tmp_path):
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    admin = context.new_page()
    complaints = watched(admin)
    sign_in(admin, desk)
    place = write(admin, desk, ("Paper jams", "Open **the lid** and pull gently."), ("打印机卡纸", "打开**机盖**，轻轻取出纸张。"))
    picture = tmp_path / "plan.png"
    picture.write_bytes(PNG)
    admin.set_input_files("input[name=picture]", picture)
    admin.click("section:has(input[name=picture]) button:has-text('Upload')")
    line = admin.input_value(".pictures input.copy").replace("…", "The lid")
    admin.fill("textarea[name=body-en]", f"Open **the lid** and pull gently.\n\n{line}")
    admin.click("button[name=do][value=publish]")
    assert "Published" in admin.content()

    reader = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-US").new_page()
    trouble = watched(reader)
    reader.goto(f"{desk.url}/help")
    reader.fill("input[name=q]", "lid")
    reader.press("input[name=q]", "Enter")
    assert reader.locator("mark").first.text_content().lower() == "lid"
    reader.click("text=Paper jams")
    assert reader.locator(".article strong").text_content() == "the lid"
    wait_until(lambda: reader.evaluate("document.querySelector('.article img').naturalWidth") == 8)
    reader.click("button[name=helpful][value=yes]")
    reader.wait_for_url("**rated=yes**")

    # With a script the articles come while the customer types, without one on a step before the form.
    reader.goto(f"{desk.url}/help/requests/new")
    reader.type("input[name=about]", "my paper is stuck")
    reader.wait_for_selector("#suggestions a:has-text('Paper jams')")
    reader.press("input[name=about]", "Enter")
    assert "Before you write" in reader.content()
    reader.click("text=No, write to us")
    reader.wait_for_url("**/channels/contact-form/form**")
    assert reader.input_value("input[name=subject]") == "my paper is stuck"
    assert trouble == []

    plain = browser.new_context(locale="zh-CN", java_script_enabled=False).new_page()
    plain.goto(f"{desk.url}/help/search?q=%E5%8D%A1%E7%BA%B8")
    assert plain.locator("mark").first.text_content() == "卡纸"
    plain.goto(f"{desk.url}/help/search?q=%E7%9B%96")
    assert plain.locator(".found a").first.text_content() == "打印机卡纸"
    plain.goto(f"{desk.url}/help/requests/new")
    plain.fill("input[name=about]", "我的打印机卡住了")
    plain.press("input[name=about]", "Enter")
    assert plain.locator(".found a").first.text_content() == "打印机卡纸"

    admin.goto(place)
    admin.click("text=Take it from readers")
    assert reader.goto(f"{desk.url}/help/articles/paper-jams").status == 404
    assert complaints == []
    context.close()


def test_nothing_in_an_article_runs(desk, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    admin = context.new_page()
    sign_in(admin, desk)
    title = '<img src=x onerror="window.pwned=1"> hostile'
    admin.goto(f"{desk.url}/admin/knowledge/categories")
    admin.locator("input[name=title-en]").last.fill(title)
    admin.locator("form:has(button.primary) input[name=slug]").last.fill("hostile")
    admin.locator("button.primary").last.click()
    place = write(admin, desk, (title, HOSTILE))
    slug = admin.input_value("input[name=slug]")
    reader = context.new_page()
    for page, path in [
        (admin, place), (admin, f"{desk.url}/admin/knowledge"), (reader, f"{desk.url}/help"), (admin, f"{desk.url}/admin/audit"),
        (reader, f"{desk.url}/help/articles/{slug}"), (reader, f"{desk.url}/help/search?q=hostile"),
        (reader, f"{desk.url}/help/requests/new?about=hostile"),
    ]:
        page.goto(path)
        for element in page.query_selector_all(".article *, .articles *"):
            element.dispatch_event("mouseover")
            element.dispatch_event("toggle")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.pwned === undefined"), path
    assert not reader.locator(".article script, .article iframe, .article svg").count()
    reader.goto(f"{desk.url}/help/requests/new")
    reader.type("input[name=about]", "hostile things")
    reader.wait_for_selector("#suggestions a")
    assert reader.evaluate("window.pwned === undefined") and not reader.locator("#suggestions img").count()
    context.close()


def test_a_customer_who_is_signed_in_finds_the_address_filled_in(desk, browser):
    from test_portal import newest_link
    desk.drop("a", mail("Ada Lovelace <ada@example.org>", "Printer jams", "It eats paper."))
    wait_until(lambda: desk.tickets())
    page = browser.new_context(locale="en-US").new_page()
    page.goto(f"{desk.url}/help/sign-in")
    page.fill("input[name=address]", "ada@example.org")
    page.click("button.primary")
    page.goto(newest_link(desk, "ada@example.org"))
    page.click("button.primary")
    page.wait_for_url("**/help/requests**")
    page.goto(f"{desk.url}/help/requests/new")
    assert "ada@example.org" in page.content()
    page.click("ul.articles a")
    page.wait_for_url("**/channels/contact-form/form**")
    assert page.input_value("input[name=email]") == "ada@example.org"
    assert page.input_value("input[name=name]") == "Ada Lovelace"
    stranger = browser.new_context(locale="en-US").new_page()
    stranger.goto(page.url)
    assert stranger.input_value("input[name=email]") == ""


def test_the_desk_is_branded_at_once(desk, browser, tmp_path):
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    admin = context.new_page()
    sign_in(admin, desk)
    admin.goto(f"{desk.url}/admin/branding")
    admin.fill("input[name=name]", "Brook & Co")
    admin.fill("input[name=light]", "#ffee00")
    admin.click("button[value=save]")
    assert "its contrast is 1." in admin.content()
    admin.fill("input[name=light]", "#7a1fa2")
    logo = tmp_path / "logo.png"
    logo.write_bytes(PNG)
    admin.set_input_files("input[name=logo]", logo)
    admin.click("button[value=preview]")
    assert admin.locator("svg.swatch").count() == 2
    admin.set_input_files("input[name=logo]", logo)
    admin.click("button[value=save]")
    admin.wait_for_url("**saved=1**")
    for scheme in ("light", "dark"):
        page = browser.new_context(locale="en-US", color_scheme=scheme, viewport={"width": 360, "height": 740}).new_page()
        trouble = watched(page)
        for path in ("/help", "/help/sign-in", "/channels/contact-form/form"):
            check(page, desk.url + path)
            assert "Brook & Co" in page.locator("body").inner_text()
        page.goto(f"{desk.url}/help")
        assert page.evaluate("document.querySelector('img.logo').naturalWidth") == 8
        color = page.evaluate("getComputedStyle(document.querySelector('.wordmark')).color")
        assert (color == "rgb(122, 31, 162)") == (scheme == "light"), color
        assert trouble == []
    context.close()


def test_the_pages_are_accessible_in_both_languages_and_themes(desk, browser):
    context = browser.new_context(locale="en-US")
    admin = context.new_page()
    sign_in(admin, desk)
    place = write(admin, desk, ("Paper jams", "## Open\n\nThe **lid**.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\n`code`"))
    admin.goto(f"{desk.url}/admin/teams")
    admin.fill("input[name=name]", "Support")
    admin.click("button.primary")
    admin.goto(f"{desk.url}/admin/organizations")
    admin.fill("input[name=name]", "Brook")
    admin.fill("textarea[name=domains]", "brook.example")
    admin.click("button.primary")
    organization = admin.url
    cookies = [cookie for cookie in context.cookies() if cookie["name"] != "lang"]
    public = ["/help", "/help/articles/paper-jams", "/help/search?q=paper", "/help/search?q=nothing", "/help/requests/new",
              "/help/requests/new?about=paper"]
    private = ["/admin/knowledge", "/admin/knowledge/new", place, "/admin/knowledge/categories", "/admin/branding", "/admin/teams",
               "/admin/organizations", organization, "/admin/audit", "/admin/users"]
    for locale in ("en-US", "zh-CN"):
        for scheme in ("light", "dark"):
            other = browser.new_context(viewport={"width": 360, "height": 740}, locale=locale, color_scheme=scheme)
            page = other.new_page()
            for path in public:
                check(page, desk.url + path)
            other.add_cookies(cookies)
            for path in private:
                check(page, path if path.startswith("http") else desk.url + path)
            other.close()
    context.close()
