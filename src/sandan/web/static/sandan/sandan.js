/* Sandan: what makes work quicker where scripts run. Every page does its whole job without this file.
 *
 * Markup it reads:
 *   form[data-autosubmit="800"]        posted again by itself after so many milliseconds (progress of long work)
 *   form or button [data-confirm="…"]  asks first, in the page's <dialog id="confirm">
 *   table[data-list]                   rows with <input data-row> and a link [data-open]: j k x Enter
 *   input[data-all]                    ticks every data-row box of its form; output[data-count="…"] shows how many after that word
 *   [data-search]                      the field that "/" goes to;  [data-print] prints the page
 */
"use strict";

(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Ticking rows: the head box, the count in the bulk bar, and Shift for a range.
  const parts = (form, selector) => [...form.elements].filter((part) => part.matches(selector));
  const boxesOf = (form) => parts(form, "input[data-row]");
  const count = (form) => {
    const boxes = boxesOf(form);
    const ticked = boxes.filter((box) => box.checked).length;
    parts(form, "output[data-count]").forEach((output) => { output.value = `${output.dataset.count} ${ticked} / ${boxes.length}`; });
    parts(form, "input[data-all]").forEach((head) => {
      head.checked = ticked > 0 && ticked === boxes.length;
      head.indeterminate = ticked > 0 && ticked < boxes.length;
    });
  };
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("input[data-row]");
    if (!box?.form) return;
    const boxes = boxesOf(box.form);
    if (event.shiftKey && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
  });
  document.addEventListener("change", (event) => {
    const { form } = event.target;
    if (!form) return;
    if (event.target.matches("input[data-all]")) {
      boxesOf(form).forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("input[data-all], input[data-row]")) count(form);
  });

  // Asking first. Without <dialog> the form goes through: the server shows a preview before anything grave anyway.
  const dialog = one("#confirm");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const text = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (!text || form.dataset.confirmed || !dialog?.showModal) return;
    event.preventDefault();
    one("[data-text]", dialog).textContent = text;
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "1";
      form.requestSubmit(event.submitter || undefined);
      delete form.dataset.confirmed;
    };
    dialog.showModal();
  });

  // Keys on lists. They can be switched off (WCAG 2.1.4) and keep away from fields, menus and modified keys.
  const KEY = "sandan.keys";
  const help = one("#keys");
  let wanted = true;
  try { wanted = localStorage.getItem(KEY) !== "off"; } catch { /* storage is closed to this page: keys stay on */ }
  const toggle = help && one("input", help);
  if (toggle) {
    toggle.checked = wanted;
    toggle.addEventListener("change", () => {
      wanted = toggle.checked;
      try { localStorage.setItem(KEY, wanted ? "on" : "off"); } catch { /* holds for this page only */ }
    });
  }
  const rows = () => all("table[data-list] tbody tr");
  const current = () => one("table[data-list] tbody tr.current");
  const move = (by) => {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[Math.min(Math.max(at + by, 0), list.length - 1)];
    list.forEach((row) => row.classList.toggle("current", row === next));
    next.scrollIntoView({ block: "nearest" });
    (one("a[data-open]", next) || one("input[data-row]", next))?.focus({ preventScroll: true });
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => { const row = current(); if (row) one("input[data-row]", row)?.click(); },
    Enter: () => { const row = current(); if (row) one("a[data-open]", row)?.click(); },
    "/": () => one("[data-search]")?.focus(),
    "?": () => help?.showModal?.(),
  };
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input:not([type=checkbox]), select, textarea, dialog, [contenteditable]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keys[event.key]) return;
    if (!wanted && event.key !== "?") return;
    if (event.key === "Enter" && event.target !== document.body && !event.target.matches("input[data-row]")) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Long work goes on by itself; buttons that only a script can serve appear.
  all("form[data-autosubmit]").forEach((form) => {
    setTimeout(() => form.requestSubmit(), Number(form.dataset.autosubmit) || 500);
  });
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
  all("form").filter((form) => boxesOf(form).length).forEach(count);
})();
