// Charts for dashboards: <div data-chart="id-of-a-json-script"></div>. Loaded by no other page.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { ECharts, EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, LineChart, PieChart, AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, SVGRenderer,
]);

/** The page's own colours: a value "var(--accent)" anywhere in the options becomes what the sheet says now. */
function coloured(value: unknown): unknown {
  if (typeof value === "string") {
    const name = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : value;
  }
  if (Array.isArray(value)) return value.map(coloured);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
  return value;
}

function draw(box: HTMLElement): ECharts | undefined {
  const source = document.getElementById(box.dataset["chart"] ?? "");
  if (!source?.textContent) return undefined;
  const chart = init(box, null, { renderer: "svg" });
  const options = JSON.parse(source.textContent) as EChartsCoreOption;
  const paint = (): void => chart.setOption({
    aria: { enabled: true },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    ...(coloured(options) as EChartsCoreOption),
  }, true);
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  return chart;
}

const charts = [...document.querySelectorAll<HTMLElement>("[data-chart]")].map(draw);
addEventListener("resize", () => charts.forEach((chart) => chart?.resize()));
addEventListener("beforeprint", () => charts.forEach((chart) => chart?.resize()));
