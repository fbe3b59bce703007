/* Service worker: keeps the newest edition and what was read. Whoever has a network gets every page from it; what was
   kept is shown only when the network gives no answer at all. */
"use strict";
const SCOPE = new URL(self.registration.scope);
const PAGES = `briefing ${SCOPE.pathname} pages`;
const ASSETS = `briefing ${SCOPE.pathname} files`;
const MOST_PAGES = 150;
const MOST_FILES = 100;
const whole = address => new URL(address, SCOPE).href;
const plain = address => { const url = new URL(address); return url.origin + url.pathname; };

self.addEventListener("install", event => {
  event.waitUntil((async () => {
    const saving = self.navigator.connection?.saveData;
    await Promise.allSettled([
      ...FILES.map(file => fetched(ASSETS, whole(file))),
      ...(saving ? [whole(OFFLINE)] : EDITION.map(whole)).map(page => fetched(PAGES, page)),
    ]);
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith(`${SCOPE.pathname}assets/`)) event.respondWith(file(event));
  else if (request.destination === "image") event.respondWith(picture(event));
});

// Pages: from the network; the browser's own cache is asked to make sure.
async function page(event) {
  const key = plain(event.request.url);
  try {
    const answer = await fetch(event.request, { cache: "no-cache" });
    if (isPage(answer)) event.waitUntil(keep(PAGES, key, answer.clone(), MOST_PAGES));
    else if (answer.status === 404 || answer.status === 410) event.waitUntil(forget(key)); // withdrawn: nobody keeps it
    return answer;
  } catch {
    const pages = await caches.open(PAGES);
    const kept = key === whole(OFFLINE) ? undefined : await pages.match(key) || await pages.match(`${key}/`);
    return kept || shelf(pages, key);
  }
}
// Style and scripts have their content in their names: what was kept is right for ever.
async function file(event) {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(ASSETS, event.request.url, answer.clone(), MOST_FILES));
  return answer;
}
async function picture(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(ASSETS, event.request.url, answer.clone(), MOST_FILES));
    return answer;
  } catch (error) {
    const kept = await (await caches.open(ASSETS)).match(event.request);
    if (kept) return kept;
    throw error;
  }
}

const isPage = answer => answer.ok && answer.type === "basic" && !answer.redirected
  && (answer.headers.get("content-type") || "").startsWith("text/html");
async function fetched(name, address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (answer.ok) await keep(name, address, answer, Infinity);
}
async function forget(key) {
  await (await caches.open(PAGES)).delete(key);
}
// The last kept stands last, so the first are those that were not asked for the longest; the edition is never dropped.
async function keep(name, key, answer, most) {
  const cache = await caches.open(name);
  await cache.delete(key);
  await cache.put(key, answer);
  const needed = new Set([...EDITION, ...FILES].map(whole));
  const others = (await cache.keys()).filter(request => !needed.has(request.url));
  await Promise.all(others.slice(0, Math.max(0, others.length - most)).map(request => cache.delete(request)));
}

// A page that was not kept: what there is instead. Titles come out of pages, where they are escaped already.
async function shelf(pages, asked) {
  const frame = await pages.match(whole(OFFLINE));
  if (!frame) return Response.error();
  const rows = [];
  for (const request of (await pages.keys()).reverse()) {
    if (request.url === whole(OFFLINE)) continue;
    const title = /<title>([^<]*)<\/title>/.exec(await (await pages.match(request)).text())?.[1];
    if (title) rows.push(`<li><a href="${new URL(request.url).pathname.replace(/"/g, "%22")}">${title.replace(/ · [^·]*$/, "")}</a></li>`);
  }
  const html = (await frame.text()).replace(/(<ul[^>]*\bdata-kept\b[^>]*>)/, (list) => list + rows.join(""));
  // Shown at another address than its own, so its links have to know where they start from.
  const based = html.replaceAll('href="#', () => `href="${asked.replace(/"/g, "%22")}#`)
    .replace("<head>", () => `<head><base href="${whole(OFFLINE)}">`);
  return new Response(based, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
