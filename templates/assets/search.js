/* The search page: words and facets in, results out, by Pagefind; its state is the address, so that it can be linked. */
const form = document.querySelector(".search-form");
const list = document.querySelector(".search-results");
const more = document.querySelector(".search-more");
const browse = document.querySelector(".browse");
const status = form.querySelector("[role=status]");
const words = form.elements.q;
const texts = form.dataset;
const facets = [...form.querySelectorAll(".search-facets select")].filter(select => select.name !== "sort");
const root = new URL(texts.root, location.href).pathname;
const PAGE = 20;

// The index: one for each language, for word forms meet by its rules; in each, the newest period and the others merged.
const catalogue = fetch(texts.bundles, { cache: "no-cache" }).then(answer => {
  if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
  return answer.json();
});
catalogue.catch(() => {}); // said when somebody searches
const engines = new Map();
async function start(lang, bundles) {
  const [first, ...rest] = bundles;
  const ranking = { termSimilarity: 2.5, metaWeights: { title: 6, labels: 3, date: 0 } };
  const options = bundle => ({ ranking, baseUrl: root + (bundle.base || ""), excerptLength: 32, metaCacheTag: bundle.tag, mergeFilter: { bundle: bundle.path } });
  // A module of its own for each language: one module has one WebAssembly, with the word forms of one language.
  const pagefind = await import(`${root}${first.base || ""}pagefind/pagefind.js?${first.tag}.${lang}`);
  const page = document.documentElement.lang;
  document.documentElement.lang = lang; // from here alone, and at once, Pagefind takes the language
  const engine = pagefind.createInstance({ ...options(first), basePath: root + first.path });
  document.documentElement.lang = page;
  engine.lang = lang;
  await engine.init();
  await Promise.all(rest.map(bundle => engine.mergeIndex(root + bundle.path, { ...options(bundle), language: lang })));
  await engine.filters(); // loads them, so that every answer has its counts
  // Pagefind sorts each bundle for itself; one after the other, the newest period first, they are all in order.
  let order;
  engine.order = () => order ??= Promise.all(bundles.map(bundle =>
    engine.search(null, { sort: { date: "desc" }, filters: { bundle: bundle.path } }),
  )).then(answers => new Map(answers.flatMap(answer => answer.results).map(({ id }, at) => [id, at])));
  return engine;
}
async function enginesFor(chosen) {
  const bundles = await catalogue;
  const wanted = bundles.filter(bundle => !chosen || bundle.langs.includes(chosen)).map(bundle => bundle.lang);
  return Promise.all([...new Set(wanted)].map(lang => {
    if (!engines.has(lang)) engines.set(lang, start(lang, bundles.filter(bundle => bundle.lang === lang)));
    return engines.get(lang);
  }));
}

// A search: what is asked, and one list of results in order, whose texts are loaded as they are shown.
const asked = () => ({
  text: words.value.trim(),
  chosen: Object.fromEntries(facets.filter(select => select.value).map(select => [select.name, select.value])),
  newest: form.elements.sort.value === "date",
});
const counted = answers => {
  const sum = {};
  for (const answer of answers) {
    for (const [facet, values] of Object.entries(answer.filters)) {
      sum[facet] ??= {};
      for (const [value, count] of Object.entries(values)) sum[facet][value] = (sum[facet][value] || 0) + count;
    }
  }
  return sum;
};
async function find({ text, chosen, newest }) {
  const term = text || null;
  const found = await enginesFor(chosen.lang);
  const answers = await Promise.all(found.map(engine => engine.search(term, { filters: chosen })));
  const counts = counted(answers);
  for (const facet of Object.keys(chosen)) { // how many there would be under its other values
    const others = Object.fromEntries(Object.entries(chosen).filter(([name]) => name !== facet));
    const all = facet === "lang" ? await enginesFor("") : found;
    const without = await Promise.all(all.map(engine => engine.search(term, { filters: others })));
    counts[facet] = counted(without)[facet] || {};
  }
  const own = document.documentElement.lang.split("-")[0];
  answers.forEach((answer, at) => { // what readers read first: their own language
    if (found[at].lang === own) for (const result of answer.results) result.score *= 1.5;
  });
  const total = answers.reduce((sum, answer) => sum + answer.results.length, 0);
  if (!newest && term) return { total, counts, lists: [answers.flatMap(answer => answer.results).sort((a, b) => b.score - a.score)] };
  const orders = await Promise.all(found.map(engine => engine.order()));
  const lists = answers.map((answer, at) => answer.results.sort((a, b) => orders[at].get(a.id) - orders[at].get(b.id)));
  return { total, counts, lists };
}
async function next(lists) { // the newest of what each language has next
  const heads = lists.filter(results => results.length);
  const texts = await Promise.all(heads.map(results => results[0].data()));
  let best = 0;
  texts.forEach((text, at) => { if (text.meta.date > texts[best].meta.date) best = at; });
  if (heads.length) heads[best].shift();
  return texts[best];
}

// What is shown.
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const marked = excerpt => { // cut out of the text: what is missing before and after is shown
  const whole = excerpt.replace(/^(?!(?:<mark>)?["'“«(]?(?:\p{Lu}|\p{Lo}|\p{N}))/u, "… ").replace(/(?<![.!?…。؟](?:["'”»)])?(?:<\/mark>)?)$/u, " …");
  return whole.split(/<\/?mark>/).map((text, at) => {
    const plain = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return at % 2 ? element("mark", {}, plain) : plain;
  });
};
const nameOf = (facet, value) => form.elements[facet]?.querySelector(`option[value="${CSS.escape(value)}"]`)?.dataset.name;
const rtl = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
// Digits and calendar are those of the pages, in languages too that have others.
const locale = new Intl.Locale(document.documentElement.lang || "en", { numberingSystem: "latn", calendar: "gregory" });
const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
const number = new Intl.NumberFormat(locale);
const plural = new Intl.PluralRules(locale);
const forms = JSON.parse(texts.counts);
const articles = total => (forms[plural.select(total)] || forms.other).replace("{n}", number.format(total));
function card({ url, excerpt, meta, filters }) {
  const lang = filters.lang?.[0] || "";
  const foreign = lang && lang !== document.documentElement.lang.split("-")[0] ? { lang, dir: rtl.includes(lang) ? "rtl" : "ltr" } : {};
  const line = element("p", { class: "meta" });
  const source = (filters.source || []).map(value => nameOf("source", value)).find(Boolean);
  if (source) line.append(element("span", { class: "outlet" }, source), " ");
  line.append(element("time", { datetime: meta.date }, date.format(new Date(meta.date))));
  if (foreign.lang && nameOf("lang", lang)) line.append(" ", element("span", { class: "badge" }, nameOf("lang", lang)));
  return element("li", {}, element("article", { class: "card" },
    element("h2", { class: "card-title", ...foreign }, element("a", { href: url }, meta.title)),
    element("p", { class: "card-standfirst", ...foreign }, ...marked(excerpt)), line));
}
function relabel(counts) {
  for (const select of facets) {
    for (const option of select.options) {
      if (!option.value) continue;
      const count = counts?.[select.name]?.[option.value] || 0;
      option.label = `${"\u2003".repeat(option.dataset.depth)}${option.dataset.name} (${number.format(count)})`;
      option.hidden = option.disabled = count === 0 && !option.selected;
    }
  }
}
// The names of regions and themes: a reader who types one is led to its page, one who misspells it is asked.
const names = facets.filter(select => ["region", "theme"].includes(select.name)).flatMap(select =>
  [...select.options].filter(option => option.value).map(option => ({
    name: option.dataset.name, url: `${root}${select.name}s/${option.value}/`,
  })));
const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const tokens = text => plain(text).match(/[\p{L}\p{N}]+/gu) || [];
const known = new Set(names.flatMap(({ name }) => tokens(name)));
function distance(one, other) { // how many letters differ (Damerau and Levenshtein)
  const rows = [[...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + !same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[one.length][other.length];
}
function meant(text, cards) {
  const said = new Set(cards.flatMap(found => tokens(found.textContent)));
  let changed = false;
  const better = tokens(text).map(word => {
    if (word.length < 4 || known.has(word) || said.has(word)) return word;
    const most = word.length < 7 ? 1 : 2;
    const near = [...known].filter(name => Math.abs(name.length - word.length) <= most && name[0] === word[0])
      .map(name => [distance(word, name), name]).filter(([away]) => away <= most).sort((a, b) => a[0] - b[0])[0];
    changed ||= Boolean(near);
    return near ? near[1] : word;
  });
  return changed ? better.join(" ") : "";
}
function advise(text, cards) {
  const asking = form.querySelector(".search-meant"), offers = form.querySelector(".search-offers");
  const better = text ? meant(text, cards) : "";
  asking.hidden = !better;
  const button = element("button", { type: "button", class: "button button-quiet" }, better);
  button.addEventListener("click", () => { words.value = better; update(); });
  asking.replaceChildren(...better ? [`${asking.dataset.ask} `, button, "?"] : []);
  const typed = tokens(text).join(" ");
  const offered = typed.length < 3 ? [] : names.filter(({ name }) => tokens(name).join(" ").startsWith(typed)).slice(0, 4);
  offers.hidden = !offered.length;
  offers.replaceChildren(...offered.flatMap(({ name, url }) => [element("a", { class: "button button-quiet", href: url }, name), " "]));
}
let turn = 0;
let waiting = [];
async function page(lists) {
  const cards = [];
  while (cards.length < PAGE) {
    const text = await next(lists);
    if (!text) break;
    cards.push(card(text));
  }
  return cards;
}
async function showMore() {
  const mine = turn;
  const cards = await page(waiting);
  if (mine !== turn) return;
  list.append(...cards);
  more.hidden = !waiting.some(results => results.length);
  cards[0]?.querySelector("a").focus();
}
async function update() {
  const mine = ++turn;
  const query = asked();
  const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(history.state, "", String(state) ? `?${state}` : location.pathname);
  const empty = !query.text && !Object.keys(query.chosen).length;
  try {
    if (!empty && !list.childElementCount) status.textContent = texts.busy;
    const { total, counts, lists } = await find(query);
    const cards = empty ? [] : await page(lists);
    if (mine !== turn) return; // asked anew meanwhile
    waiting = lists;
    relabel(counts);
    list.replaceChildren(...cards);
    list.hidden = !cards.length;
    browse.hidden = !list.hidden;
    more.hidden = list.hidden || !lists.some(results => results.length);
    advise(query.text, cards);
    status.dataset.of = query.text;
    status.textContent = empty ? "" : total === 0 ? texts.none : articles(total);
  } catch (error) {
    console.warn("Search:", error);
    if (mine !== turn) return;
    status.textContent = texts.broken;
    list.hidden = more.hidden = true;
    browse.hidden = false;
  }
}

// The keyboard: down and up through the results, Escape back to the words.
function move(event) {
  const links = [...list.querySelectorAll("h2 a")];
  const at = links.indexOf(document.activeElement);
  const inWords = document.activeElement === words;
  if (!list.hidden && event.key === "ArrowDown" && (inWords || at >= 0)) {
    (links[at + 1] || links[at])?.focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    (links[at - 1] || words).focus();
  } else if (event.key === "Escape" && at >= 0) {
    words.focus();
    words.select();
  } else if (event.key === "Escape" && inWords && words.value) {
    words.value = "";
    update();
  } else if (event.key === "/" && at >= 0) {
    words.focus();
  } else {
    return;
  }
  event.preventDefault();
}

// Whether "/" leads here from every page (WCAG 2.1.4: one who speaks to a computer must be able to turn that off).
const shortcut = document.querySelector("[name=shortcut]");
const KEY = "briefing-shortcut";
try { shortcut.checked = localStorage.getItem(KEY) !== "off"; } catch { shortcut.disabled = true; }
shortcut.addEventListener("change", () => {
  try { shortcut.checked ? localStorage.removeItem(KEY) : localStorage.setItem(KEY, "off"); } catch { /* private mode */ }
});

let timer;
const soon = () => { clearTimeout(timer); timer = setTimeout(update, 120); };
const read = () => {
  const state = new URLSearchParams(location.search);
  for (const field of [words, form.elements.sort, ...facets]) field.value = state.get(field.name) || "";
  for (const select of facets) if (select.selectedIndex < 0) select.value = "";
};
read();
relabelAtOnce();
form.addEventListener("input", event => { event.target === words ? soon() : update(); });
form.addEventListener("submit", event => {
  event.preventDefault();
  clearTimeout(timer);
  update().then(() => list.querySelector("h2 a")?.focus());
});
form.addEventListener("reset", () => setTimeout(() => { update(); words.focus(); }));
document.addEventListener("keydown", event => { if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) move(event); });
more.addEventListener("click", showMore);
addEventListener("popstate", () => { read(); update(); });
words.addEventListener("focus", () => enginesFor("").catch(() => {}), { once: true }); // while the reader types
if (location.search.length > 1) update();
else words.focus({ preventScroll: true });

// Regions within regions are set in, as soon as the page is there.
function relabelAtOnce() {
  for (const option of form.querySelectorAll("option[data-depth]")) {
    option.label = "\u2003".repeat(option.dataset.depth) + option.text;
  }
}
