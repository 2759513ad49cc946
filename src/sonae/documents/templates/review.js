(() => {
  const number = (text) => { const m = text.replace(/[,*＋]/g, "").replace("−", "-").match(/-?\d+(\.\d+)?/); return m ? parseFloat(m[0]) : null; };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], first = [...body.rows], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = head.textContent; head.textContent = ""; head.append(button);
      button.addEventListener("click", () => {
        const turn = { descending: "ascending", ascending: "none" }[head.getAttribute("aria-sort")] ?? "descending";
        for (const other of heads) other.setAttribute("aria-sort", other === head ? turn : "none");
        const key = (row) => {
          const cell = row.cells[i];
          if (!cell || cell.colSpan > 1) return null; // a row that could not be assessed has no value to sort by
          const text = cell.textContent.trim();
          return head.classList.contains("n") ? number(text) : text;
        };
        const rows = turn === "none" ? first : [...first].sort((a, b) => {
          const x = key(a), y = key(b);
          if (x === null || y === null) return (x === null) - (y === null);
          const order = typeof x === "number" ? x - y : x.localeCompare(y);
          return turn === "descending" ? -order : order;
        });
        body.append(...rows);
      });
    });
  }
  // A link to a mineral opens the page in the language of the link.
  const follow = () => {
    const wanted = location.hash.match(/^#(ja|en)-/), target = document.getElementById(location.hash.slice(1));
    if (!wanted || !target) return;
    document.getElementById(`to-${wanted[1]}`).checked = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
  for (const filter of document.querySelectorAll(".filter")) {
    filter.hidden = false;
    const rows = [...filter.parentElement.querySelector("table.summary").tBodies[0].rows];
    filter.querySelector("input").addEventListener("input", (event) => {
      const wanted = event.target.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
    });
  }
})();
