// Filters a table's rows by the words typed above it, and marks the section being read in the contents.
for (const box of document.querySelectorAll(".filtered")) {
  const input = box.querySelector("input");
  const output = box.querySelector("output");
  const rows = [...box.querySelectorAll("tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    output.textContent = box.dataset.count.replace("##", rows.length).replace("#", shown);
  };
  input.addEventListener("input", show);
  show();
}

const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
const inView = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target.id);
    // Of a section and a part of it, the part: it stands later in the contents.
    const current = [...links.keys()].filter((id) => inView.has(id)).pop() ?? "overview";
    for (const [id, link] of links) link.toggleAttribute("aria-current", id === current);
  },
  { rootMargin: "-20% 0px -70% 0px" },
);
for (const id of links.keys()) observer.observe(document.getElementById(id));
