/* The editor of a bulletin where scripts run: a figure goes in where the cursor is, and the preview and the search follow what is typed.
 * Without this file the same buttons post the same form. */
"use strict";

(() => {
  const form = document.querySelector("form[data-editor]");
  const text = form?.querySelector("[data-write]");
  if (!text) return;
  let waiting = null;
  let running = null;

  const look = async () => {
    running?.abort();
    running = new AbortController();
    const given = new FormData(form);
    given.set("do", "look");
    try {
      const answer = await fetch(location.href, { method: "POST", body: given, headers: { "X-Sandan-Part": "1" }, signal: running.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll("[data-part]").forEach((part) => {
        const old = document.getElementById(part.id);
        if (old) old.replaceChildren(...part.childNodes);
      });
      form.querySelector("[data-idle]")?.setAttribute("hidden", "");
    } catch { /* another one is on its way, or there is no network: what was typed stays */ }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 700);
  };

  form.addEventListener("input", soon);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.insert) {
      event.preventDefault();
      text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, "end");
      text.focus();
      look();
    } else if (["look", "find"].includes(button.value)) {
      event.preventDefault();
      look();
    }
  });
})();
