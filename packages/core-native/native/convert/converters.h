// What a client wants made of results of some types, in place of what they become by themselves.
//
// Threads: made on the client's JavaScript thread and never changed; looked into by any thread that
// has a GIL.
#ifndef PYLOOM_CONVERT_CONVERTERS_H_
#define PYLOOM_CONVERT_CONVERTERS_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "python/owned.h"

namespace pyloom {

struct Converter {
  enum class Kind : uint8_t {
    kStr,
    kRepr,
    kMethod,    // what the method of that name gives
    kFunction,  // one of JavaScript's: the object stays here, behind a reference that names it
  };
  Kind kind;
  std::string method;
  uint16_t index;  // as JavaScript counts them
};

class Converters {
 public:
  // `how` is 'str', 'repr', the name of a method, or nothing for a function of JavaScript's.
  void Add(const std::string& type_name, const std::string& how);

  bool empty() const { return converters_.empty(); }
  // Whether one may fit a type that is most often converted without being looked at.
  bool fits_basic_types() const { return fits_basic_types_; }

  // That of the type's first class that has one, by its qualified name or by one under which a
  // package passes it on ('pydantic.BaseModel' is pydantic.main's). Null: there is none.
  const Converter* Find(PyObject* type) const;

 private:
  const Converter* OfClass(PyObject* type) const;

  std::deque<Converter> converters_;  // a deque: addresses stay
  std::unordered_map<std::string, const Converter*> by_name_;
  // 'BaseModel' to 'pydantic' and its converter.
  std::unordered_multimap<std::string, std::pair<std::string, const Converter*>> by_last_part_;
  bool fits_basic_types_ = false;
};

// For one message: what was found out is kept by type.
class ConverterLookup {
 public:
  explicit ConverterLookup(std::shared_ptr<const Converters> converters)
      : converters_(std::move(converters)) {}

  bool fits_basic_types() const { return converters_->fits_basic_types(); }

  const Converter* For(PyObject* type);

 private:
  struct Known {
    PyOwned type;  // no other may come to lie there meanwhile
    const Converter* converter;
  };
  const std::shared_ptr<const Converters> converters_;
  std::unordered_map<PyObject*, Known> known_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_CONVERTERS_H_
