// Every page of the desk: times in the reader's zone, forms that are sent once. Pages work without it.
import { all, one, say, showAges, element } from "./dom.js";

// Times are written in the browser's zone once its offset is known.
const offset = String(-new Date().getTimezoneOffset());
const known = document.cookie.split("; ").find((cookie) => cookie.startsWith("tz="));
if (known !== `tz=${offset}`) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `tz=${offset}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  const taken = document.cookie.includes(`tz=${offset}`);
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
