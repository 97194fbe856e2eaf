// Writing: modes by key, drafts, macros, mentions, files by drop and paste with progress, Ctrl+Enter.
import { all, element, one, post, say } from "./dom.js";

const composer = one(".composer");

/** Shows the form of a mode and puts the cursor into it. */
export function write(mode) {
  const choice = one(`#mode-${mode}`);
  if (!choice) return;
  choice.checked = true;
  const area = one(`.compose.${mode} textarea`);
  area?.focus();
  area?.scrollIntoView({ block: "nearest" });
}

if (composer) {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.target.closest?.(".compose")?.requestSubmit();
  });
  if (["#reply", "#note"].includes(location.hash)) write(location.hash.slice(1));
  const input = one('.compose.reply input[type="file"]');
  if (input) takeFiles(one(".compose.reply"), input);
  for (const form of all("form.compose")) keepDraft(form);
  offerMacros();
  const note = one(".compose.note textarea");
  if (note) offerPeople(note);
}

// -- Drafts

function keepDraft(form) {
  const area = one("textarea", form);
  const state = one(".state", form);
  const kind = form.classList.contains("note") ? "note" : "reply";
  const number = one(".ticket").dataset.number;
  const address = `/desk/tickets/${number}/draft`;
  const fields = () => ({ kind, text: area.value, copies: form.elements.copies?.value ?? "", leg: form.elements.leg?.value ?? "" });
  let timer = 0;
  let isSent = false;
  const keep = async () => {
    timer = 0;
    if (isSent) return;
    try {
      const answer = await post(address, fields());
      if (answer.ok) state.textContent = area.value.trim() ? say("Draft kept", "草稿已保存") : "";
    } catch {
      state.textContent = say("The draft is only on this page: the desk cannot be reached.", "草稿仅在本页：无法连接服务器。");
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1200);
  });
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
  form.addEventListener("unsent", () => {
    isSent = false;
    post(address, fields()).catch(() => {});
  });
  addEventListener("pagehide", () => {
    if (!timer || isSent) return;
    navigator.sendBeacon?.(address, new URLSearchParams({ _token: form.elements._token.value, ...fields() }));
  });
}

// -- Macros

function offerMacros() {
  composer.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-macro]");
    if (!link) return;
    event.preventDefault();
    link.closest("details").open = false;
    const number = one(".ticket").dataset.number;
    const answer = await fetch(`/desk/tickets/${number}/macros/${link.dataset.macro}`, { headers: { Accept: "application/json" } });
    if (answer.ok) preview(await answer.json());
  });
}

function preview(macro) {
  const insert = element("button", { type: "button", class: "primary" }, say("Put it in", "插入"));
  const cancel = element("button", { type: "button" }, say("Leave it", "取消"));
  const dialog = element("dialog", { class: "macro-preview", "aria-labelledby": "macro-title" },
    element("h2", { id: "macro-title" }, macro.name),
    element("p", {}, element("span", { class: "chip" }, macro.mode === "note" ? say("Note", "备注") : say("Reply", "回复")),
      ...macro.effects.flatMap((effect) => [" ", element("span", { class: "chip" }, effect)])),
    element("div", { class: "text", tabIndex: 0 }, macro.text), element("div", { class: "row" }, insert, cancel));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  cancel.addEventListener("click", () => dialog.close());
  insert.addEventListener("click", () => {
    dialog.close();
    write(macro.mode);
    const form = one(`form.compose.${macro.mode}`);
    if (!form) return;
    insertText(one("textarea", form), macro.text);
    form.elements.macro.value = macro.id;
    if (macro.status && form.elements.status) form.elements.status.value = macro.status;
  });
  dialog.showModal();
  insert.focus();
}

function insertText(area, text) {
  const start = area.selectionStart ?? area.value.length;
  area.setRangeText(text, start, area.selectionEnd ?? start, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

// -- Mentions

function offerPeople(area) {
  const names = (area.dataset.people ?? "").split("\n").filter(Boolean);
  if (!names.length) return;
  const hints = element("ul", { class: "hints row", "aria-label": say("Colleagues", "同事") });
  area.after(hints);
  const word = () => /@([^@\n]{0,30})$/u.exec(area.value.slice(0, area.selectionStart));
  const take = (name) => {
    const found = word();
    if (!found) return;
    area.setRangeText(`@${name} `, found.index, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  const show = () => {
    const typed = word()?.[1].toLowerCase();
    const fit = typed === undefined ? [] : names.filter((name) => name.toLowerCase().startsWith(typed) && name.toLowerCase() !== typed.trim()).slice(0, 6);
    hints.replaceChildren(...fit.map((name) => {
      const button = element("button", { type: "button", class: "small" }, `@${name}`);
      button.addEventListener("click", () => take(name));
      return element("li", {}, button);
    }));
  };
  area.addEventListener("input", show);
  area.addEventListener("keydown", (event) => {
    const first = one("button", hints);
    if (!first || event.isComposing || (event.key !== "Tab" && event.key !== "Enter") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    first.click();
  });
}

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function takeFiles(form, input) {
  const list = one(".uploads", form);

  function show() {
    list.replaceChildren(...[...input.files].map((file, index) => {
      const remove = element("button", { type: "button", class: "link", "aria-label": say(`Leave out ${file.name}`, `移除 ${file.name}`) }, "✕");
      remove.addEventListener("click", () => {
        const kept = new DataTransfer();
        [...input.files].forEach((other, place) => { if (place !== index) kept.items.add(other); });
        input.files = kept.files;
        show();
      });
      return element("li", {}, element("span", {}, file.name), element("small", {}, size(file.size)), remove);
    }));
  }

  function add(files) {
    const kept = new DataTransfer();
    for (const file of [...input.files, ...files]) kept.items.add(file);
    input.files = kept.files;
    show();
  }

  input.addEventListener("change", show);
  for (const name of ["dragover", "dragenter"]) {
    form.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("dropping");
    });
  }
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  form.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });

  // With files the reply is sent beside the page, so that it can be seen how far it is.
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    if (one("progress", list)) return;
    const request = new XMLHttpRequest();
    const bar = element("progress", { max: 1, value: 0, "aria-label": say("Uploading", "正在上传") });
    list.append(element("li", {}, bar));
    request.upload.onprogress = (progress) => { if (progress.lengthComputable) bar.value = progress.loaded / progress.total; };
    request.onload = () => {
      if (request.status < 300 && request.responseURL) {
        const address = new URL(request.responseURL);
        if (address.pathname + address.search === location.pathname + location.search) location.reload();
        else location.assign(request.responseURL);
        return;
      }
      fail(request.status === 413 ? say("The files are too large.", "文件过大。") : say("It was not sent. Please try again.", "发送失败，请重试。"));
    };
    request.onerror = () => fail(say("The desk cannot be reached. What you wrote is still here.", "无法连接。您输入的内容仍在。"));
    const fail = (text) => {
      bar.parentElement.remove();
      all("button", form).forEach((button) => { button.disabled = false; });
      one(".state", form).textContent = text;
      form.dispatchEvent(new Event("unsent"));
    };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
    all("button", form).forEach((button) => { button.disabled = true; });
  });
}
