import '@fontsource-variable/geist';
import '@fontsource-variable/geist-mono';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './live/connect.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no element #app');
connect();
render(<App />, root);
