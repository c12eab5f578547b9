// Keys of the desk. Every page works without this file; it only moves the focus and presses what stands on the page.
(function () {
  "use strict";

  var STORED = "luoshu-single-keys";

  function singleKeysWanted() {
    try {
      return window.localStorage.getItem(STORED) !== "off";
    } catch (error) {
      return true;
    }
  }

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
  }

  function move(step) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
    if (!rows.length) {
      return false;
    }
    var line = document.activeElement && document.activeElement.closest("tr");
    var at = rows.findIndex(function (row) { return line && line.contains(row); });
    var next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    next.focus();
    return true;
  }

  function tick() {
    var line = document.activeElement && document.activeElement.closest("tr");
    var box = line && line.querySelector("input[name=task]");
    if (box) {
      box.checked = !box.checked;
    }
    return Boolean(box);
  }

  function press(name) {
    var found = document.querySelector("[data-shortcut='" + name + "']");
    if (found) {
      found.click();
    }
    return Boolean(found);
  }

  function single(key) {
    if (key === "j" || key === "k") {
      return move(key === "j" ? 1 : -1);
    }
    if (key === "x") {
      return tick();
    }
    if (key === "/") {
      var field = document.querySelector("[data-shortcut-focus='/']");
      if (field) {
        field.focus();
      }
      return Boolean(field);
    }
    return /^[cu?]$/.test(key) && press(key);
  }

  document.addEventListener("keydown", function (event) {
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    var done = false;
    if (event.isComposing || event.altKey) {
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      done = (key === "Enter" && press("submit")) || (key === "s" && press("save"));
    } else if (key === "Escape" && isTyping(event.target)) {
      event.target.blur();
    } else if (singleKeysWanted() && !isTyping(event.target)) {
      done = single(key);
    }
    if (done) {
      event.preventDefault();
    }
  });

  document.addEventListener("DOMContentLoaded", function () {
    var place = document.querySelector("[data-shortcut-switch]");
    if (!place) {
      return;
    }
    var box = place.querySelector("input");
    place.hidden = false;
    box.checked = singleKeysWanted();
    box.addEventListener("change", function () {
      try {
        window.localStorage.setItem(STORED, box.checked ? "on" : "off");
      } catch (error) {
        place.hidden = true;
      }
    });
  });
})();
