/* What a page can do better with a script; without it everything is there and readable.
   Loaded before the first paint, so that the reader's choice of colours never flashes. */
"use strict";
(() => {
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const KEY = "briefing-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");

  // Colours: what was chosen, else what the system says.
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const store = value => {
    try { value ? localStorage.setItem(KEY, value) : localStorage.removeItem(KEY); } catch { /* private mode */ }
  };
  const paint = theme => theme ? root.dataset.theme = theme : delete root.dataset.theme;
  const shown = () => root.dataset.theme || (system.matches ? "dark" : "light");
  paint(read());

  function themeSwitch() {
    const place = document.querySelector(".masthead");
    if (!place) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "theme-switch";
    const name = () => {
      const text = shown() === "dark" ? texts.light : texts.dark;
      button.setAttribute("aria-label", text);
      button.title = text;
    };
    button.addEventListener("click", () => {
      const wanted = shown() === "dark" ? "light" : "dark";
      const choice = wanted === (system.matches ? "dark" : "light") ? "" : wanted; // the system's own: follow it again
      store(choice);
      paint(choice);
      name();
    });
    system.addEventListener("change", name);
    addEventListener("storage", event => { if (event.key === KEY) { paint(event.newValue); name(); } });
    name();
    place.append(button);
  }

  // "/" leads to search, unless the reader writes, or has turned it off on the search page.
  function shortcut() {
    const link = document.querySelector('[aria-keyshortcuts="/"]');
    if (!link) return;
    document.addEventListener("keydown", event => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
      try { if (localStorage.getItem("briefing-shortcut") === "off") return; } catch { /* private mode */ }
      event.preventDefault();
      const field = document.querySelector(".search-form:not([hidden]) [type=search]");
      field ? field.focus() : link.click();
    });
  }

  // Pages for reading offline, where the site keeps them; a worker of a site that does no more is sent away.
  async function worker() {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    try {
      if (texts.worker) return void await workers.register(texts.worker);
      const old = await workers.getRegistration();
      if (old?.active?.scriptURL.endsWith("/offline.js")) await old.unregister();
    } catch { /* not allowed here: then not */ }
  }

  // "3 hours ago" for what is younger than a week; the date goes into the title and comes back in print.
  function ages() {
    const format = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
    const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
    const times = [...document.querySelectorAll("time.age")].map(element => ({ element, date: element.textContent }));
    const show = () => {
      for (const { element, date } of times) {
        const seconds = (Date.now() - Date.parse(element.dateTime)) / 1000;
        if (!(seconds >= 0 && seconds < 7 * 86400)) continue;
        const [unit, length] = units.find(([, size]) => seconds >= size) || units[2];
        element.title = date;
        element.textContent = format.format(-Math.floor(seconds / length), unit);
      }
    };
    show();
    setInterval(show, 60000);
    addEventListener("beforeprint", () => times.forEach(({ element, date }) => { element.textContent = date; }));
    addEventListener("afterprint", show);
  }

  // A field over a long list that leaves what contains the words.
  function finders() {
    for (const list of document.querySelectorAll("[data-filter]")) {
      const items = [...list.querySelectorAll("li, details")];
      if (items.length < 20) continue;
      const label = document.createElement("label");
      const field = document.createElement("input");
      label.className = "find";
      field.type = "search";
      label.append(texts.find, field);
      list.before(label);
      field.addEventListener("input", () => {
        const wanted = field.value.trim().toLowerCase();
        const has = node => node.textContent.toLowerCase().includes(wanted);
        for (const item of items) { // in document order: what lies below a hit is shown with it
          item.classList.toggle("hit", wanted !== "" && has(item.firstElementChild));
          item.classList.toggle("out", !has(item) && !item.parentElement.closest(".hit"));
        }
      });
    }
  }

  // Tables and code that scroll in their own frame can be scrolled by keyboard.
  function frames() {
    for (const frame of document.querySelectorAll(".prose :is(table, pre)")) {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    }
  }

  // Evidence: marks the words in the paragraph to which the link leads.
  function evidence() {
    if (!window.Highlight || !CSS.highlights) return;
    document.addEventListener("click", event => {
      const link = event.target.closest(".evidence a");
      if (!link) return;
      const words = link.textContent.toLowerCase();
      const paragraph = document.getElementById(link.hash.slice(1));
      const ranges = [];
      const walker = document.createTreeWalker(paragraph || link, NodeFilter.SHOW_TEXT);
      for (let node; paragraph && (node = walker.nextNode());) {
        const text = node.data.toLowerCase();
        for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + words.length);
          ranges.push(range);
        }
      }
      CSS.highlights.set("evidence", new Highlight(...ranges));
    });
  }

  // The page of feeds: region and theme chosen, address shown and copied, an OPML file of what is ticked.
  function feedFinder() {
    const form = document.querySelector(".feed-finder");
    const rows = [...document.querySelectorAll(".feed-table tbody tr")];
    if (!form || !rows.length) return;
    const { region, theme, format, address, copy, opml } = form.elements;
    const status = form.querySelector("[role=status]");
    const add = (select, values) => select.append(...[...new Set(values)].map(value => new Option(value, value)));
    const links = row => [...row.querySelectorAll("td a")];
    const link = row => links(row).find(a => a.textContent === format.value) || links(row)[0];
    const absolute = a => new URL(a.getAttribute("href"), location.href).href.replace(new URL(form.dataset.root, location.href).href, form.dataset.site);
    add(region, rows.map(row => row.dataset.region).filter(Boolean).sort());
    add(theme, rows.map(row => row.dataset.theme).filter(Boolean).sort());
    add(format, links(rows[0]).map(a => a.textContent));
    const show = () => {
      const row = rows.find(({ dataset }) => dataset.region === region.value && dataset.theme === theme.value);
      address.textContent = row ? absolute(link(row)) : form.dataset.none;
      copy.disabled = !row;
      status.textContent = "";
    };
    form.addEventListener("change", show);
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address.textContent);
        status.textContent = form.dataset.copied;
      } catch { // not allowed, or not https: select it, so that one key copies it
        getSelection().selectAllChildren(address);
      }
    });
    for (const row of rows) {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.setAttribute("aria-label", row.querySelector("th").textContent);
      row.querySelector("th").prepend(box, " ");
    }
    opml.addEventListener("click", () => {
      const chosen = rows.filter(row => row.querySelector("input").checked);
      status.textContent = chosen.length ? "" : form.dataset.empty;
      if (!chosen.length) return;
      const file = document.implementation.createDocument(null, "opml");
      const put = (parent, name, values = {}) => {
        const element = parent.appendChild(file.createElement(name));
        for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
        return element;
      };
      file.documentElement.setAttribute("version", "2.0");
      put(put(file.documentElement, "head"), "title").textContent = form.dataset.name;
      const body = put(file.documentElement, "body");
      for (const row of chosen) {
        const text = row.querySelector("th a").textContent;
        put(body, "outline", { type: "rss", text, title: text, xmlUrl: absolute(link(row)) });
      }
      const url = URL.createObjectURL(new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', new XMLSerializer().serializeToString(file)], { type: "text/x-opml" }));
      Object.assign(document.createElement("a"), { href: url, download: "feeds.opml" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    });
    form.addEventListener("submit", event => event.preventDefault());
    form.hidden = false;
    show();
  }

  // A button that copies the text below it.
  function copiers() {
    if (!navigator.clipboard) return;
    for (const text of document.querySelectorAll("pre[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = texts.copy;
      button.setAttribute("aria-label", `${texts.copy}: ${text.getAttribute("aria-label")}`);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = texts.copied;
        setTimeout(() => { button.textContent = texts.copy; }, 2000);
      });
      text.previousElementSibling.append(button);
    }
  }

  document.addEventListener("DOMContentLoaded", () => [copiers, themeSwitch, shortcut, worker, ages, finders, frames, evidence, feedFinder].forEach(part => part()));
})();
