{
  "variables": {
    # `node-gyp rebuild --sanitize=thread` (or address,undefined) builds an instrumented addon.
    "sanitize%": ""
  },
  "targets": [
    {
      "target_name": "pyloom_semaphore",
      "sources": [
        "addon.cc",
        "bindings.cc",
        "inbox.cc",
        "participant.cc",
        "registry.cc",
        "semaphore.cc"
      ],
      "include_dirs": ["../../addon/include"],
      "defines": ["NAPI_VERSION=8"],
      # Hidden: two versions of this addon in one process must not find each other's symbols.
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": ["-std=c++20", "-fvisibility=hidden", "-Wall", "-Wextra"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "MACOSX_DEPLOYMENT_TARGET": "11.0"
      },
      "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++20"] } },
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
