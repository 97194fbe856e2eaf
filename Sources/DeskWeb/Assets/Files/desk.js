// Every page of the desk: times in the reader's zone, forms that are sent once. Pages work without it.
import { all, one, say, showAges, element, toast } from "./dom.js";

// Times are written in the browser's zone once its name is known; the name, since an offset holds only until the clocks change.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").find((cookie) => cookie.startsWith("tz="));
if (zone && known !== `tz=${zone}`) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `tz=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  const taken = document.cookie.split("; ").includes(`tz=${zone}`);
  if (taken && one("time") && !one("textarea, [role=alert]")) location.reload();
}
showAges();
setInterval(showAges, 30000);

/** Counts the seconds down in which a reply can be taken back. */
export function countDown(within = document) {
  for (const form of all("form.undo[data-seconds]", within)) {
    if (form.dataset.running) continue;
    form.dataset.running = "yes";
    const end = Date.now() + Number(form.dataset.seconds) * 1000;
    const label = one("span", form);
    const tick = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0 && form.isConnected) label.textContent = say(`Leaves in ${left} s.`, `${left} 秒后发送。`);
      else {
        clearInterval(tick);
        form.remove();
      }
    }, 250);
  }
}
countDown();
document.addEventListener("desk:swapped", () => countDown());

// A second click does nothing; the request's own key would catch it as well.
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  setTimeout(() => all("button", event.target).forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", () => all("form button[disabled]").forEach((button) => { button.disabled = false; }));
addEventListener("focusin", (event) => { if (event.target.matches?.("input.copy")) event.target.select(); });

// On a small screen views and tabs lie in one row: the one that is shown comes into sight.
all(".rail .navs a[aria-current], nav.tabs a[aria-current]").forEach((link) => link.scrollIntoView({ block: "nearest", inline: "center" }));

// On a small screen the rows of a table become cards, in which each cell says what it is.
for (const table of all("main.page .scroll > table")) {
  const heads = all("thead th", table).map((head) => head.textContent.trim());
  if (!heads.length) continue;
  for (const row of all("tbody tr", table)) [...row.cells].forEach((cell, index) => { if (heads[index]) cell.dataset.label = heads[index]; });
}

// Copying: a button names what it copies. Where the browser gives no clipboard, the text is selected for the reader's own keys.
for (const button of all("button[data-copy]")) button.hidden = false;
addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    toast(say("Copied.", "已复制。"));
  } catch {
    source.focus();
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    toast(say("Selected: copy it with your keys.", "已选中：请用快捷键复制。"));
  }
});

// Menus close when the reader turns elsewhere.
const close = (except) => all("details.drop[open], details.me[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
addEventListener("click", (event) => close(event.target.closest?.("details.drop, details.me")));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.drop[open], details.me[open]");
  if (!menu) return;
  menu.open = false;
  one("summary", menu).focus();
});
