// Makes the form pleasanter where scripts run. Everything works without it; the server checks everything again.
"use strict";
(() => {
  const form = document.querySelector("form");

  // In another page's frame: tell that page our height, so that the frame needs no scroll bar.
  if (window.parent !== window && document.documentElement.classList.contains("embedded")) {
    const tell = () => window.parent.postMessage({ tributaryForm: true, height: document.body.scrollHeight }, "*");
    new ResizeObserver(tell).observe(document.body);
    tell();
  }

  // What went wrong, or went well, is what a reader should come to first.
  const first = document.getElementById("trouble") || document.getElementById("sent");
  if (first) first.focus();
  if (!form) return;

  // A select offers what goes with the answer above it.
  for (const select of form.querySelectorAll("select[data-depends-on]")) {
    const parent = document.getElementById(select.dataset.dependsOn);
    if (!parent) continue;
    const all = [...select.options];
    const offer = () => {
      const chosen = select.value;
      const offered = all.filter((option) => !option.dataset.when || option.dataset.when.split("\n").includes(parent.value));
      select.replaceChildren(...offered);
      select.value = offered.some((option) => option.value === chosen) ? chosen : "";
      select.closest(".field").hidden = offered.length < 2;
      select.disabled = offered.length < 2;
    };
    parent.addEventListener("change", () => { offer(); select.dispatchEvent(new Event("change")); });
    offer();
  }

  // The sum: find the number whose SHA-256 behind the salt is the digest. Browsers offer SHA-256 to secure pages only;
  // elsewhere the form goes without it, under a stricter limit.
  // A form's own properties give way to fields of the same name (`submit`, `dataset`), so none of them is used here.
  const told = (name) => form.getAttribute("data-" + name);
  const proof = form.querySelector("input[name=_proof]");
  const work = async () => {
    const [salt, digest, limit] = [told("salt"), told("digest"), Number(told("limit"))];
    if (!proof || !salt || !window.crypto || !window.crypto.subtle) return;
    const wanted = digest.match(/../g).map((pair) => parseInt(pair, 16));
    const encoder = new TextEncoder();
    const isWanted = (hash) => {
      const octets = new Uint8Array(hash);
      return wanted.every((octet, index) => octets[index] === octet);
    };
    const batch = 250;
    for (let start = 0; start < limit; start += batch) {
      const tries = Array.from({ length: Math.min(batch, limit - start) }, (_, index) =>
        window.crypto.subtle.digest("SHA-256", encoder.encode(salt + (start + index))));
      const found = (await Promise.all(tries)).findIndex(isWanted);
      if (found >= 0) { proof.value = String(start + found); return; }
      await new Promise((resume) => setTimeout(resume));
    }
  };
  const worked = work().catch(() => {});

  const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
  const button = form.querySelector("button[type=submit]");
  const progress = form.querySelector(".progress");
  let isSending = false;
  const rest = () => {
    isSending = false;
    button.removeAttribute("aria-disabled");
    progress.textContent = "";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    button.setAttribute("aria-disabled", "true");
    progress.textContent = told("checking");
    // The sum gets half a minute; a form sent back sooner than people type waits out the difference here.
    await Promise.race([worked, pause(30000)]);
    const missing = Number(told("minimum")) + 300 - performance.now();
    if (missing > 0 && !document.getElementById("trouble")) await pause(missing);
    progress.textContent = told("sending");
    HTMLFormElement.prototype.submit.call(form);
  });

  // Coming back by the browser's button shows a page that can be sent again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) rest(); });
})();
