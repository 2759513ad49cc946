(() => {
  const number = (text) => { const m = text.replace(/[,*＋]/g, "").replace("−", "-").match(/-?\d+(\.\d+)?/); return m ? parseFloat(m[0]) : -Infinity; };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], first = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = head.textContent; head.textContent = ""; head.append(button);
      let turn = 0;
      button.addEventListener("click", () => {
        turn = (turn + 1) % 3;
        head.setAttribute("aria-sort", ["none", "descending", "ascending"][turn]);
        const cell = (row) => (row.cells[i] ? row.cells[i].textContent.trim() : "");
        const rows = turn === 0 ? first : [...first].sort((a, b) => {
          const x = cell(a), y = cell(b), order = head.classList.contains("n") ? number(x) - number(y) : x.localeCompare(y);
          return turn === 1 ? -order : order;
        });
        body.append(...rows);
      });
    });
  }
  for (const filter of document.querySelectorAll(".filter")) {
    filter.hidden = false;
    const rows = [...filter.parentElement.querySelector("table.summary").tBodies[0].rows];
    filter.querySelector("input").addEventListener("input", (event) => {
      const wanted = event.target.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
    });
  }
})();
