#include "platform/cpu_count.h"

#include <algorithm>
#include <thread>

#ifdef __linux__
#include <sched.h>

#include <cstdio>
#include <limits>
#include <string>
#endif

namespace pyloom {

namespace {

#ifdef __linux__

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

unsigned BoundTo() {
  cpu_set_t set;
  // Machines with more processors than the set holds are refused, and count by the line below.
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(CPU_COUNT(&set));
  return std::thread::hardware_concurrency();
}

// The numbers that a file begins with. False: it is not there, or begins with something else.
bool Read(const std::string& file, const char* format, double* first, double* second = nullptr) {
  FILE* stream = fopen(file.c_str(), "re");
  if (stream == nullptr) return false;
  const int count = fscanf(stream, format, first, second);
  fclose(stream);
  return count == (second == nullptr ? 1 : 2);
}

// Of control groups version 2: "max 100000", "50000 100000".
double QuotaOf(const std::string& folder) {
  double quota = 0, period = 0;
  if (!Read(folder + "/cpu.max", "%lf %lf", &quota, &period)) return kUnlimited;
  return quota > 0 && period > 0 ? quota / period : kUnlimited;
}

// Of version 1: -1, or 50000 in one file and the period in another.
double QuotaOfOlder(const std::string& folder) {
  double quota = 0, period = 0;
  if (!Read(folder + "/cpu.cfs_quota_us", "%lf", &quota) ||
      !Read(folder + "/cpu.cfs_period_us", "%lf", &period)) {
    return kUnlimited;
  }
  return quota > 0 && period > 0 ? quota / period : kUnlimited;
}

// A group has what all above it leave it. In a container the path is that of the host, or of a
// namespace: what is not there limits nothing.
double LeastAbove(const std::string& root, std::string path,
                  double (*quota)(const std::string& folder)) {
  double least = quota(root);
  while (path.size() > 1) {
    least = std::min(least, quota(root + path));
    path.erase(path.rfind('/'));
  }
  return least;
}

// Of a line of /proc/self/cgroup: "4:cpu,cpuacct:/path" of version 1, "0::/path" of version 2.
double QuotaOfGroup(const std::string& line) {
  const size_t first = line.find(':'), second = line.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return kUnlimited;
  const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
  const std::string path = line.substr(second + 1);
  if (controllers == ",,") {
    return std::min(LeastAbove("/sys/fs/cgroup", path, QuotaOf),
                    LeastAbove("/sys/fs/cgroup/unified", path, QuotaOf));
  }
  if (controllers.find(",cpu,") == std::string::npos) return kUnlimited;
  return std::min(LeastAbove("/sys/fs/cgroup/cpu", path, QuotaOfOlder),
                  LeastAbove("/sys/fs/cgroup/cpu,cpuacct", path, QuotaOfOlder));
}

double Quota() {
  FILE* groups = fopen("/proc/self/cgroup", "re");
  if (groups == nullptr) return kUnlimited;
  double least = kUnlimited;
  char line[4096];
  while (fgets(line, sizeof line, groups) != nullptr) {
    std::string text(line);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    least = std::min(least, QuotaOfGroup(text));
  }
  fclose(groups);
  return least;
}

#endif

}  // namespace

unsigned CountCpus() {
#ifdef __linux__
  const double count = std::min(static_cast<double>(BoundTo()), Quota());
#else
  const double count = std::thread::hardware_concurrency();
#endif
  // Half a processor more is no processor to wait on.
  return static_cast<unsigned>(std::max(1.0, count));
}

}  // namespace pyloom
