// Prints the C++ files of a target of binding.gyp, so that a new file needs no entry there: `node sources.mjs small | fast`.
import { readdirSync } from 'node:fs';

/**
 * What each call and each value goes through: for speed. All others, half as large, are for what happens once or seldom. They are
 * linked where something refers to them, so that what is only looked up by its name is among the first, too.
 */
const fast = [
  'base/failing_allocations.cc',
  'binding/addon.cc',
  'binding/channel.cc',
  'binding/channel_input.cc',
  'binding/direct_text.cc',
  'binding/due_answers.cc',
  'binding/js_buffers.cc',
  'binding/js_mailbox.cc',
  'binding/scalar.cc',
  'binding/sync_calls.cc',
  'binding/sync_host_calls.cc',
  'binding/sync_functions.cc',
  'binding/utf8_text.cc',
  'convert/from_python.cc',
  'convert/from_python_number.cc',
  'convert/to_python',
  'frames/',
  'link/ring.cc',
  'messages/',
  'module/find_host_function.cc',
  'module/host_calls.cc',
  'runtime/call',
  'runtime/host_call.cc',
  'runtime/pooled_lane.cc',
  'runtime/request.cc',
  'runtime/sync_lane.cc',
  'runtime/thread_lane.cc',
  'runtime/worker_lane.cc',
  'runtime/worker_pool.cc',
];

const [target] = process.argv.slice(2);
for (const file of readdirSync('.', { recursive: true }).map((path) => path.replaceAll('\\', '/'))) {
  const isFast = fast.some((path) => file.startsWith(path));
  if (file.endsWith('.cc') && isFast === (target === 'fast')) console.log(file);
}
