// What must not be found on a page made of hostile text; returns a line for each thing that is.
(frame) => {
  const found = [];
  const page = frame.contentDocument;
  if (!page || !page.body) return ["no page"];
  if (frame.contentWindow.fired) found.push("ran: " + frame.contentWindow.fired);
  const own = new URL(location.href).origin;
  const tell = (element, what) => found.push(what + " in " + element.outerHTML.slice(0, 160));
  for (const element of page.querySelectorAll("*")) {
    const name = element.localName;
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute)) tell(element, "handler");
      if (["style", "srcdoc", "formaction", "ping", "nonce", "background", "srcset", "xlink:href", "is"]
        .includes(attribute)) tell(element, attribute);
      if (["href", "src", "action", "data", "poster", "cite", "longdesc"].includes(attribute)) {
        let url;
        try { url = new URL(value, page.baseURI); } catch { tell(element, "no address"); continue; }
        if (!["http:", "https:", "mailto:"].includes(url.protocol)) tell(element, "scheme " + url.protocol);
        if (name !== "a" && name !== "link" && attribute !== "cite" && url.origin !== own) tell(element, "elsewhere");
        if (name === "a" && url.origin !== own && url.protocol !== "mailto:" && !/noopener/.test(element.rel)
            && !element.closest(".prose")?.classList.contains("introduction")) tell(element, "no noopener");
      }
    }
    if (["iframe", "frame", "frameset", "object", "embed", "applet", "base", "style", "math", "template", "video",
         "audio", "portal", "input", "textarea", "select", "button", "form"].includes(name)
        && !element.closest(".masthead, .feed-finder, .finder, label") && !element.closest(".citation, .feed-table")
        && !element.closest(":not(.prose *).tools"))
      tell(element, "element");
    if (name === "script" && element.type !== "application/ld+json" && !element.src.startsWith(own + "/assets/"))
      tell(element, "script");
    if (name === "meta" && /refresh|set-cookie/i.test(element.httpEquiv)) tell(element, "meta");
    if (name === "link" && /stylesheet|preload|prefetch|import|preconnect|icon|manifest/.test(element.rel)
        && new URL(element.href).origin !== own) tell(element, "link");
    if (element.id && element.closest(".prose") && element.closest("article.story")
        && !/^(p\d+|user-.*)$/s.test(element.id)) tell(element, "id");
    if (element.closest(".prose") && element.closest("article.story")
        && ["masthead", "hidden", "skip", "theme-switch", "search-form", "tools"].some(n => element.classList.contains(n)))
      tell(element, "class");
  }
  for (const script of page.querySelectorAll("script[type='application/ld+json']")) {
    try { JSON.parse(script.textContent); } catch { found.push("JSON-LD broken"); }
  }
  if (!page.querySelector("footer.colophon")) found.push("the page is cut short");
  return found;
}
