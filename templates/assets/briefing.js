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
  root.dataset.script = ""; // what needs a script has its place at once: nothing moves when it comes to life

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

  // A picture that is not there leaves no frame behind.
  document.addEventListener("error", ({ target }) => {
    const frame = target.closest?.(".story-picture, .card-picture");
    frame?.closest(".card-pictured")?.classList.remove("card-pictured");
    frame?.remove();
  }, true);

  // "/" leads to search, unless the reader writes, or has turned it off on the search page.
  function shortcut() {
    const link = document.querySelector('[aria-keyshortcuts="/"]');
    if (!link) return;
    document.addEventListener("keydown", event => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
      try { if (localStorage.getItem("briefing-shortcut") === "off") return; } catch { /* private mode */ }
      event.preventDefault();
      const field = document.querySelector(".search-form [type=search]");
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

  // Digits and calendar are those of the page, in languages too that have others.
  const locale = () => new Intl.Locale(root.lang || "en", { numberingSystem: "latn", calendar: "gregory" });

  // "3 hours ago" for what is younger than a week; the date goes into the title and comes back in print.
  function ages() {
    const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
    const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
    const times = [];
    const age = ({ element, date }) => {
      const seconds = (Date.now() - Date.parse(element.dateTime)) / 1000;
      if (!(seconds >= 0 && seconds < 7 * 86400)) return;
      const [unit, length] = units.find(([, size]) => seconds >= size) || units[2];
      element.title = date;
      element.textContent = format.format(-Math.floor(seconds / length), unit);
    };
    const show = () => times.forEach(age);
    // As they are read, before they are painted: an age is not as wide as a date, and nothing shall move.
    const found = document.getElementsByTagName("time");
    let at = 0;
    const read = whole => {
      for (let element; (element = found[at]) && (whole || ended(element)); at += 1) {
        if (!element.dateTime.includes("T")) continue; // a day, a week or a month
        times.push({ element, date: element.textContent });
        age(times.at(-1));
      }
    };
    const ended = node => node.nextSibling || node.parentNode && ended(node.parentNode);
    const reader = new MutationObserver(() => read(false));
    reader.observe(root, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", () => { reader.disconnect(); read(true); setInterval(show, 60000); });
    addEventListener("beforeprint", () => times.forEach(({ element, date }) => { element.textContent = date; }));
    addEventListener("afterprint", show);
  }

  // A field over a long list that leaves what contains the words.
  function finders() {
    for (const list of document.querySelectorAll("[data-filter]")) {
      const items = [...list.querySelectorAll("li, details")];
      const field = list.previousElementSibling?.querySelector("[type=search]");
      field?.addEventListener("input", () => {
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

  // Evidence: marks the words, which commas part, in the paragraph to which the link leads.
  function evidence() {
    if (!window.Highlight || !CSS.highlights) return;
    document.addEventListener("click", event => {
      const link = event.target.closest(".evidence a");
      if (!link) return;
      const found = link.textContent.toLowerCase().split(", ");
      const paragraph = document.getElementById(link.hash.slice(1));
      const ranges = [];
      const walker = document.createTreeWalker(paragraph || link, NodeFilter.SHOW_TEXT);
      for (let node; paragraph && (node = walker.nextNode());) {
        const text = node.data.toLowerCase();
        for (const words of found) {
          for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            ranges.push(range);
          }
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
    const links = row => [...row.querySelectorAll("td a")];
    const link = row => links(row).find(a => a.textContent === format.value) || links(row)[0];
    const absolute = a => new URL(a.getAttribute("href"), location.href).href.replace(new URL(form.dataset.root, location.href).href, form.dataset.site);
    const show = () => {
      const row = rows.find(({ dataset }) => dataset.region === region.value && dataset.theme === theme.value);
      address.textContent = row ? absolute(link(row)) : form.dataset.none;
      copy.disabled = !row;
      status.textContent = "";
    };
    form.addEventListener("change", show);
    form.addEventListener("submit", async event => {
      event.preventDefault();
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
      row.querySelector("th").prepend(box);
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
    show();
  }

  // A button that copies the text below it.
  function copiers() {
    if (!navigator.clipboard) return;
    for (const text of document.querySelectorAll("pre[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = texts.copy;
      button.setAttribute("aria-label", `${texts.copy}: ${text.previousElementSibling.textContent}`);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = texts.copied;
        setTimeout(() => { button.textContent = texts.copy; }, 2000);
      });
      text.previousElementSibling.append(button);
    }
  }

  // Listening, where the browser has a voice of the article's language: it goes paragraph by paragraph, and shows which.
  function listen(button) {
    const voices = window.speechSynthesis;
    const story = document.querySelector(".story");
    const lang = (story.lang || root.lang || "en").toLowerCase();
    const speaks = voice => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === lang.split("-")[0];
    const paragraphs = [...document.querySelectorAll(".story > .prose :is([id^=p], h2, h3, h4)")].filter(one => one.textContent.trim());
    if (!voices || !window.SpeechSynthesisUtterance || !paragraphs.length) return;
    const offer = () => { button.parentElement.hidden = !voices.getVoices().some(speaks); };
    const start = button.textContent;
    let at = 0, speaking = false;
    const show = () => {
      paragraphs.forEach((one, index) => one.classList.toggle("spoken", speaking && index === at));
      button.textContent = speaking ? button.dataset.stop : start;
      button.setAttribute("aria-pressed", speaking);
    };
    const stop = () => { speaking = false; voices.cancel(); show(); };
    // A sentence at a time: some engines fall silent in the middle of long texts.
    const parts = text => text.match(/[^.!?…。！？؟]+[.!?…。！？؟]*["'”’»)]*\s*/g) || [text];
    function say() {
      if (at >= paragraphs.length) { at = 0; return stop(); }
      show();
      const box = paragraphs[at].getBoundingClientRect();
      if (box.top < 0 || box.bottom > innerHeight) paragraphs[at].scrollIntoView({ block: "center" });
      const sentences = parts(paragraphs[at].textContent);
      const here = at;
      sentences.forEach((sentence, index) => {
        const words = new SpeechSynthesisUtterance(sentence);
        words.lang = lang;
        words.voice = voices.getVoices().find(speaks) || null;
        const last = index === sentences.length - 1;
        words.onend = () => { if (speaking && last && here === at) { at += 1; say(); } };
        words.onerror = ({ error }) => { if (error !== "interrupted" && error !== "canceled" && speaking) stop(); };
        voices.speak(words);
      });
    }
    button.addEventListener("click", () => {
      if (speaking) return stop();
      voices.cancel();
      speaking = true;
      say();
    });
    addEventListener("pagehide", stop);
    voices.addEventListener?.("voiceschanged", offer);
    show();
    offer();
  }

  // What a reader does with an article: listen, share, print, cite, copy a link to a paragraph.
  function tools() {
    const bar = document.querySelector(".tools");
    if (!bar) return;
    const tool = name => bar.querySelector(`[data-tool=${name}]`);
    const status = document.createElement("span");
    status.className = "tools-status";
    status.setAttribute("role", "status");
    bar.append(status);
    if (tool("listen")) listen(tool("listen"));
    tool("print").addEventListener("click", () => print());
    tool("share")?.addEventListener("click", event => {
      if (!navigator.share) return; // then the link writes a letter
      event.preventDefault();
      const url = document.querySelector('meta[property="og:url"]')?.content || location.href.split("#")[0];
      navigator.share({ title: document.querySelector("h1").textContent, url }).catch(() => {});
    });
    bar.querySelector('[href="#citation"]').addEventListener("click", () => { document.getElementById("citation").open = true; });
    for (const paragraph of document.querySelectorAll(".story > .prose > p[id]")) {
      const link = document.createElement("a");
      link.className = "pilcrow";
      link.href = `#${paragraph.id}`;
      link.setAttribute("aria-label", `${bar.dataset.paragraph} ${paragraph.id.slice(1)}`);
      link.addEventListener("click", () => {
        navigator.clipboard?.writeText(link.href).then(() => { status.textContent = link.title = bar.dataset.copied; }, () => {});
      });
      paragraph.append(link);
    }
  }

  // A discussion, when the reader asks for it: by the script of its service, of Mastodon the answers themselves.
  function discussion() {
    const place = document.querySelector("[data-comments]");
    if (!place) return;
    const { comments: service, script: source, id, options: json } = place.dataset;
    const status = place.querySelector("[role=status]");
    const options = JSON.parse(json);
    const load = () => {
      const script = document.createElement("script");
      if (service === "remark42") {
        window.remark_config = { ...options, components: ["embed"], theme: shown() };
        script.type = "module";
      } else {
        for (const [name, value] of Object.entries(options)) script.setAttribute(name, value);
      }
      if (service === "giscus") script.setAttribute("data-theme", shown());
      if (service === "utterances") script.setAttribute("theme", `github-${shown()}`);
      const thread = document.createElement("div");
      thread.className = { giscus: "giscus", utterances: "utterances-place" }[service] || "";
      thread.id = { isso: "isso-thread", remark42: "remark42" }[service] || "thread";
      if (service === "isso") thread.dataset.issoId = id;
      place.append(thread);
      return new Promise((done, failed) => {
        script.async = true;
        script.crossOrigin = service === "giscus" || service === "utterances" ? "anonymous" : null;
        script.onload = done;
        script.onerror = failed;
        script.src = source;
        thread.append(script); // utterances puts its frame where its script stands
      });
    };
    const answers = async () => {
      const reply = await fetch(source, { referrerPolicy: "no-referrer" });
      if (!reply.ok) throw new Error(`${reply.status}`);
      const { descendants } = await reply.json();
      const list = document.createElement("ol");
      list.className = "answers";
      for (const answer of descendants.filter(one => one.visibility === "public" || one.visibility === "unlisted")) {
        const item = document.createElement("li");
        const head = document.createElement("p");
        const who = document.createElement("a");
        who.href = /^https:/.test(answer.url) ? answer.url : source;
        who.rel = "noopener nofollow";
        who.textContent = answer.account.display_name || answer.account.acct;
        const when = document.createElement("time");
        when.dateTime = answer.created_at;
        when.textContent = new Date(answer.created_at).toLocaleDateString(locale(), { dateStyle: "long" });
        head.className = "meta";
        head.append(who, " ", when);
        item.append(head);
        // Their HTML is read, never shown: of each paragraph only the text.
        const html = new DOMParser().parseFromString(answer.content, "text/html");
        for (const part of html.querySelectorAll("p")) {
          const words = document.createElement("p");
          part.querySelectorAll("br").forEach(line => line.replaceWith("\n"));
          words.textContent = part.textContent;
          item.append(words);
        }
        if (answer.language) item.lang = answer.language;
        item.dir = "auto";
        list.append(item);
      }
      place.append(list);
      status.textContent = list.childElementCount ? "" : place.dataset.none;
    };
    const button = place.querySelector("button");
    button.addEventListener("click", async () => {
      button.disabled = true;
      status.textContent = "";
      try {
        await (service === "mastodon" ? answers() : load());
        for (const old of place.querySelectorAll("button, .note")) old.remove();
      } catch {
        place.querySelector("#thread, #isso-thread, #remark42")?.remove();
        button.disabled = false;
        status.textContent = place.dataset.broken;
      }
    });
    place.hidden = false;
  }

  // In a region or theme an outlet leads to a search for what it wrote there; without a script to all that it wrote.
  function narrow() {
    for (const list of document.querySelectorAll("[data-narrow]")) {
      for (const link of list.querySelectorAll("a")) {
        const slug = new URL(link.href).pathname.split("/").at(-2);
        link.href = `${list.dataset.narrow}&source=${encodeURIComponent(slug)}&sort=date`;
      }
    }
  }

  // Articles in other languages than the site's: which of these a reader has hidden is remembered.
  function languages() {
    const KEY = "briefing-hidden-languages", found = new Map();
    for (const badge of document.querySelectorAll("main .badge[lang]")) {
      const article = badge.closest(".card:not(.card-lead), .headlines > li");
      if (article) found.set(badge.lang, [...(found.get(badge.lang) ?? []), { article, name: badge.textContent }]);
    }
    let hidden = [];
    try { hidden = (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean); } catch { /* private mode */ }
    const place = document.querySelector(".colophon");
    if (!found.size || !place) return;
    const row = document.createElement("p");
    row.className = "hide-languages";
    row.append(texts.hide);
    for (const [lang, articles] of [...found].sort()) {
      const label = document.createElement("label"), box = document.createElement("input");
      const show = () => articles.forEach(({ article }) => { article.hidden = box.checked; });
      Object.assign(box, { type: "checkbox", checked: hidden.includes(lang) });
      box.addEventListener("change", () => {
        hidden = hidden.filter(one => one !== lang).concat(box.checked ? [lang] : []);
        try { localStorage.setItem(KEY, hidden.join(" ")); } catch { /* private mode: until the page is left */ }
        show();
      });
      label.lang = lang;
      label.append(box, ` ${articles[0].name}`);
      row.append(" ", label);
      show();
    }
    place.prepend(row);
  }

  // An address that has moved into another page: a month of a narrow group into its year, a period of a group that its
  // own page lists into that page, a theme with few articles in a region into the region's page. One may lead to the next.
  function moved() {
    if (!document.body.classList.contains("missing")) return;
    const here = location.pathname;
    const group = "(?:regions/[^/]+/[^/]+|(?:topics|keywords|sources|authors)/[^/]+)";
    const month = here.match(new RegExp(`^(.*/${group}/)(\\d{4})-(\\d\\d)/$`));
    const period = here.match(new RegExp(`^(.*/(?:${group}/(?=\\d{4}/$)|(?:regions|themes)/[^/]+/))(\\d{4}(?:-\\d\\d)?)/$`));
    const cell = here.match(/^(.*\/regions\/[^/]+\/)([^/\d][^/]*)\/$/);
    if (month) location.replace(`${month[1]}${month[2]}/#${month[2]}-${month[3]}`);
    else if (period) location.replace(`${period[1]}#${period[2]}`);
    else if (cell) location.replace(`${cell[1]}#theme-${cell[2]}`);
  }

  ages();
  document.addEventListener("DOMContentLoaded", () => [moved, languages, tools, discussion, narrow, copiers, themeSwitch, shortcut, worker, finders, frames, evidence, feedFinder].forEach(part => part()));
})();
