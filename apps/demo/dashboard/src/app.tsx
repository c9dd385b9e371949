import { Acts } from './parts/acts.tsx';
import { Controls } from './parts/controls.tsx';
import { Counters } from './parts/counters.tsx';
import { Figures } from './parts/figures.tsx';
import { Header } from './parts/header.tsx';
import { Lanes } from './parts/lanes.tsx';
import { LogList } from './parts/log-list.tsx';
import { Mode } from './parts/mode.tsx';
import { Nodes } from './parts/nodes.tsx';
import { TryIt } from './parts/try-it.tsx';
import { LatencyPlot, PermitsPlot, ThroughputPlot } from './plots/plots.tsx';

/** The page, from the headline figures down to the log. */
export function App() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the figures
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <section class="hero" aria-label="At a glance">
          <Mode />
          <Figures />
        </section>
        <div class="grid">
          <Lanes />
          <Controls />
          <Nodes />
          <PermitsPlot />
          <ThroughputPlot />
          <LatencyPlot />
          <Acts />
          <TryIt />
          <Counters />
          <LogList />
        </div>
      </main>
      <footer>
        Every figure is measured here and now. Others read them at <a href="/metrics">/metrics</a>, as
        Prometheus does.
      </footer>
    </>
  );
}
