// The search: every word asked for must begin a word of a section; titles count more than the text below them.
const { pages, sections } = JSON.parse(document.getElementById("search-index").textContent);
const query = document.getElementById("query");
const found = document.getElementById("found");
const results = document.getElementById("results");
const MOST = 40;

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const index = sections.map(([title, page, anchor, words]) => ({
  title, page, anchor, name: plain(title), heads: ` ${plain(`${title} ${title.replace(/[._]/g, " ")} ${pages[page][1]}`)}`, words: ` ${plain(words)}`,
}));

function score({ name, heads, words }, terms) {
  const each = terms.map((term) => (name === term || name.endsWith(`.${term}`) ? 12 : heads.includes(` ${term}`) ? 4 : words.includes(` ${term}`) ? 1 : 0));
  return each.includes(0) ? 0 : each.reduce((sum, one) => sum + one, 0);
}

function item({ title, page, anchor }) {
  const [address, called] = pages[page];
  const link = Object.assign(document.createElement("a"), { href: `${address}#${anchor}`, textContent: title });
  const entry = document.createElement("li");
  entry.append(link);
  if (called !== title) entry.append(Object.assign(document.createElement("span"), { className: "where", textContent: ` in ${called}` }));
  return entry;
}

function search() {
  const terms = plain(query.value).split(/[^\p{L}\p{N}_.']+/u).filter(Boolean);
  const hits = terms.length ? index.map((entry) => [score(entry, terms), entry]).filter(([points]) => points) : [];
  hits.sort(([a], [b]) => b - a);
  results.replaceChildren(...hits.slice(0, MOST).map(([, entry]) => item(entry)));
  const count = hits.length === 1 ? "1 result" : `${hits.length} results`;
  found.textContent = !terms.length ? "" : hits.length > MOST ? `${count}, the first ${MOST} shown` : count;
  history.replaceState(null, "", query.value ? `?q=${encodeURIComponent(query.value)}` : location.pathname);
}

let waiting;
query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
query.form.addEventListener("submit", (event) => { event.preventDefault(); search(); results.querySelector("a")?.focus(); });
document.querySelector("main").addEventListener("keydown", (event) => {
  const stops = [query, ...results.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: -at }[event.key];
  if (at < 0 || !step || !stops[at + step]) return;
  event.preventDefault();
  stops[at + step].focus();
});
query.value = new URLSearchParams(location.search).get("q") ?? "";
search();
