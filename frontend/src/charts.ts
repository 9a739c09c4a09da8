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

function draw(box: HTMLElement): ECharts | undefined {
  const source = document.getElementById(box.dataset["chart"] ?? "");
  if (!source?.textContent) return undefined;
  const chart = init(box, null, { renderer: "svg" });
  chart.setOption({ aria: { enabled: true }, ...(JSON.parse(source.textContent) as EChartsCoreOption) });
  return chart;
}

const charts = [...document.querySelectorAll<HTMLElement>("[data-chart]")].map(draw);
addEventListener("resize", () => charts.forEach((chart) => chart?.resize()));
