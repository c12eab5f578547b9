// Small upgrades of server-made forms. Every page works without this file; nothing here validates or stores.
(function () {
  "use strict";

  function upgrade(root) {
    // A field that htmx refreshes by itself needs no 更新 button; it stays for those whose htmx did not load.
    if (window.htmx) {
      root.querySelectorAll(".lsf-field[hx-post]").forEach(function (field) {
        field.classList.add("lsf-upgraded");
      });
    }
    // Native date and time pickers follow the browser's language, so they are used only where the page asks for them.
    root.querySelectorAll("form[data-native-dates] input[data-upgrade]").forEach(function (input) {
      if (input.value === "" || /^\d{4}-\d{2}-\d{2}$|^\d{2}:\d{2}$/.test(input.value)) {
        input.type = input.dataset.upgrade;
      }
    });
  }

  function focusSummary() {
    var summary = document.querySelector(".lsf-summary");
    if (summary) {
      summary.focus();
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    upgrade(document);
    focusSummary();
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    upgrade(event.target.parentElement || document);
  });
})();
