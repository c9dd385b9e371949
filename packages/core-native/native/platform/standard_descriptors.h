// Descriptors 0 to 2, which Node marks close-on-exec: the children of its own get them otherwise.
//
// Threads: any.
#ifndef PYLOOM_PLATFORM_STANDARD_DESCRIPTORS_H_
#define PYLOOM_PLATFORM_STANDARD_DESCRIPTORS_H_

namespace pyloom {

// What they are now; once, as the addon is loaded: early, before JavaScript has closed one and got
// the number for a file of its own.
void NoteStandardDescriptors();

// Those that are still the same are handed on to children that Python starts.
void LetChildrenInheritStandardDescriptors();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_STANDARD_DESCRIPTORS_H_
