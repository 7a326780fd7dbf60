"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const figures = read("page-figures"), words = read("page-words");
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const MARK = "\ue000", BETWEEN = "\ue001";
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  const DAY = 86400000;
  const moments = [{ dtickrange: [null, DAY - 1], value: "%H:%M\n%Y-%m-%d" }, { dtickrange: [DAY, null], value: "%m-%d\n%Y" }];

  // A text of ours begins with the mark; what strangers wrote never does.
  function say(text, language) {
    const end = text.indexOf("<extra>");
    const body = end < 0 ? text.slice(1) : text.slice(1, end);
    const [key, ...values] = body.split(BETWEEN);
    const said = words[language][key].replace(/\{(\d+)\}/g, (_, place) => values[place]);
    return end < 0 ? said : said + text.slice(end);
  }

  function said(value, language) {
    if (typeof value === "string") return value.startsWith(MARK) ? say(value, language) : value;
    if (Array.isArray(value)) return value.map((item) => said(item, language));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, said(item, language)]));
  }

  function dressed(layout) {
    const ink = colour("--ink"), soft = colour("--soft"), grid = colour("--grid"), panel = colour("--panel");
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin: true, tickfont: { color: soft, size: 11.5 } };
    const full = {
      ...layout, autosize: true, font: { family: colour("--sans"), size: 12.5, color: ink },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", margin: { l: 56, r: 14, t: 14, b: 44, ...layout.margin },
      hoverlabel: { bgcolor: panel, bordercolor: grid, font: { color: ink, family: colour("--sans") } },
      legend: { font: { size: 11.5, color: soft }, ...layout.legend }, dragmode: false,
    };
    if (!full.legend.tracegroupgap) full.legend = { orientation: "h", x: 0, y: 1.02, xanchor: "left", yanchor: "bottom", traceorder: "normal", ...full.legend };
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key)).concat("xaxis", "yaxis")) {
      const own = full[name] ?? {};
      if (own.type === "date") own.tickformatstops = moments;
      full[name] = { ...axis, ...own, title: { standoff: 10, ...own.title, font: { size: 12, color: soft } } };
    }
    return full;
  }

  function draw() {
    const tag = root.dataset.lang, language = tag.slice(0, 2);
    for (const place of document.querySelectorAll("[data-plot]")) {
      const figure = figures[place.dataset.plot];
      const options = { responsive: true, displayModeBar: false, showTips: false };
      Plotly.react(place, said(figure.data, language), dressed(said(figure.layout, language)), options);
    }
  }

  function speak(tag) {
    root.dataset.lang = root.lang = tag;
    for (const button of document.querySelectorAll("[data-say]")) button.setAttribute("aria-pressed", String(button.dataset.say === tag));
    draw();
  }

  for (const button of document.querySelectorAll("[data-say]")) button.addEventListener("click", () => speak(button.dataset.say));
  dark.addEventListener("change", draw);
  addEventListener("beforeprint", draw);
  addEventListener("afterprint", draw);
  speak(root.dataset.lang);
})();
