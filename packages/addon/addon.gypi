# What the addons have in common. A binding.gyp that includes this sets "exceptions" to 1 if its code has any.
{
  "variables": {
    # `node-gyp rebuild --sanitize=thread` (or address,undefined) builds an instrumented addon.
    "sanitize%": "",
    # Of code that is compiled for size, on Linux.
    "size_flags%": "-Os",
    "exceptions%": 0
  },
  "target_defaults": {
    "include_dirs": ["include"],
    "defines": ["NAPI_VERSION=8"],
    # Hidden: two versions of an addon in one process must not find each other's symbols.
    "cflags": ["-fvisibility=hidden"],
    "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
    "cflags_cc": ["-std=c++20", "-Wall", "-Wextra"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
      "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
      "MACOSX_DEPLOYMENT_TARGET": "11.0"
    },
    "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++20", "/utf-8"] } },
    "conditions": [
      ["OS=='linux'", {
        # What nobody calls takes no room.
        "cflags": ["-ffunction-sections", "-fdata-sections"],
        "ldflags": ["-Wl,--gc-sections"]
      }],
      ["exceptions==1", {
        "cflags!": ["-fno-exceptions"],
        "cflags_cc!": ["-fno-exceptions"],
        "xcode_settings": { "GCC_ENABLE_CPP_EXCEPTIONS": "YES" },
        "msvs_settings": { "VCCLCompilerTool": { "ExceptionHandling": 1 } }
      }],
      ["OS=='linux' and sanitize==''", {
        # As fast here as by -O3, and smaller by an eighth. clang knows the second alone.
        "cflags!": ["-O3"],
        "cflags": ["-O2", "-falign-jumps=1", "-falign-loops=1", "-Wno-ignored-optimization-argument"]
      }],
      ["sanitize!=''", {
        # Compiles in half the time that -O3 takes.
        "cflags!": ["-O3"],
        "cflags": ["-O1", "-fsanitize=<(sanitize)", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g1"],
        "ldflags": ["-fsanitize=<(sanitize)"]
      }]
    ]
  }
}
