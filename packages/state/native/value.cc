#include "value.h"

#include "pyloom/wire_reader.h"

namespace pyloom {

Value Value::FromWire(std::string_view bytes) {
  const WireItem item = WireReader(bytes).Next();
  if (item.kind == WireItem::Kind::kInt) return Value(item.integer);
  int64_t integer = 0;
  if (item.Is(wire::Extension::kInteger) && ReadIntegerExtension(item.payload(), &integer))
    return Value(integer);
  Value value;
  value.bytes_ = std::make_shared<const std::string>(bytes);
  return value;
}

bool Value::IsInteger(std::string_view bytes) {
  const WireItem item = WireReader(bytes).Next();
  return item.kind == WireItem::Kind::kInt || item.kind == WireItem::Kind::kUnsigned ||
         item.Is(wire::Extension::kInteger);
}

}  // namespace pyloom
