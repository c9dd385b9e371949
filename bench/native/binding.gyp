{
  "targets": [
    {
      "target_name": "raw_costs",
      "sources": ["raw_costs.cc"],
      "defines": ["NAPI_VERSION=8"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": ["-std=c++20", "-O3", "-Wall", "-Wextra", "-Wno-cast-function-type"],
      "libraries": ["-ldl"]
    }
  ]
}
