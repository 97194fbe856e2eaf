// Puts the form into a page of yours, where this script stands:
//   <script src="https://desk.example/channels/contact-form/embed.js" async></script>
// data-lang="en" or "zh" fixes the language, data-title names the frame for screen readers. The page's origin must be
// among the form's allowed_origins.
"use strict";
(() => {
  const script = document.currentScript;
  if (!script) return;
  const address = new URL("form", script.src);
  const chinese = /^zh\b/i.test(script.dataset.lang || document.documentElement.lang || navigator.language || "");
  address.searchParams.set("lang", chinese ? "zh" : "en");
  address.searchParams.set("embed", "1");

  const frame = document.createElement("iframe");
  frame.title = script.dataset.title || (chinese ? "联系表单" : "Contact form");
  frame.loading = "lazy";
  frame.style.cssText = "display:block;width:100%;height:48rem;border:0;color-scheme:normal";
  frame.src = address.href;
  script.insertAdjacentElement("afterend", frame);

  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== address.origin) return;
    const height = event.data && event.data.tributaryForm === true ? Number(event.data.height) : NaN;
    if (height > 0 && height < 20000) frame.style.height = Math.ceil(height + 8) + "px";
  });
})();
