// Ways to another process that no program inherits unless it is handed one. A descriptor is a file
// descriptor or a handle of Windows.
//
// Threads: any.
#ifndef PYLOOM_PLATFORM_PIPE_H_
#define PYLOOM_PLATFORM_PIPE_H_

#include <cstddef>

namespace pyloom {

// A pair of connected sockets; on Windows the two ends of a pipe that goes both ways. False: none
// is to be had.
bool MakeSocketPair(int ends[2]);
// A pipe, to be read from the first end, which never waits, and written to the second.
bool MakePipe(int ends[2]);

// From a pipe's first end. 0: nobody can write to it any more; -1: nothing is there at this moment.
int ReadPipe(int descriptor, char* bytes, size_t size);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_PIPE_H_
