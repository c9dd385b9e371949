// Tests that cannot come out as with plain Python. They are left out, both ways; docs/reliability.md says why.

export const known = [
  'test.test_external_inspection.TestGetStackTrace.test_self_trace',
  'test.test_inspect.test_inspect.TestSignatureDefinitions.test_faulthandler_module_has_signatures',
  'test.test_inspect.test_inspect.TestSignatureDefinitions.test_os_module_has_signatures',
  'test.test_signal.PidfdSignalTest.test_pidfd_send_signal',
  'test.test_trace.TestCoverage.test_coverage_ignore',
];

/** Beside those: tests that wait for signals, which reach no lane, or send them to JavaScript; and that know a lane for no main thread. */
export const knownOnLanes = [
  ...known,
  'test.test_asyncio.test_events.PolicyTests.test_get_event_loop',
  'test.test_asyncio.test_events.PolicyTests.test_get_event_loop_calls_set_event_loop',
  'test.test_asyncio.test_runners.*interrupt*',
  'test.test_asyncio.test_runners.RunnerTests.test_signal_install_not_supported_ok',
  'test.test_asyncio.test_runners.RunTests.test_asyncio_run_without_uncancel',
  'test.test_threading.ThreadTests.test_main_thread',
  'test.test_threading.ThreadTests.test_various_ops*',
  'test.test_unittest.test_break.*',
];
