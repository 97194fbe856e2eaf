// Shows a form as customers will see it while an admin designs it; without this module a button does.
import { narrowAll } from "./fields.js";

const design = document.querySelector("form[data-preview]");
let timer;
let asking;

/** Lets a fresh preview have what was tried in the one before. */
function keepAnswers(old, fresh) {
  for (const control of fresh.querySelectorAll("input, select, textarea")) {
    const before = old.querySelector(`#${CSS.escape(control.id)}`);
    if (!before || before.tagName !== control.tagName) continue;
    if (control.type === "checkbox") control.checked = before.checked;
    else control.value = before.value;
  }
}

function refresh() {
  const place = document.getElementById("preview");
  if (!place) return;
  asking?.abort();
  asking = new XMLHttpRequest();
  asking.open("POST", design.dataset.preview);
  asking.responseType = "document";
  asking.setRequestHeader("Accept", "text/html");
  asking.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
  asking.onload = () => {
    const fresh = asking.response?.getElementById("preview");
    if (!fresh) return;
    const shown = document.adoptNode(fresh);
    keepAnswers(place, shown);
    place.replaceWith(shown);
    narrowAll(shown);
  };
  const body = new URLSearchParams(new FormData(design));
  body.set("action", "preview");
  asking.send(body.toString());
}

if (design) {
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 250);
  };
  design.addEventListener("input", soon);
  design.addEventListener("change", soon);
  document.querySelector("button[value=preview]")?.setAttribute("hidden", "");
}
