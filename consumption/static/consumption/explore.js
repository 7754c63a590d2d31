// A year of quarter-hours to walk through. The page's table says the same in months, for those who do not see this.

const root = document.querySelector("#explore");
const words = root.dataset;
const language = document.documentElement.lang === "en" ? "en-GB" : `${document.documentElement.lang}-BE`;
const zone = "Europe/Brussels";
const DAY = 86400;
const SPANS = { year: 366 * DAY, month: 31 * DAY, week: 7 * DAY, day: DAY };

const form = (options) => new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
const monthOf = form({ month: "short" });
const dayOf = form({ day: "numeric", month: "short" });
const timeOf = form({ hour: "numeric", minute: "2-digit" });
const momentOf = form({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const date = (seconds) => new Date(seconds * 1000);

const colour = (name) => getComputedStyle(root.querySelector(`.c-${name}`)).color;
const status = root.querySelector("[role=status]");
const plot = root.querySelector(".plot");

function columns(file) {
  const [use, ...others] = file.channels.filter((channel) => channel.unit === words.unit);
  const back = others.find((channel) => channel.channel === "injection");
  const first = Date.parse(use.start) / 1000;
  const step = Number(words.step);
  const times = use.values.map((_, position) => first + position * step);
  return back ? [times, use.values, back.values.map((value) => (value === null ? null : -value))] : [times, use.values];
}

function chart(data) {
  const stepped = window.uPlot.paths.stepped({ align: 1 });
  const line = (label, name) => ({
    label,
    stroke: colour(name),
    fill: colour(name),
    width: 1,
    paths: stepped,
    points: { show: false },
    value: (_, value, __, at) =>
      at == null ? "–" : value === null ? words.missing : `${number.format(Math.abs(value))}\u00a0${words.unit}`,
  });
  const axis = { stroke: colour("ink"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, font: "13px Public Sans" };
  const ticks = (_, splits, __, ___, apart) =>
    splits.map((at) => (apart >= 28 * DAY ? monthOf : apart >= DAY ? dayOf : timeOf).format(date(at)));
  return new window.uPlot(
    {
      width: plot.clientWidth,
      height: Math.max(260, Math.min(420, plot.clientWidth * 0.45)),
      tzDate: (seconds) => window.uPlot.tzDate(date(seconds), zone),
      series: [
        { label: words.time, value: (_, seconds) => (seconds === null ? "–" : momentOf.format(date(seconds))) },
        line(words.use, "use"),
        ...(data.length > 2 ? [line(words.injected, "inject")] : []),
      ],
      axes: [
        { ...axis, values: ticks },
        { ...axis, values: (_, splits) => splits.map((value) => number.format(Math.abs(value))), size: 56, label: words.unit, labelFont: "13px Public Sans", labelSize: 22 },
      ],
      cursor: { drag: { x: true, y: false } },
      hooks: { setScale: [(drawn, key) => key === "x" && tell(drawn)] },
    },
    data,
    plot,
  );
}

function tell(drawn) {
  const { min, max } = drawn.scales.x;
  if (min == null) return;
  const [times, use, back] = drawn.data;
  let from = 0;
  let used = 0;
  let injected = 0;
  while (from < times.length && times[from] < min) from += 1;
  for (let at = from; at < times.length && times[at] < max; at += 1) {
    used += use[at] ?? 0;
    injected -= back?.[at] ?? 0;
  }
  const days = form({ day: "numeric", month: "long", year: "numeric" });
  const told = (sentence, amount) => sentence.replace("{}", `${number.format(amount)}\u00a0${words.unit}`);
  const amounts = [told(words.used, used)];
  if (back) amounts.push(told(words.back, injected));
  status.textContent = `${days.formatRange(date(min), date(Math.max(min, max - 1)))}. ${amounts.join(", ")}.`;
}

function move(drawn, data, change) {
  const [first, last] = [data[0][0], data[0].at(-1) + Number(words.step)];
  const { min, max } = drawn.scales.x;
  let [from, until] = change(min, max, last);
  const length = Math.min(until - from, last - first);
  from = Math.max(first, Math.min(from, last - length));
  until = from + length;
  drawn.setScale("x", { min: from, max: until });
}

function controls(current, data) {
  for (const button of root.querySelectorAll("[data-span]")) {
    button.addEventListener("click", () => {
      const length = SPANS[button.dataset.span];
      move(current(), data, (min, max, last) => (max >= last - Number(words.step) ? [last - length, last] : [min, min + length]));
      for (const other of root.querySelectorAll("[data-span]")) other.setAttribute("aria-pressed", String(other === button));
    });
  }
  for (const button of root.querySelectorAll("[data-move]")) {
    const way = Number(button.dataset.move);
    button.addEventListener("click", () =>
      move(current(), data, (min, max) => [min + way * (max - min), max + way * (max - min)]),
    );
  }
  root.querySelector(".controls").hidden = false;
}

async function start() {
  root.querySelector(".without-script").remove();
  status.textContent = words.loading;
  const answer = await fetch(words.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const file = await answer.json();
  if (!file.channels.some((channel) => channel.unit === words.unit && channel.values.some((value) => value !== null))) {
    status.textContent = words.nothing;
    return;
  }
  const data = columns(file);
  let drawn = chart(data);
  const again = () => {
    const { min, max } = drawn.scales.x;
    drawn.destroy();
    drawn = chart(data);
    drawn.setScale("x", { min, max });
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let width = plot.clientWidth;
  new ResizeObserver(() => {
    if (plot.clientWidth !== width) {
      width = plot.clientWidth;
      again();
    }
  }).observe(plot);
  controls(() => drawn, data);
}

start().catch(() => {
  status.textContent = words.failed;
});
