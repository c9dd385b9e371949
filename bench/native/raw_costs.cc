// What the things that pyloom is made of cost by themselves, in the same process and at the same time as its own figures:
// an empty native call, a call of a JavaScript function, a hop to another thread and back, a vectorcall, the GIL, a copy.

#include <dlfcn.h>
#include <node_api.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double NanosecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

double Argument(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value;
  double number = 0;
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  napi_get_value_double(env, value, &number);
  return number;
}

napi_value Empty(napi_env, napi_callback_info) { return nullptr; }

napi_value DoubleInOut(napi_env env, napi_callback_info info) { return Number(env, Argument(env, info) + 1); }

// One thread that answers: polls for a while, then sleeps. The JavaScript thread is woken by uv_async.
struct PingPong {
  napi_env env;
  napi_ref callback;
  uv_async_t async;
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<uint32_t> asked{0};
  uint32_t answered = 0;
  std::atomic<bool> stop{false};
  uint64_t poll_nanoseconds;
  std::thread thread;
};

PingPong* ping_pong = nullptr;

void Answer(PingPong* self) {
  for (;;) {
    const auto start = Clock::now();
    while (self->asked.load() == self->answered && !self->stop.load() &&
           NanosecondsSince(start) < static_cast<double>(self->poll_nanoseconds)) {
      for (int i = 0; i < 16; ++i) __builtin_ia32_pause();
    }
    std::unique_lock lock(self->mutex);
    self->changed.wait(lock, [self] { return self->asked.load() != self->answered || self->stop.load(); });
    if (self->stop.load()) return;
    self->answered = self->asked.load();
    lock.unlock();
    uv_async_send(&self->async);
  }
}

// startPingPong(pollMicroseconds, callback)
napi_value StartPingPong(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value values[2];
  double poll = 0;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  napi_get_value_double(env, values[0], &poll);
  ping_pong = new PingPong();
  ping_pong->env = env;
  ping_pong->poll_nanoseconds = static_cast<uint64_t>(poll * 1000);
  napi_create_reference(env, values[1], 1, &ping_pong->callback);
  uv_loop_t* loop;
  napi_get_uv_event_loop(env, &loop);
  uv_async_init(loop, &ping_pong->async, [](uv_async_t* handle) {
    auto* self = static_cast<PingPong*>(handle->data);
    napi_handle_scope scope;
    napi_open_handle_scope(self->env, &scope);
    napi_value callback, receiver;
    napi_get_reference_value(self->env, self->callback, &callback);
    napi_get_global(self->env, &receiver);
    napi_make_callback(self->env, nullptr, receiver, callback, 0, nullptr, nullptr);
    napi_close_handle_scope(self->env, scope);
  });
  ping_pong->async.data = ping_pong;
  ping_pong->thread = std::thread(Answer, ping_pong);
  return nullptr;
}

napi_value Ping(napi_env, napi_callback_info) {
  {
    std::lock_guard lock(ping_pong->mutex);
    ping_pong->asked.fetch_add(1);
  }
  ping_pong->changed.notify_one();
  return nullptr;
}

napi_value StopPingPong(napi_env env, napi_callback_info) {
  {
    std::lock_guard lock(ping_pong->mutex);
    ping_pong->stop.store(true);
  }
  ping_pong->changed.notify_one();
  ping_pong->thread.join();
  napi_delete_reference(env, ping_pong->callback);
  uv_close(reinterpret_cast<uv_handle_t*>(&ping_pong->async), [](uv_handle_t* handle) {
    delete static_cast<PingPong*>(handle->data);
  });
  return nullptr;
}

// processHop(rounds): nanoseconds to another process and back, over memory that both share, both
// awake. Where one core has to do for both they would wait for each other: they give way then.
napi_value ProcessHop(napi_env env, napi_callback_info info) {
  struct Shared {
    alignas(64) std::atomic<uint64_t> asked{0};
    alignas(64) std::atomic<uint64_t> answered{0};
  };
  const auto rounds = static_cast<uint64_t>(Argument(env, info));
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* shared = new (memory) Shared();
  const auto wait = [](const std::atomic<uint64_t>& number, uint64_t wanted) {
    for (int spins = 0; number.load(std::memory_order_acquire) != wanted; ++spins) {
      if (spins < 10'000) {
        __builtin_ia32_pause();
      } else {
        sched_yield();
      }
    }
  };
  const pid_t child = fork();
  if (child == 0) {
    for (uint64_t i = 1; i <= rounds; ++i) {
      wait(shared->asked, i);
      shared->answered.store(i, std::memory_order_release);
    }
    _exit(0);
  }
  const auto start = Clock::now();
  for (uint64_t i = 1; i <= rounds; ++i) {
    shared->asked.store(i, std::memory_order_release);
    wait(shared->answered, i);
  }
  const double each = NanosecondsSince(start) / static_cast<double>(rounds);
  waitpid(child, nullptr, 0);
  munmap(memory, sizeof(Shared));
  return Number(env, each);
}

// vectorcall(rounds): nanoseconds of one math.sqrt(16.0) with its floats, the GIL held; NaN where CPython exports no
// PyObject_Vectorcall. pyloom has opened libpython for everybody, so that its symbols are found.
napi_value Vectorcall(napi_env env, napi_callback_info info) {
  using Object = void;
  auto find = [](const char* name) { return dlsym(RTLD_DEFAULT, name); };
  auto vectorcall = reinterpret_cast<Object* (*)(Object*, Object* const*, size_t, Object*)>(find("PyObject_Vectorcall"));
  auto ensure = reinterpret_cast<int (*)()>(find("PyGILState_Ensure"));
  auto release = reinterpret_cast<void (*)(int)>(find("PyGILState_Release"));
  auto import = reinterpret_cast<Object* (*)(const char*)>(find("PyImport_ImportModule"));
  auto attribute = reinterpret_cast<Object* (*)(Object*, const char*)>(find("PyObject_GetAttrString"));
  auto make = reinterpret_cast<Object* (*)(double)>(find("PyFloat_FromDouble"));
  auto drop = reinterpret_cast<void (*)(Object*)>(find("Py_DecRef"));
  if (vectorcall == nullptr || ensure == nullptr) return Number(env, std::numeric_limits<double>::quiet_NaN());
  const int rounds = static_cast<int>(Argument(env, info));
  const int state = ensure();
  Object* math = import("math");
  Object* sqrt = attribute(math, "sqrt");
  const auto start = Clock::now();
  for (int i = 0; i < rounds; ++i) {
    Object* arguments[2] = {nullptr, make(16.0)};
    drop(vectorcall(sqrt, arguments + 1, 1 | (size_t{1} << 63), nullptr));
    drop(arguments[1]);
  }
  const double each = NanosecondsSince(start) / rounds;
  drop(sqrt);
  drop(math);
  release(state);
  return Number(env, each);
}

// gil(rounds): nanoseconds of letting go of the GIL and taking it again, which nobody else wants.
napi_value Gil(napi_env env, napi_callback_info info) {
  auto find = [](const char* name) { return dlsym(RTLD_DEFAULT, name); };
  auto ensure = reinterpret_cast<int (*)()>(find("PyGILState_Ensure"));
  auto release = reinterpret_cast<void (*)(int)>(find("PyGILState_Release"));
  auto save = reinterpret_cast<void* (*)()>(find("PyEval_SaveThread"));
  auto restore = reinterpret_cast<void (*)(void*)>(find("PyEval_RestoreThread"));
  const int rounds = static_cast<int>(Argument(env, info));
  const int state = ensure();
  const auto start = Clock::now();
  for (int i = 0; i < rounds; ++i) restore(save());
  const double each = NanosecondsSince(start) / rounds;
  release(state);
  return Number(env, each);
}

// callJavaScript(rounds, function): nanoseconds of one call of a function with a number, whose result is read.
napi_value CallJavaScript(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value values[2];
  napi_value receiver;
  double rounds = 0;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  napi_get_value_double(env, values[0], &rounds);
  napi_get_undefined(env, &receiver);
  const auto start = Clock::now();
  for (int i = 0; i < static_cast<int>(rounds); ++i) {
    napi_handle_scope scope;
    napi_open_handle_scope(env, &scope);
    const napi_value argument = Number(env, i);
    napi_value result;
    double number = 0;
    napi_call_function(env, receiver, values[1], 1, &argument, &result);
    napi_get_value_double(env, result, &number);
    napi_close_handle_scope(env, scope);
  }
  return Number(env, NanosecondsSince(start) / rounds);
}

// copy(bytes): microseconds of one copy into fresh memory.
napi_value Copy(napi_env env, napi_callback_info info) {
  const auto length = static_cast<size_t>(Argument(env, info));
  const std::vector<char> source(length, 1);
  const auto start = Clock::now();
  std::unique_ptr<char[]> target(new char[length]);
  std::memcpy(target.get(), source.data(), length);
  const double elapsed = NanosecondsSince(start) / 1000;
  return Number(env, target[length - 1] == 1 ? elapsed : -1);
}

// Threads with a sub-interpreter and a GIL of its own each that run the same code at once, started together: what the
// machine and CPython allow without anything around it. Milliseconds from the common start to the last one's end.
double RunOwnGilThreads(int threads, const char* code) {
  struct Config {
    int use_main_obmalloc, allow_fork, allow_exec, allow_threads, allow_daemon_threads, check_multi, gil;
  };
  struct Status {
    int type;
    const char *func, *message;
    int exit_code;
  };
  auto find = [](const char* name) { return dlsym(RTLD_DEFAULT, name); };
  auto make = reinterpret_cast<Status (*)(void**, const Config*)>(find("Py_NewInterpreterFromConfig"));
  auto main_interpreter = reinterpret_cast<void* (*)()>(find("PyInterpreterState_Main"));
  auto new_state = reinterpret_cast<void* (*)(void*)>(find("PyThreadState_New"));
  auto restore = reinterpret_cast<void (*)(void*)>(find("PyEval_RestoreThread"));
  auto save = reinterpret_cast<void* (*)()>(find("PyEval_SaveThread"));
  auto run = reinterpret_cast<int (*)(const char*, void*)>(find("PyRun_SimpleStringFlags"));
  if (make == nullptr) return std::numeric_limits<double>::quiet_NaN();
  std::atomic<int> ready{0};
  std::atomic<bool> go{false};
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      restore(new_state(main_interpreter()));
      const Config config{0, 0, 0, 1, 0, 1, 2};
      void* state = nullptr;
      if (make(&state, &config).type != 0) return;
      ready.fetch_add(1);
      // Without the GIL: it is only this thread's.
      while (!go.load()) std::this_thread::yield();
      run(code, nullptr);
      save();  // never ended: ending interpreters is not what is measured
    });
  }
  while (ready.load() < threads) std::this_thread::yield();
  const auto start = Clock::now();
  go.store(true);
  for (auto& thread : running) thread.join();
  return NanosecondsSince(start) / 1e6;
}

// ownGilThreads(threads, code)
napi_value OwnGilThreads(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value values[2];
  double threads = 0;
  char code[4096];
  size_t length = 0;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  napi_get_value_double(env, values[0], &threads);
  napi_get_value_string_utf8(env, values[1], code, sizeof code, &length);
  return Number(env, RunOwnGilThreads(static_cast<int>(threads), code));
}

napi_value Init(napi_env env, napi_value exports) {
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {{"empty", Empty}, {"doubleInOut", DoubleInOut}, {"startPingPong", StartPingPong},
                   {"ping", Ping},   {"stopPingPong", StopPingPong}, {"processHop", ProcessHop}, {"vectorcall", Vectorcall},
                   {"gil", Gil},     {"callJavaScript", CallJavaScript}, {"copy", Copy}, {"ownGilThreads", OwnGilThreads}};
  for (const auto& function : functions) {
    napi_value value;
    napi_create_function(env, function.name, NAPI_AUTO_LENGTH, function.function, nullptr, &value);
    napi_set_named_property(env, exports, function.name, value);
  }
  return exports;
}

}  // namespace

NAPI_MODULE_INIT() { return Init(env, exports); }
