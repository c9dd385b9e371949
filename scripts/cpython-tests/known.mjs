/** Tests that cannot come out as with plain Python. They are left out, both ways; docs/reliability.md says why. */
export const known = [
  'test.test_inspect.test_inspect.TestSignatureDefinitions.test_os_module_has_signatures',
  'test.test_signal.PidfdSignalTest.test_pidfd_send_signal',
  'test.test_unittest.test_break.*',
];
