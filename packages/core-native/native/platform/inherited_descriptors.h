// What a program was handed by the ChildProcess that started it.
#ifndef PYLOOM_PLATFORM_INHERITED_DESCRIPTORS_H_
#define PYLOOM_PLATFORM_INHERITED_DESCRIPTORS_H_

namespace pyloom {

// What it is to know by that number; -1: it was handed none.
int InheritedDescriptor(int number);
// Programs that this one starts do not get what lies between these numbers.
void KeepInheritedDescriptors(int first, int last);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_INHERITED_DESCRIPTORS_H_
