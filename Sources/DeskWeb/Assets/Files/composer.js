// Writing: modes by key, files by drop and paste with progress, Ctrl+Enter.
import { all, element, one, say } from "./dom.js";

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
    };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
  });
}
