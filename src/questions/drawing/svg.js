"use strict";
const root = document.documentElement;
const packages = [...document.querySelectorAll(".package")];
const arrows = [...document.querySelectorAll("#arrows path")];
const search = document.getElementById("search");
const picture = document.getElementById("picture");
const [, , width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
const above = Number(picture.getAttribute("y"));
const invitation = search.textContent;
let typed = "";
let match = 0;
let kept = null;
let view = null;
let whole = true;
let dragged = 0;

// Shows a part of the picture, in its own units.
function look(x, y, wide, high) {
  whole = false;
  view = { x, y, wide, high };
  picture.setAttribute("viewBox", `${x} ${y} ${wide} ${high}`);
}

// The part of the picture that the window shows at a size, with this place in the middle.
function center(x, y, scale) {
  const wide = window.innerWidth / scale;
  const high = (window.innerHeight - above) / scale;
  look(x - wide / 2, y - high / 2, wide, high);
}

// Shows all of it; a small picture is not enlarged much.
function fit() {
  const scale = Math.min(window.innerWidth / width, (window.innerHeight - above) / height, 1.5);
  center(width / 2, height / 2, scale);
  whole = true;
}

// The picture fills the window, and the legend stays in its place.
function resize() {
  root.removeAttribute("viewBox");
  root.setAttribute("width", "100%");
  root.setAttribute("height", "100%");
  picture.setAttribute("width", window.innerWidth);
  picture.setAttribute("height", window.innerHeight - above);
  if (whole) fit();
  else look(view.x, view.y, view.wide, (view.wide / window.innerWidth) * (window.innerHeight - above));
}

// Moves a package to the middle, large enough to read.
function goTo(one) {
  const [x, y] = one.getAttribute("transform").match(/[\d.]+/g).map(Number);
  const box = one.querySelector("rect").width.baseVal.value;
  center(x + box / 2, y, Math.max(window.innerWidth / view.wide, 1));
}

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
  if (found.length) goTo(found[match % found.length]);
}

for (const one of packages) {
  one.addEventListener("mouseenter", () => { if (!kept && !typed) focus([one]); });
  one.addEventListener("mouseleave", () => { if (!kept && !typed) focus([]); });
  one.addEventListener("click", () => { if (dragged > 4) return; typed = ""; kept = kept === one ? null : one; show(); });
}
window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { typed = ""; kept = null; match = 0; fit(); }
  else if (event.key === "Backspace") { typed = typed.slice(0, -1); match = 0; }
  else if (event.key === "Enter") { match += 1; }
  else if (/^[A-Za-z0-9._-]$/.test(event.key)) {
    typed += event.key.toLowerCase().replace(/[._]/, "-");
    match = 0;
  } else return;
  event.preventDefault();
  show();
});
window.addEventListener("wheel", (event) => {
  event.preventDefault();
  const wanted = Math.exp(event.deltaY * 0.002);
  const factor = Math.min(Math.max(wanted, 100 / view.wide), (4 * Math.max(width, 1000)) / view.wide);
  const x = view.x + (event.clientX / window.innerWidth) * view.wide;
  const y = view.y + ((event.clientY - above) / (window.innerHeight - above)) * view.high;
  look(x + (view.x - x) * factor, y + (view.y - y) * factor, view.wide * factor, view.high * factor);
}, { passive: false });
window.addEventListener("pointerdown", () => { dragged = 0; });
window.addEventListener("pointermove", (event) => {
  if (!(event.buttons & 1)) return;
  dragged += Math.abs(event.movementX) + Math.abs(event.movementY);
  const scale = view.wide / window.innerWidth;
  look(view.x - event.movementX * scale, view.y - event.movementY * scale, view.wide, view.high);
});
window.addEventListener("resize", resize);
resize();
