// search.js BOOK TERM…: prints for each term the address that the search of a built book shows first.
const { readdirSync, readFileSync } = require("fs");
const { join } = require("path");

const [book, ...terms] = process.argv.slice(2);
const script = (name) =>
  join(book, readdirSync(book).find((file) => file.startsWith(name) && file.endsWith(".js")));

globalThis.window = { search: {} };
const elasticlunr = require(script("elasticlunr"));
(0, eval)(readFileSync(script("searchindex"), "utf8"));
const { index, doc_urls: addresses, search_options: options } = window.search;
const search = elasticlunr.Index.load(index);
for (const term of terms) {
  const [first] = search.search(term, options);
  console.log(first ? addresses[first.ref] : "");
}
