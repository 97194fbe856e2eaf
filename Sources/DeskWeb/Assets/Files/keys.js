// The desk without a mouse.
import { all, element, one, say } from "./dom.js";
import { write } from "./composer.js";

const rows = () => all("#tickets > li, .card-list .tickets > li");
let here = rows().findIndex((row) => one("[aria-current]", row));
let isGoing = false;

function step(by) {
  const list = rows();
  if (!list.length) return;
  here = list.findIndex((row) => row.classList.contains("here") || row.contains(document.activeElement)) >= 0
    ? list.findIndex((row) => row.classList.contains("here") || row.contains(document.activeElement)) : here;
  list[here]?.classList.remove("here");
  here = Math.min(list.length - 1, Math.max(0, here + by));
  list[here].classList.add("here");
  list[here].scrollIntoView({ block: "nearest" });
  one("a", list[here])?.focus({ preventScroll: true });
}

const press = (key) => one(`[data-key="${key}"] button, button[data-key="${key}"]`)?.click();

function openMenu(name) {
  const menu = one(`details[data-key="${name}"]`);
  if (!menu) return;
  menu.open = true;
  one("select, input:not([type=hidden]), button", menu)?.focus();
}

const places = [
  ["m", "/desk/tickets?view=mine", say("my tickets", "我的工单")],
  ["u", "/desk/tickets?view=unassigned", say("unassigned", "未分配")],
  ["a", "/desk/tickets?view=unsolved", say("all unsolved", "全部未解决")],
  ["w", "/desk/tickets?view=pending", say("waiting for customer", "等待客户")],
  ["p", "/desk/contacts", say("people", "联系人")],
];

const actions = [
  ["j", () => step(1), say("next ticket", "下一个工单")],
  ["k", () => step(-1), say("previous ticket", "上一个工单")],
  ["Enter", null, say("open the ticket", "打开工单")],
  ["r", () => write("reply"), say("reply", "回复")],
  ["n", () => write("note"), say("note", "备注")],
  ["a", () => openMenu("assign"), say("assign", "分配")],
  ["t", () => press("take"), say("take it", "由我处理")],
  ["s", () => openMenu("snooze"), say("snooze", "稍后处理")],
  ["e", () => press("solve"), say("mark solved", "标记为已解决")],
  ["x", () => one(".tick", rows()[here] ?? document)?.click(), say("pick the ticket", "勾选工单")],
  ["c", () => one("a.new")?.click(), say("new ticket", "新建工单")],
  ["/", () => one(".search input")?.focus(), say("search", "搜索")],
  ["?", () => help(), say("this help", "显示帮助")],
];

function help() {
  let dialog = one("dialog.keys");
  if (!dialog) {
    const entry = (keys, meaning) => element("div", {}, element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, meaning));
    const close = element("button", { type: "button", class: "small" }, say("Close", "关闭"));
    close.addEventListener("click", () => dialog.close());
    dialog = element("dialog", { class: "keys", "aria-labelledby": "keys-title" },
      element("div", { class: "row" }, element("h2", { id: "keys-title" }, say("Keys", "快捷键")), close),
      element("dl", {},
        ...actions.map(([key, , meaning]) => entry([key], meaning)),
        entry(["Ctrl", "Enter"], say("send", "发送")),
        entry(["Esc"], say("leave a field", "离开输入框")),
        ...places.map(([key, , meaning]) => entry(["g", key], say(`go to ${meaning}`, `前往${meaning}`)))));
    document.body.append(dialog);
  }
  if (dialog.open) dialog.close();
  else dialog.showModal();
}
one("#keys")?.addEventListener("click", help);

addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (one("dialog[open]") && event.key !== "?") return;
  if (isGoing) {
    isGoing = false;
    const place = places.find(([key]) => key === event.key);
    if (place) {
      event.preventDefault();
      location.assign(place[1]);
    }
    return;
  }
  if (event.key === "g") {
    isGoing = true;
    setTimeout(() => { isGoing = false; }, 1500);
    return;
  }
  const action = actions.find(([key]) => key === event.key)?.[1];
  if (!action) return;
  event.preventDefault();
  action();
});
