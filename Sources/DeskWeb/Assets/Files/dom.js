// What the other modules share: words, pages fetched as documents, parts swapped without losing the reader's place.
const root = document.documentElement;

export const say = (english, chinese) => (root.lang.startsWith("zh") ? chinese : english);

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const token = () => one('input[name="_token"]')?.value ?? "";

export function element(name, properties = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") made.className = value;
    else if (key.includes("-")) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...content);
  return made;
}

/** Parts of a page of ours, parsed by the browser as a document in which nothing runs. */
export function parts(address, names) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("X-Part", names.join(" "));
    request.setRequestHeader("Accept", "text/html");
    request.onload = () => (request.status < 300 && request.response ? resolve(request.response) : reject(new Error(`${request.status}`)));
    request.onerror = () => reject(new Error("unreachable"));
    request.send();
  });
}

/** Submits a form's fields beside the page; the answer's status tells what became of it. */
export function post(address, fields = {}) {
  const body = new URLSearchParams({ _token: token(), ...fields });
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
}

/** Says something for a moment, aloud too; with something to do about it when a node is given. */
export function toast(text, ...more) {
  const region = one(".toasts");
  if (!region) return null;
  const shown = element("div", { class: "toast" }, element("span", {}, text), ...more);
  region.append(shown);
  setTimeout(() => shown.remove(), more.length ? 12000 : 6000);
  return shown;
}

// -- Times

const relative = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto", style: "narrow" });

function age(time) {
  const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
  const size = Math.abs(seconds);
  if (size >= 86400) return null;
  if (size < 50) return say("now", "刚刚");
  const text = size < 3600 ? relative.format(Math.round(seconds / 60), "minute") : relative.format(Math.round(seconds / 3600), "hour");
  // Chinese words stand apart from digits, as in all other lengths.
  return text.replace(/(\d)(?=[\u4e00-\u9fff])/g, "$1 ");
}

export function showAges(within = document) {
  for (const time of all("time", within)) {
    time.title ||= time.textContent;
    time.textContent = age(time) ?? time.title;
  }
}

// -- Swapping

const sources = new WeakMap();

/** A node's markup without what differs each time: keys of forms, signed addresses. */
function source(node) {
  if (!sources.has(node)) {
    sources.set(node, node.outerHTML
      .replace(/name="key" value="[^"]*"/g, "")
      .replace(/(src|href)="https?:[^"]*"/g, "")
      .replace(/ data-seconds="\d+"/g, ""));
  }
  return sources.get(node);
}

/** Remembers how nodes came, before anything is done to them. */
export const remember = (nodes) => nodes.forEach(source);

const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";

/** Puts a fresh node in the place of one, which keeps what is open, ticked and focused. */
function replace(old, fresh) {
  source(fresh);
  const opened = all("details", old).map((details) => details.open);
  all("details", fresh).forEach((details, index) => { if (opened[index]) details.open = true; });
  const ticked = new Set(all("input[type=checkbox]:checked", old).map((box) => box.name + box.value));
  for (const box of all("input[type=checkbox]", fresh)) if (ticked.has(box.name + box.value)) box.checked = true;
  const focus = old.contains(document.activeElement) ? all(focusable, old).indexOf(document.activeElement) : -1;
  for (const name of ["here"]) if (old.classList.contains(name)) fresh.classList.add(name);
  const node = document.adoptNode(fresh);
  old.replaceWith(node);
  showAges(node);
  if (focus >= 0) all(focusable, node)[focus]?.focus({ preventScroll: true });
  return node;
}

/** Makes a list's children those of a fresh one, by id; what is the same stays untouched. Gives the new ones. */
export function adopt(list, fresh) {
  const known = new Map([...list.children].filter((child) => child.id).map((child) => [child.id, child]));
  const added = [];
  let place = list.firstElementChild;
  for (const next of [...fresh.children]) {
    let node = next.id ? known.get(next.id) : null;
    if (node) {
      known.delete(next.id);
      if (source(node) !== source(next)) {
        const isPlace = node === place;
        node = replace(node, next);
        if (isPlace) place = node;
      }
    } else {
      source(next);
      node = document.adoptNode(next);
      showAges(node);
      added.push(node);
    }
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  while (place) {
    const next = place.nextElementSibling;
    place.remove();
    place = next;
  }
  for (const gone of known.values()) gone.remove();
  return added;
}

/** Whether somebody is working in a part: swapping it would take something away. */
export const isBusy = (node) => {
  const active = document.activeElement;
  if (node.contains(active) && active.matches("input, select, textarea")) return true;
  return all("input, select, textarea", node).some((field) => {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected)
      && [...field.options].some((option) => option.defaultSelected);
    return field.value !== field.defaultValue;
  });
};

/** Swaps a whole part unless somebody works in it. */
export function swap(selector, fresh, { even = false } = {}) {
  const old = one(selector);
  const next = one(selector, fresh);
  if (!old || !next || (!even && isBusy(old))) return null;
  if (source(old) === source(next)) return old;
  const scroll = old.scrollTop;
  const node = replace(old, next);
  node.scrollTop = scroll;
  return node;
}
