{
  "variables": { "sanitize%": "" },
  "targets": [
    {
      "target_name": "pyloom_core",
      "sources": ["<!@(node sources.mjs)"],
      "include_dirs": [".", "../include", "../../wire/include", "../../addon/include"],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-fvisibility=hidden"],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": ["-std=c++20", "-Wall", "-Wextra", "-Wno-cast-function-type", "-Wno-restrict"],
      "xcode_settings": {
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "MACOSX_DEPLOYMENT_TARGET": "11.0"
      },
      "msvs_settings": { "VCCLCompilerTool": { "ExceptionHandling": 1, "AdditionalOptions": ["/std:c++20"] } },
      "conditions": [
        ["OS=='linux'", { "ldflags": ["-Wl,--version-script=<(module_root_dir)/exports.map"] }],
        ["sanitize!=''", {
          # Compiles in half the time that -O3 takes.
          "cflags!": ["-O3"],
          "cflags": ["-O1", "-fsanitize=<(sanitize)", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g"],
          "ldflags": ["-fsanitize=<(sanitize)"]
        }],
        ["sanitize=='address,undefined'", {
          "defines": ["PYLOOM_FAILING_ALLOCATIONS"],
          "ldflags": ["-Wl,--wrap=_Znwm,--wrap=_Znam,--wrap=realloc"]
        }]
      ]
    }
  ]
}
