"use strict";
// Without this script all slides stand below each other, and nothing is lost.
const all = [...document.querySelectorAll("section")];
let at = 0;

// An answer is turned past until it is asked for.
function show(n) {
  const step = n < at ? -1 : 1;
  n = Math.max(0, Math.min(all.length - 1, n));
  while (all[n].matches(".answer:not(.open)") && "#" + all[n].id !== location.hash) n += step;
  at = n;
  all.forEach((s, i) => s.classList.toggle("now", i === at));
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

const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
  Home: -all.length, End: all.length };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "z") document.body.classList.toggle("large");
  if (!(event.key in steps)) return;
  if (event.key === " " && event.target.tagName === "BUTTON") return;
  event.preventDefault();
  show(at + steps[event.key]);
});
document.getElementById("back").addEventListener("click", () => show(at - 1));
document.getElementById("on").addEventListener("click", () => show(at + 1));
window.addEventListener("hashchange", () => show(named()));
window.addEventListener("resize", fit);
window.addEventListener("load", fit);
document.body.classList.add("turning");
show(named());
