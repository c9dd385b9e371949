// Objects, functions and attributes that a message names.

#include <string>

#include "convert/js_handle.h"
#include "convert/object_space.h"
#include "convert/remote_numbers.h"
#include "convert/text_of.h"
#include "convert/to_python.h"
#include "pyloom/wire_format.h"

namespace pyloom {

namespace {

using Kind = WireItem::Kind;

// A process by its place in the order in which they were started, as JavaScript names it, too.
std::string Place(uint32_t number) {
  if (number == 0) return "the main interpreter";
  if (number < kFirstSpace) return "sub-interpreter " + std::to_string(number);
  return "Python process " + std::to_string(number - kFirstSpace + 1);
}

}  // namespace

PyObject* ToPython::Reference(WireReader payload) {
  uint64_t handle = 0;
  uint32_t interpreter = 0;
  if (!payload.Raw(&handle) || !payload.Raw(&interpreter)) return Malformed();
  if (interpreter != space_->number) {
    failure_.Fail("it is a Python object of " + Place(interpreter) + ", but this call runs in " +
                  Place(space_->number));
    return nullptr;
  }
  int32_t loop = -1;
  PyOwned object = space_->references.Get(handle, &loop);
  if (loop_ < 0) loop_ = loop;
  if (!object) failure_.Fail("it is a Python object that has been released");
  return object.Release();
}

PyObject* ToPython::Function(WireReader payload) {
  uint32_t id = 0;
  if (!payload.Raw(&id)) return Malformed();
  Ref<HeldValue> function = incoming_ == nullptr ? nullptr : incoming_->Find(id);
  if (!function) return Malformed();
  return MakeHostFunction(space_, function).Release();
}

// What Python's own code raises stays as it is: NeedsHome has the call sent elsewhere. Only where
// somebody calls: what a store holds must not import anything.
PyObject* ToPython::Attribute(WireReader payload) {
  if (incoming_ == nullptr) return Malformed();
  const WireItem owner_item = payload.Next();
  const bool of_module = owner_item.kind == Kind::kString;
  PyOwned owner(Item(owner_item, payload));
  PyOwned path(owner ? Value(payload) : nullptr);
  if (!path) return nullptr;
  PyOwned look_up = space_->GlueFunction("pyloom._modules", of_module ? "find" : "attribute");
  PyOwned arguments(look_up ? py.PyTuple_New(2) : nullptr);
  if (!arguments) return nullptr;
  py.PyTuple_SetItem(arguments.get(), 0, owner.Release());
  py.PyTuple_SetItem(arguments.get(), 1, path.Release());
  return py.PyObject_CallObject(look_up.get(), arguments.get());
}

}  // namespace pyloom
