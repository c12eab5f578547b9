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

  // What is typed while the server works out the next questions must not be lost when its answer arrives.
  function answersOf(form) {
    var found = {};
    Array.prototype.forEach.call(form ? form.elements : [], function (field) {
      if (field.name && !/^(file|hidden|submit|button)$/.test(field.type)) {
        var ticked = /^(checkbox|radio)$/.test(field.type);
        found[ticked ? field.name + "=" + field.value : field.name] = ticked ? field.checked : field.value;
      }
    });
    return found;
  }

  function keepTyped(form, sent, typed) {
    var present = answersOf(form);
    Array.prototype.forEach.call(form.elements, function (field) {
      var ticked = /^(checkbox|radio)$/.test(field.type);
      var name = ticked ? field.name + "=" + field.value : field.name;
      if (name in present && name in typed && typed[name] !== sent[name]) {
        field[ticked ? "checked" : "value"] = typed[name];
      }
    });
  }

  var underway = new WeakMap();
  document.addEventListener("htmx:beforeRequest", function (event) {
    underway.set(event.detail.xhr, answersOf(event.detail.elt.closest("form")));
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = event.detail.target.closest("form"), sent = underway.get(event.detail.xhr);
    if (form && sent) {
      var typed = answersOf(form);
      form.addEventListener("htmx:afterSwap", function () { keepTyped(form, sent, typed); }, { once: true });
    }
  });

  document.addEventListener("DOMContentLoaded", function () {
    upgrade(document);
    focusSummary();
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    upgrade(event.target.parentElement || document);
  });
})();
