#include "convert/converters.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "convert/text_of.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

constexpr std::array<std::string_view, 10> kBasicTypes = {
    "str", "int", "float", "bool", "NoneType", "dict", "list", "tuple", "bytes", "object"};

}  // namespace

void Converters::Add(const std::string& type_name, const std::string& how) {
  Converter converter{Converter::Kind::kMethod, how, static_cast<uint16_t>(converters_.size())};
  if (how.empty()) converter.kind = Converter::Kind::kFunction;
  if (how == "str") converter.kind = Converter::Kind::kStr;
  if (how == "repr") converter.kind = Converter::Kind::kRepr;
  const Converter* const added = &converters_.emplace_back(std::move(converter));
  constexpr std::string_view builtins = "builtins.";
  const std::string name =
      type_name.starts_with(builtins) ? type_name.substr(builtins.size()) : type_name;
  by_name_[name] = added;
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos) {
    if (std::find(kBasicTypes.begin(), kBasicTypes.end(), name) != kBasicTypes.end()) {
      fits_basic_types_ = true;
    }
  } else {
    by_last_part_.emplace(name.substr(dot + 1), std::pair{name.substr(0, dot), added});
  }
}

const Converter* Converters::Find(PyObject* type) const {
  PyOwned order(py.PyObject_GetAttrString(type, "__mro__"));
  if (!order || TypeOf(order.get()) != py.PyTuple_Type) {
    py.PyErr_Clear();
    return OfClass(type);
  }
  const Py_ssize_t count = py.PyTuple_Size(order.get());
  for (Py_ssize_t i = 0; i < count; ++i) {
    const Converter* found = OfClass(py.PyTuple_GetItem(order.get(), i));
    if (found != nullptr) return found;
  }
  return nullptr;
}

const Converter* Converters::OfClass(PyObject* type) const {
  const std::string name = QualifiedTypeName(type);
  const auto named = by_name_.find(name);
  if (named != by_name_.end()) return named->second;
  const auto [begin, end] = by_last_part_.equal_range(name.substr(name.rfind('.') + 1));
  for (auto candidate = begin; candidate != end; ++candidate) {
    const auto& [module_name, converter] = candidate->second;
    // Only if it is imported. An attribute of that name may be made when it is asked for.
    PyObject* module = py.PyDict_GetItemString(py.PyImport_GetModuleDict(), module_name.c_str());
    PyOwned attribute(
        module == nullptr ? nullptr : py.PyObject_GetAttrString(module, candidate->first.c_str()));
    py.PyErr_Clear();
    if (attribute.get() == type) return converter;
  }
  return nullptr;
}

const Converter* ConverterLookup::For(PyObject* type) {
  auto known = known_.find(type);
  if (known == known_.end()) {
    const Converter* const found = converters_->Find(type);
    known = known_.emplace(type, Known{PyOwned::FromBorrowed(type), found}).first;
  }
  return known->second.converter;
}

}  // namespace pyloom
