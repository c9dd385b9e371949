#ifndef PYLOOM_STATE_WIRE_VALIDATOR_H_
#define PYLOOM_STATE_WIRE_VALIDATOR_H_

#include <string_view>

namespace pyloom {

// Says what is wrong with a value that is to be stored: nullptr if it is exactly one value, of
// plain data, that every decoder takes. A store outlives the message, so nothing in a value may
// refer to something beside it.
const char* FindFault(std::string_view bytes);

}  // namespace pyloom

#endif  // PYLOOM_STATE_WIRE_VALIDATOR_H_
