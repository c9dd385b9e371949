#include "platform/resident_bytes.h"

#ifdef __linux__
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#elif defined(__APPLE__)
#include <libproc.h>
#elif defined(_WIN32)
#include "platform/windows_handle.h"
// After that of Windows.
#include <psapi.h>
#endif

namespace pyloom {

#ifdef __linux__

uint64_t ResidentBytes(int pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  FILE* file = fopen(path, "re");
  if (file == nullptr) return 0;
  // Pages: of its size, then those that are there.
  char line[128];
  const bool read = fgets(line, sizeof line, file) != nullptr;
  fclose(file);
  const char* resident = read ? strchr(line, ' ') : nullptr;
  if (resident == nullptr) return 0;
  return strtoull(resident, nullptr, 10) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

#elif defined(__APPLE__)

uint64_t ResidentBytes(int pid) {
  proc_taskinfo info{};
  const int read = proc_pidinfo(pid, PROC_PIDTASKINFO, 0, &info, sizeof info);
  return read == sizeof info ? info.pti_resident_size : 0;
}

#elif defined(_WIN32)

uint64_t ResidentBytes(int pid) {
  const HANDLE process =
      OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(pid));
  if (process == nullptr) return 0;
  PROCESS_MEMORY_COUNTERS counters{};
  const bool known = K32GetProcessMemoryInfo(process, &counters, sizeof counters) != 0;
  CloseHandle(process);
  return known ? counters.WorkingSetSize : 0;
}

#else

uint64_t ResidentBytes(int) { return 0; }

#endif

}  // namespace pyloom
