{
  "variables": {
    # `node-gyp rebuild --sanitize=thread` (or address,undefined) builds an instrumented addon.
    "sanitize%": ""
  },
  "targets": [
    {
      "target_name": "pyloom_state",
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
      ],
      "include_dirs": ["../../core-native/include", "../../wire/include", "../../addon/include"],
      "defines": ["NAPI_VERSION=8"],
      # Exceptions, for std::bad_alloc. Hidden: two versions of this addon in one process must not find each
      # other's symbols.
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": ["-std=c++20", "-fexceptions", "-fvisibility=hidden", "-Wall", "-Wextra"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "MACOSX_DEPLOYMENT_TARGET": "11.0"
      },
      "msvs_settings": {
        "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++20", "/utf-8"], "ExceptionHandling": 1 }
      },
      "conditions": [
        ["sanitize!=''", {
          # Compiles in half the time that -O3 takes.
          "cflags!": ["-O3"],
          "cflags_cc": ["-O1", "-fsanitize=<(sanitize)", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g"],
          "ldflags": ["-fsanitize=<(sanitize)"]
        }]
      ]
    }
  ]
}
