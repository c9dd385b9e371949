import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createPython } from '@pyloom/client';

// A service has an exporter here that sends them somewhere, such as that of @opentelemetry/exporter-metrics-otlp-http.
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
metrics.setGlobalMeterProvider(provider);

const py = await createPython({ maxConcurrent: 8 });
await py.enableMetrics({ attributes: { service: 'bakery' } });
await py.call('math', 'sqrt', [16]);

await provider.forceFlush();
const [{ scopeMetrics }] = exporter.getMetrics();
const figures = Object.fromEntries(
  scopeMetrics.flatMap(({ metrics }) => metrics.map((metric) => [metric.descriptor.name, metric.dataPoints])),
);
const succeeded = figures['pyloom.calls'].find(({ value }) => value > 0);
console.log('calls', succeeded.value, succeeded.attributes);
console.log('permits', figures['pyloom.permits.limit'][0].value);

await py.close();
await provider.shutdown();
