"use strict";
// Every heading of a table becomes a button that sorts its rows; unknown numbers stay last.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = Array.from(body.rows, (row) => ({ row, key: keyOf(row.cells[column]) }));
      keyed.sort((a, b) => compare(a.key, b.key, down ? -1 : 1));
      body.append(...keyed.map((each) => each.row));
    });
  });
}
function keyOf(cell) {
  const key = cell.dataset.key;
  if (key === undefined) return cell.textContent;
  return key === "" ? null : Number(key);
}
function compare(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
}
