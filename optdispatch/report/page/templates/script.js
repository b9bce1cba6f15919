// Reads values off figures, hides series, copies data. Without it the page says the same.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const made = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  };
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const shown = (value) => (typeof value === "number" ? value.toLocaleString("en-US", { maximumSignificantDigits: 7 }) : value ?? "");

  // The row at a place on the abscissa, and where it stands.
  function rowAt(data, x) {
    const { at, reading, rows } = data;
    if (reading === "steps") {
      let n = at.findLastIndex((edge) => edge <= x);
      n = clamp(n, 0, rows.length - 1);
      return [n, (at[n] + at[n + 1]) / 2];
    }
    let best = 0;
    at.forEach((place, n) => { if (Math.abs(place - x) < Math.abs(at[best] - x)) best = n; });
    return [best, at[best]];
  }

  function told(data, x, y) {
    if (data.reading === "map") {
      const column = clamp(Math.floor(x) + 1, 1, data.heads.length - 1);
      const row = clamp(data.at.findLastIndex((edge) => edge <= y), 0, data.rows.length - 1);
      return [[[data.heads[column], ""], [data.rows[row][0], data.rows[row][data.of[column - 1] + 1]]], x];
    }
    const [n, place] = rowAt(data, x);
    return [data.heads.map((head, k) => [head, data.rows[n][k]]), place];
  }

  function reading(figure, data) {
    const drawing = figure.querySelector(".drawing");
    const svg = drawing.querySelector("svg");
    const cursor = made("div", "cursor");
    const values = made("div", "values");
    cursor.hidden = values.hidden = true;
    drawing.append(cursor, values);
    const hide = () => { cursor.hidden = values.hidden = true; };
    drawing.addEventListener("pointerleave", hide);
    drawing.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const outer = drawing.getBoundingClientRect();
      const [px, py] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      const panel = data.panels.find(([left, top, width, height]) =>
        px >= left && px <= left + width && py >= top && py <= top + height);
      if (!panel) return hide();
      const [x0, x1, y0, y1] = data.span;
      const x = x0 + ((px - panel[0]) / panel[2]) * (x1 - x0);
      const y = y1 - ((py - panel[1]) / panel[3]) * (y1 - y0);
      const [rows, place] = told(data, x, y);
      const first = data.panels[0];
      const last = data.panels[data.panels.length - 1];
      const at = (panel[0] + ((place - x0) / (x1 - x0)) * panel[2]) * box.width;
      const shift = box.left - outer.left + drawing.scrollLeft;
      cursor.style.left = `${at + shift}px`;
      cursor.style.top = `${first[1] * box.height}px`;
      cursor.style.height = `${(last[1] + last[3] - first[1]) * box.height}px`;
      const table = made("table");
      for (const [head, value] of rows) {
        const row = made("tr");
        row.append(made("th", "", head), made("td", "", String(shown(value))));
        table.append(row);
      }
      values.replaceChildren(table);
      cursor.hidden = values.hidden = false;
      const right = at + shift + 14 + values.offsetWidth;
      const fits = right < drawing.scrollLeft + outer.width;
      values.style.left = `${Math.max(drawing.scrollLeft, fits ? at + shift + 14 : at + shift - 14 - values.offsetWidth)}px`;
      values.style.top = `${clamp(py * box.height - values.offsetHeight / 2, 0, Math.max(0, box.height - values.offsetHeight))}px`;
      return undefined;
    });
  }

  function toggling(figure) {
    for (const key of figure.querySelectorAll("[data-key]")) {
      const toggle = () => {
        const off = key.classList.toggle("hidden");
        key.setAttribute("aria-pressed", String(!off));
        const same = `[data-series="${key.dataset.key}"]`;
        figure.querySelectorAll(same).forEach((series) => series.classList.toggle("hidden", off));
        figure.querySelectorAll(`[data-key="${key.dataset.key}"]`).forEach((other) => other.classList.toggle("hidden", off));
      };
      key.setAttribute("role", "button");
      key.setAttribute("tabindex", "0");
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = words.hide;
      key.append(title);
      key.addEventListener("click", toggle);
      key.addEventListener("keydown", (event) => { if (event.key === "Enter") toggle(); });
    }
  }

  function copying(figure, data) {
    const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ""));
    const whole = (row) => (data.of.length ? [row[0], ...data.of.map((column) => row[column + 1])] : row);
    const csv = () => [data.heads, ...data.rows.map(whole)].map((row) => row.map(quoted).join(",")).join("\n") + "\n";
    const button = made("button", "copy", words.copy);
    button.type = "button";
    button.addEventListener("click", async () => {
      const text = csv();
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = made("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 1500);
    });
    const tools = made("div", "tools");
    tools.append(button);
    figure.append(tools);
  }

  function picking(group) {
    const figures = [...group.querySelectorAll("figure")];
    const select = made("select", "picker");
    figures.forEach((figure, n) => select.append(new Option(figure.dataset.title, String(n))));
    const choose = () => figures.forEach((figure, n) => figure.classList.toggle("chosen", String(n) === select.value));
    select.addEventListener("change", choose);
    group.prepend(select);
    group.classList.add("picked");
    choose();
  }

  for (const figure of document.querySelectorAll("figure")) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    if (data.reading !== "none") reading(figure, data);
    toggling(figure);
    copying(figure, data);
  }
  // Where a browser's style cannot unfold what is folded, this does, for paper alone.
  const folded = () => document.querySelectorAll("details:not([open])");
  let unfolded = [];
  addEventListener("beforeprint", () => { unfolded = [...folded()]; unfolded.forEach((one) => { one.open = true; }); });
  addEventListener("afterprint", () => { unfolded.forEach((one) => { one.open = false; }); });
  document.querySelectorAll(".pictures.pick").forEach(picking);
})();
