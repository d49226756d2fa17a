"use strict";
// Without this script all slides stand below each other, and nothing is lost.
const all = [...document.querySelectorAll("section")];
let at = 0;

// An answer is turned past until it is asked for.
function show(n) {
  const step = n < at ? -1 : 1;
  n = Math.max(0, Math.min(all.length - 1, n));
  while (all[n].matches(".answer:not(.open)") && "#" + all[n].id !== location.hash) n += step;
  if (n !== at) part = 0;
  at = n;
  all.forEach((s, i) => s.classList.toggle("now", i === at));
  place();
  if (location.hash !== "#" + all[at].id) location.hash = all[at].id;
}

function named() {
  const n = all.findIndex((s) => "#" + s.id === location.hash);
  return n < 0 ? 0 : n;
}

// A long text gets smaller letters, never below 18 pixels of 720; after that it scrolls.
function fit() {
  for (const s of all) {
    const body = s.querySelector(".body");
    s.classList.add("measured");
    for (let size = 100; size >= 65; size -= 5) {
      body.style.fontSize = size + "%";
      if (body.scrollHeight <= body.clientHeight + 1) break;
    }
    s.classList.remove("measured");
  }
}

// A picture as large as the screen; where its smallest letters would then be too small, larger, and part by part.
const LETTERS = 11 / 72 * 80; // figures have letters of at least 11 points, and 80 dots to the inch
const READABLE = 17.6; // pixels of a screen 1280 wide, rounded 18
let part = 0;

function parts(img) {
  const [wide, high] = [window.innerWidth, window.innerHeight];
  const least = READABLE / LETTERS * wide / 1280;
  const scale = Math.max(Math.min(wide / img.naturalWidth, high / img.naturalHeight), least);
  const [w, h] = [img.naturalWidth * scale, img.naturalHeight * scale];
  const along = (all, seen) => {
    const n = Math.ceil(all / seen - 0.01);
    return n < 2 ? [(seen - all) / 2] : [...Array(n).keys()].map((i) => -(all - seen) * i / (n - 1));
  };
  return along(h, high).flatMap((top) => along(w, wide).map((left) => [w, h, left, top]));
}

function place() {
  const img = all[at].querySelector("img");
  if (!img || !all[at].matches(".figure")) return 1;
  const found = parts(img);
  const [w, h, left, top] = found[Math.min(part, found.length - 1)];
  const is_large = document.body.classList.contains("large");
  img.style.cssText = is_large ? `width:${w}px;height:${h}px;left:${left}px;top:${top}px` : "";
  return found.length;
}

function enlarge() {
  const is_large = document.body.classList.contains("large");
  part = is_large && part + 1 < place() ? part + 1 : 0;
  document.body.classList.toggle("large", !is_large || part > 0);
  place();
}

const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
  Home: -all.length, End: all.length };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "z") enlarge();
  if (!(event.key in steps)) return;
  if (event.key === " " && event.target.tagName === "BUTTON") return;
  event.preventDefault();
  show(at + steps[event.key]);
});
document.getElementById("back").addEventListener("click", () => show(at - 1));
document.getElementById("on").addEventListener("click", () => show(at + 1));
window.addEventListener("hashchange", () => show(named()));
window.addEventListener("resize", () => { fit(); place(); });
window.addEventListener("load", () => { fit(); place(); });
document.body.classList.add("turning");
show(named());
