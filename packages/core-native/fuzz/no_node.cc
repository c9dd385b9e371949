// What an environment of Node's asks of libuv; the target has no environments.
#include <cstdlib>

#define PYLOOM_NO_NODE(name) \
  void name() { std::abort(); }

extern "C" {
PYLOOM_NO_NODE(uv_async_init)
PYLOOM_NO_NODE(uv_async_send)
PYLOOM_NO_NODE(uv_close)
PYLOOM_NO_NODE(uv_default_loop)
PYLOOM_NO_NODE(uv_prepare_init)
PYLOOM_NO_NODE(uv_prepare_start)
PYLOOM_NO_NODE(uv_prepare_stop)
PYLOOM_NO_NODE(uv_ref)
PYLOOM_NO_NODE(uv_unref)
}
