"use strict";
const root = document.documentElement;
const packages = [...document.querySelectorAll(".package")];
const arrows = [...document.querySelectorAll("#arrows path")];
const search = document.getElementById("search");
const legend = document.getElementById("legend");
const invitation = search.textContent;
let typed = "";
let match = 0;
let kept = null;

// What is chosen, with all that an arrow joins to it.
function focus(chosen) {
  root.classList.toggle("focused", chosen.length > 0);
  const near = new Set(chosen);
  for (const arrow of arrows) {
    const from = packages[arrow.dataset.from];
    const to = packages[arrow.dataset.to];
    const leaves = chosen.includes(from);
    const arrives = chosen.includes(to);
    arrow.classList.toggle("near", leaves || arrives);
    arrow.classList.toggle("back", arrives && !leaves);
    if (leaves) near.add(to);
    if (arrives) near.add(from);
  }
  for (const one of packages) {
    one.classList.toggle("near", near.has(one));
    one.classList.toggle("chosen", chosen.includes(one));
  }
}

function show() {
  const found = typed ? packages.filter((one) => one.dataset.name.includes(typed)) : [];
  found.sort((a, b) => a.dataset.name.length - b.dataset.name.length);
  search.textContent = typed ? `${typed}: ${found.length} found` : invitation;
  focus(found.length ? [found[match % found.length]] : kept ? [kept] : []);
  if (found.length) {
    found[match % found.length].scrollIntoView({ block: "center", inline: "center" });
  }
}

for (const one of packages) {
  one.addEventListener("mouseenter", () => { if (!kept && !typed) focus([one]); });
  one.addEventListener("mouseleave", () => { if (!kept && !typed) focus([]); });
  one.addEventListener("click", () => { typed = ""; kept = kept === one ? null : one; show(); });
}
window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { typed = ""; kept = null; match = 0; }
  else if (event.key === "Backspace") { typed = typed.slice(0, -1); match = 0; }
  else if (event.key === "Enter") { match += 1; }
  else if (/^[A-Za-z0-9._-]$/.test(event.key)) {
    typed += event.key.toLowerCase().replace(/[._]/, "-");
    match = 0;
  } else return;
  event.preventDefault();
  show();
});
window.addEventListener("scroll", () => {
  legend.setAttribute("transform", `translate(${window.scrollX} ${window.scrollY})`);
});
