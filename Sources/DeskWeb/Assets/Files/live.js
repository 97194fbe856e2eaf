// Keeps an open page as the desk is: hears which tickets changed and fetches what is shown of them.
import { adopt, all, element, isBusy, one, parts, post, remember, say, showAges, swap, toast } from "./dom.js";

const ticket = one(".ticket");
const number = Number(ticket?.dataset.number ?? 0);
const me = document.body.dataset.agent;
const title = document.title;
const icon = one('link[rel="icon"]');
const plainIcon = icon?.href;

remember([...all("#tickets > li"), ...all("#timeline > li"), ...all("#views, #areas"), ...all("#head"), ...all("#details"), ...all("#list")]);

// -- What is new while the reader is elsewhere

let unseen = 0;

function count(news) {
  unseen = document.hidden ? unseen + news : 0;
  document.title = unseen ? `(${unseen}) ${title}` : title;
  if (icon) icon.href = unseen ? document.body.dataset.newsIcon : plainIcon;
}
document.addEventListener("visibilitychange", () => count(0));

function notify(change, text = change.agents.includes(me) ? say("You are asked to look at it", "有人请您查看") : say("The customer wrote", "客户有新消息")) {
  if (!document.hidden || localStorage.getItem("notices") !== "yes" || globalThis.Notification?.permission !== "granted") return;
  const notice = new Notification(`#${change.number} ${change.subject}`, {
    body: text,
    tag: `ticket-${change.number}`,
  });
  notice.onclick = () => { focus(); location.href = `/desk/tickets/${change.number}`; };
}

const switcher = one("#notices");
if (switcher && globalThis.Notification) {
  const show = () => {
    const on = localStorage.getItem("notices") === "yes" && Notification.permission === "granted";
    switcher.setAttribute("aria-pressed", String(on));
    switcher.textContent = on ? say("Notices on this computer: on", "桌面通知：开") : say("Notices on this computer: off", "桌面通知：关");
  };
  switcher.hidden = false;
  show();
  switcher.addEventListener("click", async () => {
    const on = switcher.getAttribute("aria-pressed") === "true";
    if (!on && Notification.permission !== "granted") await Notification.requestPermission();
    localStorage.setItem("notices", on ? "no" : "yes");
    show();
  });
}

// -- Fetching what changed

let wanted = new Set();
let isFetching = false;
let timer = 0;

function want(...names) {
  names.forEach((name) => wanted.add(name));
  clearTimeout(timer);
  // A moment apart from other pages, so that a thousand of them do not ask at once; the open ticket goes first.
  timer = setTimeout(refresh, wanted.has("ticket") ? 0 : 100 + Math.random() * 300);
}

async function refresh() {
  if (isFetching || !wanted.size) return;
  isFetching = true;
  const names = [...wanted];
  wanted = new Set();
  try {
    // A page without a list wants the counts alone: to make it anew for them would search, or count, all over again.
    const fresh = await parts(one("#list") ? location.pathname + location.search : "/desk/tickets", names);
    if (names.includes("views")) {
      if (!one("#list")) markHere(fresh);
      swap("#views", fresh);
      swap("#areas", fresh);
    }
    if (names.includes("list")) refreshList(fresh);
    if (names.includes("ticket")) refreshTicket(fresh);
    document.dispatchEvent(new CustomEvent("desk:swapped"));
  } catch {
    // The line tells when the desk is back; then everything is looked at again.
  } finally {
    isFetching = false;
    if (wanted.size) want();
  }
}

/** Marks in fresh links what is shown, as the page's own do. */
function markHere(fresh) {
  const here = all(":is(#views, #areas) [aria-current]").map((link) => link.getAttribute("href"));
  for (const link of all(":is(#views, #areas) a", fresh)) {
    if (here.includes(link.getAttribute("href"))) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function refreshList(fresh) {
  const list = one("#tickets");
  const next = one("#tickets", fresh);
  if (list && next) adopt(list, next);
  else if (one("#list") && !isBusy(one("#list"))) swap("#list", fresh);
}

function refreshTicket(fresh) {
  const pane = one("#entries");
  const isAtEnd = pane && pane.scrollHeight - pane.scrollTop - pane.clientHeight < 120;
  const added = one("#timeline", fresh) ? adopt(one("#timeline"), one("#timeline", fresh)) : [];
  swap("#head", fresh);
  swap("#details", fresh);
  const version = one("#head", fresh)?.dataset.version ?? one("#head")?.dataset.version;
  const messages = added.filter((node) => !node.classList.contains("event"));
  if (messages.length && isAtEnd) messages.at(-1).scrollIntoView({ block: "end" });
  // What was typed was typed before these words were there: the agent decides when they are read.
  if (!messages.some((node) => one(".message:not(.own)", node)) || !isTyped()) acknowledge(version);
  else warn(messages, version);
}

const isTyped = () => all(".compose textarea").some((area) => area.value.trim());

function acknowledge(version) {
  for (const field of all('.composer input[name="version"]')) if (version) field.value = version;
  one(".meanwhile")?.remove();
}

function warn(messages, version) {
  const isCustomers = messages.some((node) => one(".message.inbound", node));
  const text = isCustomers
    ? say("The customer wrote while you were typing.", "您输入期间，客户发来了新消息。")
    : say("A colleague wrote while you were typing.", "您输入期间，同事有新的回复。");
  one(".meanwhile")?.remove();
  const seen = element("button", { type: "button", class: "small" }, say("I have read it", "我已阅读"));
  const note = element("p", { class: "notice warn meanwhile row", role: "alert" }, element("span", {}, text), seen);
  seen.addEventListener("click", () => { acknowledge(version); one(".compose textarea:not([hidden])")?.focus(); });
  one(".composer .modes").after(note);
}

// -- Hearing

function hear(change) {
  const isMine = change.actors.length === 1 && change.actors[0] === me;
  want("views");
  if (one("#list")) want("list");
  if (change.number === number) want("ticket");
  if (isMine) return;
  if (change.kinds.includes("message") || change.agents.includes(me)) {
    count(1);
    if (change.assignee === me || change.agents.includes(me)) notify(change);
  }
  if (change.agents.includes(me) && change.number !== number) {
    toast(say(`You are asked to look at #${change.number}.`, `有人请您查看 #${change.number}。`),
      element("a", { href: `/desk/tickets/${change.number}` }, say("Open", "打开")));
  }
}

/** A notice of the reader's own: its count is looked at again, and what must not wait is said at once. */
function noticed({ kind, number: about, subject }) {
  want("views");
  if (kind !== "about-to-breach") return;
  const text = say(`#${about} is about to breach its service level.`, `#${about} 即将超时。`);
  count(1);
  notify({ number: about, subject }, text);
  toast(text, element("a", { href: `/desk/tickets/${about}` }, say("Open", "打开")));
}

function present({ number: there, people, customer }) {
  const place = one(".presence");
  if (there !== number || !place) return;
  const others = people.filter((person) => person.agent !== me);
  const typing = others.filter((person) => person.typing).map((person) => person.name);
  const looking = others.filter((person) => !person.typing).map((person) => person.name);
  const lines = [];
  if (customer?.typing) lines.push(say("The customer is typing", "客户正在输入"));
  else if (customer?.here) lines.push(say("The customer has the chat open", "客户已打开聊天窗口"));
  if (typing.length) lines.push(say(`${typing.join(", ")} is typing`, `${typing.join("、")} 正在输入`));
  if (looking.length) lines.push(say(`${looking.join(", ")} is here too`, `${looking.join("、")} 也在查看`));
  const text = lines.join(" · ");
  if (place.textContent !== text) place.textContent = text;
}

const everything = () => want("views", ...(one("#list") ? ["list"] : []), ...(number ? ["ticket"] : []));

const heard = {
  ticket: hear,
  presence: present,
  notice: noticed,
  everything,
  end: () => toast(say("You are signed out.", "您已退出登录。"), element("a", { href: location.href }, say("Sign in", "登录"))),
  lost: () => document.body.classList.add("unlinked"),
  back: () => {
    if (document.body.classList.contains("unlinked")) everything();
    document.body.classList.remove("unlinked");
  },
};

// Browsers open few lines to one place, so the pages of a browser share one: whoever holds the lock listens for all.
const others = globalThis.BroadcastChannel ? new BroadcastChannel("desk-events") : null;

function pass(name, data) {
  heard[name](data);
  others?.postMessage({ name, data });
}

/** Listens until the session ends. */
const listen = () => new Promise((resolve) => {
  let source;
  const open = () => {
    source = new EventSource("/desk/events");
    for (const name of ["ticket", "presence", "notice"]) source.addEventListener(name, (event) => pass(name, JSON.parse(event.data)));
    source.addEventListener("everything", () => pass("everything"));
    source.addEventListener("hello", () => pass("back"));
    source.addEventListener("end", () => {
      source.close();
      pass("end");
      resolve();
    });
    source.addEventListener("error", () => {
      pass("lost");
      // The browser gives up on an answer that is no stream; a desk that restarts is back in a moment.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 10000);
    });
  };
  open();
});

if (me && globalThis.EventSource) {
  if (others && navigator.locks) {
    others.addEventListener("message", (event) => heard[event.data.name]?.(event.data.data));
    let hasWaited = true;
    setTimeout(() => { hasWaited = false; });
    navigator.locks.request("desk-events", () => {
      // The page that listened has gone: what came in between is unknown.
      if (!hasWaited) everything();
      return listen();
    });
  } else {
    listen();
  }
}

// -- Who is here

if (number && me) {
  let typedAt = 0;
  let told = "";
  // What is typed on a leg may be told to the customer there; a note has none.
  let leg = "";
  const tell = async (doing) => {
    told = doing;
    try {
      const answer = await post(`/desk/tickets/${number}/presence`, { doing, leg });
      if (answer.ok) present(await answer.json());
    } catch {
      // Told again in a moment.
    }
  };
  const doing = () => (Date.now() - typedAt < 6000 ? "typing" : "looking");
  const beat = () => { if (!document.hidden) tell(doing()); };
  beat();
  setInterval(beat, 5000);
  addEventListener("input", (event) => {
    const compose = event.target.closest?.(".compose");
    if (!compose) return;
    typedAt = Date.now();
    leg = compose.elements?.leg?.value ?? "";
    if (told !== "typing") tell("typing");
  });
  addEventListener("pagehide", () => {
    const body = new URLSearchParams({ _token: one('input[name="_token"]')?.value ?? "", doing: "gone" });
    navigator.sendBeacon?.(`/desk/tickets/${number}/presence`, body);
  });
  // Open at the newest words, unless the address names a place.
  const pane = one("#entries");
  const isNamed = location.hash && location.hash !== "#newest" && one(location.hash.replace(/[^#\w-]/g, ""));
  if (pane && !isNamed) pane.scrollTop = pane.scrollHeight;
}
showAges();
