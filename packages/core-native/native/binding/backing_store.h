// Keeps the memory of an ArrayBuffer where it is, whatever JavaScript does with the object. A
// reference to the object alone does not: `transfer()`, `structuredClone` and `postMessage` move
// its memory to somebody else, who may free it while Python still reads.
//
// Node-API has nothing for this; V8's ArrayBuffer::GetBackingStore does it, a function that node
// exports. (Forbidding the transfer instead, by ArrayBuffer::SetDetachKey, aborts node 20.)
#ifndef PYLOOM_BINDING_BACKING_STORE_H_
#define PYLOOM_BINDING_BACKING_STORE_H_

#include <node_api.h>

#include <memory>

namespace pyloom {

// May be given up on any thread. Null where the memory cannot be kept: in runtimes that imitate
// Node-API, in those that were built with another C++ library than node is, and on Windows.
std::shared_ptr<void> BackingStoreOf(napi_value array_buffer, bool is_shared);

// Whether it keeps that of a SharedArrayBuffer.
bool KeepsBackingStores();

}  // namespace pyloom

#endif  // PYLOOM_BINDING_BACKING_STORE_H_
