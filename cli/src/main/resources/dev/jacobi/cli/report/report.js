'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const charts = [];
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const shapes = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot'];
  const digits = value => Number(value.toPrecision(5)).toString();

  // Colour never tells series apart alone: points have shapes, lines have dashes, bars have borders.
  function dataset(series, index, all) {
    const ordinal = all.slice(0, index).filter(other => other.style === series.style).length;
    const colour = style('--c' + index % 5);
    const points = series.x.map((x, i) => ({x, y: series.y[i]}));
    const common = {label: series.name, data: points, borderColor: colour, backgroundColor: colour};
    switch (series.style) {
      case 'LINE':
        return {...common, type: 'line', borderWidth: 2, pointRadius: 0, pointHitRadius: 6, pointStyle: 'line',
          borderDash: [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4]][ordinal % 5], order: 1};
      case 'DASHED':
        return {...common, type: 'line', borderWidth: 2, pointRadius: 0, pointHitRadius: 6, pointStyle: 'line',
          borderDash: [6, 4], order: 1};
      case 'POINTS':
        return {...common, type: 'scatter', pointRadius: 2.5, pointStyle: shapes[ordinal % 5],
          backgroundColor: colour + '99', borderWidth: 0.5, order: 2};
      case 'RINGS':
        return {...common, type: 'scatter', pointRadius: 5, pointStyle: shapes[ordinal % 5], borderWidth: 2.5,
          backgroundColor: style('--panel'), order: 0};
      default:
        return {...common, type: 'bar', backgroundColor: colour + '80', borderWidth: 1.5, grouped: false,
          barPercentage: 1, categoryPercentage: 1, order: 1};
    }
  }

  function axis(given) {
    return {
      type: given.log ? 'logarithmic' : 'linear',
      title: {display: true, text: given.label, color: style('--front')},
      ticks: {color: style('--faint'), maxTicksLimit: 9, includeBounds: false},
      grid: {color: style('--line')},
      min: given.min,
      max: given.max,
    };
  }

  function draw(given, number) {
    const canvas = document.getElementById('chart' + number);
    const say = document.getElementById('say' + number);
    const lines = given.series.every(series => series.style === 'LINE' || series.style === 'DASHED');
    const bars = given.series.some(series => series.style === 'BARS');
    const x = axis(given.x);
    if (bars) {
      x.offset = false;
      x.grid.offset = false;
    }
    const chart = new Chart(canvas, {
      type: bars ? 'bar' : 'scatter',
      data: {datasets: given.series.map(dataset)},
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: still ? false : {duration: 250},
        normalized: true,
        scales: {x, y: axis(given.y)},
        interaction: {mode: 'nearest', axis: bars ? 'x' : 'xy', intersect: false},
        plugins: {
          legend: {display: given.series.length > 1,
            labels: {color: style('--front'), usePointStyle: true, pointStyleWidth: lines ? 28 : undefined}},
          tooltip: {callbacks: {
            title: () => '',
            label: item => item.dataset.label + ': ' + digits(item.parsed.x) + ', ' + digits(item.parsed.y),
          }},
        },
      },
    });

    // Arrow keys walk through the points; what stands there is said.
    let series = 0;
    let point = -1;
    canvas.addEventListener('keydown', event => {
      const all = given.series;
      const count = all[series].x.length;
      switch (event.key) {
        case 'ArrowRight': point = Math.min(count - 1, point + 1); break;
        case 'ArrowLeft': point = Math.max(0, point - 1); break;
        case 'ArrowDown': series = (series + 1) % all.length; point = Math.max(0, point); break;
        case 'ArrowUp': series = (series + all.length - 1) % all.length; point = Math.max(0, point); break;
        case 'Home': point = 0; break;
        case 'End': point = count - 1; break;
        default: return;
      }
      event.preventDefault();
      point = Math.min(point, all[series].x.length - 1);
      const active = [{datasetIndex: series, index: point}];
      chart.setActiveElements(active);
      chart.tooltip.setActiveElements(active, {x: 0, y: 0});
      chart.update('none');
      say.textContent = all[series].name + ', ' + (point + 1) + ' of ' + all[series].x.length + ': '
        + given.x.label + ' ' + digits(all[series].x[point]) + ', '
        + given.y.label + ' ' + digits(all[series].y[point]);
    });
    canvas.addEventListener('blur', () => {
      chart.setActiveElements([]);
      chart.tooltip.setActiveElements([], {x: 0, y: 0});
      chart.update('none');
    });
    return chart;
  }

  function drawAll() {
    charts.splice(0).forEach(chart => chart.destroy());
    data.forEach((given, number) => charts.push(draw(given, number)));
  }

  function recolour() {
    charts.forEach((chart, number) => {
      data[number].series.forEach((series, i) => Object.assign(chart.data.datasets[i], dataset(series, i, data[number].series)));
      for (const scale of Object.values(chart.options.scales)) {
        scale.title.color = style('--front');
        scale.ticks.color = style('--faint');
        scale.grid.color = style('--line');
      }
      chart.options.plugins.legend.labels.color = style('--front');
      chart.resize();
      chart.update('none');
    });
  }

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  matchMedia('print').addEventListener('change', recolour);
  window.addEventListener('beforeprint', recolour);
  window.addEventListener('afterprint', recolour);
})();
