/** What depends most on being the process's own Python: signals, threads, processes, files, the import system, interpreters. */
export const tellingSuites = `
  test_signal test_threading test_subprocess test_sqlite3 test_unittest test_asyncio test_concurrent_futures test_ctypes
  test_importlib test_io test_ssl test_socket test_json test_re test_datetime test_decimal test_zoneinfo test_pickle
  test_os test_sys test_typing test_dataclasses test_weakref test_gc test_collections
  test_itertools test_functools test_logging test_tempfile test_zipfile test_hashlib test_random test_queue
  test_contextlib test_enum test_pathlib test_inspect test_warnings test_traceback test_faulthandler test_interpreters
  test_atexit test_buffer test_builtin test_capi test_code test_codecs test_context test_contextlib_async
  test_coroutines test_asyncgen test_descr test_dict test_exceptions test_fileio test_fork1 test_frame test_generators
  test_httpservers test_locale test_memoryview test_mmap test_pkgutil test_posix test_print test_pty test_pyexpat
  test_runpy test_sched test_selectors test_shutil test_site test_socketserver test_super test_sys_settrace test_thread
  test_threadedtempfile test_threading_local test_threadsignals test_time test_tokenize test_tracemalloc test_types
  test_venv test_xml_etree test_zipimport test_zlib test_cmd_line test_cmd_line_script test_import test_pdb test_doctest
  test_eintr test_poll test_select test_epoll test_resource test_sysconfig test_wait4 test_fcntl
  test__interpreters test__interpchannels test_readline test_syslog test_file test_audit test_profile test_cprofile
  test_multiprocessing_spawn test_multiprocessing_main_handling
`
  .trim()
  .split(/\s+/);
