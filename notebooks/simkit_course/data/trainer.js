// The trainer's slides: N notes, S a second window with notes, A the answer, T a timer.
const other = () => (shown && !shown.closed ? shown : window.opener);
let shown = null;
let heard = -1;
let ends = 0;
const clock = document.createElement("output");
document.body.append(clock);

function ticks() {
  const left = Math.round((ends - performance.now()) / 1000);
  const seconds = String(Math.abs(left) % 60).padStart(2, "0");
  clock.textContent = ends ? (left < 0 ? "-" : "") + Math.floor(Math.abs(left) / 60) + ":" + seconds : "";
  clock.classList.toggle("over", ends > 0 && left < 0);
}

function answered(n) {
  const next = all.findIndex((s, i) => i > n && !s.matches(".exercise, .figure"));
  if (next < 0 || !all[next].matches(".answer")) return;
  all[next].classList.add("open");
  show(next);
}

const keys = {
  n: () => document.body.classList.toggle("noted"),
  s: () => { shown = window.open(location.href, "trainer", "width=1100,height=700"); },
  a: () => answered(at),
  t: () => { ends = ends ? 0 : performance.now() + 60000 * Number(all[at].dataset.minutes || 5); ticks(); },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key.toLowerCase() in keys)) return;
  keys[event.key.toLowerCase()]();
});
// The two windows show the same slide; a page from a stick has no other way to reach its twin.
window.addEventListener("hashchange", () => {
  if (at !== heard && other()) other().postMessage(at, "*");
  heard = -1;
});
window.addEventListener("message", (event) => {
  if (event.source !== other() || !Number.isInteger(event.data) || !all[event.data] || event.data === at) return;
  if (all[event.data].matches(".answer")) all[event.data].classList.add("open");
  heard = event.data;
  show(heard);
});
if (window.opener) document.body.classList.add("noted");
setInterval(ticks, 500);
