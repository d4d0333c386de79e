// On phones a row of a table becomes a block (portal.css): each cell then says its column. Without this the table scrolls.
function nameCells(place) {
  for (const table of place.querySelectorAll(".kern-table:not(.kern-table--small)")) {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((header) => header.textContent.trim());
    if (!names.length) continue;
    table.classList.add("kpk-stacks");
    for (const row of table.querySelectorAll("tbody tr")) {
      const hasHeader = row.querySelector("th");
      for (const cell of row.querySelectorAll("td:not([colspan])")) {
        const isTitle = !hasHeader && cell.cellIndex === 0;
        if (!isTitle && names[cell.cellIndex]) cell.dataset.label = names[cell.cellIndex];
      }
    }
  }
}

nameCells(document);
document.addEventListener("htmx:load", (event) => nameCells(event.target.closest?.("table")?.parentElement ?? event.target));
