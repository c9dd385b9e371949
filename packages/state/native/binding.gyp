{
  "includes": ["../../addon/addon.gypi"],
  # For std::bad_alloc.
  "variables": { "exceptions": 1 },
  "targets": [
    {
      "target_name": "pyloom_state",
      "include_dirs": ["../../core-native/include", "../../wire/include"],
      "sources": [
        "addon.cc",
        "bindings.cc",
        "budget.cc",
        "connection.cc",
        "function_call.cc",
        "native_functions.cc",
        "registry.cc",
        "store.cc",
        "value.cc",
        "wire_validator.cc"
      ]
    }
  ]
}
