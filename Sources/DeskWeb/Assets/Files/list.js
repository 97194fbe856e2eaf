// Picking tickets of the list, and news that goes away by itself.
import { all, one, say } from "./dom.js";

const picked = () => all(".tick:checked");

function count() {
  const label = one(".bulk .picked");
  if (label) label.textContent = say(`${picked().length} picked`, `已选 ${picked().length} 个`);
}

let last = null;
addEventListener("click", (event) => {
  const box = event.target.closest?.(".tick");
  if (!box) return;
  const boxes = all(".tick");
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  count();
});
addEventListener("change", (event) => { if (event.target.matches?.(".tick")) count(); });
document.addEventListener("desk:swapped", count);
count();

for (const toast of all(".toast[data-stays]")) setTimeout(() => toast.remove(), 15000);
if (new URLSearchParams(location.search).has("done")) {
  // Coming back to the page shall not say again what was done.
  const address = new URL(location.href);
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}
// What is open stays in sight in a long list.
one("#tickets [aria-current]")?.scrollIntoView({ block: "nearest" });
