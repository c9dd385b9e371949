#include "python/c_recursion.h"

#include <array>
#include <cstring>

namespace pyloom {

namespace {

// The count is one of the first numbers of a thread state, behind a few pointers and flags.
constexpr size_t kSearched = 32;
using Head = std::array<int, kSearched>;

size_t offset = 0;  // in bytes; 0: there is none

Head HeadOf(PyThreadState* state) {
  Head head;
  std::memcpy(head.data(), state, sizeof head);
  return head;
}

void SetLeft(PyThreadState* state, int left) {
  std::memcpy(reinterpret_cast<char*>(state) + offset, &left, sizeof left);
}

}  // namespace

// Three calls deeper, it is the one number that is three less, and the same as before afterwards.
void MeasureCRecursion() {
  const bool counts =
      py.Py_NewInterpreterFromConfig != nullptr && py.PyInitConfig_Create == nullptr;
  if (!counts) return;
  constexpr int kCalls = 3;
  PyThreadState* state = py.PyThreadState_Get();
  const Head before = HeadOf(state);
  for (int i = 0; i < kCalls; ++i) {
    if (py.Py_EnterRecursiveCall("") != 0) return py.PyErr_Clear();
  }
  const Head deeper = HeadOf(state);
  for (int i = 0; i < kCalls; ++i) py.Py_LeaveRecursiveCall();
  const Head after = HeadOf(state);
  size_t found = 0;
  for (size_t i = 1; i < kSearched; ++i) {
    if (before[i] - deeper[i] != kCalls || after[i] != before[i]) continue;
    if (found != 0) return;
    found = i;
  }
  offset = found * sizeof(int);
}

int CRecursionLeft(PyThreadState* state) {
  if (offset == 0) return 0;
  int left = 0;
  std::memcpy(&left, reinterpret_cast<const char*>(state) + offset, sizeof left);
  return left;
}

void LimitRecursion(PyThreadState* state, int calls) {
  if (offset != 0 && calls < CRecursionLeft(state)) SetLeft(state, calls);
  const bool counts_together = py.Py_NewInterpreterFromConfig == nullptr;
  if (!counts_together) return;
  // Each is one level of the thread's depth, which is never left again.
  for (int rest = py.Py_GetRecursionLimit() - calls; rest > 0; --rest) {
    if (py.Py_EnterRecursiveCall("") != 0) return py.PyErr_Clear();
  }
}

CRecursionScope::CRecursionScope(PyThreadState* state, int allowance)
    : state_(state), left_(CRecursionLeft(state)) {
  if (offset != 0 && allowance > left_) SetLeft(state, allowance);
}

CRecursionScope::~CRecursionScope() {
  if (offset != 0) SetLeft(state_, left_);
}

}  // namespace pyloom
