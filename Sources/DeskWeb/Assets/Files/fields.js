// A select offers what goes with the answer above it. Without this module all choices are there, and the desk tells which
// go together.
const offers = new WeakMap();

/** Leaves a select the choices that go with what it depends on. */
function narrow(select) {
  const parent = document.getElementById(select.dataset.dependsOn);
  if (!parent) return;
  if (!offers.has(select)) offers.set(select, [...select.options]);
  const chosen = select.value;
  const offered = offers.get(select).filter((option) => !option.dataset.when || option.dataset.when.split(" ").includes(parent.value));
  select.replaceChildren(...offered);
  select.value = offered.some((option) => option.value === chosen) ? chosen : "";
  const field = select.closest(".field");
  if (field) field.hidden = offered.length < 2;
  select.disabled = offered.length < 2;
}

/** Narrows every select in a part of the page, those that others depend on first. */
export function narrowAll(within = document) {
  const waiting = [...within.querySelectorAll("select[data-depends-on]")];
  const isBelow = (select, other) => select.dataset.dependsOn === other.id;
  while (waiting.length) {
    const next = waiting.findIndex((select) => !waiting.some((other) => other !== select && isBelow(select, other)));
    narrow(waiting.splice(Math.max(0, next), 1)[0]);
  }
}

function narrowBelow(id) {
  for (const select of document.querySelectorAll("select[data-depends-on]")) {
    if (select.dataset.dependsOn !== id) continue;
    narrow(select);
    narrowBelow(select.id);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("select[id]")) narrowBelow(event.target.id);
});
document.addEventListener("desk:swapped", () => narrowAll());
narrowAll();
