#include "platform/descriptor_passing.h"

#ifndef _WIN32
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pyloom {

namespace {

#ifdef MSG_CMSG_CLOEXEC
constexpr int kCloseOnExec = MSG_CMSG_CLOEXEC;
#else
constexpr int kCloseOnExec = 0;
#endif
#ifdef MSG_NOSIGNAL
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;
#endif

// A message of one number and one descriptor: neither is ever cut in two.
struct OneDescriptor {
  uint64_t number = 0;
  iovec part{&number, sizeof number};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};

  OneDescriptor() {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = CMSG_LEN(sizeof(int));  // room for one, not for what fills the space
  }

  int descriptor() {
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof(int))) {
      return -1;
    }
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
  }
};

Passed WhyNot(int number) {
  if (number == EAGAIN || number == EWOULDBLOCK) return Passed::kNone;
  if (number == ETOOMANYREFS || number == ENOBUFS || number == ENOMEM) return Passed::kTooMany;
  return Passed::kEnd;
}

void WaitFor(int socket, short event) {
  pollfd descriptor{socket, event, 0};
  while (poll(&descriptor, 1, -1) < 0 && errno == EINTR) continue;
}

}  // namespace

Passed PassDescriptor(const DescriptorChannel& channel, const PassedDescriptor& passed) {
  OneDescriptor one;
  one.number = passed.number;
  cmsghdr* const header = CMSG_FIRSTHDR(&one.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &passed.descriptor, sizeof(int));
  for (;;) {
    if (sendmsg(channel.socket, &one.message, MSG_DONTWAIT | kNoSignal) >= 0) return Passed::kOne;
    if (errno != EINTR) return WhyNot(errno);
  }
}

Passed ReceiveDescriptor(const DescriptorChannel& channel, PassedDescriptor* passed) {
  OneDescriptor one;
  ssize_t got = 0;
  do {
    got = recvmsg(channel.socket, &one.message, MSG_DONTWAIT | kCloseOnExec);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return WhyNot(errno);
  const int descriptor = one.descriptor();
  if (got != sizeof one.number) {
    if (descriptor >= 0) close(descriptor);
    return Passed::kEnd;
  }
  if (kCloseOnExec == 0 && descriptor >= 0) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  *passed = {one.number, descriptor};
  return Passed::kOne;
}

void WaitForRoom(const DescriptorChannel& channel) { WaitFor(channel.socket, POLLOUT); }
void WaitForInput(const DescriptorChannel& channel) { WaitFor(channel.socket, POLLIN); }

}  // namespace pyloom

#endif
