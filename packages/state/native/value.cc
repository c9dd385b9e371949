#include "value.h"

#include "wire_reader.h"

namespace pyloom {

Value Value::FromWire(std::string_view bytes) {
  WireReader reader(bytes);
  WireToken token;
  if (reader.Read(token)) {
    if (token.kind == WireToken::Kind::kInteger && !token.beyond_int64) return Value(token.integer);
    int64_t integer = 0;
    if (token.kind == WireToken::Kind::kExtension && token.extension == wire::Extension::kInteger &&
        ReadIntegerExtension(token.payload, integer)) {
      return Value(integer);
    }
  }
  Value value;
  value.bytes_ = std::make_shared<const std::string>(bytes);
  return value;
}

bool Value::IsInteger(std::string_view bytes) {
  WireReader reader(bytes);
  WireToken token;
  if (!reader.Read(token)) return false;
  return token.kind == WireToken::Kind::kInteger || (token.kind == WireToken::Kind::kExtension &&
                                                     token.extension == wire::Extension::kInteger);
}

}  // namespace pyloom
