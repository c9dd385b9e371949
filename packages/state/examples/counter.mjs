import { SharedState } from '@pyloom/state';

const state = new SharedState();

state.set('session:ada', { user: 'Ada', visits: [new Date(0)], seen: new Set(['home']) });
console.log(state.get('session:ada').seen.has('home'));

state.incr('hits');
state.incr('hits', 41);
console.log(state.get('hits'), state.size, state.keys('session:'));
