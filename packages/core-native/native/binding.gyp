{
  "includes": ["../../addon/addon.gypi"],
  "variables": { "exceptions": 1 },
  "target_defaults": {
    "include_dirs": [".", "../include", "../../wire/include"],
    "cflags_cc": ["-Wno-cast-function-type", "-Wno-restrict"],
    "conditions": [
      ["sanitize=='address,undefined'", {
        "defines": ["PYLOOM_FAILING_ALLOCATIONS"],
        "ldflags": ["-Wl,--wrap=_Znwm,--wrap=_Znam,--wrap=realloc"]
      }]
    ]
  },
  "targets": [
    {
      # By gcc a third smaller than by -O2, and once more by 7 % of all by what zig has (binaries.mjs).
      "target_name": "pyloom_small",
      "type": "static_library",
      "sources": ["<!@(node sources.mjs small)"],
      "xcode_settings": { "GCC_OPTIMIZATION_LEVEL": "z" },
      "msvs_settings": { "VCCLCompilerTool": { "Optimization": 1, "FavorSizeOrSpeed": 2 } },
      "conditions": [["OS=='linux' and sanitize==''", { "cflags!": ["-O2"], "cflags": ["<@(size_flags)"] }]]
    },
    {
      "target_name": "pyloom_core",
      "sources": ["<!@(node sources.mjs fast)"],
      "dependencies": ["pyloom_small"],
      "conditions": [
        ["OS=='linux'", {
          "ldflags": ["-Wl,--version-script=<(module_root_dir)/exports.map", "-Wl,-u,PyInit__pyloom_process"]
        }],
        # Its references to Node are resolved as they are followed, as node-gyp has it: that is never in a process of Python's.
        ["OS=='win'", {
          "msvs_settings": { "VCLinkerTool": { "AdditionalOptions": ["/INCLUDE:PyInit__pyloom_process"] } }
        }]
      ]
    }
  ]
}
